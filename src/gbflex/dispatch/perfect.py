"""A plant planned with every price known: the views grow with what couples days, until a bound over all proves it.

A short span is planned at once. A longer one is planned window after window; where the plan is further below the
bound over the whole span than `PERFECT_GAP`, windows of twice the days follow, until the bound is met, a window
holds the span, or the time is over. The best plan and the lowest bound are kept. What is not proven is called by
its name: so many days in view, at most so much below the bound.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.coupling import coupled_days
from gbflex.dispatch.problem.answer import Answer
from gbflex.dispatch.problem.problem import Problem
from gbflex.dispatch.rolling import WindowEnd
from gbflex.dispatch.router import certified, solve
from gbflex.dispatch.windows import Views, roll
from gbflex.errors import DispatchError, Infeasible

__all__ = ["PERFECT_GAP", "better", "is_perfect", "plan_perfectly", "rolled_plant"]

Positions = NDArray[np.int64]

PERFECT_GAP: Final = 1e-3
"""A plan this close to a bound over its whole span is called perfect [fraction]."""
AT_ONCE_STEPS: Final = 720
"""Steps times engines that are planned at once."""
WINDOW_GAP: Final = 2.5e-4
"""At which a window's search ends: a quarter of what is wanted over the span [fraction]."""
FEWEST_DAYS: Final = 4
"""Days of the first windows: three done of four costs less than one of two, and sees further."""
PART_DAYS: Final = 7
GROWING_SECONDS: Final = 60.0
"""After this long no wider view is begun."""
BOUND_SECONDS: Final = 120.0
AIM: Final = 0.95
"""Of the gap: the bound need not go lower than a little below it."""


def is_perfect(answer: Answer) -> bool:
    """Whether a plan is proven to be as good as any over its span.

    Args:
        answer: A plan with every price known.
    """
    return answer.gap <= PERFECT_GAP


def better(one: Answer, two: Answer) -> Answer:
    """The better of two plans of a problem, with the lower bound.

    Args:
        one: A plan.
        two: Another; taken where it is worth more.
    """
    best = two if two.objective_gbp > one.objective_gbp else one
    return dataclasses.replace(best, bound_gbp=max(min(one.bound_gbp, two.bound_gbp), best.objective_gbp))


def plan_perfectly(
    problem: Problem, day_starts: Positions, progress: Callable[[int], None] = lambda _: None
) -> Answer:
    """The best plan of a plant that was found in time, with a bound over the whole span.

    Args:
        problem: One with a plant.
        day_starts: First step of each day, rising from 0; a window begins with a day.
        progress: Called with the number of windows done, for each width of the windows.

    Raises:
        Infeasible: No plan keeps all limits.
        SolverStopped: None was found in time.
    """
    spanning = any(store.max_cycles is not None for store in problem.stores)
    if len(day_starts) == 1 or spanning:
        return _whole(problem, day_starts)
    best = _at_once(problem, day_starts)
    if best is not None and is_perfect(best):
        return best
    return _grown(problem, day_starts, best, progress)


def _whole(problem: Problem, day_starts: Positions) -> Answer:
    """All in one window."""
    answer = solve(problem)
    return dataclasses.replace(answer, worst_window_gap=answer.gap, view_days=len(day_starts))


def _at_once(problem: Problem, day_starts: Positions) -> Answer | None:
    """All at once where that is not too much; None where it is, or where nothing was found in time."""
    if len(problem) * len(problem.whole_plant.engines) > AT_ONCE_STEPS:
        return None
    try:
        return _whole(problem, day_starts)
    except Infeasible:
        raise
    except DispatchError:
        return None


