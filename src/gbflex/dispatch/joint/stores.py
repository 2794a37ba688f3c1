"""Rows of stores, electric and for heat: energy, cycles, directions, auxiliary load, the worth of the end."""

from __future__ import annotations

import numpy as np

from gbflex.dispatch.joint.layout import Block, Layout
from gbflex.dispatch.linear.program import Rows, Term
from gbflex.dispatch.problem.energy_store import LEAST_RUNNING_MWH, Store
from gbflex.dispatch.problem.problem import Problem

__all__ = ["auxiliary_term", "balance_heat_store", "balance_store", "cycles_in_all", "cycles_per_day"]


def cycles_per_day(i: int) -> str:
    """Name of the rows of a store's daily cycle limit."""
    return f"max_cycles_per_day of store {i}"


def cycles_in_all(i: int) -> str:
    """Name of the rows of a store's cycle limit over all steps."""
    return f"max_cycles of store {i}"


def auxiliary_term(layout: Layout, i: int, store: Store, hours: float) -> Term | None:
    """What a store's cooling and control take where that depends on whether it runs."""
    if ("running", i) not in layout:
        return None
    return layout["running", i], -store.auxiliary_mw * hours


def balance_store(rows: Rows, layout: Layout, problem: Problem, i: int) -> None:
    """All rows of an electric store.

    Args:
        rows: Where rows are added.
        layout: Where columns stand.
        problem: The problem.
        i: The store's number.
    """
    store, n = problem.stores[i], len(problem)
    charge, discharge, state = (layout[kind, i] for kind in ("charge", "discharge", "state"))
    _keep(rows, "energy balance", store, problem.hours, (charge, discharge, state))
    leaving = (discharge, 1 / store.discharge_efficiency)
    if store.max_cycles_per_day is not None:
        days = int(problem.day_index.max()) + 1
        most = np.full(days, store.max_cycles_per_day * store.energy_capacity_mwh)
        most[0] = max(most[0] - store.cycles_before * store.energy_capacity_mwh, 0.0)
        rows.add_sums(cycles_per_day(i), problem.day_index, leaving, lower=0.0, upper=most)
    if store.max_cycles is not None:
        whole = np.zeros(n, dtype=np.int64)
        most_in_all = store.max_cycles * store.energy_capacity_mwh
        rows.add_sums(cycles_in_all(i), whole, leaving, lower=0.0, upper=most_in_all, counts="span")
    most_in, most_out = store.charge_limit_mwh(n, problem.hours), store.discharge_limit_mwh(n, problem.hours)
    at, binary = np.flatnonzero(layout.wholes.charging[i]), layout["charging", i]
    rows.add("one direction", at, (charge[at], 1.0), (binary, -most_in[at]), lower=-np.inf, upper=0.0)
    rows.add("one direction", at, (discharge[at], 1.0), (binary, most_out[at]), lower=-np.inf, upper=most_out[at])
    if ("running", i) in layout:
        running, steps = layout["running", i], np.arange(n)
        rows.add("running", steps, (charge, 1.0), (running, -most_in), lower=-np.inf, upper=0.0)
        rows.add("running", steps, (discharge, 1.0), (running, -most_out), lower=-np.inf, upper=0.0)
        at = np.flatnonzero(layout.wholes.moving.get(i, np.zeros(n, dtype=bool)))
        moved: list[Term] = [(charge[at], 1.0), (discharge[at], 1.0)]
        rows.add("running", at, *moved, (running[at], -LEAST_RUNNING_MWH), lower=0.0, upper=np.inf)
    if ("water", i) in layout:
        water = layout["water", i]
        pieces = (np.append(water, state[-1]), np.append(np.ones(len(water)), -1.0))
        rows.add_sums("water value", np.zeros(len(water) + 1, dtype=np.int64), pieces, lower=0.0, upper=0.0)


def balance_heat_store(rows: Rows, layout: Layout, problem: Problem, store: Store) -> None:
    """All rows of the heat store."""
    blocks: tuple[Block, ...] = ("heat_charge", "heat_discharge", "heat_state")
    charge, discharge, state = (layout[block] for block in blocks)
    _keep(rows, "heat_energy balance", store, problem.hours, (charge, discharge, state))
    at, binary = np.flatnonzero(layout.wholes.heat_charging), layout["heat_charging"]
    most_in, most_out = store.charge_power_mw * problem.hours, store.discharge_power_mw * problem.hours
    rows.add("one direction", at, (charge[at], 1.0), (binary, -most_in), lower=-np.inf, upper=0.0)
    rows.add("one direction", at, (discharge[at], 1.0), (binary, most_out), lower=-np.inf, upper=most_out)


def _keep(
    rows: Rows,
    limit: str,
    store: Store,
    hours: float,
    columns: tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...],
) -> None:
    """What goes into a store, less what leaves it, is kept."""
    charge, discharge, state = columns
    kept, n = store.kept_fraction(hours), len(state)
    steps, initial, first = np.arange(n), np.zeros(n), rows.count
    initial[0] = store.initial_mwh * kept
    flows: list[Term] = [(charge, -store.charge_efficiency), (discharge, 1 / store.discharge_efficiency)]
    rows.add(limit, steps, (state, 1.0), *flows, lower=initial, upper=initial)
    rows.put(first + steps[1:], state[:-1], -kept)
