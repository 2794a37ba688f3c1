"""The mixed-integer model of a plant: costs and bounds of every column, and the rows of each part."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.linear.program import LinearProgram, Rows, Term
from gbflex.dispatch.plant.commitment import commit, engine_terms, on_bounds
from gbflex.dispatch.plant.layout import Layout
from gbflex.dispatch.plant.meter import balance_power, balance_store, largest_export_mwh, limit_meter
from gbflex.dispatch.problem.energy_store import Store
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.problem import TIE_BREAK_GBP_PER_MWH, Problem

__all__ = ["plant_program", "tie_break_gbp"]

Array = NDArray[np.float64]


def plant_program(problem: Problem, plant: Plant, layout: Layout) -> LinearProgram:
    """The model of a problem with a plant.

    Args:
        problem: What is asked.
        plant: Its plant.
        layout: Where columns stand.
    """
    rows = Rows()
    balance_power(rows, layout, problem, plant)
    limit_meter(rows, layout, problem)
    if problem.store is not None:
        balance_store(rows, layout, problem, problem.store)
    _balance_heat(rows, layout, problem, plant)
    if plant.heat_store is not None:
        balance_store(rows, layout, problem, plant.heat_store, prefix="heat_")
    for i, engine in enumerate(plant.engines):
        commit(rows, layout, i, engine, plant.engine_available[i], problem.day_index, problem.hours)
    lower, upper = _bounds(problem, plant, layout)
    return LinearProgram(_costs(problem, plant, layout), lower, upper, layout.integer_from, rows)


def _balance_heat(rows: Rows, layout: Layout, problem: Problem, plant: Plant) -> None:
    steps = np.arange(len(problem))
    terms: list[Term] = [(layout["dump"], -1.0)]
    if plant.heat_store is not None:
        terms += [(layout["heat_discharge"], 1.0), (layout["heat_charge"], -1.0)]
    terms += [(layout["boiler", i], 1.0) for i in range(len(plant.boilers))]
    first = rows.count
    rows.add("heat balance", steps, *terms, lower=plant.heat_load_mwh, upper=plant.heat_load_mwh)
    for i, engine in enumerate(plant.engines):
        for columns, value in engine_terms(layout, i, engine.heat_mw, problem.hours):
            rows.put(first + steps, columns, value)


def _costs(problem: Problem, plant: Plant, layout: Layout) -> Array:
    costs = np.zeros(layout.count)
    costs[layout["deliver"]] = -problem.load_gbp_per_mwh
    costs[layout["export"]] = -problem.export_gbp_per_mwh
    if problem.store is not None:
        costs[layout["draw"]] = -problem.charge_gbp_per_mwh
        costs[layout["charge"]] = TIE_BREAK_GBP_PER_MWH - plant.store_charge_gbp_per_mwh
        costs[layout["discharge"]] = TIE_BREAK_GBP_PER_MWH - plant.store_discharge_gbp_per_mwh
    if plant.heat_store is not None:
        costs[layout["heat_charge"]] = costs[layout["heat_discharge"]] = TIE_BREAK_GBP_PER_MWH
    for i, (boiler, worth) in enumerate(zip(plant.boilers, plant.boiler_fuel_gbp_per_mwh, strict=True)):
        costs[layout["boiler", i]] = -worth / boiler.efficiency_gross_cv
    for i, (engine, worths) in enumerate(zip(plant.engines, plant.engine_worths, strict=True)):
        costs[layout["start", i]] = -worths.start_gbp
        for values, worth in (
            (engine.power_mw, worths.power_gbp_per_mwh),
            (engine.fuel_mw, worths.fuel_gbp_per_mwh),
            (engine.heat_mw, worths.heat_gbp_per_mwh),
        ):
            for columns, value in engine_terms(layout, i, values, problem.hours):
                costs[columns] -= value * worth
    return costs


def _bounds(problem: Problem, plant: Plant, layout: Layout) -> tuple[Array, Array]:
    lower, upper = np.zeros(layout.count), np.ones(layout.count)
    upper[layout["deliver"]] = problem.load_mwh
    upper[layout["export"]] = largest_export_mwh(problem)
    upper[layout["solar"]] = plant.solar_mwh
    upper[layout["dump"]] = plant.heat_dump_mw * problem.hours
    if problem.store is not None:
        upper[layout["draw"]] = upper[layout["charge"]] = problem.charge_limit_mwh
        upper[layout["discharge"]] = problem.discharge_limit_mwh
        lower[layout["state"]], upper[layout["state"]] = problem.state_bounds_mwh
        _end_in(lower, upper, layout["state"][-1], problem.store)
    if plant.heat_store is not None:
        upper[layout["heat_charge"]] = plant.heat_store.charge_power_mw * problem.hours
        upper[layout["heat_discharge"]] = plant.heat_store.discharge_power_mw * problem.hours
        upper[layout["heat_state"]] = plant.heat_store.energy_capacity_mwh
        _end_in(lower, upper, layout["heat_state"][-1], plant.heat_store)
    for i, boiler in enumerate(plant.boilers):
        upper[layout["boiler", i]] = boiler.heat_mw * problem.hours
    for i, engine in enumerate(plant.engines):
        bounds = on_bounds(engine, plant.engine_available[i], problem.hours)
        lower[layout["on", i]], upper[layout["on", i]] = bounds
    return lower, upper


def _end_in(lower: Array, upper: Array, last: np.int64, store: Store) -> None:
    if store.final_mwh is not None:
        lower[last] = max(lower[last], store.final_mwh)
        upper[last] = min(upper[last], store.final_mwh)


def tie_break_gbp(problem: Problem, plant: Plant) -> float:
    """The most that the tie-break can have taken off any schedule: a bound must hold without it."""
    moved = float((problem.charge_limit_mwh + problem.discharge_limit_mwh).sum())
    if plant.heat_store is not None:
        power = plant.heat_store.charge_power_mw + plant.heat_store.discharge_power_mw
        moved += power * problem.hours * len(problem)
    return TIE_BREAK_GBP_PER_MWH * moved
