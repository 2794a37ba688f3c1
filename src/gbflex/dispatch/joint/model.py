"""The mixed-integer model of everything behind a meter: costs and bounds of every column, and all rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.commitment import commit, engine_terms, on_bounds
from gbflex.dispatch.joint.layout import Block, Layout
from gbflex.dispatch.joint.meter import (
    balance_power,
    largest_draw_mwh,
    largest_export_mwh,
    limit_meter,
    price_peaks,
)
from gbflex.dispatch.joint.reserves import hold_reserves
from gbflex.dispatch.joint.stores import balance_heat_store, balance_store
from gbflex.dispatch.linear.program import LinearProgram, Rows, Term
from gbflex.dispatch.problem.energy_store import Store
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.problem import TIE_BREAK_GBP_PER_MWH, Problem

__all__ = ["joint_program", "tie_break_gbp"]

Array = NDArray[np.float64]


def joint_program(problem: Problem, layout: Layout) -> LinearProgram:
    """The model of a problem.

    Args:
        problem: What is asked.
        layout: Where columns stand.
    """
    rows, plant = Rows(), problem.whole_plant
    balance_power(rows, layout, problem)
    limit_meter(rows, layout, problem)
    price_peaks(rows, layout, problem)
    for i in range(len(problem.stores)):
        balance_store(rows, layout, problem, i)
    hold_reserves(rows, layout, problem)
    if plant.has_heat:
        _balance_heat(rows, layout, problem, plant)
    if plant.heat_store is not None:
        balance_heat_store(rows, layout, problem, plant.heat_store)
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
    costs[layout["draw"]] = -problem.charge_gbp_per_mwh
    costs[layout["deliver"]] = -problem.load_gbp_per_mwh
    costs[layout["export"]] = -problem.export_gbp_per_mwh
    for i, store in enumerate(problem.stores):
        costs[layout["charge", i]] = TIE_BREAK_GBP_PER_MWH - store.charge_gbp_per_mwh
        costs[layout["discharge", i]] = TIE_BREAK_GBP_PER_MWH - store.discharge_gbp_per_mwh
        if store.water_value is not None:
            costs[layout["water", i]] = -np.diff(store.water_value.value_gbp) / np.diff(store.water_value.at_mwh)
    for i, peak in enumerate(problem.binding_peaks):
        # Of plans that are worth the same, the one with the flatter import.
        costs[layout["top", i]] = TIE_BREAK_GBP_PER_MWH
        costs[layout["above", i]] = peak.cost_gbp_per_mwh
    for i, reserve in enumerate(problem.reserves):
        costs[layout["held", i]] = -reserve.clearing_price_gbp_per_mw_per_h * reserve.block_hours(problem.hours)
    _add_plant_costs(costs, problem, plant, layout)
    return costs


def _add_plant_costs(costs: Array, problem: Problem, plant: Plant, layout: Layout) -> None:
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


def _bounds(problem: Problem, plant: Plant, layout: Layout) -> tuple[Array, Array]:
    lower, upper, n = np.zeros(layout.count), np.ones(layout.count), len(problem)
    upper[layout["draw"]] = largest_draw_mwh(problem)
    upper[layout["deliver"]] = problem.load_mwh
    upper[layout["export"]] = largest_export_mwh(problem)
    for i, store in enumerate(problem.stores):
        upper[layout["charge", i]] = store.charge_limit_mwh(n, problem.hours)
        upper[layout["discharge", i]] = store.discharge_limit_mwh(n, problem.hours)
        lower[layout["state", i]], upper[layout["state", i]] = store.state_bounds_mwh(n)
        _end_in(lower, upper, layout["state", i][-1], store)
        if store.water_value is not None:
            # The first piece starts at or below an empty store, the last ends at or above a full one.
            upper[layout["water", i]] = np.diff(np.clip(store.water_value.at_mwh, 0.0, None))
    for i in range(len(problem.binding_peaks)):
        upper[layout["top", i]] = upper[layout["above", i]] = np.inf
    for i, reserve in enumerate(problem.reserves):
        lower[layout["held", i]], upper[layout["held", i]] = reserve.levels_mw[0], reserve.levels_mw[-1]
    _bound_the_plant(lower, upper, problem, plant, layout)
    return lower, upper


def _bound_the_plant(lower: Array, upper: Array, problem: Problem, plant: Plant, layout: Layout) -> None:
    if "solar" in layout:
        lower[layout["solar"]], upper[layout["solar"]] = plant.solar_least_mwh, plant.solar_mwh
    if "dump" in layout:
        upper[layout["dump"]] = plant.heat_dump_mw * problem.hours
    if plant.heat_store is not None:
        heat: tuple[tuple[Block, float], ...] = (
            ("heat_charge", plant.heat_store.charge_power_mw * problem.hours),
            ("heat_discharge", plant.heat_store.discharge_power_mw * problem.hours),
            ("heat_state", plant.heat_store.energy_capacity_mwh),
        )
        for block, most in heat:
            upper[layout[block]] = most
        _end_in(lower, upper, layout["heat_state"][-1], plant.heat_store)
    for i, boiler in enumerate(plant.boilers):
        upper[layout["boiler", i]] = boiler.heat_mw * problem.hours
    for i, engine in enumerate(plant.engines):
        bounds = on_bounds(engine, plant.engine_available[i], problem.hours)
        lower[layout["on", i]], upper[layout["on", i]] = bounds


def _end_in(lower: Array, upper: Array, last: np.int64, store: Store) -> None:
    if store.final_mwh is not None:
        lower[last] = max(lower[last], store.final_mwh)
        upper[last] = min(upper[last], store.final_mwh)


def tie_break_gbp(problem: Problem) -> float:
    """The most that the tie-break can have taken off any schedule: a bound must hold without it."""
    moved = float((problem.charge_limit_mwh + problem.discharge_limit_mwh).sum())
    heat_store = problem.whole_plant.heat_store
    if heat_store is not None:
        power = heat_store.charge_power_mw + heat_store.discharge_power_mw
        moved += power * problem.hours * len(problem)
    for peak in problem.binding_peaks:
        moved += float(peak.largest_mwh(problem.largest_import_mwh()).sum())
    return TIE_BREAK_GBP_PER_MWH * moved
