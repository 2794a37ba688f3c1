"""The most that a battery at a meter can earn in some half-hours: one mixed-integer program, from the definitions.

A half-hour's import less its export is the load, what cooling takes, and what the battery charges less what it
discharges. Import is paid for, export is paid, discharge wears. The battery does one of two things in a half-hour, and
so does the meter.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import date
from itertools import chain
from math import inf

from tests.oracles.milp import Column, Model, Terms

__all__ = ["Battery", "Half", "Limits", "Span", "best_plan_gbp", "broken_limit", "earned_gbp", "state_after"]

HOURS = 0.5
LEAST_MWH = 1e-6
"""What a battery moves in a half-hour in which its cooling runs."""


@dataclasses.dataclass(frozen=True)
class Battery:
    """A battery; power and flows at the meter, states in the store."""

    charge_mw: float
    discharge_mw: float
    capacity_mwh: float
    charge_efficiency: float
    discharge_efficiency: float
    lowest_mwh: float
    highest_mwh: float
    lost_per_day: float
    wear_gbp_per_mwh: float
    cooling_mw: float = 0.0
    cooling_runs_with_it: bool = False


@dataclasses.dataclass(frozen=True)
class Half:
    """A half-hour as a plan sees it: prices at the meter [GBP/MWh], load [MWh], and the share of power there is."""

    day: date
    buy: float
    sell: float
    load_mwh: float
    available: float


@dataclasses.dataclass(frozen=True)
class Limits:
    """What the meter and the contracts of a battery allow.

    Attributes:
        import_mw: At the meter.
        export_mw: At the meter.
        cycles_per_day: Energy out of the store / capacity in a settlement date.
        out_mwh: Energy out of the store in the whole span.
    """

    import_mw: float = inf
    export_mw: float = inf
    cycles_per_day: float = inf
    out_mwh: float = inf


@dataclasses.dataclass(frozen=True)
class Span:
    """A battery, the half-hours, and how the store begins and ends.

    Attributes:
        battery: The battery.
        limits: What is allowed.
        halves: The half-hours.
        initial_mwh: In the store at the start.
        final_mwh: In the store at the end; None is free.
        left_gbp_per_mwh: What energy left at the end is worth.
        cycles_used: Of the first half-hour's day, before it.
        then: Half-hours after them, worth nothing, by whose end the store must be able to hold `then_mwh`.
        then_mwh: In the store at their end; None is free.
        first_may_not: "charge" or "discharge" in the first half-hour; empty allows both.
        left_points: States and what each is worth at the end, straight between, concave; none where energy left has
            one worth, or none. Less than the first state may not be left.
    """

    battery: Battery
    limits: Limits
    halves: Sequence[Half]
    initial_mwh: float
    final_mwh: float | None
    left_gbp_per_mwh: float = 0.0
    cycles_used: float = 0.0
    then: Sequence[Half] = ()
    then_mwh: float | None = None
    first_may_not: str = ""
    left_points: Sequence[tuple[float, float]] = ()


def best_plan_gbp(span: Span) -> float | None:
    """Worth of the best plan, the load's import included [GBP]; None where no plan keeps all limits."""
    if not span.halves:
        is_there = span.final_mwh is None or abs(span.final_mwh - span.initial_mwh) < 1e-6
        return span.left_gbp_per_mwh * span.initial_mwh if is_there else None
    found = _model(span)[0].solved()
    return None if found is None else found.worth


def state_after(span: Span, half_hours: int) -> float | None:
    """What a best plan has in the store after some half-hours [MWh]; None where no plan keeps all limits."""
    model, states = _model(span)
    found = model.solved()
    return None if found is None else found.values[states[half_hours - 1]]


def _model(span: Span) -> tuple[Model, list[Column]]:
    battery, limits, model = span.battery, span.limits, Model()
    free = dataclasses.replace(span, battery=dataclasses.replace(battery, wear_gbp_per_mwh=0.0))
    after = [dataclasses.replace(half, buy=0.0, sell=0.0) for half in span.then]
    steps = [*((span, half) for half in span.halves), *((free, half) for half in after)]
    discharges: list[Terms] = []
    states: list[Column] = []
    before: Terms = []
    kept = (1 - battery.lost_per_day) ** (HOURS / 24)
    for step, (priced, half) in enumerate(steps):
        charge, discharge = _ways(model, priced, half)
        if step == 0 and span.first_may_not:
            model.row(0.0, 0.0, charge if span.first_may_not == "charge" else discharge)
        state = model.column(0.0, battery.lowest_mwh, battery.highest_mwh)
        moved = [*_times(charge, -battery.charge_efficiency), *_times(discharge, 1 / battery.discharge_efficiency)]
        left = 0.0 if before else kept * span.initial_mwh
        model.row(left, left, [(state, 1.0), *moved, *before])
        before = [(state, -kept)]
        discharges.append(discharge)
        states.append(state)
    at_end = states[len(span.halves) - 1]
    model.worth[at_end] = span.left_gbp_per_mwh
    if span.left_points:
        pieces = list(zip(span.left_points, span.left_points[1:], strict=False))
        used = [model.column((v - u) / (t - s), 0.0, t - s) for (s, u), (t, v) in pieces]
        first = span.left_points[0][0]
        model.row(first, first, [(at_end, 1.0), *((column, -1.0) for column in used)])
    for column, held in ((at_end, span.final_mwh), (state, span.then_mwh)):
        if held is not None:
            model.row(held, held, [(column, 1.0)])
    out = [_times(each, 1 / battery.discharge_efficiency) for each in discharges]
    model.row(-inf, limits.out_mwh, list(chain.from_iterable(out[: len(span.halves)])))
    first = span.halves[0].day
    days = [half.day for _, half in steps]
    for day in set(days):
        most = (limits.cycles_per_day - (span.cycles_used if day == first else 0.0)) * battery.capacity_mwh
        todays = [each for each, its in zip(out, days, strict=True) if its == day]
        model.row(-inf, max(most, 0.0), list(chain.from_iterable(todays)))
    return model, states