def _grown(
    problem: Problem, day_starts: Positions, best: Answer | None, progress: Callable[[int], None]
) -> Answer:
    """Window after window, the windows growing."""
    began, days, short = time.perf_counter(), len(day_starts), None
    ahead = coupled_days(problem)
    view = min(max(FEWEST_DAYS, 2 * ahead), days)
    while True:
        try:
            found = _in_view(problem, day_starts, (view, ahead), progress)
            best = found if best is None else better(best, found)
            best = _bounded(problem, day_starts, best)
        except Infeasible as error:
            short = short or _not_for_the_view(problem, error, whole=view == days)
        done = view == days or time.perf_counter() - began > GROWING_SECONDS
        if best is not None and (done or is_perfect(best)):
            return best
        if view == days and short is not None:
            raise short
        view = min(2 * view, days)


def _not_for_the_view(problem: Problem, error: Infeasible, *, whole: bool) -> Infeasible:
    """A window's error, where a wider view might do without; raised where none could."""
    # Imported here, as below: a battery alone imports no plan of a plant.
    from gbflex.dispatch.joint.solve import relaxed_bound_gbp

    if whole:
        raise error
    try:
        relaxed_bound_gbp(problem)
    except Infeasible:
        raise error from None
    return error


def _in_view(
    problem: Problem, day_starts: Positions, view_and_ahead: tuple[int, int], progress: Callable[[int], None]
) -> Answer:
    """A plan with some days in view, of which all but those that hang together are done before it looks again."""
    view, ahead = view_and_ahead
    days = len(day_starts)
    if view == days:
        return _whole(problem, day_starts)
    done = max(1, view - ahead)
    starts = day_starts[::done]
    after = np.append(day_starts, np.full(view, len(problem)))
    views = Views(starts, after[np.minimum(np.arange(0, days, done) + view, days)])
    answer = rolled_plant(
        [problem], problem, views, progress, bound_gbp=np.inf, relative_gap=WINDOW_GAP, foresaw=True
    )
    return dataclasses.replace(answer, view_days=view)


def _bounded(problem: Problem, day_starts: Positions, answer: Answer) -> Answer:
    """A plan with a bound over the whole span, as low as is needed to call it perfect."""
    from gbflex.dispatch.joint.span_bound import span_bound_gbp

    if is_perfect(answer):
        return answer
    enough = answer.objective_gbp + AIM * PERFECT_GAP * max(abs(answer.objective_gbp), 1.0)
    cuts = [int(first) for first in day_starts[::PART_DAYS]]
    bound = span_bound_gbp(problem, cuts, enough_gbp=enough, seconds=BOUND_SECONDS)
    # Rounding alone can put a bound below a plan.
    return certified(problem, dataclasses.replace(answer, bound_gbp=min(bound, answer.bound_gbp)))


def rolled_plant(
    expected: Sequence[Problem],
    problem: Problem,
    views: Views,
    progress: Callable[[int], None] = lambda _: None,
    *,
    bound_gbp: float,
    ends: Sequence[WindowEnd] | None = None,
    relative_gap: float | None = None,
    foresaw: bool = False,
) -> Answer:
    """A plant planned window after window, priced by what came true.

    Args:
        expected: As given to `roll`.
        problem: What came true.
        views: The windows.
        progress: Called with the number of windows done.
        bound_gbp: No plan of the span is worth more [GBP].
        ends: What each store ends a window in, as given to `roll`; by default its final state.
        relative_gap: At which a search over engines may end, where not the usual one [fraction].
        foresaw: Whether what was expected is what came true.
    """
    final = [store.final_mwh for store in problem.stores]
    ends = final if ends is None else ends
    rolled = roll(expected, views, window_ends=ends, progress=progress, relative_gap=relative_gap)
    answers = rolled.windows
    answer = Answer(
        schedule=rolled.schedule,
        objective_gbp=rolled.schedule.worth_gbp(problem),
        bound_gbp=bound_gbp,
        solver=answers[0].solver,
        model_seconds=sum(answer.model_seconds for answer in answers),
        solve_seconds=sum(answer.solve_seconds for answer in answers),
        binaries=sum(answer.binaries for answer in answers),
        worst_window_gap=max(answer.gap for answer in answers),
        foresaw=foresaw,
    )
    return certified(problem, answer)
