"""One BM unit's span as an HTML page that opens from disk and asks no network for anything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from gbflex.analysis.answers.bm import BmDayRow, BmUnitAnswer
from gbflex.analysis.answers.bm_ledger import BmNoteRow
from gbflex.analysis.answers.shape import Column, columns_of
from gbflex.reports.echarts import echarts_script
from gbflex.reports.html import script_json, stylesheet, template
from gbflex.reports.table_layouts import table_of, written

__all__ = ["bm_unit_page"]

HERE: Final = Path(__file__).parent

TILES: Final = (
    "gross_cashflow_gbp",
    "offer_cashflow_gbp",
    "bid_cashflow_gbp",
    "recharge_cost_gbp",
    "cash_less_recharge_gbp",
    "gbp_per_mw",
    "gbp_per_mw_per_year",
)
FIGURES: Final = (
    "half_hours",
    "half_hours_held",
    "half_hours_with_volumes",
    "days_held",
    "offer_mwh",
    "bid_mwh",
    "not_priced_mwh",
    "half_hours_not_priced",
    "mean_offer_price_gbp_per_mwh",
    "mean_bid_price_gbp_per_mwh",
    "placeholder_prices",
    "offer_premium_over_system_price_gbp_per_mwh",
    "offer_premium_over_market_index_gbp_per_mwh",
    "flagged_share",
    "acceptances",
    "notified_mwh",
    "discharged_mwh",
    "charged_mwh",
    "full_power_hours_per_day",
    "cycles_per_day",
    "mean_headroom_up_mw",
    "headroom_up_half_hours",
    "mean_headroom_down_mw",
    "headroom_down_half_hours",
    "recharge_mwh",
    "recharge_price_gbp_per_mwh",
    "power_mw",
    "power_source",
    "cash_basis",
    "half_hours_published",
    "half_hours_computed",
    "tlm_applied",
    "tlm_source",
    "confidence",
)
DAILY: Final = table_of(
    "daily",
    "By settlement date",
    BmDayRow,
    "settlement_date",
    "half_hours_held",
    "offer_mwh",
    "bid_mwh",
    "offer_cashflow_gbp",
    "bid_cashflow_gbp",
    "cashflow_gbp",
    "not_priced_mwh",
    "confidence",
)


def bm_unit_page(unit: BmUnitAnswer) -> str:
    """A unit's span as self-contained HTML.

    Args:
        unit: As `api.bm.bm_unit` returns it.

    Raises:
        ConfigurationError: ECharts is not installed as expected.
    """
    declared = columns_of(BmUnitAnswer)
    return template("bm_unit.html.j2", figure=_figure, written=written).render(
        unit=unit,
        tiles=[declared[key] for key in TILES],
        figures=[declared[key] for key in FIGURES],
        daily=DAILY,
        note_columns=columns_of(BmNoteRow),
        style=stylesheet("report", "phone", "print"),
        echarts=echarts_script(),
        script=(HERE / "static" / "bm_unit.js").read_text("utf-8"),
        data=script_json(unit["daily"]),
    )


def _figure(unit: Mapping[str, object], column: Column) -> str:
    return column.text(unit[column.key], nothing="not known")
