"""Dispatch by a rule instead of an optimiser: what it asks for is cut to what the limits and the end allow.

A rule asks for a use of the store in each step. It gets as much of it as power, state, connection and the day's
cycles allow, and never so much that the end state could no longer be reached.
"""

from __future__ import annotations

import contextlib
import dataclasses
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.check import violations
from gbflex.dispatch.exact.compiled import Kernel, kernel
from gbflex.dispatch.exact.moves import moves_of, use_bounds_mwh
from gbflex.dispatch.exact.reach import refuse_unreachable
from gbflex.dispatch.exact.storage import schedule_of_flows
from gbflex.dispatch.exact.workspace import row
from gbflex.dispatch.problem.problem import Problem, Store
from gbflex.dispatch.problem.schedule import Schedule, schedule_of
from gbflex.errors import Infeasible, InputError

__all__ = [
    "day_shape_wishes",
    "follow",
    "follow_plan",
    "is_for_rules",
    "reach_mwh",
    "sweep",
    "threshold_wishes",
    "with_auxiliary_as_load",
]

Array = NDArray[np.float64]

STEP_SECONDS: Final = 4e-6
"""A step of a rule in plain Python, roughly."""


def follow(problem: Problem, wishes_mwh: Array) -> Schedule:
    """The schedule that wishes come to.

    Args:
        problem: The problem; without a reserve.
        wishes_mwh: Energy to take out of the store in each step, in is negative [MWh], shape (n,).

    Raises:
        InputError: Wishes are not numbers, or the problem sells a reserve or limits cycles over all steps.
        Infeasible: No schedule keeps all limits.
    """
    if wishes_mwh.shape != (len(problem),) or np.isnan(wishes_mwh).any():
        raise InputError(f"{len(problem)} numbers are wanted", where="wishes_mwh")
    _store_of_rule(problem)
    refuse_unreachable(problem)
    return _scheduled(problem, wishes_mwh)


def follow_plan(problem: Problem, planned: Schedule) -> Schedule:
    """What is done of a plan whose load came otherwise: as much of it as the limits and the end allow.

    Args:
        problem: What came true; one store alone, without a reserve.
        planned: The plan.

    Raises:
        InputError: As for `follow`.
        Infeasible: What came true leaves no schedule that is near enough to the plan.
    """
    store = _store_of_rule(problem)
    as_planned = schedule_of(
        problem,
        charge_mwh=planned.charge_mwh,
        delivered_mwh=np.minimum(planned.discharge_mwh, problem.load_mwh),
        export_mwh=np.maximum(planned.discharge_mwh - problem.load_mwh, 0.0),
    )
    if not violations(problem, as_planned):
        return as_planned
    out = planned.discharge_mwh / store.discharge_efficiency
    try:
        return follow(problem, out - planned.charge_mwh * store.charge_efficiency)
    except Infeasible as error:
        raise Infeasible(
            f"the load came otherwise than planned for, and {error.what}",
            step=error.step,
            available=error.available,
            next_step="Let the plan know the load ahead, or relax that limit",
        ) from None


def is_for_rules(problem: Problem) -> bool:
    """Whether a rule can dispatch a problem: one store alone, with nothing that a rule does not see.

    Args:
        problem: The problem.
    """
    if len(problem.stores) != 1 or problem.plant is not None or problem.reserves:
        return False
    (store,) = problem.stores
    return store.max_cycles is None and not store.auxiliary_mw


def with_auxiliary_as_load(problem: Problem) -> Problem:
    """The same limits with what cooling and control take as a part of the load; prices are left as they are.

    Args:
        problem: The problem.
    """
    taken_mwh = sum(store.auxiliary_mw for store in problem.stores) * problem.hours
    stores = tuple(dataclasses.replace(store, auxiliary_mw=0.0) for store in problem.stores)
    return dataclasses.replace(problem, load_mwh=problem.load_mwh + taken_mwh, stores=stores)


