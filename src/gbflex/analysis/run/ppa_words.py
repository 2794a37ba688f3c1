"""A PPA in sentences: what it brings before any asset, what it brings with them, and where it breaks even."""

from __future__ import annotations

from typing import Final

from gbflex.analysis.answers.verdict import PpaWorth, VerdictFigures
from gbflex.analysis.run.rounded import about, about_range

__all__ = ["demand_sentence", "ppa_sentences"]

NOTHING_GBP: Final = 0.5
NOTHING_MWH: Final = 0.0005


def ppa_sentences(figures: VerdictFigures) -> list[str]:
    """What the PPA brings; none where the site has none.

    Args:
        figures: Of the verdict.
    """
    ppa = figures["ppa"]
    if ppa is None:
        return []
    over = _over(figures)
    return _of_output(ppa, figures, over) if ppa["covers"] == "asset_output" else _of_demand(ppa, figures, over)


def _over(figures: VerdictFigures) -> str:
    return "" if figures["years"] is None else " a year"


def _yearly(whole: float | None, per_year: float | None) -> float | None:
    return whole if per_year is None else per_year


def _at(ppa: PpaWorth) -> str:
    return f"At {ppa['price_gbp_per_mwh']:,.10g} GBP/MWh the PPA"


def _brings(gbp: float, over: str) -> str:
    if abs(gbp) < NOTHING_GBP:
        return f"brings nothing{over}"
    return f"{'earns' if gbp > 0 else 'loses'} about {about(abs(gbp))} GBP{over}"


def _of_demand(ppa: PpaWorth, figures: VerdictFigures, over: str) -> list[str]:
    asset = figures["asset"]
    before = "" if asset == "none" else f" before any {'battery' if asset == 'batteries' else _one(asset)}"
    result = _yearly(ppa["result_gbp"], ppa["result_gbp_per_year"])
    said = [] if result is None else [demand_sentence(ppa, result, f"{over}{before}")]
    with_gbp = _yearly(ppa["with_asset_gbp"], ppa["with_asset_gbp_per_year"])
    if with_gbp is not None and asset != "none":
        said.append(_with_asset(ppa, asset, with_gbp, over, is_second=bool(said)))
    return [*said, *_if_priced(ppa, f"{over}{before}")]


def _with_asset(ppa: PpaWorth, asset: str, with_gbp: float, over: str, *, is_second: bool) -> str:
    even = ppa["break_even_with_asset_gbp_per_mwh"]
    before_it = ppa["break_even_gbp_per_mwh"]
    same = even is not None and before_it is not None and about(even) == about(before_it)
    breaks = "" if even is None or same else f" and breaks even at {about(even)} GBP/MWh"
    subject = f"With the {asset} it" if is_second else f"{_at(ppa)}, with the {asset},"
    return f"{subject} {_brings(with_gbp, over)}{breaks}."


def demand_sentence(ppa: PpaWorth, result_gbp: float, over: str) -> str:
    """What a PPA brings that supplies all demand, and at which price it would break even.

    Args:
        ppa: The PPA.
        result_gbp: What it brings [GBP].
        over: Over which time, and before what.
    """
    return f"{_at(ppa)} {_brings(result_gbp, over)}{_even(ppa)}."


def _if_priced(ppa: PpaWorth, over: str) -> list[str]:
    """What the lines without a rate would make of it: they can turn a gain into a loss."""
    least = _yearly(ppa["if_priced_at_least_gbp"], ppa["if_priced_at_least_gbp_per_year"])
    most = _yearly(ppa["if_priced_at_most_gbp"], ppa["if_priced_at_most_gbp_per_year"])
    own = _yearly(ppa["result_gbp"], ppa["result_gbp_per_year"]) or 0.0
    if least is None or most is None or max(own - least, most - own) < NOTHING_GBP:
        return []
    if most <= 0:
        brings = f"loses about {about_range(least, most)} GBP"
    elif least >= 0:
        brings = f"earns about {about_range(least, most)} GBP"
    else:
        brings = f"brings between a loss of {about(-least)} and a gain of {about(most)} GBP"
    low, high = ppa["break_even_if_priced_at_least_gbp_per_mwh"], ppa["break_even_if_priced_at_most_gbp_per_mwh"]
    even = "" if low is None or high is None else f" and breaks even at {about_range(low, high)} GBP/MWh"
    return [f"With what is not priced, at the nearest known rates, the PPA {brings}{over}{even}."]


def _one(asset: str) -> str:
    return "asset" if asset == "assets" else asset


def _even(ppa: PpaWorth) -> str:
    if ppa["obligation"] == "may_decline":
        demand, paid = ppa["demand_mwh"], ppa["paid_mwh"] or 0.0
        return f"; it supplies {about(paid)} of {about(demand)} MWh and declines the rest, which would lose"
    even = ppa["break_even_gbp_per_mwh"]
    return "" if even is None else f"; it breaks even at {about(even)} GBP/MWh"


def _of_output(ppa: PpaWorth, figures: VerdictFigures, over: str) -> list[str]:
    paid_mwh, asset = ppa["paid_mwh"] or 0.0, figures["asset"]
    if paid_mwh < NOTHING_MWH:
        return [f"{_at(ppa)} buys nothing: no output is worth making for it."]
    result, even = _yearly(ppa["result_gbp"], ppa["result_gbp_per_year"]), ppa["break_even_gbp_per_mwh"]
    breaks = "" if even is None else f"; it breaks even at {about(even)} GBP/MWh, what a MWh of that output costs"
    said = [f"{_at(ppa)} {_brings(result or 0.0, over)} on {about(paid_mwh)} MWh from the {asset}{breaks}."]
    said += _if_priced(ppa, over)
    host = _yearly(ppa["offtaker_value_gbp"], ppa["offtaker_value_gbp_per_year"])
    if host is not None and abs(host) >= NOTHING_GBP:
        said.append(f"The host {'gains' if host > 0 else 'loses'} about {about(abs(host))} GBP{over} by it.")
    return said
