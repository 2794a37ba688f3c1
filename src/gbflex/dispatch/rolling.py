"""Any problem planned window after window: what one window leaves is what the next begins with.

Stores, engines and the heat store begin where they were left; a month's largest import so far is paid for; cycles
of the day that are used stay used.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.answer import Answer
from gbflex.dispatch.problem.energy_store import Store
from gbflex.dispatch.problem.engine import Engine, EngineState
from gbflex.dispatch.problem.plant_flows import EngineFlows, PlantFlows
from gbflex.dispatch.problem.problem import Problem, WaterValue
from gbflex.dispatch.problem.schedule import Schedule, metered, schedule_of
from gbflex.dispatch.router import kept_engine, solved_by
from gbflex.dispatch.rules import follow_plan
from gbflex.errors import Infeasible, InputError

__all__ = [
    "Rolled",
    "Views",
    "WindowEnd",
    "as_seen",
    "refuse_limits_over_all",
    "roll_one_by_one",
    "solved_window",
    "window_after",
    "window_of",
]

Array = NDArray[np.float64]
Positions = NDArray[np.int64]

WindowEnd = float | WaterValue | None
"""State that a store must end a window in [MWh], or what energy left is worth, or None: it is worth nothing."""


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

    def spans(self, n: int) -> list[tuple[int, int, int]]:
        """First step of each window, of the next one, and the end of its plan.

        Args:
            n: Steps of the span.
        """
        nexts = np.append(self.starts[1:], n)
        return list(zip(self.starts.tolist(), nexts.tolist(), self.stops.tolist(), strict=True))


class Rolled(NamedTuple):
    """What came of planning window after window.

    Attributes:
        schedule: What was done.
        windows: The plan of each window; none where the kernel planned them.
        planned: What was planned of the steps done, where that may differ from what was done; else None.
    """

    schedule: Schedule
    windows: tuple[Answer, ...] = ()
    planned: Schedule | None = None


class _State(NamedTuple):
    """Where one window leaves what the next begins with.

    Attributes:
        stores_mwh: Energy in each store.
        cycles: Cycles that each store has used on the day of the next step.
        heat_mwh: Heat in the heat store.
        engines: How each engine stands.
        imported_mwh: Import of the steps done.
    """

    stores_mwh: tuple[float, ...]
    cycles: tuple[float, ...]
    heat_mwh: float | None
    engines: tuple[EngineState, ...]
    imported_mwh: Array


def roll_one_by_one(
    expected: Sequence[Problem],
    views: Views,
    window_ends: Sequence[WindowEnd],
    progress: Callable[[int], None] = lambda _: None,
    relative_gap: float | None = None,
    came_true: Problem | None = None,
) -> Rolled:
    """Plan one window after another with whatever engine it takes.

    Args:
        expected: The problem as expected by lead; they differ in prices, load, heat load and solar generation.
        views: The windows.
        window_ends: What each store must end a window in, or what energy left in it is worth; not for a window
            that reaches the span's end.
        progress: Called with the number of windows done.
        relative_gap: At which a search over engines may end, where not the usual one [fraction].
        came_true: As given to `roll`.

    Raises:
        InputError: A limit spans all windows, or a window cuts a reserve's block.
        Infeasible: A window has no schedule, or its plan cannot be followed; its step is that of the span.
    """
    problem = expected[0]
    refuse_limits_over_all(problem)
    state, done, wanted, answers = _first_state(problem), [], [], []
    engine = kept_engine(problem, relative_gap)
    for which, (start, after, stop) in enumerate(views.spans(len(problem))):
        window = _window(as_seen(expected, views, which), start, stop, state, window_ends)
        answer = solved_window(window, start, engine)
        kept = answer.schedule.first(window, after - start)
        wanted.append(kept)
        if came_true is not None:
            kept = _followed(_window(came_true, start, after, state, [None] * len(problem.stores)), kept, start)
        state = _left(problem, window, kept, state, after)
        done.append(kept)
        answers.append(answer)
        progress(which + 1)
    if came_true is None:
        return Rolled(_joined(problem, done), tuple(answers))
    return Rolled(_joined(came_true, done), tuple(answers), _joined(problem, wanted))


def _followed(window: Problem, planned: Schedule, start: int) -> Schedule:
    """What is done of a plan once a window's volumes have come true; steps of errors are those of the span."""
    try:
        return follow_plan(window, planned)
    except Infeasible as error:
        raise _in_window(error, start) from None


