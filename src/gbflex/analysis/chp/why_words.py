"""A plant's day in five sentences: what ran, what a MWh cost and was worth, what running gained, and heat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gbflex.analysis.answers.shape import fixed
from gbflex.analysis.answers.why import WhyUnit

__all__ = ["UnitDay", "plant_sentences"]


class UnitDay(NamedTuple):
    """A unit's day.

    Attributes:
        figures: What it did, and what a MWh cost.
        start_cost_gbp: What a start costs at most.
        best_run: When its best run would have been, where it did not run; empty where there is none.
    """

    figures: WhyUnit
    start_cost_gbp: float
    best_run: str


def plant_sentences(
    day: str,
    units: Sequence[UnitDay],
    worth_gbp_per_mwh: tuple[float, float],
    heat_mwh: tuple[float, float],
    battery_mwh: tuple[float, float] | None,
    not_priced: Sequence[str],
) -> list[str]:
    """A plant's day in words.

    Args:
        day: The settlement date.
        units: Its CHP units.
        worth_gbp_per_mwh: What one MWh more behind the meter would be worth, least and most.
        heat_mwh: Heat demand, and what boilers gave.
        battery_mwh: Charged and discharged; None without a battery.
        not_priced: Lines that are left out.
    """
    least, most = worth_gbp_per_mwh
    return [
        f"On {day} {_and([_ran(unit) for unit in units]) or 'no CHP unit stood ready'}.",
        f"{_and([_cost(unit) for unit in units]) or 'No MWh could be made'}.",
        f"One MWh more behind the meter was worth {fixed(least)} to {fixed(most)} GBP{_pays(units)}.",
        f"{_and([_gain(unit) for unit in units]) or 'There was no unit to weigh'}.",
        _rest(heat_mwh, battery_mwh, not_priced),
    ]


def _and(parts: Sequence[str]) -> str:
    return "; ".join(parts)


def _ran(unit: UnitDay) -> str:
    told = unit.figures
    if not told["running_hours"]:
        return f"{told['unit']} stayed off"
    starts = f"{told['starts']} start{'' if told['starts'] == 1 else 's'}"
    hours, made = fixed(told["running_hours"], 1), fixed(told["power_mwh"])
    return f"{told['unit']} ran {hours} h with {starts} and made {made} MWh"


def _cost(unit: UnitDay) -> str:
    told = unit.figures
    least, most = told["least_cost_gbp_per_mwh"], told["most_cost_gbp_per_mwh"]
    if least is None or most is None:
        return f"what a MWh of {told['unit']} costs cannot be said: it could not run, or not be left out"
    start = f", and a start {fixed(unit.start_cost_gbp)} GBP" if unit.start_cost_gbp else ""
    return f"A MWh of {told['unit']} cost {fixed(least)} to {fixed(most)} GBP to make, its heat credited{start}"


def _pays(units: Sequence[UnitDay]) -> str:
    parts = [
        f"more than one of {unit.figures['unit']} costs in {unit.figures['half_hours_it_pays']} half-hours"
        for unit in units
        if unit.figures["least_cost_gbp_per_mwh"] is not None
    ]
    return f": {_and(parts)}" if parts else ""


def _gain(unit: UnitDay) -> str:
    told, gain = unit.figures, unit.figures["gain_gbp"]
    if told["running_hours"]:
        if gain is None:
            return f"without {told['unit']} the site's heat or power could not be served"
        return f"against leaving {told['unit']} off it {'gained' if gain >= 0 else 'lost'} {fixed(abs(gain))} GBP"
    if gain is None:
        return f"no run of {told['unit']} was possible"
    word = "lost" if gain <= 0 else "gained"
    return f"its best run at full load, {unit.best_run}, would have {word} {fixed(abs(gain))} GBP, starts included"


def _rest(
    heat_mwh: tuple[float, float], battery_mwh: tuple[float, float] | None, not_priced: Sequence[str]
) -> str:
    demand, boilers = heat_mwh
    parts = []
    if demand:
        parts.append(f"of {fixed(demand)} MWh of heat demand boilers gave {fixed(boilers)} MWh")
    if battery_mwh is not None:
        parts.append(f"batteries charged {fixed(battery_mwh[0])} MWh and discharged {fixed(battery_mwh[1])} MWh")
    if not_priced:
        parts.append(f"not priced, and not in these figures: {', '.join(dict.fromkeys(not_priced))}")
    text = _and(parts) or "nothing else moved"
    return f"{text[0].upper()}{text[1:]}."
