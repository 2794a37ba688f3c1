"""The way in for a plant: a short search, then the path through the worth of heat, then a long search.

Where boilers give the last MWh of heat, HiGHS is done in a few hundredths of a second. Where heat limits the
engines its bound hardly moves; there the path gives a way to run and a bound, and the prices of the battery's
power are moved until the two meet.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.exact.storage import solve_exactly
from gbflex.dispatch.plant.heat_path import HeatPath, fits, power_prices
from gbflex.dispatch.plant.layout import Block
from gbflex.dispatch.plant.solve import RELATIVE_GAP, solve_plant
from gbflex.dispatch.problem.answer import Answer
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.problem import Problem
from gbflex.errors import DispatchError, Infeasible

__all__ = ["battery_gbp", "plan_plant"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

SHORT_SECONDS: Final = 0.3
LONG_SECONDS: Final = 20.0
ROUNDS: Final = 6
HELD_GAP: Final = 1e-5
ROUNDING_GBP: Final = 1e-6


def plan_plant(problem: Problem, *, relative_gap: float = RELATIVE_GAP) -> Answer:
    """The best plan of a problem with a plant, to a gap.

    Args:
        problem: What is asked.
        relative_gap: Between bound and objective, at which the search may end [fraction].

    Raises:
        Infeasible: No plan keeps all limits.
        SolverStopped: None was found in time.
    """
    plant = problem.plant
    assert plant is not None  # noqa: S101 (the router sends no other here)
    if not fits(problem, plant):
        return solve_plant(problem, relative_gap=relative_gap)
    best: Answer | None = None
    for found in _attempts(problem, plant, relative_gap):
        best = found if best is None else _both(best, found)
        if best.gap <= relative_gap:
            return best
    return solve_plant(problem, relative_gap=relative_gap) if best is None else best


def _attempts(problem: Problem, plant: Plant, relative_gap: float) -> Iterator[Answer]:
    short = _tried(problem, relative_gap, SHORT_SECONDS)
    if short is not None:
        yield short
    yield from _by_path(problem, plant)
    long = _tried(problem, relative_gap, LONG_SECONDS)
    if long is not None:
        yield long


def _tried(problem: Problem, relative_gap: float, seconds: float) -> Answer | None:
    try:
        return solve_plant(problem, relative_gap=relative_gap, seconds=seconds)
    except Infeasible:
        raise
    except DispatchError:
        # Stopped before it found any plan.
        return None


def _both(one: Answer, two: Answer) -> Answer:
    """The better plan with the lower bound."""
    better = one if one.objective_gbp >= two.objective_gbp else two
    return dataclasses.replace(better, bound_gbp=min(one.bound_gbp, two.bound_gbp))


def _by_path(problem: Problem, plant: Plant) -> Iterator[Answer]:
    """Plans with the engines held to a path, each with the bound of its prices."""
    side = HeatPath(problem)
    prices = best_prices = power_prices(problem, plant)
    lowest, seen = np.inf, dict[bytes, Answer | None]()
    for round_ in range(ROUNDS):
        path = side.solved(prices)
        if path is None:
            return
        bound = path.bound_gbp + battery_gbp(problem, plant, prices) + problem.constant_gbp + ROUNDING_GBP
        if bound < lowest:
            lowest, best_prices = bound, prices
        key = path.on.tobytes()
        if key not in seen:
            seen[key] = _held(problem, path.on)
        answer = seen[key]
        if answer is None:
            return
        bound = max(lowest, answer.objective_gbp)
        yield dataclasses.replace(answer, bound_gbp=bound, solver=f"heat path and {answer.solver}")
        held = power_prices(problem, plant, path.on)
        share = 1.0 if round_ == 0 else 0.5 if round_ % 2 else 0.25
        prices = best_prices + share * (held - best_prices)


def _held(problem: Problem, on: Flags) -> Answer | None:
    held: dict[Block, Array] = {("on", i): on[:, i].astype(np.float64) for i in range(on.shape[1])}
    try:
        return solve_plant(problem, relative_gap=HELD_GAP, held=held, seconds=LONG_SECONDS)
    except DispatchError:
        # A limit that the bound leaves out stands in the way of this path.
        return None


def battery_gbp(problem: Problem, plant: Plant, prices: Array) -> float:
    """The most that a battery alone can earn by prices of its power, its cycle limits left out [GBP].

    Args:
        problem: The problem.
        plant: Its plant, for what the battery's own flows are worth.
        prices: Of a MWh in each step [GBP/MWh], shape (n,).
    """
    if problem.store is None:
        return 0.0
    nothing = np.zeros(len(problem))
    alone = dataclasses.replace(
        problem,
        plant=None,
        store=dataclasses.replace(problem.store, max_cycles_per_day=None, max_cycles=None),
        load_mwh=nothing,
        import_limit_mwh=np.inf,
        export_limit_mwh=np.inf,
        charge_gbp_per_mwh=plant.store_charge_gbp_per_mwh - prices,
        load_gbp_per_mwh=nothing,
        export_gbp_per_mwh=plant.store_discharge_gbp_per_mwh + prices,
        constant_gbp=0.0,
    )
    return solve_exactly(alone).bound_gbp
