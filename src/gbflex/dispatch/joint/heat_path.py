"""The best way to run engines through the worth of stored heat, and a bound that no plan passes.

Engines, boilers, heat store and meter are solved exactly by going back from the last step: what stored heat is
worth is a function of straight pieces for every way in which engines may stand. The battery is set apart: it is
paid a price for its power in each step, and the engines' side may use any power of it at that price. Whatever the
prices, the two worths add up to no less than the best plan's. Left out of the bound, so that it can only be
higher: ramps, partly available loads, the power of the heat store, the size of boilers, limits of a dump, and
where engines may stand in very many ways, starts per day.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.exact.compiled import Kernel, kernel
from gbflex.dispatch.exact.kernel.numbers import NO_ROOM
from gbflex.dispatch.joint.layout import Layout, Wholes
from gbflex.dispatch.joint.meter import POWER_BALANCE
from gbflex.dispatch.joint.model import joint_program
from gbflex.dispatch.joint.rewards import FAR_GBP_PER_MWH, Curve, meter_lines, set_curve
from gbflex.dispatch.joint.standings import MOST_STANDINGS, Standings, count_of
from gbflex.dispatch.linear.highs import minimised, run_solver
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.problem import Problem

__all__ = ["CutPrices", "HeatPath", "Path", "fits", "power_prices"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

FEWEST_STEPS: Final = 24
CORNERS: Final = 9000
SAMPLES: Final = 257
LOADS: Final = 33
"""Loads of a set that the way forward tries."""
LIFT_GBP: Final = 1e-3
"""What one operation may add to the bound so that functions keep few corners."""
COARSE_LIFT_GBP: Final = 0.1
"""The same where a bound alone is wanted."""
FEWEST_SAMPLES: Final = 2
NO_STORE_MWH: Final = 1e-3
"""Without a heat store the bound may carry this much from step to step."""


class Path(NamedTuple):
    """A way to run, and the bound that came with it.

    Attributes:
        bound_gbp: No plan is worth more, the battery's own side apart [GBP].
        on: Which engines run, shape (n, engines).
    """

    bound_gbp: float
    on: Flags


class CutPrices(NamedTuple):
    """What crosses a cut between two parts of a span is worth, to the part that leaves it; the next one pays it.

    Attributes:
        heat_gbp_per_mwh: Of a MWh in the heat store.
        running_gbp: Of each engine that runs.
    """

    heat_gbp_per_mwh: float
    running_gbp: tuple[float, ...]

    def standings_gbp(self, standings: Standings) -> Array:
        """Worth of each standing, shape (standings,)."""
        return np.asarray(standings.on @ np.array(self.running_gbp))


def fits(problem: Problem, plant: Plant) -> bool:
    """Whether a path says something of a problem: heat rises with power, the heat store gives back what it takes.

    Args:
        problem: The problem.
        plant: Its plant.
    """
    if problem.reserves or problem.binding_peaks or any(store.auxiliary_mw for store in problem.stores):
        return False
    store, worths = plant.heat_store, plant.boiler_fuel_gbp_per_mwh
    lossless = store is None or store.charge_efficiency == store.discharge_efficiency == 1.0
    rising = all(np.all(np.diff(engine.heat_mw) > 0) for engine in plant.engines)
    if not (plant.engines and lossless and rising and len(problem) >= FEWEST_STEPS):
        return False
    standings = count_of(plant.engines, problem.hours, counted=False)
    return standings <= MOST_STANDINGS and all((worth <= 0).all() for worth in worths)


class HeatPath:
    """The engines' side of a problem, for one set of prices after another.

    Args:
        problem: One with engines.
    """

    def __init__(self, problem: Problem) -> None:
        plant = problem.plant
        assert plant is not None  # noqa: S101 (callers have one)
        self._problem, self._plant, self._hours = problem, plant, problem.hours
        self._standings = Standings(plant, problem.hours)
        store = plant.heat_store
        self._capacity = NO_STORE_MWH if store is None else store.energy_capacity_mwh
        self._kept = 1.0 if store is None else store.kept_fraction(problem.hours)
        self._initial = 0.0 if store is None else store.initial_mwh
        self._final = None if store is None else store.final_mwh
        self._sets = self._sets_of_engines()
        self._kernel: Kernel = kernel(np.inf, "heat")
        self._rows = _Rows(self._standings, problem.day_index)
        count = len(self._standings) * CORNERS
        self._space = [np.zeros(count) for _ in range(4)]
        self._work = tuple(np.zeros(CORNERS) for _ in range(10))
        self._most_mwh = sum(engine.max_power_mw for engine in plant.engines) * problem.hours

    def _sets_of_engines(self) -> list[tuple[bool, ...]]:
        found = {tuple(bool(runs) for runs in row) for row in self._standings.on}
        none = (False,) * len(self._plant.engines)
        return [none, *sorted(found - {none})]

    def solved(self, price_gbp_per_mwh: Array) -> Path | None:
        """The path at prices of the battery's power; None where functions grow too many corners.

        Args:
            price_gbp_per_mwh: One for each step, shape (n,).
        """
        idle, curves = self._worths(price_gbp_per_mwh)
        last = self._last()
        ends = [last] * len(self._standings)
        found = self._valued((idle, curves), ends, samples=SAMPLES, lift_gbp=LIFT_GBP)
        if found is None:
            return None
        sampled, first = found
        bound = float(np.interp(self._initial, *first(self._standings.first)))
        return Path(bound, self._forward(sampled, idle, curves, last))

    def bound_between_gbp(
        self, price_gbp_per_mwh: Array, before: CutPrices | None, after: CutPrices | None
    ) -> float | None:
        """The most that a part of a span can be worth with its ends priced; None where it was not found [GBP].

        Args:
            price_gbp_per_mwh: Of the battery's power in each step, shape (n,).
            before: What the part pays for how it begins, as it likes; None where it begins as the problem says.
            after: What it is paid for how it ends; None where it ends as the problem says.
        """
        ends = [self._last()] * len(self._standings)
        if after is not None:
            places = np.array([0.0, self._capacity])
            worths = after.standings_gbp(self._standings)
            ends = [Curve(places, worth + after.heat_gbp_per_mwh * places) for worth in worths]
        found = self._valued(
            self._worths(price_gbp_per_mwh), ends, samples=FEWEST_SAMPLES, lift_gbp=COARSE_LIFT_GBP
        )
        if found is None:
            return None
        _, first = found
        if before is None:
            return float(np.interp(self._initial, *first(self._standings.first)))
        paid = before.standings_gbp(self._standings)
        return max(
            _most(first(now), before.heat_gbp_per_mwh, self._capacity) - float(paid[now])
            for now in range(len(paid))
        )

    def _valued(
        self, worths: tuple[Array, list[dict[int, Curve]]], ends: list[Curve], *, samples: int, lift_gbp: float
    ) -> tuple[Array, Callable[[int], Curve]] | None:
        """Sampled values before each step, and the worth of heat at the start by the way to stand before it."""
        n, standings = len(self._problem), len(self._standings)
        idle, curves = worths
        room = max(2, *(len(curve.places) for step in curves for curve in step.values()))
        rewards = _packed(curves, n, len(self._sets), room)
        places, values, next_places, next_values = self._space
        counts, next_counts = np.zeros(standings, dtype=np.int64), np.zeros(standings, dtype=np.int64)
        for now, end in enumerate(ends):
            at = slice(now * CORNERS, now * CORNERS + len(end.places))
            places[at], values[at], counts[now] = end.places, end.values, len(end.places)
        sampled = np.full(n * standings * samples, -1e12)
        running = np.array([self._sets.index(tuple(map(bool, row))) for row in self._standings.on])
        worst = self._kernel.heat.value_heat(
            n, standings, running, rewards, room, len(self._sets), idle,
            np.ascontiguousarray(self._plant.heat_load_mwh), self._up(), self._down(), self._kept, self._capacity,
            self._allowed(), self._rows.options, self._rows.of_step, self._rows.width, lift_gbp, samples,
            places, values, counts, next_places, next_values, next_counts, self._work, CORNERS, sampled,
        )  # fmt: skip
        if worst == NO_ROOM:
            return None

        def first(now: int) -> Curve:
            at = slice(now * CORNERS, now * CORNERS + int(counts[now]))
            return Curve(places[at], values[at])

        return sampled.reshape(n, standings, samples), first

    def _worths(self, price: Array) -> tuple[Array, list[dict[int, Curve]]]:
        n = len(self._problem)
        idle, curves = np.zeros(n), []
        members = list(zip(self._plant.engines, self._plant.engine_worths, strict=True))
        for step in range(n):
            lines = meter_lines(self._problem, self._plant, step, float(price[step]), self._most_mwh)
            idle[step] = min(line.at_none for line in lines)
            curves.append(
                {
                    which: set_curve(
                        [each for each, runs in zip(members, chosen, strict=True) if runs],
                        lines,
                        step,
                        self._hours,
                        self._kernel,
                    )
                    for which, chosen in enumerate(self._sets)
                    if any(chosen)
                }
            )
        return idle, curves

    def _up(self) -> Array:
        """What a MWh of stored heat can save at most: the cheapest boiler's fuel."""
        costs = [
            -worth / boiler.efficiency_gross_cv
            for boiler, worth in zip(self._plant.boilers, self._plant.boiler_fuel_gbp_per_mwh, strict=True)
        ]
        if not costs:
            return np.full(len(self._problem), FAR_GBP_PER_MWH)
        return np.asarray(np.min(costs, axis=0))

    def _down(self) -> float:
        return 0.0 if self._plant.heat_dump_mw > 0 else FAR_GBP_PER_MWH

    def _last(self) -> Curve:
        """What heat left at the end is worth: nothing, or far less away from the state it must end in."""
        if self._final is None:
            return Curve(np.array([0.0, self._capacity]), np.zeros(2))
        places = np.unique([0.0, self._final, self._capacity])
        return Curve(places, -FAR_GBP_PER_MWH * np.abs(places - self._final))

    def _allowed(self) -> NDArray[np.int64]:
        usable = self._standings.usable
        allowed = [
            [all(usable[i, t] for i, runs in enumerate(chosen) if runs) for chosen in self._sets]
            for t in range(usable.shape[1])
        ]
        return np.array(allowed, dtype=np.int64).ravel()

    def _forward(self, sampled: Array, idle: Array, curves: list[dict[int, Curve]], last: Curve) -> Flags:
        """The way from the start that the values lead; heat is followed on a grid."""
        grid = np.linspace(0.0, self._capacity, SAMPLES)
        heat, now, on = self._initial, self._standings.first, []
        for step in range(len(self._problem)):
            leads, starts = self._rows.at(step, now)
            worths = [
                np.interp(heat, grid, sampled[step, lead]) + start
                for lead, start in zip(leads, starts, strict=True)
            ]
            now = int(leads[int(np.argmax(worths))])
            on.append(self._standings.on[now])
            after = np.interp(grid, *last)
            if step + 1 < len(self._problem):
                next_leads, next_starts = self._rows.at(step + 1, now)
                after = (sampled[step + 1, next_leads] + next_starts[:, None]).max(axis=0)
            made, worth = np.zeros(1), idle[step : step + 1]
            which = self._sets.index(tuple(map(bool, self._standings.on[now])))
            if which:
                curve = curves[step][which]
                made = np.linspace(curve.places[0], curve.places[-1], LOADS)
                worth = np.interp(made, *curve)
            left = self._kept * heat - float(self._plant.heat_load_mwh[step])
            gained = worth[:, None] - self._heat_cost(step, grid - left - made[:, None]) + after
            heat = float(grid[int(np.argmax(gained.max(axis=0)))])
        return np.array(on)

    def _heat_cost(self, step: int, wanted_mwh: Array) -> Array:
        """What heat from the boilers costs [GBP]; heat too much is dumped."""
        up = float(self._up()[step])
        return np.where(wanted_mwh > 0, up * wanted_mwh, -self._down() * wanted_mwh)


