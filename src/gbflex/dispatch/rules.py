"""Dispatch by a rule instead of an optimiser: what it asks for is cut to what the limits and the end allow.

A rule asks for a use of the store in each step. It gets as much of it as power, state, connection and the day's
cycles allow, and never so much that the end state could no longer be reached.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.compiled import Kernel, kernel
from gbflex.dispatch.exact import RANKED_SECONDS, flows_at_meter
from gbflex.dispatch.moves import moves_of
from gbflex.dispatch.problem import Problem, Store
from gbflex.dispatch.reach import refuse_unreachable
from gbflex.dispatch.schedule import Schedule, schedule_of
from gbflex.dispatch.workspace import row
from gbflex.errors import InputError

__all__ = ["day_shape_wishes", "follow", "threshold_wishes"]

Array = NDArray[np.float64]


def follow(problem: Problem, wishes_mwh: Array) -> Schedule:
    """The schedule that wishes come to.

    Args:
        problem: The problem; without a reserve.
        wishes_mwh: Energy to take out of the store in each step, in is negative [MWh], shape (n,).

    Raises:
        InputError: Wishes are not numbers, or the problem sells a reserve or limits cycles over all steps.
        Infeasible: No schedule keeps all limits.
    """
    store = problem.store
    if store is None or problem.reserve is not None or store.max_cycles is not None:
        raise InputError("a rule dispatches a store without a reserve and without a cycle limit over all steps")
    if wishes_mwh.shape != (len(problem),) or np.isnan(wishes_mwh).any():
        raise InputError(f"{len(problem)} numbers are wanted", where="wishes_mwh")
    refuse_unreachable(problem)
    used = kernel(2 * len(problem) * RANKED_SECONDS)
    flows = _followed(problem, store, wishes_mwh, used)
    charge, delivered, export = flows_at_meter(flows, store)
    return schedule_of(
        problem, charge_mwh=charge, delivered_mwh=np.minimum(delivered, problem.load_mwh), export_mwh=export
    )


def _followed(problem: Problem, store: Store, wishes_mwh: Array, used: Kernel) -> tuple[Array, Array, Array]:
    n, keep, compiled = len(problem), problem.kept_fraction, used.is_compiled
    moves = moves_of(problem, store)
    steps = tuple(row(numbers, is_compiled=compiled) for numbers in moves)
    low, high = (row(np.zeros(n), is_compiled=compiled) for _ in range(2))
    ends = (moves.floor_mwh[-1], moves.ceiling_mwh[-1]) if store.final_mwh is None else (store.final_mwh,) * 2
    used.rule.reach_back(steps, n, keep, float(ends[0]), float(ends[1]), low, high)
    flows = tuple(row(np.zeros(n), is_compiled=compiled) for _ in range(3))
    most = np.inf if store.max_cycles_per_day is None else store.max_cycles_per_day * store.energy_capacity_mwh
    days = problem.day_index.astype(np.int64)
    used.rule.follow_wishes(
        steps,
        n,
        keep,
        float(store.initial_mwh),
        row(wishes_mwh, is_compiled=compiled),
        low,
        high,
        days if compiled else days.tolist(),
        float(most),
        flows,
    )
    return flows


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


def day_shape_wishes(expected_gbp_per_mwh: Array, day_index: NDArray[np.int64], problem: Problem) -> Array:
    """One cycle a day by an expected shape: full power in the cheapest steps, out in the dearest [MWh].

    As many steps each way as fill and empty the store at full power, and only pairs that gain after losses: the
    k-th dearest is used if it pays more than the k-th cheapest divided by the round-trip efficiency.

    Args:
        expected_gbp_per_mwh: Expected price; NaN where none is known: no wish [GBP/MWh], shape (n,).
        day_index: Day of each step, shape (n,).
        problem: The store, and the length of a step.
    """
    store = problem.store
    assert store is not None  # noqa: S101 (callers have one)
    wishes = np.zeros(len(expected_gbp_per_mwh))
    fill = _steps_for(store.energy_capacity_mwh / store.charge_efficiency, store.charge_power_mw * problem.hours)
    empty = _steps_for(
        store.energy_capacity_mwh * store.discharge_efficiency, store.discharge_power_mw * problem.hours
    )
    for day in np.unique(day_index):
        steps = np.flatnonzero((day_index == day) & np.isfinite(expected_gbp_per_mwh))
        ranked = steps[np.argsort(expected_gbp_per_mwh[steps], kind="stable")]
        pairs = min(len(ranked) // 2, max(fill, empty))
        cheap, dear = ranked[:pairs], ranked[::-1][:pairs]
        gains = expected_gbp_per_mwh[dear] * store.round_trip_efficiency > expected_gbp_per_mwh[cheap]
        wishes[cheap[:fill][gains[:fill]]] = -np.inf
        wishes[dear[:empty][gains[:empty]]] = np.inf
    return wishes


def _steps_for(energy_mwh: float, per_step_mwh: float) -> int:
    return 0 if per_step_mwh <= 0 else int(np.ceil(energy_mwh / per_step_mwh - 1e-9))