def window_after(
    problem: Problem, start: int, stop: int, schedule: Schedule, window_ends: Sequence[WindowEnd]
) -> Problem:
    """The window that begins where a schedule stands; for stores without a plant.

    Args:
        problem: The problem as seen at the window's start.
        start: The window's first step.
        stop: End of its plan.
        schedule: What is done until then.
        window_ends: As given to `roll`.
    """
    state = _first_state(problem)
    if start > 0:
        state = _left(problem, problem, schedule.first(problem, start), state, start)
    return _window(problem, start, stop, state, window_ends)


def refuse_limits_over_all(problem: Problem) -> None:
    """Raise where a limit counts over all steps: it cannot be kept window by window."""
    if any(store.max_cycles is not None for store in problem.stores):
        raise InputError(
            "a cycle limit over all steps cannot be kept window by window",
            where="max_cycles",
            next_step="Give max_cycles_per_day, or plan with perfect foresight",
        )


def as_seen(expected: Sequence[Problem], views: Views, which: int) -> Problem:
    """The problem with what is expected at a window's start.

    Args:
        expected: The problem as expected by lead.
        views: The windows.
        which: The window.
    """
    if len(expected) == 1:
        return expected[0]
    lead = np.clip(np.searchsorted(views.starts, np.arange(len(expected[0])), "right") - 1 - which, 0, None)
    lead = np.minimum(lead, len(expected) - 1)
    return Problem.by_lead(expected, lead)


def window_of(
    problem: Problem, start: int, stop: int, *, initial_mwh: Sequence[float], ends: Sequence[WindowEnd]
) -> Problem:
    """A part of a problem as a problem.

    Args:
        problem: The whole.
        start: First step.
        stop: End.
        initial_mwh: Energy in each store at the start [MWh].
        ends: What each store must end in, or what energy left is worth; not used where the part reaches the
            whole's end.
    """
    part, is_last = problem.part(start, stop), stop == len(problem)
    stores = [
        _next_of(cut, initial, whole if is_last else end)
        for cut, whole, initial, end in zip(part.stores, problem.stores, initial_mwh, ends, strict=True)
    ]
    return dataclasses.replace(part, stores=tuple(stores))


def _next_of(store: Store, initial_mwh: float, end: Store | WindowEnd) -> Store:
    """A store that begins and ends otherwise.

    Args:
        store: The store.
        initial_mwh: Energy at the start [MWh].
        end: What it must end in, or what energy left is worth; as another store does.
    """
    if isinstance(end, Store):
        final, value = end.final_mwh, end.water_value
    else:
        value = end if isinstance(end, WaterValue) else None
        final = None if isinstance(end, WaterValue) else end
    return dataclasses.replace(store, initial_mwh=initial_mwh, final_mwh=final, water_value=value)


def _first_state(problem: Problem) -> _State:
    plant = problem.whole_plant
    return _State(
        stores_mwh=tuple(store.initial_mwh for store in problem.stores),
        cycles=tuple(store.cycles_before for store in problem.stores),
        heat_mwh=None if plant.heat_store is None else plant.heat_store.initial_mwh,
        engines=tuple(engine.start for engine in plant.engines),
        imported_mwh=np.zeros(0),
    )


def _window(problem: Problem, start: int, stop: int, state: _State, window_ends: Sequence[WindowEnd]) -> Problem:
    seen = dataclasses.replace(problem, peaks=tuple(peak.after(state.imported_mwh) for peak in problem.peaks))
    window = window_of(seen, start, stop, initial_mwh=state.stores_mwh, ends=window_ends)
    stores = tuple(
        dataclasses.replace(store, cycles_before=cycles)
        for store, cycles in zip(window.stores, state.cycles, strict=True)
    )
    plant = window.plant
    if plant is not None:
        engines = tuple(
            dataclasses.replace(engine, start=stands)
            for engine, stands in zip(plant.engines, state.engines, strict=True)
        )
        heat_store = plant.heat_store
        if heat_store is not None and state.heat_mwh is not None:
            heat_store = dataclasses.replace(heat_store, initial_mwh=_within(heat_store, state.heat_mwh))
        plant = dataclasses.replace(plant, engines=engines, heat_store=heat_store)
    return dataclasses.replace(window, stores=stores, plant=plant)


