"""The way in for all that is planned jointly: stores alone; with engines a search, a path through heat, a search.

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
from gbflex.dispatch.joint.heat_path import HeatPath, fits, power_prices
from gbflex.dispatch.joint.layout import Block
from gbflex.dispatch.joint.model import tie_break_gbp
from gbflex.dispatch.joint.peak_path import has_peak_path, plan_under_peaks
from gbflex.dispatch.joint.priced_store import store_alone
from gbflex.dispatch.joint.solve import RELATIVE_GAP, solve_jointly
from gbflex.dispatch.problem.answer import PROVEN_GAP, Answer
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.problem import Problem
from gbflex.errors import DispatchError, Infeasible

__all__ = ["battery_gbp", "plan_jointly"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

SHORT_SECONDS: Final = 0.3
LONG_SECONDS: Final = 20.0
ROUNDS: Final = 6
HELD_GAP: Final = 1e-5
ROUNDING_GBP: Final = 1e-6


def plan_jointly(problem: Problem, *, relative_gap: float = RELATIVE_GAP) -> Answer:
    """The best plan of a problem: proven where there are no engines, else to a gap.

    Args:
        problem: What is asked.
        relative_gap: Between bound and objective, at which a search over engines may end [fraction].

    Raises:
        Infeasible: No plan keeps all limits.
        SolverStopped: None was found in time.
    """
    plant = problem.whole_plant
    if not plant.engines:
        return _stores_alone(problem)
    if not fits(problem, plant):
        return solve_jointly(problem, relative_gap=relative_gap)
    best: Answer | None = None
    for found in _attempts(problem, plant, relative_gap):
        best = found if best is None else _both(best, found)
        if best.gap <= relative_gap:
            return best
    return solve_jointly(problem, relative_gap=relative_gap) if best is None else best


def _stores_alone(problem: Problem) -> Answer:
    """Stores without engines: through the price of a peak where one store is alone, else one search."""
    if not has_peak_path(problem):
        return solve_jointly(problem, relative_gap=0.0)
    found = plan_under_peaks(problem)
    if found.gap <= PROVEN_GAP:
        return found
    searched = _tried(problem, 0.0, LONG_SECONDS)
    if searched is None:
        return found
    best = _both(found, searched)
    if _is_proven(problem, searched) and searched.objective_gbp >= best.objective_gbp - ROUNDING_GBP / 10:
        # The price of import that left a gap does not explain the schedule; that of the proof does.
        return dataclasses.replace(searched, bound_gbp=best.bound_gbp)
    return best


def _is_proven(problem: Problem, answer: Answer) -> bool:
    """Whether a search met its bound, which stands above it by no more than rounding and the tie-break."""
    slack = PROVEN_GAP * max(abs(answer.objective_gbp), 1.0) + tie_break_gbp(problem) + ROUNDING_GBP
    return answer.bound_gbp - answer.objective_gbp <= slack


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
        return solve_jointly(problem, relative_gap=relative_gap, seconds=seconds)
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
        bound = path.bound_gbp + battery_gbp(problem, prices) + problem.constant_gbp + ROUNDING_GBP
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
        return solve_jointly(problem, relative_gap=HELD_GAP, held=held, seconds=LONG_SECONDS)
    except DispatchError:
        # A limit that the bound leaves out stands in the way of this path.
        return None


def battery_gbp(problem: Problem, prices: Array) -> float:
    """The most that stores alone can earn by prices of their power, their cycle limits left out [GBP].

    Args:
        problem: The problem.
        prices: Of a MWh in each step [GBP/MWh], shape (n,).
    """
    total = 0.0
    for store in problem.stores:
        free = dataclasses.replace(store, max_cycles_per_day=None, max_cycles=None)
        total += solve_exactly(store_alone(problem, free, prices)).bound_gbp
    return total
