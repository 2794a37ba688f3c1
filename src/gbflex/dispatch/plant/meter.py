"""Rows of the electric side: the meter, the load behind it and the electric store."""

from __future__ import annotations

import numpy as np

from gbflex.dispatch.linear.program import Rows, Term
from gbflex.dispatch.plant.commitment import engine_terms
from gbflex.dispatch.plant.layout import Layout
from gbflex.dispatch.problem.energy_store import Store
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.problem import Problem

__all__ = ["CYCLES_PER_DAY", "balance_power", "balance_store", "limit_meter"]

CYCLES_PER_DAY = "max_cycles_per_day"


def balance_power(rows: Rows, layout: Layout, problem: Problem, plant: Plant) -> None:
    """What assets make and draw is what they deliver, export and charge."""
    steps = np.arange(len(problem))
    terms: list[Term] = [(layout["solar"], 1.0), (layout["deliver"], -1.0), (layout["export"], -1.0)]
    if problem.store is not None:
        terms += [(layout["draw"], 1.0), (layout["discharge"], 1.0), (layout["charge"], -1.0)]
    first = rows.count
    rows.add("power balance", steps, *terms, lower=0.0, upper=0.0)
    for i, engine in enumerate(plant.engines):
        for columns, value in engine_terms(layout, i, engine.power_mw, problem.hours):
            rows.put(first + steps, columns, value)


def limit_meter(rows: Rows, layout: Layout, problem: Problem) -> None:
    """Import within its limit, one direction at the meter, the load before export."""
    room = np.broadcast_to(problem.import_limit_mwh - problem.load_mwh, len(problem))
    tight = np.flatnonzero(np.isfinite(room))
    terms: list[Term] = [(layout["deliver"][tight], -1.0)]
    if problem.store is not None:
        terms.append((layout["draw"][tight], 1.0))
    rows.add("import limit", tight, *terms, lower=-np.inf, upper=room[tight])
    _draw_or_give(rows, layout, problem)
    steps, binary = np.flatnonzero(layout.wholes.exporting), layout["exporting"]
    most = largest_export_mwh(problem)[steps]
    rows.add(
        "load before export", steps, (layout["export"][steps], 1.0), (binary, -most), lower=-np.inf, upper=0.0
    )
    served: list[Term] = [(layout["deliver"][steps], 1.0), (binary, -problem.load_mwh[steps])]
    rows.add("load before export", steps, *served, lower=0.0, upper=np.inf)


def largest_export_mwh(problem: Problem) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Most that may leave through the meter in each step [MWh], shape (n,)."""
    plant = problem.plant
    assert plant is not None  # noqa: S101 (the router sends no other here)
    made = plant.solar_mwh + problem.discharge_limit_mwh
    made = made + sum(engine.max_power_mw for engine in plant.engines) * problem.hours
    return np.minimum(made, problem.export_limit_mwh)


def _draw_or_give(rows: Rows, layout: Layout, problem: Problem) -> None:
    if problem.store is None:
        return
    steps, binary = np.flatnonzero(layout.wholes.drawing), layout["drawing"]
    most = problem.charge_limit_mwh[steps]
    rows.add("draw or give", steps, (layout["draw"][steps], 1.0), (binary, -most), lower=-np.inf, upper=0.0)
    out: list[Term] = [(layout["deliver"][steps], 1.0), (layout["export"][steps], 1.0)]
    given = problem.load_mwh[steps] + largest_export_mwh(problem)[steps]
    rows.add("draw or give", steps, *out, (binary, given), lower=-np.inf, upper=given)


def balance_store(rows: Rows, layout: Layout, problem: Problem, store: Store, *, prefix: str = "") -> None:
    """What goes into a store, less what leaves it, is kept.

    Args:
        rows: Where rows are added.
        layout: Where columns stand.
        problem: The problem, for its steps.
        store: The store.
        prefix: "heat_" for the heat store.
    """
    charge, discharge, state = (layout[prefix + kind] for kind in ("charge", "discharge", "state"))
    kept = store.kept_fraction(problem.hours)
    steps, initial, first = np.arange(len(problem)), np.zeros(len(problem)), rows.count
    initial[0] = store.initial_mwh * kept
    flows: list[Term] = [(charge, -store.charge_efficiency), (discharge, 1 / store.discharge_efficiency)]
    rows.add(f"{prefix}energy balance", steps, (state, 1.0), *flows, lower=initial, upper=initial)
    rows.put(first + steps[1:], state[:-1], -kept)
    if store.max_cycles_per_day is not None:
        most = store.max_cycles_per_day * store.energy_capacity_mwh
        leaving = (discharge, 1 / store.discharge_efficiency)
        rows.add_sums(CYCLES_PER_DAY, problem.day_index, leaving, lower=0.0, upper=most)
    if store.max_cycles is not None:
        most, whole = store.max_cycles * store.energy_capacity_mwh, np.zeros(len(problem), dtype=np.int64)
        leaving = (discharge, 1 / store.discharge_efficiency)
        rows.add_sums("max_cycles", whole, leaving, lower=0.0, upper=most)
    directions = getattr(layout.wholes, f"{prefix}charging")
    at, binary = np.flatnonzero(directions), layout[f"{prefix}charging"]
    most_in, most_out = store.charge_power_mw * problem.hours, store.discharge_power_mw * problem.hours
    rows.add("one direction", at, (charge[at], 1.0), (binary, -most_in), lower=-np.inf, upper=0.0)
    rows.add("one direction", at, (discharge[at], 1.0), (binary, most_out), lower=-np.inf, upper=most_out)
