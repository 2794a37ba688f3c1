"""How many days hang together: long runs and stops, starts that must pay back, stores that take days to fill."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from gbflex.dispatch.problem.energy_store import Store
from gbflex.dispatch.problem.engine import Engine, EngineWorth
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.problem import Problem

__all__ = ["coupled_days"]

DAY_HOURS: Final = 24.0
MOST_DAYS: Final = 7


def coupled_days(problem: Problem) -> int:
    """Days ahead that a decision must see to come to its end, at least 1.

    Args:
        problem: One with a plant.
    """
    plant = problem.whole_plant
    hours = [0.0]
    for engine, worth in zip(plant.engines, plant.engine_worths, strict=True):
        hours += [engine.min_up_hours, engine.min_down_hours, _payback_hours(problem, plant, engine, worth)]
    hours += [_turnover_hours(store, math.inf) for store in problem.stores]
    if plant.heat_store is not None:
        taken = max(float(plant.heat_load_mwh.mean()) / problem.hours, 1e-9)
        hours.append(_turnover_hours(plant.heat_store, taken))
    return max(1, math.ceil(min(max(hours), MOST_DAYS * DAY_HOURS) / DAY_HOURS))


def _payback_hours(problem: Problem, plant: Plant, engine: Engine, worth: EngineWorth) -> float:
    """Hours of full load at a usual gain that a start costs."""
    start = float(np.max(-worth.start_gbp))
    if start <= 0:
        return 0.0
    out = np.maximum(problem.load_gbp_per_mwh, problem.export_gbp_per_mwh) + worth.power_gbp_per_mwh
    gain = engine.power_mw[-1] * out + engine.fuel_mw[-1] * worth.fuel_gbp_per_mwh
    gain = gain + engine.heat_mw[-1] * (worth.heat_gbp_per_mwh + _heat_gbp_per_mwh(plant))
    usual = float(np.maximum(gain, 0.0).mean())
    return math.inf if usual <= 0 else start / usual


def _heat_gbp_per_mwh(plant: Plant) -> np.ndarray:
    saved = [
        -fuel / boiler.efficiency_gross_cv
        for boiler, fuel in zip(plant.boilers, plant.boiler_fuel_gbp_per_mwh, strict=True)
    ]
    return np.min(saved, axis=0) if saved else np.zeros(len(plant.heat_load_mwh))


def _turnover_hours(store: Store, taken_mw: float) -> float:
    """Hours that it takes to fill a store and to empty it."""
    into, out = store.charge_power_mw, min(store.discharge_power_mw, taken_mw)
    if into <= 0 or out <= 0:
        return 0.0
    return store.energy_capacity_mwh * (1 / into + 1 / out)
