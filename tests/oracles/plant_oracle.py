"""A CHP unit with boilers, a heat store and a dump behind a meter: what a profile of its output costs, and the best one.

From the definitions, half-hour by half-hour: the unit keeps loads, ramps, runs, stops and starts; heat balances; what
the unit lacks or has over at the meter is bought or sold.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import groupby
from math import inf

from tests.oracles.milp import Column, Model, Terms

__all__ = ["HeatStore", "Plant", "Unit", "best_cost_gbp", "cost_gbp", "keeps_unit_limits", "making_cost_gbp"]

HOURS = 0.5
SMALL = 1e-6

Profile = Sequence[float]


@dataclasses.dataclass(frozen=True)
class Unit:
    """A CHP unit; curves as points of load, fuel and heat [MW] from the smallest load to the largest."""

    points: tuple[tuple[float, float, float], ...]
    start_gbp: float
    maintenance_gbp_per_mwh: float
    min_up: int
    min_down: int
    ramp_mw: float
    most_starts: float
    runs_at_start: bool
    available: tuple[float, ...]

    @property
    def least_mw(self) -> float:
        return self.points[0][0]

    @property
    def most_mw(self) -> float:
        return self.points[-1][0]

    def out(self, step: int) -> bool:
        """Whether an outage leaves less than the smallest load."""
        return self.available[step] * self.most_mw < self.least_mw - SMALL

    def burnt_and_given(self, power_mw: float) -> tuple[float, float]:
        """Fuel and heat at a load [MW]."""
        if power_mw <= SMALL:
            return 0.0, 0.0
        for (low, fuel, heat), (high, more_fuel, more_heat) in zip(self.points, self.points[1:], strict=False):
            if power_mw <= high + SMALL:
                share = (power_mw - low) / (high - low)
                return fuel + share * (more_fuel - fuel), heat + share * (more_heat - heat)
        return self.points[-1][1:]


@dataclasses.dataclass(frozen=True)
class HeatStore:
    """A store of heat without losses on the way in and out."""

    charge_mw: float
    discharge_mw: float
    capacity_mwh: float
    lost_per_day: float
    initial_mwh: float
    final_mwh: float | None


@dataclasses.dataclass(frozen=True)
class Plant:
    """A plant and its day: prices [GBP/MWh], loads and heat [MW] by half-hour; boilers as (heat MW, efficiency)."""

    unit: Unit
    boilers: tuple[tuple[float, float], ...]
    store: HeatStore | None
    dump_mw: float
    gas_gbp_per_mwh: float
    buy: tuple[float, ...]
    sell: tuple[float, ...]
    load_mw: tuple[float, ...]
    heat_mw: tuple[float, ...]
    import_mw: float
    export_mw: float


def keeps_unit_limits(unit: Unit, profile: Profile) -> bool:
    """Whether a profile keeps loads, ramps, runs, stops and starts."""
    on = [power > SMALL for power in profile]
    for step, power in enumerate(profile):
        most = unit.available[step] * unit.most_mw
        if on[step] and not unit.least_mw - SMALL <= power <= most + SMALL:
            return False
        before_on = on[step - 1] if step else unit.runs_at_start
        before = profile[step - 1] if step else unit.least_mw * unit.runs_at_start
        jump = max(unit.least_mw, unit.ramp_mw)
        if power - before > (unit.ramp_mw if before_on else jump) + SMALL:
            return False
        down = inf if unit.available[step] < 1 else unit.ramp_mw if on[step] else jump
        if before - power > down + SMALL:
            return False
    starts = sum(now and not before for before, now in zip([unit.runs_at_start, *on], on, strict=False))
    return starts <= unit.most_starts and _runs_are_long_enough(unit, on)


def _runs_are_long_enough(unit: Unit, on: Sequence[bool]) -> bool:
    runs = [(state, len(list(group))) for state, group in groupby(on)]
    position = 0
    for which, (state, length) in enumerate(runs):
        goes_on_from_before = which == 0 and state == unit.runs_at_start
        position += length
        ends_in_outage = state and position < len(on) and unit.out(position)
        cut = position == len(on) or goes_on_from_before or ends_in_outage
        if not cut and length < (unit.min_up if state else unit.min_down):
            return False
    return True


def cost_gbp(plant: Plant, profile: Profile) -> float | None:
    """Cost of all that the site buys less what it sells, for a profile of the unit; None where it cannot be.

    Boilers, store and dump balance heat at least cost.
    """
    if not keeps_unit_limits(plant.unit, profile):
        return None
    made, meter = making_cost_gbp(plant, profile), _meter_gbp(plant, profile)
    return None if made is None or meter is None else made + meter


def making_cost_gbp(plant: Plant, profile: Profile) -> float | None:
    """The same without what the meter costs or earns; the unit's own limits are not looked at."""
    unit = plant.unit
    both = [unit.burnt_and_given(power) for power in profile]
    on = [power > SMALL for power in profile]
    starts = sum(now and not before for before, now in zip([unit.runs_at_start, *on], on, strict=False))
    own = sum(fuel for fuel, _ in both) * HOURS * plant.gas_gbp_per_mwh + starts * unit.start_gbp
    own += sum(profile) * HOURS * unit.maintenance_gbp_per_mwh
    model = Model()
    _balance_heat(model, plant, [([], heat) for _, heat in both])
    best = model.best()
    return None if best is None else own - best


