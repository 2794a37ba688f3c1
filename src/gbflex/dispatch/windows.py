"""Plan a window, do its first part, look again: dispatch with a limited view.

Each window is planned on what is expected at its start; only the steps before the next window are done. What
is expected of a step depends on how far ahead it lies: the first problem given is as seen at the window's own
start, the second as seen one window earlier, and so on.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.exact.compiled import kernel
from gbflex.dispatch.exact.moves import Moves, moves_of
from gbflex.dispatch.exact.storage import RANKED_SECONDS, plain_seconds, schedule_of_flows
from gbflex.dispatch.exact.workspace import Workspace, ending_of, own_ending, row, with_room
from gbflex.dispatch.problem.answer import Answer
from gbflex.dispatch.problem.problem import Problem, Store, WaterValue
from gbflex.dispatch.problem.schedule import Schedule, schedule_of
from gbflex.dispatch.router import is_exact, kept_engine, solved_by
from gbflex.errors import Infeasible, InputError

__all__ = ["Views", "as_seen", "in_window", "roll", "window_of"]

Array = NDArray[np.float64]
Positions = NDArray[np.int64]


class Views(NamedTuple):
    """Where windows begin, and how far each looks.

    Attributes:
        starts: First step of each window, rising from 0, shape (windows,).
        stops: End of each window's plan, at or after the next start, shape (windows,).
    """

    starts: Positions
    stops: Positions

    @classmethod
    def even(cls, n: int, *, commit_steps: int, look_ahead_steps: int) -> Views:
        """Windows of equal length.

        Args:
            n: Steps of the span.
            commit_steps: Steps done of each window.
            look_ahead_steps: Steps planned.
        """
        if not 0 < commit_steps <= look_ahead_steps:
            raise InputError("at least one step must be done, and no more than are planned", where="commit_steps")
        starts = np.arange(0, n, commit_steps)
        return cls(starts, np.minimum(starts + look_ahead_steps, n))


def roll(expected: Sequence[Problem], views: Views, *, window_end: float | WaterValue | None = None) -> Schedule:
    """The schedule that comes of planning window after window.

    Args:
        expected: The problem as expected by lead; they differ in prices only. One alone is a perfect view.
        views: The windows.
        window_end: State that each window must end in [MWh], or what energy left at its end is worth, or None
            where it is worth nothing. A window that reaches the span's end ends as the problem says.

    Raises:
        InputError: A limit spans all windows, or a window cuts a reserve's block.
        Infeasible: A window has no schedule; its step is that of the span.
    """
    problem, store = expected[0], expected[0].store
    if store is None:
        raise InputError("there is nothing to dispatch", where="store")
    if store.max_cycles is not None:
        raise InputError(
            "a cycle limit over all steps cannot be kept window by window",
            where="max_cycles",
            next_step="Give max_cycles_per_day, or plan with perfect foresight",
        )
    _check_views(views, problem)
    # The kernel shares one end among all windows, so the states allowed must not change.
    even = np.ndim(problem.least_state_mwh) == 0 and np.ndim(problem.most_state_mwh) == 0
    if problem.reserve is None and even and all(is_exact(one) for one in expected):
        return _rolled_in_the_kernel(expected, store, views, window_end)
    return _rolled_one_by_one(expected, views, window_end)


def _check_views(views: Views, problem: Problem) -> None:
    starts, stops = views
    nexts = np.append(starts[1:], len(problem))
    if starts[0] != 0 or np.any(nexts <= starts) or np.any(stops < nexts) or np.any(stops > len(problem)):
        raise InputError(
            "windows must follow one another from step 0 to the end, and reach the next", where="views"
        )


def window_of(
    problem: Problem, start: int, stop: int, *, initial_mwh: float, end: float | WaterValue | None
) -> Problem:
    """A part of a problem as a problem.

    Args:
        problem: The whole.
        start: First step.
        stop: End.
        initial_mwh: State at the start [MWh].
        end: State at the end, what it is worth, or None; not used where the part reaches the whole's end.
    """
    store = problem.store
    assert store is not None  # noqa: S101 (callers have one)
    is_last = stop == len(problem)
    final = store.final_mwh if is_last else (end if isinstance(end, float) else None)
    value = problem.water_value if is_last else (end if isinstance(end, WaterValue) else None)
    return dataclasses.replace(
        problem.part(start, stop),
        store=dataclasses.replace(store, initial_mwh=initial_mwh, final_mwh=final),
        water_value=value,
    )


def _rolled_in_the_kernel(
    expected: Sequence[Problem], store: Store, views: Views, window_end: float | WaterValue | None
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
    final = window_end if isinstance(window_end, float) else None
    value = window_end if isinstance(window_end, WaterValue) else None
    endings = [ending_of(final, value, *states), own_ending(problem, store, moves[0])]
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


def _rolled_one_by_one(
    expected: Sequence[Problem], views: Views, window_end: float | WaterValue | None
) -> Schedule:
    """Any engine, one window after another."""
    problem, store = expected[0], expected[0].store
    assert store is not None  # noqa: S101 (checked by the caller)
    n, state = len(problem), store.initial_mwh
    done: list[Schedule] = []
    nexts = np.append(views.starts[1:], n)
    engine = kept_engine(problem)
    for which, (start, after, stop) in enumerate(
        zip(views.starts.tolist(), nexts.tolist(), views.stops.tolist(), strict=True)
    ):
        seen = as_seen(expected, views, which)
        answer = _solved_window(seen, start, stop, initial_mwh=state, end=window_end, engine=engine)
        kept = _first_steps(answer.schedule, seen, start, after)
        done.append(kept)
        state = float(np.clip(kept.state_of_charge_mwh[-1], 0.0, store.energy_capacity_mwh))
    reserved = None
    if problem.reserve is not None and len(problem.reserve.levels_mw) == 1:
        reserved = np.full(len(problem.reserve.availability_gbp_per_mw_h), problem.reserve.levels_mw[0])
    elif problem.reserve is not None:
        reserved = np.concatenate([one.reserve_mw for one in done if one.reserve_mw is not None])
    return schedule_of(
        problem,
        charge_mwh=np.concatenate([one.charge_mwh for one in done]),
        delivered_mwh=np.concatenate([one.delivered_mwh for one in done]),
        export_mwh=np.concatenate([one.export_mwh for one in done]),
        reserve_mw=reserved,
    )


def as_seen(expected: Sequence[Problem], views: Views, which: int) -> Problem:
    """The problem with the prices expected at a window's start.

    Args:
        expected: The problem as expected by lead.
        views: The windows.
        which: The window.
    """
    if len(expected) == 1:
        return expected[0]
    lead = np.clip(np.searchsorted(views.starts, np.arange(len(expected[0])), "right") - 1 - which, 0, None)
    lead = np.minimum(lead, len(expected) - 1)
    return dataclasses.replace(
        expected[0],
        charge_gbp_per_mwh=np.choose(lead, [one.charge_gbp_per_mwh for one in expected]),
        load_gbp_per_mwh=np.choose(lead, [one.load_gbp_per_mwh for one in expected]),
        export_gbp_per_mwh=np.choose(lead, [one.export_gbp_per_mwh for one in expected]),
    )


def _first_steps(schedule: Schedule, problem: Problem, start: int, after: int) -> Schedule:
    steps = slice(0, after - start)
    parts = {
        name: getattr(schedule, name)[steps]
        for name in (
            "charge_mwh",
            "discharge_mwh",
            "delivered_mwh",
            "import_mwh",
            "export_mwh",
            "state_of_charge_mwh",
        )
    }
    if problem.reserve is None or schedule.reserve_mw is None:
        return Schedule(**parts)
    block = problem.reserve.block_index
    return Schedule(**parts, reserve_mw=schedule.reserve_mw[: block[after - 1] - block[start] + 1])


def _solved_window(
    problem: Problem,
    start: int,
    stop: int,
    *,
    initial_mwh: float,
    end: float | WaterValue | None,
    engine: Callable[[Problem], Answer],
) -> Answer:
    try:
        return solved_by(engine, window_of(problem, start, stop, initial_mwh=initial_mwh, end=end))
    except Infeasible as error:
        raise in_window(error, start) from None


def in_window(error: Infeasible, start: int) -> Infeasible:
    """The same error, with its step counted in the span.

    Args:
        error: Of a window.
        start: The window's first step.
    """
    return Infeasible(
        f"in the window that begins at step {start}: {error.what}",
        step=None if error.step is None else start + error.step,
        available=error.available,
        next_step=error.next_step,
    )


def _explain_window(
    expected: Sequence[Problem], views: Views, which: int, schedule: Schedule, end: float | WaterValue | None
) -> None:
    """Raise what is wrong with a window that the kernel could not plan."""
    start, store = int(views.starts[which]), expected[0].store
    assert store is not None  # noqa: S101 (checked by the caller)
    state = store.initial_mwh if start == 0 else float(schedule.state_of_charge_mwh[start - 1])
    state = min(max(state, 0.0), store.energy_capacity_mwh)
    seen, stop = as_seen(expected, views, which), int(views.stops[which])
    _solved_window(seen, start, stop, initial_mwh=state, end=end, engine=kept_engine(seen))
    raise Infeasible("no schedule keeps all limits together", step=start)