def _store_of_rule(problem: Problem) -> Store:
    """The store that a rule dispatches.

    Raises:
        InputError: There is none, or several, or something that a rule does not see.
    """
    if is_for_rules(problem):
        return problem.stores[0]
    raise InputError(
        "a rule dispatches one store without a response commitment, auxiliary load or a cycle limit over the span",
        where="--mode",
        next_step="Use mode perfect or rolling",
    )


def _scheduled(problem: Problem, wishes_mwh: Array) -> Schedule:
    store = _store_of_rule(problem)
    changing = np.ndim(store.least_mwh) > 0 or np.ndim(store.most_mwh) > 0
    if changing and store.max_cycles_per_day is not None:
        raise InputError(
            "a rule keeps a daily cycle limit only where the states allowed do not change",
            where="max_cycles_per_day",
        )
    used = kernel(len(problem) * STEP_SECONDS, "rule")
    schedule = schedule_of_flows(problem, store, _followed(problem, store, wishes_mwh, used))
    broken = violations(problem, schedule)
    if broken:
        # With little room, self-discharge or a load above the import limit need more foresight than a rule has.
        raise Infeasible(
            f"the rule cannot keep {broken[0].limit}: {broken[0].by_mwh:.6f} MWh too much",
            next_step="Plan with mode perfect or rolling, or relax that limit",
        )
    return schedule


def sweep(problem: Problem, price_gbp_per_mwh: Array, charge_below: Array, discharge_above: Array) -> Array:
    """Worth of the threshold rule at every pair of prices [GBP], shape (lows, highs).

    NaN where the two cross, or where the rule cannot keep a limit.

    Args:
        problem: As for `follow`.
        price_gbp_per_mwh: The price the rule looks at [GBP/MWh], shape (n,).
        charge_below: Charge at these prices and below [GBP/MWh], shape (lows,).
        discharge_above: Discharge at these prices and above [GBP/MWh], shape (highs,).
    """
    _store_of_rule(problem)
    refuse_unreachable(problem)
    pairs = len(charge_below) * len(discharge_above)
    # One rule is quick in plain Python; hundreds are worth the compiler.
    kernel(pairs * len(problem) * STEP_SECONDS, "rule")
    worth = np.full((len(charge_below), len(discharge_above)), np.nan)
    for i, low in enumerate(charge_below.tolist()):
        for j, high in enumerate(discharge_above.tolist()):
            if low < high:
                wishes = threshold_wishes(price_gbp_per_mwh, charge_below=low, discharge_above=high)
                with contextlib.suppress(Infeasible):
                    worth[i, j] = _scheduled(problem, wishes).worth_gbp(problem)
    return worth


class _Reach(NamedTuple):
    """From where the end can still be reached, with what it was worked out from; for the kernel."""

    steps: tuple[Any, ...]
    bounds: tuple[Any, ...]
    days: Any
    most_per_day: float


def _reach(problem: Problem, store: Store, used: Kernel) -> _Reach:
    n, compiled = len(problem), used.is_compiled
    moves = moves_of(problem, store)
    steps = tuple(row(numbers, is_compiled=compiled) for numbers in moves)
    bounds = tuple(row(np.zeros(n), is_compiled=compiled) for _ in range(3))
    ends = (moves.floor_mwh[-1], moves.ceiling_mwh[-1]) if store.final_mwh is None else (store.final_mwh,) * 2
    most = np.inf if store.max_cycles_per_day is None else store.max_cycles_per_day * store.energy_capacity_mwh
    days = problem.day_index.astype(np.int64) if compiled else problem.day_index.tolist()
    used.rule.reach_back(
        steps, n, problem.kept_fraction, float(ends[0]), float(ends[1]), days, float(most), *bounds
    )
    return _Reach(steps, bounds, days, float(most))


def _followed(problem: Problem, store: Store, wishes_mwh: Array, used: Kernel) -> tuple[Array, Array, Array]:
    n, compiled = len(problem), used.is_compiled
    steps, bounds, days, most = _reach(problem, store, used)
    flows = tuple(row(np.zeros(n), is_compiled=compiled) for _ in range(3))
    wishes = row(wishes_mwh, is_compiled=compiled)
    initial = float(store.initial_mwh)
    used.rule.follow_wishes(steps, n, problem.kept_fraction, initial, wishes, *bounds, days, most, flows)
    return flows