def _meter_gbp(plant: Plant, profile: Profile) -> float | None:
    total = 0.0
    for step, power in enumerate(profile):
        net = plant.load_mw[step] - power
        if net > plant.import_mw + SMALL or -net > plant.export_mw + SMALL:
            return None
        total += HOURS * (plant.buy[step] * max(net, 0.0) - plant.sell[step] * max(-net, 0.0))
    return total


def _balance_heat(model: Model, plant: Plant, given: Sequence[tuple[Terms, float]]) -> None:
    """Boilers, store and dump beside heat that is given, as terms and a number [MW]."""
    store, before = plant.store, list[tuple[Column, float]]()
    for step, (terms, number) in enumerate(given):
        heat: Terms = list(terms)
        for most, efficiency in plant.boilers:
            heat.append((model.column(-HOURS * plant.gas_gbp_per_mwh / efficiency, 0.0, most), 1.0))
        heat.append((model.column(0.0, 0.0, plant.dump_mw), -1.0))
        if store is not None:
            into, out = model.column(0.0, 0.0, store.charge_mw), model.column(0.0, 0.0, store.discharge_mw)
            state, kept = model.column(0.0, 0.0, store.capacity_mwh), (1 - store.lost_per_day) ** (HOURS / 24)
            left = 0.0 if before else kept * store.initial_mwh
            model.row(left, left, [(state, 1.0), (into, -HOURS), (out, HOURS), *before])
            before = [(state, -kept)]
            heat += [(into, -1.0), (out, 1.0)]
        wanted = plant.heat_mw[step] - number
        model.row(wanted, wanted, heat)
    if store is not None and store.final_mwh is not None:
        model.row(store.final_mwh, store.final_mwh, [(before[0][0], 1.0)])


def best_cost_gbp(
    plant: Plant, *, held: Mapping[int, float] | None = None, runs: Sequence[bool] | None = None
) -> float | None:
    """The least cost of any profile [GBP]; None where there is none.

    Args:
        plant: The plant.
        held: Output that is given in some half-hours [MW].
        runs: When the unit runs, where that is given.
    """
    model, steps = Model(), range(len(plant.buy))
    on = [model.binary() for _ in steps] if runs is None else [model.column(0.0, now, now) for now in runs]
    outputs: list[Terms] = []
    heats: list[tuple[Terms, float]] = []
    for step in steps:
        output, heat = _unit_at(model, plant, step, on[step])
        if held is not None and step in held:
            model.row(held[step], held[step], output)
        outputs.append(output)
        heats.append((heat, 0.0))
        _meter(model, plant, step, output)
    _runs(model, plant.unit, on)
    _ramps(model, plant.unit, on, outputs)
    _balance_heat(model, plant, heats)
    best = model.best()
    return None if best is None else -best


