"""Where does a unit stand among the batteries that are held over the span?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gbflex.analysis.answers.bm import RankedUnit, UnitRow
from gbflex.analysis.answers.bm_fleet import BmFleet, LeftOutRow
from gbflex.analysis.bm.batteries import battery_register
from gbflex.analysis.bm.ranking import NOT_RANKED, medians, ranked
from gbflex.analysis.bm.summaries import summaries
from gbflex.analysis.ports import BmPorts
from gbflex.errors import MissingPeriods
from gbflex.periods import Periods

__all__ = ["fleet_of"]

NO_REGISTER: Final = "which units are batteries is not known: no register of BM units is held"
NO_BATTERY: Final = "the register does not show it as a battery"
NOTHING: Final = "nothing of it is held in the span"
NO_CASH: Final = "its cash is not known"
NO_POWER: Final = "its power is not known"
LESS: Final = "held for less than nine tenths of the share of the span of which the best-held battery is"


def fleet_of(own: UnitRow, periods: Periods, ports: BmPorts) -> BmFleet:
    """The batteries held over a span, and where a unit stands among them.

    Args:
        own: The unit's figures, as its page has them.
        periods: The span.
        ports: Where data and prices come from.
    """
    try:
        batteries = [row["bm_unit"] for row in battery_register(ports.units)["batteries"]]
    except MissingPeriods:
        return _without_register()
    name = own["bm_unit"]
    others = [unit for unit in batteries if unit != name]
    rows = [one.figures for one in summaries(others, periods, ports, tlm=None)]
    if name in batteries:
        rows.append(own)
    why = dict.fromkeys(batteries, NOTHING) | {row["bm_unit"]: _refusal(row) for row in rows}
    kept = [RankedUnit(**row, **NOT_RANKED, is_compared=True) for row in rows if not why[row["bm_unit"]]]
    placed = ranked(kept, len(periods.dates) / len(periods))
    why |= {row["bm_unit"]: "" if row["is_compared"] else LESS for row in placed}
    found = next((row for row in placed if row["bm_unit"] == name), None)
    return {
        "batteries": len(batteries),
        "held": len(rows),
        "rank": found and found["rank"],
        "percentile": found and found["percentile"],
        **medians(placed),
        "left_out": _left_out(batteries, why),
        "note": why.get(name, NO_BATTERY),
    }


def _refusal(row: UnitRow) -> str:
    """Why a unit cannot be compared; empty where it can."""
    refused = [flag for flag in row["flags"] if flag.startswith("refused")]
    if refused:
        return refused[0]
    if row["gross_cashflow_gbp"] is None:
        return NO_CASH
    return "" if row["gbp_per_mw_per_year"] is not None else NO_POWER


def _left_out(batteries: Sequence[str], why: dict[str, str]) -> list[LeftOutRow]:
    return [{"bm_unit": unit, "why": why[unit]} for unit in batteries if why[unit]]


def _without_register() -> BmFleet:
    return {
        "batteries": None,
        "held": None,
        **NOT_RANKED,
        "compared": 0,
        "median_gbp_per_mw": None,
        "median_gbp_per_mw_per_year": None,
        "left_out": [],
        "note": NO_REGISTER,
    }
