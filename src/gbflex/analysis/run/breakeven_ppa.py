"""At which price a day's PPA breaks even: on all demand without the battery, or on its output's best trade."""

from __future__ import annotations

from gbflex.analysis.answers.breakeven import BestTrade, PpaPart
from gbflex.analysis.run.backtest import Case, Settlement, idle_case
from gbflex.analysis.run.ppa_words import demand_sentence
from gbflex.analysis.run.ppa_worth import ppa_worth
from gbflex.analysis.run.rounded import about
from gbflex.analysis.run.year_span import year_span
from gbflex.errors import Infeasible

__all__ = ["day_ppa"]


def day_ppa(settlement: Settlement, best: BestTrade | None) -> PpaPart:
    """The PPA on a day.

    Args:
        settlement: The site and its lines on the day.
        best: The best trade of the day, if there is any.
    """
    ppa = settlement.setting.site.ppa
    if ppa is None:
        return {"ppa": None, "ppa_verdict": "", "break_even_ppa_gbp_per_mwh": None}
    if ppa.covers == "asset_output":
        return _of_output(ppa.price_gbp_per_mwh, best)
    periods = settlement.setting.periods
    span = year_span(periods.first_date, periods.last_date)
    found = ppa_worth(settlement.setting, span, without=_without(settlement), with_asset=None)
    result = None if found is None else found["result_gbp"]
    if found is None or result is None:
        return {"ppa": found, "ppa_verdict": "", "break_even_ppa_gbp_per_mwh": None}
    return {
        "ppa": found,
        "ppa_verdict": demand_sentence(found, result, f" on {periods.first_date} before any battery"),
        "break_even_ppa_gbp_per_mwh": found["break_even_gbp_per_mwh"],
    }


def _of_output(price_gbp_per_mwh: float, best: BestTrade | None) -> PpaPart:
    """The price at which the best trade that the PPA pays for has no margin."""
    if best is None or best["use"] != "ppa":
        return {"ppa": None, "ppa_verdict": "", "break_even_ppa_gbp_per_mwh": None}
    even = price_gbp_per_mwh - best["margin_gbp_per_mwh"] / best["load_share"]
    words = f"At {price_gbp_per_mwh:,.10g} GBP/MWh for the battery's output, the PPA breaks even at {about(even)}."
    return {"ppa": None, "ppa_verdict": words, "break_even_ppa_gbp_per_mwh": even}


def _without(settlement: Settlement) -> Case | None:
    """The site without its battery; None where it cannot be served without it."""
    try:
        return idle_case(settlement.at(settlement.setting.site.without_what_assets_cause()))
    except Infeasible:
        return None