def reach_mwh(problem: Problem) -> tuple[Array, Array]:
    """Lowest and highest energy at each step's end from which the end can still be reached [MWh], shape (n,) each.

    Args:
        problem: As for `follow`.
    """
    low, high, _ = _reach(problem, _store_of_rule(problem), kernel(len(problem) * STEP_SECONDS, "rule")).bounds
    return np.array(low), np.array(high)


def threshold_wishes(price_gbp_per_mwh: Array, *, charge_below: float, discharge_above: float) -> Array:
    """All power in at or below one price, all power out at or above another [MWh, in is negative], shape (n,).

    Args:
        price_gbp_per_mwh: The price the rule looks at [GBP/MWh], shape (n,).
        charge_below: Charge at this price and below [GBP/MWh].
        discharge_above: Discharge at this price and above [GBP/MWh].

    Example:
        >>> threshold_wishes(np.array([20.0, 50.0, 90.0]), charge_below=25, discharge_above=70).tolist()
        [-inf, 0.0, inf]
    """
    if not charge_below < discharge_above:
        raise InputError(
            f"charging below {charge_below:g} and discharging above {discharge_above:g} GBP/MWh would do both",
            where="thresholds",
            next_step="The first must be lower than the second",
        )
    return np.where(
        price_gbp_per_mwh <= charge_below,
        -np.inf,
        np.where(price_gbp_per_mwh >= discharge_above, np.inf, 0.0),
    )


def day_shape_wishes(expected_gbp_per_mwh: Array, problem: Problem) -> Array:
    """One cycle a day by an expected shape: in at the cheapest steps, out at the dearest [MWh], shape (n,).

    The cheapest step is paired with the dearest, by what each step's limits allow, until the store's capacity is
    used or a pair no longer gains after losses.

    Args:
        expected_gbp_per_mwh: Expected price; NaN where none is known: no wish [GBP/MWh], shape (n,).
        problem: The store, its limits and days.
    """
    store = _store_of_rule(problem)
    least, most = use_bounds_mwh(problem, store)
    wishes = np.zeros(len(problem))
    known = np.isfinite(expected_gbp_per_mwh)
    for steps in np.split(np.arange(len(problem)), np.flatnonzero(np.diff(problem.day_index)) + 1):
        ranked = steps[known[steps]]
        ranked = ranked[np.argsort(expected_gbp_per_mwh[ranked], kind="stable")]
        cheap, dear = _pairs(ranked, expected_gbp_per_mwh, -least, most, store)
        wishes[cheap], wishes[dear] = -np.inf, np.inf
    return wishes


def _pairs(
    ranked: NDArray[np.int64], price_gbp_per_mwh: Array, room_mwh: Array, output_mwh: Array, store: Store
) -> tuple[list[int], list[int]]:
    """Cheapest and dearest steps of a day that gain together, cheapest first against dearest first."""
    cheap: list[int] = []
    dear: list[int] = []
    left_mwh, room, output = store.energy_capacity_mwh, 0.0, 0.0
    low, high = 0, len(ranked) - 1
    while low < high and left_mwh > 0:
        charge, discharge = int(ranked[low]), int(ranked[high])
        if price_gbp_per_mwh[discharge] * store.round_trip_efficiency <= price_gbp_per_mwh[charge]:
            break
        room = room or max(float(room_mwh[charge]), 0.0)
        output = output or max(float(output_mwh[discharge]), 0.0)
        moved = min(room, output, left_mwh)
        if moved > 0:
            cheap += [charge] * (charge not in cheap)
            dear += [discharge] * (discharge not in dear)
        left_mwh, room, output = left_mwh - moved, room - moved, output - moved
        low, high = low + (room <= 0), high - (output <= 0)
    return cheap, dear
