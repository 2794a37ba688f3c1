"""A day's flexibility of a plant as an HTML page that opens from disk and asks no network for anything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from gbflex.reports.echarts import echarts_script
from gbflex.reports.html import script_json, template

__all__ = ["chp_curve_page"]

HERE: Final = Path(__file__).parent

COLUMNS: Final = (
    ("start_time", "Start (UTC)"),
    ("settlement_period", "Period"),
    ("baseline_mw", "Planned [MW]"),
    ("marginal_cost_gbp_per_mwh", "Marginal cost [GBP/MWh]"),
    ("turn_up_mw", "Turn up [MW]"),
    ("turn_up_price_gbp_per_mwh", "at [GBP/MWh]"),
    ("turn_up_kind", "by"),
    ("turn_up_half_hours", "half-hours"),
    ("turn_down_mw", "Turn down [MW]"),
    ("turn_down_price_gbp_per_mwh", "at [GBP/MWh]"),
    ("turn_down_kind", "by"),
    ("turn_down_half_hours", "half-hours"),
)
CHART_KEYS: Final = (
    "settlement_period",
    "baseline_mw",
    "marginal_cost_gbp_per_mwh",
    "turn_up_mw",
    "turn_up_price_gbp_per_mwh",
    "turn_down_mw",
    "turn_down_price_gbp_per_mwh",
)


def chp_curve_page(curve: Mapping[str, Any]) -> str:
    """A curve as self-contained HTML.

    Args:
        curve: As `plants.chp_curve` returns it.

    Raises:
        ConfigurationError: ECharts is not installed as expected.
    """
    return template("chp_curve.html.j2", cell=_cell).render(
        curve=curve,
        columns=COLUMNS,
        style=(HERE / "static" / "report.css").read_text("utf-8"),
        echarts=echarts_script(),
        script=(HERE / "static" / "chp_curve.js").read_text("utf-8"),
        data=script_json([{key: row[key] for key in CHART_KEYS} for row in curve["rows"]]),
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:,.2f}" if isinstance(value, float) else str(value)
