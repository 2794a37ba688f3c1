"""What every plan of a plant must keep, measured on the flows alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.energy_store import Store
from gbflex.dispatch.problem.engine import Engine
from gbflex.dispatch.problem.kept import Kept
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.plant_flows import EngineFlows, PlantFlows, starts_of
from gbflex.dispatch.problem.problem import Problem

__all__ = ["engine_limits", "plant_limits", "runs_of"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


def plant_limits(problem: Problem, plant: Plant, flows: PlantFlows) -> Iterator[Kept]:
    """Each limit of a plant.

    Args:
        problem: What is asked.
        plant: Its plant.
        flows: What the plant does.
    """
    yield Kept("heat balance", np.abs(_heat_left_mwh(plant, flows)), 0.0)
    yield Kept("heat dumped >= 0", flows.dumped_mwh)
    yield Kept("heat dump", flows.dumped_mwh, plant.heat_dump_mw * problem.hours)
    yield Kept("solar used >= 0", flows.solar_mwh)
    yield Kept("solar used", flows.solar_mwh, plant.solar_mwh)
    yield Kept("solar that cannot be turned down", plant.solar_least_mwh - flows.solar_mwh, 0.0)
    for boiler, burnt in zip(plant.boilers, flows.boilers, strict=True):
        yield Kept(f"{boiler.name} heat >= 0", burnt.heat_mwh)
        yield Kept(f"{boiler.name} heat", burnt.heat_mwh, boiler.heat_mw * problem.hours)
    if plant.heat_store is not None:
        yield from _heat_store_limits(problem, plant.heat_store, flows)
    for i, engine in enumerate(plant.engines):
        yield from engine_limits(problem, engine, plant.engine_available[i], flows.engines[i])


def engine_limits(problem: Problem, engine: Engine, available: Array, flows: EngineFlows) -> Iterator[Kept]:
    """Each limit of one engine.

    Args:
        problem: The problem, for its steps and days.
        engine: The engine.
        available: Share of its largest load that may be used, shape (n,).
        flows: What it does.
    """
    yield from _load_limits(problem, engine, available, flows)
    yield from _run_limits(problem, engine, available, flows)


def _heat_left_mwh(plant: Plant, flows: PlantFlows) -> Array:
    given = flows.heat_discharge_mwh - flows.heat_charge_mwh - flows.dumped_mwh - plant.heat_load_mwh
    heat = [engine.heat_mwh for engine in flows.engines] + [boiler.heat_mwh for boiler in flows.boilers]
    return np.asarray(given + sum(heat))


def _heat_store_limits(problem: Problem, store: Store, flows: PlantFlows) -> Iterator[Kept]:
    state, hours = flows.heat_state_mwh, problem.hours
    charge, discharge = flows.heat_charge_mwh, flows.heat_discharge_mwh
    before = np.concatenate(([store.initial_mwh], state[:-1])) * store.kept_fraction(hours)
    change = store.charge_efficiency * charge - discharge / store.discharge_efficiency
    yield Kept("heat balance of the store", np.abs(before + change - state), 0.0)
    yield Kept("heat stored >= 0", state)
    yield Kept("heat stored", state, store.energy_capacity_mwh)
    yield Kept("heat charge >= 0", charge)
    yield Kept("heat charge", charge, store.charge_power_mw * hours)
    yield Kept("heat discharge >= 0", discharge)
    yield Kept("heat discharge", discharge, store.discharge_power_mw * hours)
    yield Kept("one direction in the heat store", np.minimum(charge, discharge), 0.0)
    if store.final_mwh is not None:
        yield Kept("final heat stored", np.abs(state[-1:] - store.final_mwh), 0.0)


def _load_limits(problem: Problem, engine: Engine, available: Array, flows: EngineFlows) -> Iterator[Kept]:
    power_mw, hours = flows.power_mwh / problem.hours, problem.hours
    most = np.where(flows.on, available * engine.max_power_mw, 0.0)
    yield Kept(f"{engine.name} largest load", (power_mw - most) * hours, 0.0)
    yield Kept(
        f"{engine.name} smallest load", (np.where(flows.on, engine.min_power_mw, 0.0) - power_mw) * hours, 0.0
    )
    yield Kept(f"{engine.name} fuel", np.abs(engine.fuel_at_mw(power_mw) * hours - flows.fuel_mwh), 0.0)
    yield Kept(f"{engine.name} heat", np.abs(engine.heat_at_mw(power_mw) * hours - flows.heat_mwh), 0.0)
    before = np.concatenate(([engine.start.power_mw * engine.start.on], power_mw[:-1]))
    on_before = np.concatenate(([engine.start.on], flows.on[:-1]))
    ramp = engine.ramp_mw_per_hour * hours
    jump = max(engine.min_power_mw, ramp)
    if np.isfinite(ramp):
        up, down = np.where(on_before, ramp, jump), np.where(flows.on, ramp, jump)
        yield Kept(f"{engine.name} ramp up", (power_mw - before - up) * hours, 0.0)
        down = np.where(available < 1, np.inf, down)
        yield Kept(f"{engine.name} ramp down", (before - power_mw - down) * hours, 0.0)


def _run_limits(problem: Problem, engine: Engine, available: Array, flows: EngineFlows) -> Iterator[Kept]:
    """Lengths of runs and stops in hours, starts as counts: what breaks one breaks it by far more than 1e-6."""
    on = flows.on
    wrong = flows.started != starts_of(on, on_before=engine.start.on)
    yield Kept(f"{engine.name} starts", wrong.astype(np.float64), 0.0)
    out = available * engine.max_power_mw < engine.min_power_mw
    short = np.zeros(len(on))
    for is_on, first, stop in runs_of(on):
        lasted = (stop - first) * problem.hours
        if first == 0 and is_on == engine.start.on:
            lasted += engine.start.hours
        # The span's end, and an outage, may cut a run short.
        if stop == len(on) or (is_on and out[stop]):
            continue
        short[first] = (engine.min_up_hours if is_on else engine.min_down_hours) - lasted
    yield Kept(f"{engine.name} shortest run or stop [h]", short, 0.0)
    if engine.max_starts_per_day is not None:
        starts = np.bincount(problem.day_index, weights=flows.started)
        yield Kept(
            f"{engine.name} starts per day", np.asarray(starts, dtype=np.float64), engine.max_starts_per_day
        )


def runs_of(on: Flags) -> list[tuple[bool, int, int]]:
    """Runs and stops in their order: whether it runs, the first step, and the step after the last.

    Example:
        >>> runs_of(np.array([False, True, True]))
        [(False, 0, 1), (True, 1, 3)]
    """
    edges = [0, *(np.flatnonzero(np.diff(on)) + 1).tolist(), len(on)]
    return [(bool(on[first]), first, stop) for first, stop in pairwise(edges)]