def _within(store: Store, state_mwh: float) -> float:
    return float(np.clip(state_mwh, 0.0, store.energy_capacity_mwh))


def _left(problem: Problem, window: Problem, kept: Schedule, state: _State, after: int) -> _State:
    """What the next window begins with."""
    steps = len(kept.import_mwh)
    same_day = window.day_index[:steps] == window.day_index[steps - 1]
    goes_on = after < len(problem) and problem.day_index[after] == problem.day_index[after - 1]
    one_day = bool(same_day.all())
    cycles = [
        0.0
        if not goes_on
        else store.cycles_before * one_day
        + float(moved.discharge_mwh[same_day].sum()) / store.discharge_efficiency / store.energy_capacity_mwh
        for store, moved in zip(window.stores, kept.stores, strict=True)
    ]
    plant, flows, heat_mwh, engines = window.plant, kept.plant, state.heat_mwh, state.engines
    if plant is not None and flows is not None:
        heat_mwh = None if plant.heat_store is None else float(flows.heat_state_mwh[-1])
        engines = tuple(
            _engine_state(engine, each, window.hours)
            for engine, each in zip(plant.engines, flows.engines, strict=True)
        )
    return _State(
        stores_mwh=tuple(
            _within(store, float(moved.state_of_charge_mwh[-1]))
            for store, moved in zip(window.stores, kept.stores, strict=True)
        ),
        cycles=tuple(cycles),
        heat_mwh=heat_mwh,
        engines=engines,
        imported_mwh=np.concatenate((state.imported_mwh, kept.import_mwh)),
    )


def _engine_state(engine: Engine, flows: EngineFlows, hours: float) -> EngineState:
    on = bool(flows.on[-1])
    changed = np.flatnonzero(flows.on != on)
    since = 0 if not len(changed) else int(changed[-1]) + 1
    lasted = (len(flows.on) - since) * hours
    if since == 0 and engine.start.on == on:
        lasted += engine.start.hours
    return EngineState(on, lasted, float(flows.power_mwh[-1]) / hours)


def _joined(problem: Problem, done: Sequence[Schedule]) -> Schedule:
    reserves = tuple(
        np.full(reserve.blocks, reserve.levels_mw[0])
        if reserve.is_fixed
        else np.concatenate([part.reserves_mw[k] for part in done])
        for k, reserve in enumerate(problem.reserves)
    )
    moves = [
        (
            np.concatenate([part.stores[i].charge_mwh for part in done]),
            np.concatenate([part.stores[i].discharge_mwh for part in done]),
        )
        for i in range(len(problem.stores))
    ]
    if done[0].is_one_store:
        return schedule_of(
            problem,
            charge_mwh=moves[0][0],
            delivered_mwh=np.concatenate([part.delivered_mwh for part in done]),
            export_mwh=np.concatenate([part.export_mwh for part in done]),
            reserve_mw=reserves[0] if reserves else None,
        )
    flows = [part.plant for part in done if part.plant is not None]
    return metered(problem, moves, PlantFlows.joined(flows) if flows else None, reserves)


def solved_window(window: Problem, start: int, engine: Callable[[Problem], Answer]) -> Answer:
    """A window's plan.

    Args:
        window: The window.
        start: Its first step in the span.
        engine: What solves it.

    Raises:
        Infeasible: It has no schedule; the step is that of the span.
    """
    try:
        return solved_by(engine, window)
    except Infeasible as error:
        raise _in_window(error, start) from None


def _in_window(error: Infeasible, start: int) -> Infeasible:
    """The same error, with its step counted in the span.

    Args:
        error: Of a window.
        start: The window's first step.
    """
    return Infeasible(
        f"in the window that begins at step {start}: {error.what}",
        step=None if error.step is None else start + error.step,
        steps=tuple(start + step for step in error.steps),
        available=error.available,
        next_step=error.next_step,
    )