def _most(curve: Curve, price_gbp_per_mwh: float, capacity_mwh: float) -> float:
    """The most that heat can be worth beyond its price, anywhere from none to a full store."""
    places = np.clip(np.concatenate(([0.0], curve.places, [capacity_mwh])), 0.0, capacity_mwh)
    return float((np.interp(places, *curve) - price_gbp_per_mwh * places).max())


class _Rows:
    """Options of the standings by step, as the kernel reads them."""

    def __init__(self, standings: Standings, day_index: NDArray[np.int64]) -> None:
        new_day = np.diff(day_index, prepend=-1) != 0
        asked = [
            (tuple(map(bool, standings.usable[:, step])), bool(begins)) for step, begins in enumerate(new_day)
        ]
        kinds = {each: i for i, each in enumerate(dict.fromkeys(asked))}
        found = [standings.options(usable, new_day=begins) for usable, begins in kinds]
        self.width = max(len(each.leads) for each in found)
        self.of_step = np.array([kinds[each] for each in asked])
        begins = np.concatenate([each.begins for each in found])
        leads = np.concatenate([np.pad(each.leads, (0, self.width - len(each.leads))) for each in found])
        start_gbp = np.array([worth.start_gbp for worth in standings.engine_worths])
        starts = [np.pad(each.starts, ((0, self.width - len(each.starts)), (0, 0))) for each in found]
        worths = np.einsum("soe,es->so", np.array(starts, dtype=np.float64)[self.of_step], start_gbp)
        self.options = begins, leads, np.ascontiguousarray(worths).ravel()
        self._begins, self._leads, self._worths = (
            begins.reshape(len(found), -1),
            leads.reshape(len(found), -1),
            worths,
        )

    def at(self, step: int, now: int) -> tuple[NDArray[np.int64], Array]:
        """Where a standing may lead in a step, and what its starts are worth."""
        row = int(self.of_step[step])
        part = slice(int(self._begins[row, now]), int(self._begins[row, now + 1]))
        return self._leads[row, part], self._worths[step, part]


