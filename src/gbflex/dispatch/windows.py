"""Plan a window, do its first part, look again: dispatch with a limited view.

Each window is planned on what is expected at its start; only the steps before the next window are done. What
is expected of a step depends on how far ahead it lies: the first problem given is as seen at the window's own
start, the second as seen one window earlier, and so on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.exact.compiled import kernel
from gbflex.dispatch.exact.moves import Moves, moves_of
from gbflex.dispatch.exact.storage import RANKED_SECONDS, is_exact, plain_seconds, schedule_of_flows
from gbflex.dispatch.exact.workspace import Workspace, ending_of, own_ending, row, with_room
from gbflex.dispatch.problem.problem import Problem, Store, WaterValue
from gbflex.dispatch.problem.schedule import Schedule
from gbflex.dispatch.rolling import (
    Rolled,
    Views,
    WindowEnd,
    as_seen,
    refuse_limits_over_all,
    roll_one_by_one,
    solved_window,
    window_of,
)
from gbflex.dispatch.router import kept_engine
from gbflex.errors import Infeasible, InputError

__all__ = ["Views", "roll"]

Array = NDArray[np.float64]


def roll(
    expected: Sequence[Problem],
    views: Views,
    *,
    window_ends: Sequence[WindowEnd] | None = None,
    progress: Callable[[int], None] = lambda _: None,
    relative_gap: float | None = None,
    came_true: Problem | None = None,
) -> Rolled:
    """The schedule that comes of planning window after window.

    Args:
        expected: The problem as expected by lead; they differ in prices, and in load, heat load and solar
            generation where `came_true` is given. One alone is a perfect view.
        views: The windows.
        window_ends: For each store, the state that each window must end in [MWh], or what energy left at its end
            is worth, or None where it is worth nothing; by default None for all. A window that reaches the
            span's end ends as the problem says.
        progress: Called with the number of windows done, where they are planned one by one.
        relative_gap: At which a search over engines may end, where not the usual one [fraction].
        came_true: The problem with the load that came true, where another was expected: each plan is then followed
            as far as limits allow. For one store alone, see `rules.follow_plan`.

    Raises:
        InputError: A limit spans all windows, or a window cuts a reserve's block.
        Infeasible: A window has no schedule, or its plan cannot be followed; its step is that of the span.
    """
    problem = expected[0]
    if not problem.stores and problem.plant is None:
        raise InputError("there is nothing to dispatch", where="store")
    refuse_limits_over_all(problem)
    _check_views(views, problem)
    ends = [None] * len(problem.stores) if window_ends is None else list(window_ends)
    if len(ends) != len(problem.stores):
        raise InputError(f"{len(ends)} ends for {len(problem.stores)} stores", where="window_ends")
    if came_true is None and not problem.reserves and all(is_exact(one) for one in expected):
        (store,) = problem.stores
        # The kernel shares one end among all windows, so the states allowed must not change.
        if np.ndim(store.least_mwh) == np.ndim(store.most_mwh) == 0:
            return Rolled(_rolled_in_the_kernel(expected, store, views, ends[0]))
    return roll_one_by_one(expected, views, ends, progress, relative_gap, came_true)


def _check_views(views: Views, problem: Problem) -> None:
    starts, stops = views
    nexts = np.append(starts[1:], len(problem))
    if starts[0] != 0 or np.any(nexts <= starts) or np.any(stops < nexts) or np.any(stops > len(problem)):
        raise InputError(
            "windows must follow one another from step 0 to the end, and reach the next", where="views"
        )


def _rolled_in_the_kernel(
    expected: Sequence[Problem], store: Store, views: Views, window_end: WindowEnd
) -> Schedule:
    problem, n = expected[0], len(expected[0])
    moves = [moves_of(one, store) for one in expected]
    starts, stops = np.append(views.starts, n), views.stops
    longest = int((stops - views.starts).max())
    repeats = float((stops - views.starts).sum()) / n
    seconds = max(
        repeats * max(plain_seconds(o, m) for o, m in zip(expected, moves, strict=True)), n * RANKED_SECONDS
    )
    used = kernel(seconds, "windows")
    steps = tuple(
        row(np.concatenate([getattr(one, name) for one in moves]), is_compiled=used.is_compiled)
        for name in Moves._fields
    )
    states = float(moves[0].floor_mwh[-1]), float(moves[0].ceiling_mwh[-1])
    value = window_end if isinstance(window_end, WaterValue) else None
    final = None if isinstance(window_end, WaterValue) else window_end
    endings = [ending_of(final, value, *states), own_ending(store, moves[0])]
    ends = tuple(
        row(np.concatenate([np.array(one[part]) for one in endings]), is_compiled=used.is_compiled)
        for part in range(4)
    )
    counts = [len(one.left) for one in endings]
    space = Workspace(
        longest, is_compiled=used.is_compiled, segments=2048 + 16 * longest, batch=max(2, -(-n // longest))
    )
    views_in_kernel = space.whole(starts), space.whole(stops)
    firsts, each = space.whole(np.array([0, counts[0]])), space.whole(np.array(counts))
    keep, initial, relaxed = problem.kept_fraction, float(store.initial_mwh), not problem.one_direction

    def rolled(space: Workspace) -> tuple[int, int]:
        found: tuple[int, int] = used.batch.roll_windows(
            steps,
            space.window,
            n,
            len(expected),
            *views_in_kernel,
            keep,
            initial,
            ends,
            firsts,
            each,
            relaxed,
            *space.work,
            space.flows,
        )
        return found

    space, code, stopped = with_room(space, rolled)
    schedule = schedule_of_flows(problem, store, space.flows)
    if code != 0:
        _explain_window(expected, views, stopped, schedule, window_end)
    return schedule


def _explain_window(
    expected: Sequence[Problem], views: Views, which: int, schedule: Schedule, end: WindowEnd
) -> None:
    """Raise what is wrong with a window that the kernel could not plan."""
    start, (store,) = int(views.starts[which]), expected[0].stores
    state = store.initial_mwh if start == 0 else float(schedule.state_of_charge_mwh[start - 1])
    state = min(max(state, 0.0), store.energy_capacity_mwh)
    seen, stop = as_seen(expected, views, which), int(views.stops[which])
    window = window_of(seen, start, stop, initial_mwh=[state], ends=[end])
    solved_window(window, start, kept_engine(seen))
    raise Infeasible("no schedule keeps all limits together", step=start)
