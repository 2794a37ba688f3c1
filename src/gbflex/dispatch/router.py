"""The way in: a problem goes to the engine that solves it, and the answer is checked."""

from __future__ import annotations

from collections.abc import Callable

from gbflex.dispatch.answer import Answer
from gbflex.dispatch.check import check
from gbflex.dispatch.exact import solve_exactly
from gbflex.dispatch.problem import Problem
from gbflex.dispatch.reach import refuse_unreachable
from gbflex.dispatch.schedule import idle_schedule

__all__ = ["solve"]


def solve(problem: Problem) -> Answer:
    """The best schedule for a problem, with its proof.

    Args:
        problem: What is asked.

    Returns:
        An answer whose schedule keeps every limit to 1e-6 MWh.

    Raises:
        Infeasible: Names the first step that cannot be met and by how much, where the start, the end and the
            limits of single steps decide it.
        SolverStopped: The solver ended without a proof.
        ScheduleRefused: The solver's schedule broke a limit.

    Example:
        >>> import numpy as np
        >>> from gbflex.dispatch import Store
        >>> nothing = np.zeros(2)
        >>> store = Store(charge_power_mw=1, discharge_power_mw=1, energy_capacity_mwh=1, charge_efficiency=1,
        ...               discharge_efficiency=1, initial_mwh=0, final_mwh=0)
        >>> problem = Problem(hours=0.5, day_index=np.zeros(2, dtype=np.int64), load_mwh=nothing,
        ...                   charge_gbp_per_mwh=np.array([-40.0, -120.0]), load_gbp_per_mwh=nothing,
        ...                   export_gbp_per_mwh=np.array([40.0, 120.0]), store=store)
        >>> round(solve(problem).objective_gbp, 6)
        40.0
    """
    refuse_unreachable(problem)
    answer = _engine(problem)(problem)
    check(problem, answer.schedule)
    return answer


def _engine(problem: Problem) -> Callable[[Problem], Answer]:
    """The LP where directions keep themselves, else the exact algorithm; a daily cap couples steps: the MILP."""
    if problem.store is None:
        return _idle
    if problem.store.max_cycles_per_day is None and problem.directions_need_keeping():
        return solve_exactly
    # Imported here: the other engines need no solver.
    from gbflex.dispatch.highs import solve_with_highs

    return solve_with_highs


def _idle(problem: Problem) -> Answer:
    schedule = idle_schedule(problem)
    worth = schedule.worth_gbp(problem)
    return Answer(schedule=schedule, status="optimal", objective_gbp=worth, bound_gbp=worth, solver="none needed")
