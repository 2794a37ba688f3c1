"""A day's flexibility of a plant as an HTML page that opens from disk and asks no network for anything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from gbflex.analysis.answers.chp import CURVE_KEYS, CurveAnswer, CurveRow
from gbflex.analysis.answers.shape import Column
from gbflex.reports.echarts import echarts_script
from gbflex.reports.html import script_json, stylesheet, template
from gbflex.reports.table_layouts import NOT_PRICED_TABLE, table_of

__all__ = ["chp_curve_page"]

HERE: Final = Path(__file__).parent

HALF_HOURS: Final = table_of("rows", "By half-hour", CurveRow, *CURVE_KEYS)


def chp_curve_page(curve: CurveAnswer) -> str:
    """A curve as self-contained HTML.

    Args:
        curve: As `api.chp.chp_curve` returns it.

    Raises:
        ConfigurationError: ECharts is not installed as expected.
    """
    return template("chp_curve.html.j2", written=_written).render(
        curve=curve,
        table=HALF_HOURS,
        not_priced_table=NOT_PRICED_TABLE,
        style=stylesheet("report", "phone", "print"),
        echarts=echarts_script(),
        script=(HERE / "static" / "chp_curve.js").read_text("utf-8"),
        data=script_json(curve["rows"]),
    )


def _written(row: Mapping[str, object], column: Column) -> str:
    return column.text(row[column.key], nothing="")
