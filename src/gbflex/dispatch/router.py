"""The way in: a problem goes to the engine that solves it, and the answer is checked."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from typing import Final

import numpy as np

from gbflex.dispatch.check import check, simultaneous_steps
from gbflex.dispatch.exact.reach import refuse_unreachable
from gbflex.dispatch.exact.storage import is_exact, solve_exactly
from gbflex.dispatch.exact.unkept import unkept_at_the_meter
from gbflex.dispatch.problem.answer import Answer
from gbflex.dispatch.problem.problem import Problem
from gbflex.dispatch.problem.schedule import idle_schedule
from gbflex.errors import Infeasible, ScheduleRefused

__all__ = ["certified", "kept_engine", "solve", "solved_by"]


PROOF_SLACK: Final = 1e-7
"""Relative: what rounding over ten years, or the tolerance of HiGHS, may put a bound below its schedule."""


def solve(problem: Problem) -> Answer:
    """The best schedule for a problem, with its proof.

    Args:
        problem: What is asked.

    Returns:
        An answer whose schedule keeps every limit to 1e-6 MWh.

    Raises:
        Infeasible: Names the first step that cannot be met and by how much, where the start, the end and the
            limits of single steps decide it; else the limits in conflict.
        SolverStopped: The solver ended without a proof.
        ScheduleRefused: The solver's schedule broke a limit.

    Example:
        >>> from gbflex.dispatch import Store
        >>> import numpy as np
        >>> nothing = np.zeros(2)
        >>> store = Store(charge_power_mw=1, discharge_power_mw=1, energy_capacity_mwh=1, charge_efficiency=1,
        ...               discharge_efficiency=1, initial_mwh=0, final_mwh=0)
        >>> problem = Problem(hours=0.5, day_index=np.zeros(2, dtype=np.int64), load_mwh=nothing,
        ...                   charge_gbp_per_mwh=np.array([-40.0, -120.0]), load_gbp_per_mwh=nothing,
        ...                   export_gbp_per_mwh=np.array([40.0, 120.0]), stores=(store,))
        >>> round(solve(problem).objective_gbp, 6)
        40.0
    """
    return solved_by(_engine(problem), problem)


def solved_by(engine: Callable[[Problem], Answer], problem: Problem) -> Answer:
    """An engine's answer, checked; where it finds none, the reason.

    Args:
        engine: What solves it.
        problem: What is asked.
    """
    try:
        answer = engine(problem)
    except Infeasible as error:
        raise _explained(problem, error) from None
    return certified(problem, answer)


def kept_engine(problem: Problem, relative_gap: float | None = None) -> Callable[[Problem], Answer]:
    """The engine for problems like one, for many in a row: HiGHS keeps its model and its last optimum.

    Args:
        problem: The first of them.
        relative_gap: At which a search over engines may end, where not the usual one [fraction].
    """
    if relative_gap is not None and problem.plant is not None:
        # Imported here: the exact algorithm needs no solver.
        from gbflex.dispatch.joint.plan import plan_jointly

        return functools.partial(plan_jointly, relative_gap=relative_gap)
    if _is_joint(problem) or not problem.stores or is_exact(problem):
        return _engine(problem)
    # Imported here: the exact algorithm needs no solver.
    from gbflex.dispatch.linear.highs import WarmHighs, solve_with_highs

    warm = WarmHighs()
    return lambda one: solve_with_highs(one, warm)


def _explained(problem: Problem, error: Infeasible) -> Infeasible:
    """Which step and by how much, and which limits must be relaxed: looked for only now."""
    auxiliary = any(store.auxiliary_mw for store in problem.stores)
    if problem.plant is not None or len(problem.stores) > 1 or len(problem.reserves) > 1 or auxiliary:
        return _unkept_together(problem) or _short(problem) or _unreachable_alone(problem) or error
    try:
        refuse_unreachable(problem)
    except Infeasible as found:
        error = found
    if problem.store is None:
        return error
    # Imported here: the exact algorithm needs no solver.
    from gbflex.dispatch.linear.conflict import conflicts

    relaxed = conflicts(problem, problem.store)
    step = next((item.first for item in relaxed if item.counts == "step"), None)
    return Infeasible(
        error.what,
        step=error.step if error.step is not None else step,
        available=error.available,
        next_step=error.next_step or "Relax one of the limits in conflict",
        conflicts=tuple(str(item) for item in relaxed),
    )


def _unkept_together(problem: Problem) -> Infeasible | None:
    """The reserves as the reason: one that its store could not keep, else all where nothing else is short."""
    alone = _unreachable_alone(problem)
    if alone is not None or not any(reserve.levels_mw[0] for reserve in problem.reserves):
        return alone if problem.reserves else None
    without = dataclasses.replace(problem, reserves=())
    if _short(without) is not None or _unreachable_alone(without) is not None:
        return None
    return unkept_at_the_meter(problem, "no schedule keeps all limits together", None)


def _unreachable_alone(problem: Problem) -> Infeasible | None:
    """The first store that would have no plan though the meter were its own and had no limits."""
    nothing = np.zeros(len(problem))
    for i, store in enumerate(problem.stores):
        held = tuple(reserve for reserve in problem.reserves if problem.holder(reserve) == i)
        alone = dataclasses.replace(
            problem,
            load_mwh=nothing,
            import_limit_mwh=np.inf,
            export_limit_mwh=np.inf,
            stores=(store,),
            reserves=held if len(held) == 1 else (),
            peaks=(),
            plant=None,
        )
        try:
            refuse_unreachable(alone)
        except Infeasible as found:
            return Infeasible(
                found.what if store.name in found.what else f"{store.name}: {found.what}",
                step=found.step,
                available=found.available,
                next_step=found.next_step,
            )
    return None


def _short(problem: Problem) -> Infeasible | None:
    # Imported here: the exact algorithm needs no solver.
    from gbflex.dispatch.joint.shortfall import refuse_unmeetable_heat, shortfall

    try:
        refuse_unmeetable_heat(problem, problem.whole_plant)
    except Infeasible as found:
        return found
    return shortfall(problem)


def certified(problem: Problem, answer: Answer) -> Answer:
    """An answer with the result of its check.

    Raises:
        ScheduleRefused: It breaks a limit, or is worth more than the bound that should prove it.
    """
    worst = check(problem, answer.schedule)
    beyond = answer.objective_gbp - answer.bound_gbp
    if not beyond <= PROOF_SLACK * max(abs(answer.objective_gbp), 1.0):
        raise ScheduleRefused(
            f"the schedule is worth {beyond:.9f} GBP more than the bound of {answer.solver}",
            next_step="Please report this as a bug",
        )
    return dataclasses.replace(
        answer, worst_violation_mwh=worst, simultaneous_steps=simultaneous_steps(answer.schedule)
    )


def _is_joint(problem: Problem) -> bool:
    """Whether several things share the meter: a plant, several stores or products, a peak, auxiliary load."""
    if problem.plant is not None:
        return True
    several = len(problem.stores) > 1 or len(problem.reserves) > 1
    auxiliary = any(store.auxiliary_mw for store in problem.stores)
    return bool(several or auxiliary or (problem.stores and problem.binding_peaks))


def _engine(problem: Problem) -> Callable[[Problem], Answer]:
    if _is_joint(problem):
        # Imported here: the exact algorithm needs no solver.
        from gbflex.dispatch.joint.plan import plan_jointly

        return plan_jointly
    if not problem.stores:
        return _idle
    if is_exact(problem):
        return solve_exactly
    # Imported here: the exact algorithm needs no solver.
    from gbflex.dispatch.linear.highs import solve_with_highs

    return solve_with_highs


def _idle(problem: Problem) -> Answer:
    refuse_unreachable(problem)
    schedule = idle_schedule(problem)
    worth = schedule.worth_gbp(problem)
    return Answer(schedule=schedule, objective_gbp=worth, bound_gbp=worth, solver="none needed")