def _packed(
    curves: list[dict[int, Curve]], n: int, sets: int, room: int
) -> tuple[Array, Array, NDArray[np.int64]]:
    places, values = np.zeros((n, sets, room)), np.zeros((n, sets, room))
    counts = np.zeros((n, sets), dtype=np.int64)
    for step, by_set in enumerate(curves):
        for which, curve in by_set.items():
            size = len(curve.places)
            places[step, which, :size], values[step, which, :size], counts[step, which] = *curve, size
    return places.ravel(), values.ravel(), counts.ravel()


def power_prices(problem: Problem, plant: Plant, on: Flags | None = None) -> Array:
    """What one MWh more of power is worth in each step in the linear relaxation [GBP/MWh], shape (n,).

    Args:
        problem: The problem.
        plant: Its plant.
        on: Engines that run, where that is held, shape (n, engines).
    """
    layout = Layout(problem, Wholes.none(problem))
    program = joint_program(problem, layout)
    program.integer_from = layout.count
    for i in range(len(plant.engines) if on is not None else 0):
        assert on is not None  # noqa: S101 (asked above)
        program.lower[layout["on", i]] = program.upper[layout["on", i]] = on[:, i]
    run = run_solver(program, minimised)
    first = next(group.first for group in program.rows.groups if group.limit == POWER_BALANCE)
    return np.array(run.solver.getSolution().row_dual)[first : first + len(problem)]