def _meter(model: Model, plant: Plant, step: int, output: Terms) -> None:
    load, most_out = plant.load_mw[step], min(plant.export_mw, plant.unit.most_mw)
    bought = model.column(-HOURS * plant.buy[step], 0.0, min(plant.import_mw, load))
    sold = model.column(HOURS * plant.sell[step], 0.0, most_out)
    buys = model.column(0.0, 0.0, 1.0)
    model.row(-inf, 0.0, [(bought, 1.0), (buys, -model.bounds[bought][1])])
    model.row(-inf, most_out, [(sold, 1.0), (buys, most_out)])
    model.only_one_of(bought, sold, (buys,))
    model.row(load, load, [*output, (bought, 1.0), (sold, -1.0)])


def _unit_at(model: Model, plant: Plant, step: int, on: Column) -> tuple[Terms, Terms]:
    """Output and heat of the unit, between neighbouring points of its curve."""
    unit = plant.unit
    shares, heat, output = [], list[tuple[Column, float]](), list[tuple[Column, float]]()
    for power, fuel, given in unit.points:
        cost = fuel * plant.gas_gbp_per_mwh + power * unit.maintenance_gbp_per_mwh
        share = model.column(-cost * HOURS, 0.0, 1.0)
        shares.append(share)
        output.append((share, power))
        heat.append((share, given))
    model.row(0.0, 0.0, [*((share, 1.0) for share in shares), (on, -1.0)])
    model.row(-inf, unit.available[step] * unit.most_mw, output)
    if unit.out(step):
        model.row(0.0, 0.0, [(on, 1.0)])
    if len(shares) > 2:
        stretches = [model.binary() for _ in shares[1:]]
        model.row(1.0, 1.0, [(stretch, 1.0) for stretch in stretches])
        for i, share in enumerate(shares):
            beside = [stretches[k] for k in (i - 1, i) if 0 <= k < len(stretches)]
            model.row(-inf, 0.0, [(share, 1.0), *((stretch, -1.0) for stretch in beside)])
    return output, heat


def _runs(model: Model, unit: Unit, on: Sequence[Column]) -> None:
    starts: Terms = []
    for step, column in enumerate(on):
        started = model.column(-unit.start_gbp, 0.0, 1.0)
        before: Terms = [(on[step - 1], -1.0)] if step else []
        was = float(unit.runs_at_start) if step == 0 else 0.0
        model.row(-inf, was, [(column, 1.0), *before, (started, -1.0)])
        starts.append((started, 1.0))
        # on[step] - on[step - 1] is 1 where it starts, -1 where it stops.
        for ahead in range(1, unit.min_up):
            if step + ahead >= len(on) or any(unit.out(k) for k in range(step + 1, step + ahead + 1)):
                break
            model.row(-was, inf, [(on[step + ahead], 1.0), (column, -1.0), *((c, 1.0) for c, _ in before)])
        for ahead in range(1, unit.min_down):
            if step + ahead < len(on):
                model.row(
                    -inf, 1.0 - was, [(on[step + ahead], 1.0), (column, -1.0), *((c, 1.0) for c, _ in before)]
                )
    model.row(-inf, unit.most_starts, starts)


def _ramps(model: Model, unit: Unit, on: Sequence[Column], outputs: Sequence[Terms]) -> None:
    if unit.ramp_mw == inf:
        return
    jump = max(unit.least_mw, unit.ramp_mw)
    for step, output in enumerate(outputs):
        before: Terms = [(column, -value) for column, value in outputs[step - 1]] if step else []
        was, was_on = (unit.least_mw * unit.runs_at_start, float(unit.runs_at_start)) if step == 0 else (0.0, 0.0)
        # Up by a ramp where it ran before, else by a jump; down by a ramp where it runs on, else by a jump.
        ran: Terms = [(on[step - 1], jump - unit.ramp_mw)] if step else []
        model.row(-inf, was + jump - was_on * (jump - unit.ramp_mw), [*output, *before, *ran])
        if unit.available[step] == 1:
            model.row(was - jump, inf, [*output, *before, (on[step], -(jump - unit.ramp_mw))])
