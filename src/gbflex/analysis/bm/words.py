"""A unit's span in sentences: what it was paid, what that leaves, and where it stands. Every number is a key's."""

from __future__ import annotations

from collections.abc import Sequence

from gbflex.analysis.answers.bm import UnitRow
from gbflex.analysis.answers.bm_fleet import BmFleet
from gbflex.analysis.answers.bm_missing import BmMissingRow
from gbflex.analysis.answers.shape import fixed

__all__ = ["unit_words"]


def unit_words(
    unit: UnitRow, fleet: BmFleet | None, missing: Sequence[BmMissingRow], first: str, last: str
) -> list[str]:
    """What a unit did and earned, the answer first.

    Args:
        unit: Its figures.
        fleet: Where it stands among batteries; null where not asked.
        missing: What the answer lacks.
        first: First date.
        last: Last date.
    """
    span = f"on {first}" if first == last else f"from {first} to {last}"
    known = unit["gross_cashflow_gbp"] is not None
    return [
        *(_paid(unit, span) if known else _not_known(unit, span, missing)),
        *_recharge(unit),
        *([] if fleet is None or not known else [_place(fleet)]),
    ]


def _paid(unit: UnitRow, span: str) -> list[str]:
    gbp = unit["gross_cashflow_gbp"] or 0.0
    whole = unit["half_hours_held"] == unit["half_hours"]
    over = "" if whole else f", over the {unit['half_hours_held']:,} of {unit['half_hours']:,} half-hours held"
    verb = "was paid" if gbp >= 0 else "paid"
    rate = unit["gbp_per_mw"]
    each = "" if rate is None else f", {fixed(rate)} GBP/MW"
    sides = [
        _side("Offers", unit["offer_mwh"], unit["offer_cashflow_gbp"]),
        _side("bids", unit["bid_mwh"], unit["bid_cashflow_gbp"]),
    ]
    return [
        f"{unit['bm_unit']} {verb} {fixed(abs(gbp))} GBP {span}{each}{over}.",
        f"{'; '.join(sides)}.",
    ]


def _side(name: str, mwh: float | None, gbp: float | None) -> str:
    energy = "energy not known" if mwh is None else f"{fixed(abs(mwh))} MWh"
    if gbp is None:
        return f"{name}: {energy}, cash not known"
    return f"{name} {'brought' if gbp >= 0 else 'cost'} {fixed(abs(gbp))} GBP ({energy})"


def _not_known(unit: UnitRow, span: str, missing: Sequence[BmMissingRow]) -> list[str]:
    """That the cash is not known, what was accepted all the same, and what is missing."""
    said = [f"What {unit['bm_unit']} was paid {span} is not known."]
    if unit["offer_mwh"] is not None and unit["bid_mwh"] is not None:
        said.append(
            f"Accepted were {fixed(unit['offer_mwh'])} MWh upwards and {fixed(-unit['bid_mwh'])} MWh downwards."
        )
    if missing:
        said.append(f"Missing first of all: {missing[0]['dataset']}, {missing[0]['gives']}.")
    return said


def _recharge(unit: UnitRow) -> list[str]:
    cost, left = unit["recharge_cost_gbp"], unit["cash_less_recharge_gbp"]
    if cost is None:
        return []
    said = f"would cost about {fixed(cost)} GBP" if cost >= 0 else f"would save about {fixed(-cost)} GBP"
    leaves = "" if left is None else f", which leaves {fixed(left)} GBP"
    return [f"Recharging {said} (estimated){leaves}."]


def _place(fleet: BmFleet) -> str:
    median = fleet["median_gbp_per_mw"]
    middle = "" if median is None else f"; the median is {fixed(median)} GBP/MW"
    if fleet["rank"] is None:
        return f"Not ranked among batteries: {fleet['note']}{middle}."
    ahead = "" if fleet["percentile"] is None else f", ahead of {fixed(fleet['percentile'], 0)} % of the others"
    if fleet["compared"] == 1:
        return "No other battery that is held over the span can be compared with it."
    return f"Rank {fleet['rank']} of {fleet['compared']:,} batteries that are held and comparable{ahead}{middle}."
