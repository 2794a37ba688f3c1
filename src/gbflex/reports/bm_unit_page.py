"""One BM unit's span as an HTML page that opens from disk and asks no network for anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from gbflex.analysis.answers.bm import BmDayRow, BmUnitAnswer
from gbflex.analysis.answers.bm_fleet import BmFleet
from gbflex.analysis.answers.bm_half_hours import BmHalfHourRow
from gbflex.analysis.answers.bm_ledger import BmNoteRow
from gbflex.analysis.answers.bm_missing import BmMissingRow
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
FLEET: Final = (
    "rank",
    "percentile",
    "compared",
    "median_gbp_per_mw",
    "median_gbp_per_mw_per_year",
    "held",
    "batteries",
)
TLM: Final = ("tlm_applied", "tlm_source")
NOT_NEEDED: Final = "not needed"
LISTED: Final = 31 * 48 + 2
"""Half-hours of a month with the hour of its clock change; a longer table is no reading."""
DRAWN: Final = {
    "notified_mw": "notified_mw",
    "expected_mw": "expected_mw",
    "export_limit_mw": "export_limit_mw",
    "import_limit_mw": "import_limit_mw",
    "offer_mwh": "offer_mwh",
    "bid_mwh": "bid_mwh",
    "offer_price": "offer_price_gbp_per_mwh",
    "bid_price": "bid_price_gbp_per_mwh",
    "system_price": "system_price_gbp_per_mwh",
    "market_index": "market_index_gbp_per_mwh",
    "offer_gbp": "offer_cashflow_gbp",
    "bid_gbp": "bid_cashflow_gbp",
    "gbp": "cashflow_gbp",
}
"""Figures of a half-hour that the charts draw, by the script's name of them."""
HALF_HOURS: Final = table_of(
    "half_hours",
    "By half-hour",
    BmHalfHourRow,
    "settlement_date",
    "settlement_period",
    "local_time",
    "notified_mw",
    "expected_mw",
    "export_limit_mw",
    "import_limit_mw",
    "offer_mwh",
    "offer_price_gbp_per_mwh",
    "bid_mwh",
    "bid_price_gbp_per_mwh",
    "system_price_gbp_per_mwh",
    "market_index_gbp_per_mwh",
    "offer_cashflow_gbp",
    "bid_cashflow_gbp",
    "cashflow_gbp",
    "cash_basis",
)
MISSING: Final = table_of(
    "missing", "What is missing", BmMissingRow, "dataset", "gives", "half_hours", "from", "to", "fetch_command"
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
        figures=[declared[key] for key in FIGURES if unit["tlm_source"] != NOT_NEEDED or key not in TLM],
        daily=DAILY,
        tlm=declared["tlm_applied"],
        days=len(unit["daily"]) > 1,
        fleet=[columns_of(BmFleet)[key] for key in FLEET],
        left_out=_left_out(unit["fleet"]),
        half_hours=HALF_HOURS,
        listed=len(unit["half_hourly"]) <= LISTED,
        missing=MISSING,
        note_columns=columns_of(BmNoteRow),
        style=stylesheet("report", "phone", "print", "bm_unit"),
        echarts=echarts_script(),
        script=(HERE / "static" / "bm_unit.js").read_text("utf-8"),
        data=script_json({"days": unit["daily"], "half_hours": _drawn(unit["half_hourly"])}),
    )


def _figure(unit: Mapping[str, object], column: Column) -> str:
    return column.text(unit[column.key], nothing="not known")


def _drawn(rows: Sequence[BmHalfHourRow]) -> dict[str, list[object]]:
    """What the charts draw, by column: a long span is a list for each figure and no key is said twice."""
    figures: Sequence[Mapping[str, object]] = rows
    return {
        "date": [row["settlement_date"] for row in rows],
        "period": [row["settlement_period"] for row in rows],
        "clock": [row["local_time"] for row in rows],
        "basis": [row["cash_basis"] for row in rows],
        **{name: [_short(row[key]) for row in figures] for name, key in DRAWN.items()},
    }


def _short(value: object) -> object:
    return round(value, 3) if isinstance(value, float) else value


def _left_out(fleet: BmFleet | None) -> list[tuple[str, list[str]]]:
    """Reasons why batteries are not compared, with those that have it; the most frequent first."""
    names: dict[str, list[str]] = {}
    for row in fleet["left_out"] if fleet else ():
        names.setdefault(row["why"], []).append(row["bm_unit"])
    return sorted(names.items(), key=lambda one: -len(one[1]))
