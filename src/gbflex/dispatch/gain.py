"""What a move gains: the plan from one step on, against the best plan from the same state that does not make it.

The rest of the steps is planned anew from the state in which the step begins, with what is left of every limit;
only the step's own move is forbidden: where the plan charges, charging, where it discharges, discharging.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gbflex.dispatch.problem.problem import Problem, Store
from gbflex.dispatch.problem.schedule import MOVING_MWH, Schedule, StoreFlows
from gbflex.dispatch.rolling import window_after
from gbflex.dispatch.router import solve
from gbflex.errors import Infeasible, InputError, ScheduleRefused, SolverStopped

__all__ = ["best_without_gbp", "direction_of", "move_gain_gbp", "rest_of"]


def direction_of(schedule: Schedule, step: int) -> int:
    """What a schedule does in a step: -1 charges, 1 discharges, 0 neither.

    Args:
        schedule: The schedule.
        step: The step.
    """
    net = float(schedule.discharge_mwh[step] - schedule.charge_mwh[step])
    return 0 if abs(net) <= MOVING_MWH else int(np.sign(net))


def move_gain_gbp(problem: Problem, schedule: Schedule, step: int) -> float | None:
    """What a step's move gains over the best plan without it [GBP]; None where there is none, or no such plan.

    Args:
        problem: What was asked, with one store and no plant.
        schedule: The plan.
        step: The step.

    Raises:
        InputError: There is a plant, or several stores: what one of them does is part of what the others do.

    Example:
        >>> price = np.array([10.0, 60.0, 100.0])
        >>> problem = Problem(0.5, np.zeros(3, dtype=np.int64), np.zeros(3), -price, price, price,
        ...                   stores=(Store(2, 2, 1, 1, 1, 0, 0),))
        >>> plan = solve(problem).schedule
        >>> round(move_gain_gbp(problem, plan, 0), 6), move_gain_gbp(problem, plan, 1)
        (50.0, None)
    """
    if problem.plant is not None or len(problem.stores) != 1:
        raise InputError(
            "a move is weighed for one store without a plant",
            where="stores",
            next_step="Solve the problem again with what is asked left out",
        )
    direction = direction_of(schedule, step)
    if direction == 0:
        return None
    rest = rest_of(problem, schedule, step)
    other = best_without_gbp(rest, direction)
    return None if other is None else _from_step(problem, schedule, step).worth_gbp(rest) - other


def best_without_gbp(rest: Problem, direction: int) -> float | None:
    """Worth of the best plan without such a move in its first step [GBP]; None where none keeps the limits.

    Args:
        rest: What is planned, from that step on.
        direction: -1 is charging, 1 discharging.
    """
    for store in (_without_move(rest, direction), _at_rest(rest)):
        try:
            return solve(rest.with_store(store)).objective_gbp
        except Infeasible:
            return None
        except (ScheduleRefused, SolverStopped):
            # A bound that leaves no room may be broken by a tolerance of HiGHS; without power there is none.
            continue
    return None


def rest_of(problem: Problem, schedule: Schedule, step: int) -> Problem:
    """The problem from a step on: the state as the schedule has it there, and what is left of every limit.

    Args:
        problem: With one store and no plant.
        schedule: What is done until then.
        step: First step of the rest.
    """
    rest = window_after(problem, step, len(problem), schedule, [None])
    (store,) = rest.stores
    if store.max_cycles is None:
        return rest
    used = float(schedule.discharge_mwh[:step].sum()) / store.discharge_efficiency / store.energy_capacity_mwh
    return rest.with_store(replace(store, max_cycles=max(store.max_cycles - used, 0.0)))


def _without_move(rest: Problem, direction: int) -> Store:
    """The store, whose first step may not add energy to it, or may not take energy from it."""
    (store,) = rest.stores
    resting = store.initial_mwh * rest.kept_fraction
    least, most = rest.state_bounds_mwh
    window = store.window_mwh
    if direction < 0:
        most = np.append(min(resting, most[0]), most[1:])
    else:
        least = np.append(max(resting, least[0]), least[1:])
    return replace(store, least_mwh=least, most_mwh=most, called_window_mwh=window)


def _at_rest(rest: Problem) -> Store:
    """The store without power in the first step."""
    (store,) = rest.stores
    available = np.ones(len(rest)) * store.available_fraction
    available[0] = 0.0
    return replace(store, available_fraction=available)


def _from_step(problem: Problem, schedule: Schedule, step: int) -> Schedule:
    """The same from a step on."""
    (moved,) = schedule.stores
    blocks = [int(reserve.block_index[step]) for reserve in problem.reserves]
    return Schedule(
        stores=(
            StoreFlows(
                moved.name,
                moved.charge_mwh[step:],
                moved.discharge_mwh[step:],
                moved.state_of_charge_mwh[step:],
                None if moved.auxiliary_mwh is None else moved.auxiliary_mwh[step:],
            ),
        ),
        delivered_mwh=schedule.delivered_mwh[step:],
        import_mwh=schedule.import_mwh[step:],
        export_mwh=schedule.export_mwh[step:],
        reserves_mw=tuple(held[first:] for held, first in zip(schedule.reserves_mw, blocks, strict=True)),
    )