def _times(terms: Terms, by: float) -> Terms:
    return [(column, value * by) for column, value in terms]


def _ways(model: Model, span: Span, half: Half) -> tuple[Terms, Terms]:
    """What is charged and discharged in a half-hour, in one of four ways: rest, charge, serve the load, export.

    Worth of a half-hour is straight within each way, so the program with shares of ways is as tight as can be.
    """
    battery, limits = span.battery, span.limits
    load = half.load_mwh + battery.cooling_mw * HOURS
    resting = half.load_mwh if battery.cooling_runs_with_it else load
    most_in = battery.charge_mw * HOURS * half.available
    most_out = battery.discharge_mw * HOURS * half.available
    least = LEAST_MWH if battery.cooling_runs_with_it else 0.0
    rests, charges, serves, exports = ways = tuple(model.column(0.0, 0.0, 1.0) for _ in range(4))
    model.row(1.0, 1.0, [(way, 1.0) for way in ways])
    charge, served = model.column(0.0, 0.0, most_in), model.column(0.0, 0.0, min(load, most_out))
    exported = model.column(half.sell, 0.0, min(limits.export_mw * HOURS, max(most_out - load, 0.0)))
    drawn = model.column(-half.buy, 0.0, min(limits.import_mw * HOURS, load + most_in))
    for column, way in ((charge, charges), (served, serves), (exported, exports)):
        model.row(-inf, 0.0, [(column, 1.0), (way, -model.bounds[column][1])])
    for column, way in ((charge, charges), (served, serves)):
        model.row(0.0, inf, [(column, 1.0), (way, -least)])
    if most_out <= load:
        model.bounds[exports] = 0.0, 0.0
    asked: Terms = [(rests, resting), (charges, load), (serves, load)]
    model.row(0.0, 0.0, [(drawn, -1.0), (charge, 1.0), (served, -1.0), *asked])
    for pair in ((charge, served), (charge, exports), (drawn, exported)):
        model.only_one_of(*pair, ways)
    if battery.cooling_runs_with_it:
        for way in ways:
            model.whole[way] = True
    discharge: Terms = [(served, 1.0), (exported, 1.0), (exports, load)]
    for column, value in discharge:
        model.worth[column] -= battery.wear_gbp_per_mwh * value
    return [(charge, 1.0)], discharge


def earned_gbp(battery: Battery, half: Half, charge_mwh: float, discharge_mwh: float) -> float:
    """What a half-hour is worth, whatever was decided [GBP]."""
    net = half.load_mwh + _cooling_mwh(battery, charge_mwh, discharge_mwh) + charge_mwh - discharge_mwh
    return -half.buy * max(net, 0.0) + half.sell * max(-net, 0.0) - battery.wear_gbp_per_mwh * discharge_mwh


def _cooling_mwh(battery: Battery, charge_mwh: float, discharge_mwh: float) -> float:
    runs = not battery.cooling_runs_with_it or charge_mwh + discharge_mwh > LEAST_MWH / 2
    return battery.cooling_mw * HOURS * runs


def broken_limit(span: Span, flows: Sequence[tuple[float, float]], states: Sequence[float]) -> str:
    """The first limit that charges and discharges break, or a state that does not follow from them; empty for none."""
    battery, limits, small = span.battery, span.limits, 1e-6
    kept, state = (1 - battery.lost_per_day) ** (HOURS / 24), span.initial_mwh
    out: dict[date, float] = {span.halves[0].day: span.cycles_used * battery.capacity_mwh}
    for step, (half, (charge, discharge), said) in enumerate(zip(span.halves, flows, states, strict=True)):
        state = kept * state + charge * battery.charge_efficiency - discharge / battery.discharge_efficiency
        net = half.load_mwh + _cooling_mwh(battery, charge, discharge) + charge - discharge
        out[half.day] = out.get(half.day, 0.0) + discharge / battery.discharge_efficiency
        broken = {
            "both ways": min(charge, discharge) > small,
            "below nothing": min(charge, discharge) < -small,
            "charging power": charge > battery.charge_mw * HOURS * half.available + small,
            "discharging power": discharge > battery.discharge_mw * HOURS * half.available + small,
            "state told": abs(state - said) > small,
            "lowest state": state < battery.lowest_mwh - small,
            "highest state": state > battery.highest_mwh + small,
            "import": net > limits.import_mw * HOURS + small,
            "export": -net > limits.export_mw * HOURS + small,
            "cycles of a day": out[half.day] > limits.cycles_per_day * battery.capacity_mwh + small
            and discharge > small,
        }
        if any(broken.values()):
            return f"{next(name for name, is_so in broken.items() if is_so)} in step {step}"
    if sum(discharge for _, discharge in flows) / battery.discharge_efficiency > limits.out_mwh + small:
        return "energy out of the store over the span"
    if span.final_mwh is not None and abs(state - span.final_mwh) > small:
        return "state at the end"
    return ""
