"""A plant planned window after window: stores and engines are carried over as the last window left them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from gbflex.dispatch.plant.read import metered
from gbflex.dispatch.plant.solve import relaxed_bound_gbp
from gbflex.dispatch.problem.answer import Answer
from gbflex.dispatch.problem.energy_store import Store
from gbflex.dispatch.problem.engine import Engine, EngineState
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.plant_flows import EngineFlows, PlantFlows
from gbflex.dispatch.problem.problem import Problem
from gbflex.dispatch.problem.schedule import Schedule
from gbflex.dispatch.router import kept_engine, solved_by
from gbflex.dispatch.windows import Views, as_seen, in_window
from gbflex.errors import Infeasible, InputError

__all__ = ["roll_plant"]


class _Standing(NamedTuple):
    """How stores and engines stand between two windows."""

    store_mwh: float | None
    heat_mwh: float | None
    engines: tuple[EngineState, ...]


def roll_plant(
    expected: Sequence[Problem], views: Views, *, progress: Callable[[int], None] = lambda _: None
) -> Answer:
    """The plan that comes of planning window after window; each window ends in the stores' final states.

    Args:
        expected: The problem as expected by lead; they differ in prices only. One alone is a perfect view.
        views: The windows.
        progress: Called with the number of windows done.

    Raises:
        InputError: A limit spans all windows.
        Infeasible: A window has no plan; its step is that of the span.
    """
    problem, plant = expected[0], expected[0].plant
    assert plant is not None  # noqa: S101 (the caller has one)
    if problem.store is not None and problem.store.max_cycles is not None:
        raise InputError(
            "a cycle limit over all steps cannot be kept window by window",
            where="max_cycles",
            next_step="Give max_cycles_per_day",
        )
    standing, done, answers = _first_standing(problem, plant), [], []
    nexts = np.append(views.starts[1:], len(problem)).tolist()
    engine = kept_engine(problem)
    for which, (start, after, stop) in enumerate(
        zip(views.starts.tolist(), nexts, views.stops.tolist(), strict=True)
    ):
        window = _window(as_seen(expected, views, which), start, stop, standing)
        answer = _solved(window, start, engine)
        kept = _first_steps(answer.schedule, after - start)
        standing = _left(window, kept)
        done.append(kept)
        answers.append(answer)
        progress(which + 1)
    return _joined(problem, done, answers)


def _joined(problem: Problem, done: list[Schedule], answers: list[Answer]) -> Answer:
    flows = PlantFlows.joined([part.plant for part in done if part.plant is not None])
    schedule = metered(
        problem,
        np.concatenate([part.charge_mwh for part in done]),
        np.concatenate([part.discharge_mwh for part in done]),
        flows,
    )
    return Answer(
        schedule=schedule,
        status="feasible",
        objective_gbp=schedule.worth_gbp(problem),
        bound_gbp=relaxed_bound_gbp(problem),
        solver=answers[0].solver,
        model_seconds=sum(answer.model_seconds for answer in answers),
        solve_seconds=sum(answer.solve_seconds for answer in answers),
        binaries=sum(answer.binaries for answer in answers),
        worst_window_gap=max(answer.gap for answer in answers),
    )


def _first_standing(problem: Problem, plant: Plant) -> _Standing:
    store, heat_store = problem.store, plant.heat_store
    return _Standing(
        None if store is None else store.initial_mwh,
        None if heat_store is None else heat_store.initial_mwh,
        tuple(engine.start for engine in plant.engines),
    )


def _window(problem: Problem, start: int, stop: int, standing: _Standing) -> Problem:
    part = problem.part(start, stop)
    assert part.plant is not None  # noqa: S101 (the caller has one)
    engines = tuple(
        dataclasses.replace(engine, start=state)
        for engine, state in zip(part.plant.engines, standing.engines, strict=True)
    )
    heat_store = _begins(part.plant.heat_store, standing.heat_mwh)
    plant = dataclasses.replace(part.plant, engines=engines, heat_store=heat_store)
    return dataclasses.replace(part, store=_begins(part.store, standing.store_mwh), plant=plant)


def _begins(store: Store | None, state_mwh: float | None) -> Store | None:
    if store is None or state_mwh is None:
        return store
    return dataclasses.replace(store, initial_mwh=float(np.clip(state_mwh, 0.0, store.energy_capacity_mwh)))


def _left(window: Problem, kept: Schedule) -> _Standing:
    plant, flows = window.plant, kept.plant
    assert plant is not None  # noqa: S101 (the caller has one)
    assert flows is not None  # noqa: S101 (the same)
    return _Standing(
        None if window.store is None else float(kept.state_of_charge_mwh[-1]),
        None if plant.heat_store is None else float(flows.heat_state_mwh[-1]),
        tuple(
            _engine_state(engine, each, window.hours)
            for engine, each in zip(plant.engines, flows.engines, strict=True)
        ),
    )


def _engine_state(engine: Engine, flows: EngineFlows, hours: float) -> EngineState:
    on = bool(flows.on[-1])
    changed = np.flatnonzero(flows.on != on)
    since = 0 if not len(changed) else int(changed[-1]) + 1
    lasted = (len(flows.on) - since) * hours
    if since == 0 and engine.start.on == on:
        lasted += engine.start.hours
    return EngineState(on, lasted, float(flows.power_mwh[-1]) / hours)


def _first_steps(schedule: Schedule, steps: int) -> Schedule:
    assert schedule.plant is not None  # noqa: S101 (it answers a problem with a plant)
    arrays = {
        field.name: getattr(schedule, field.name)[:steps]
        for field in dataclasses.fields(schedule)
        if field.name.endswith("_mwh")
    }
    return Schedule(**arrays, plant=schedule.plant.first(steps))


def _solved(window: Problem, start: int, engine: Callable[[Problem], Answer]) -> Answer:
    try:
        return solved_by(engine, window)
    except Infeasible as error:
        raise in_window(error, start) from None
