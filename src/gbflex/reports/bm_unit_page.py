"""One BM unit's span as an HTML page that opens from disk and asks no network for anything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from gbflex.reports.echarts import echarts_script
from gbflex.reports.html import script_json, template

__all__ = ["bm_unit_page"]

HERE: Final = Path(__file__).parent

TILES: Final = (
    ("gross_cashflow_gbp", "Gross cash", "GBP"),
    ("offer_cashflow_gbp", "Offers (turned up)", "GBP"),
    ("bid_cashflow_gbp", "Bids (turned down)", "GBP"),
    ("recharge_cost_gbp", "Cost of recharging, estimated", "GBP"),
    ("cash_less_recharge_gbp", "Cash less recharging, estimated", "GBP"),
    ("gbp_per_mw", "Gross cash per MW", "GBP/MW"),
)
FIGURES: Final = (
    ("offer_mwh", "Accepted offers [MWh]"),
    ("bid_mwh", "Accepted bids [MWh]"),
    ("mean_offer_price_gbp_per_mwh", "Mean offer price [GBP/MWh]"),
    ("mean_bid_price_gbp_per_mwh", "Mean bid price [GBP/MWh]"),
    ("offer_premium_over_system_price_gbp_per_mwh", "Offers over the system price [GBP/MWh]"),
    ("offer_premium_over_market_index_gbp_per_mwh", "Offers over the market index [GBP/MWh]"),
    ("flagged_share", "Share flagged for the system"),
    ("acceptances", "Acceptances"),
    ("discharged_mwh", "Discharged, expected [MWh]"),
    ("charged_mwh", "Charged, expected [MWh]"),
    ("full_power_hours_per_day", "Full-power hours a day"),
    ("cycles_per_day", "Cycles a day"),
    ("mean_headroom_up_mw", "Mean room up to the export limit [MW]"),
    ("mean_headroom_down_mw", "Mean room down to the import limit [MW]"),
    ("power_mw", "Power [MW]"),
    ("power_source", "Power comes from"),
    ("cash_basis", "Cash comes from"),
    ("confidence", "Confidence"),
)
DAILY: Final = (
    "settlement_date",
    "offer_mwh",
    "bid_mwh",
    "offer_cashflow_gbp",
    "bid_cashflow_gbp",
    "cashflow_gbp",
)


def bm_unit_page(unit: Mapping[str, Any]) -> str:
    """A unit's span as self-contained HTML.

    Args:
        unit: As `balancing.bm_unit` returns it.

    Raises:
        ConfigurationError: ECharts is not installed as expected.
    """
    return template("bm_unit.html.j2", figure=_figure).render(
        unit=unit,
        tiles=TILES,
        figures=FIGURES,
        daily=DAILY,
        style=(HERE / "static" / "report.css").read_text("utf-8"),
        echarts=echarts_script(),
        script=(HERE / "static" / "bm_unit.js").read_text("utf-8"),
        data=script_json([{key: day[key] for key in DAILY} for day in unit["daily"]]),
    )


def _figure(value: object) -> str:
    if value is None:
        return "not known"
    return f"{value:,.2f}" if isinstance(value, float) else str(value)
