"""What a site with several stores can earn at most: one whole model, written from the definitions alone.

Of gbflex it knows the data classes and nothing that computes. Every store has a whole number for its direction in
every step, and one for whether it runs where its auxiliary load asks; the meter has one for drawing or giving, and
one for whether the load is served. HiGHS runs without presolve, which in 1.15.1 cuts off optima.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from gbflex.dispatch import Problem, Reserve, Store
from tests.oracles.milp import Column, Model, Terms

__all__ = ["best_gbp"]

LEAST_MWH = 1e-6
"""What a store moves in a step in which it runs."""


def _each(values: object, n: int) -> list[float]:
    return [float(value) for value in np.broadcast_to(np.asarray(values, dtype=float), n)]


@dataclasses.dataclass
class _Unit:
    """A store's columns."""

    charge: list[Column]
    discharge: list[Column]
    state: list[Column]
    running: list[Column | None]


def _unit(model: Model, problem: Problem, store: Store) -> _Unit:
    n, hours = len(problem), problem.hours
    share = _each(store.available_fraction, n)
    least, most = _each(store.least_mwh, n), _each(store.most_mwh, n)
    paid_in, paid_out = _each(store.charge_gbp_per_mwh, n), _each(store.discharge_gbp_per_mwh, n)
    keep = (1 - store.self_discharge_per_hour) ** hours
    unit = _Unit([], [], [], [])
    for t in range(n):
        most_in, most_out = store.charge_power_mw * hours * share[t], store.discharge_power_mw * hours * share[t]
        charge, discharge = model.column(paid_in[t], 0, most_in), model.column(paid_out[t], 0, most_out)
        is_last = t == n - 1
        low, high = least[t], min(most[t], store.energy_capacity_mwh)
        if is_last and store.final_mwh is not None:
            low, high = max(low, store.final_mwh), min(high, store.final_mwh)
        state = model.column(0.0, 0.0, store.energy_capacity_mwh)
        model.row(low, np.inf, [(state, 1.0)])
        model.row(-np.inf, high, [(state, 1.0)])
        if problem.one_direction:
            way = model.binary()
            model.row(-np.inf, 0.0, [(charge, 1.0), (way, -most_in)])
            model.row(-np.inf, most_out, [(discharge, 1.0), (way, most_out)])
        running = None
        if store.auxiliary_mw > 0 and store.auxiliary_when == "running":
            running = model.binary()
            model.row(-np.inf, 0.0, [(charge, 1.0), (running, -most_in)])
            model.row(-np.inf, 0.0, [(discharge, 1.0), (running, -most_out)])
            model.row(0.0, np.inf, [(charge, 1.0), (discharge, 1.0), (running, -LEAST_MWH)])
        balance: Terms = [
            (state, 1.0),
            (charge, -store.charge_efficiency),
            (discharge, 1.0 / store.discharge_efficiency),
        ]
        before = store.initial_mwh * keep if t == 0 else 0.0
        if t > 0:
            balance.append((unit.state[-1], -keep))
        model.row(before, before, balance)
        unit.charge.append(charge)
        unit.discharge.append(discharge)
        unit.state.append(state)
        unit.running.append(running)
    _count_cycles(model, problem, store, unit)
    if store.water_value is not None:
        # Worth of the end: below every piece's line, as the worth never bends upwards.
        worth = model.column(1.0, -np.inf, np.inf)
        at, value = store.water_value.at_mwh, store.water_value.value_gbp
        for left, right, low, high in zip(at, at[1:], value, value[1:], strict=False):
            slope = (high - low) / (right - left)
            model.row(-np.inf, low - slope * left, [(worth, 1.0), (unit.state[-1], -slope)])
    return unit


def _count_cycles(model: Model, problem: Problem, store: Store, unit: _Unit) -> None:
    out = 1.0 / store.discharge_efficiency
    if store.max_cycles_per_day is not None:
        for day in sorted({int(day) for day in problem.day_index}):
            before = store.cycles_before if day == 0 else 0.0
            most = max(store.max_cycles_per_day - before, 0.0) * store.energy_capacity_mwh
            model.row(
                -np.inf,
                most,
                [(unit.discharge[t], out) for t in range(len(problem)) if problem.day_index[t] == day],
            )
    if store.max_cycles is not None:
        most = store.max_cycles * store.energy_capacity_mwh
        model.row(-np.inf, most, [(column, out) for column in unit.discharge])


def _levels(model: Model, problem: Problem, reserve: Reserve) -> list[Column]:
    """The power held in each block."""
    held = []
    for block in range(int(reserve.block_index[-1]) + 1):
        length = float(np.count_nonzero(reserve.block_index == block)) * problem.hours
        pays = float(reserve.clearing_price_gbp_per_mw_per_h[block]) * length
        column = model.column(pays, reserve.levels_mw[0], reserve.levels_mw[-1])
        held.append(column)
        if reserve.continuous:
            continue
        choices = [model.binary() for _ in reserve.levels_mw]
        model.row(1.0, 1.0, [(choice, 1.0) for choice in choices])
        model.row(
            0.0, 0.0, [(column, -1.0), *((c, level) for c, level in zip(choices, reserve.levels_mw, strict=True))]
        )
    return held


def best_gbp(problem: Problem) -> float | None:
    """The most that a problem without a plant can earn [GBP]; None where nothing keeps all limits."""
    assert problem.plant is None
    model, n, hours = Model(), len(problem), problem.hours
    units = [_unit(model, problem, store) for store in problem.stores]
    held = [_levels(model, problem, reserve) for reserve in problem.reserves]
    import_limit, export_limit = _each(problem.import_limit_mwh, n), _each(problem.export_limit_mwh, n)
    far = 1e-9 + sum(
        (store.charge_power_mw + store.discharge_power_mw + store.auxiliary_mw) * hours for store in problem.stores
    )
    imports: list[Terms] = []
    for t in range(n):
        load = float(problem.load_mwh[t])
        draw = model.column(problem.charge_gbp_per_mwh[t], 0.0, far)
        deliver = model.column(problem.load_gbp_per_mwh[t], 0.0, load)
        export = model.column(problem.export_gbp_per_mwh[t], 0.0, min(far, export_limit[t]))
        if problem.one_direction:
            gives, served = model.binary(), model.binary()
            model.row(-np.inf, far, [(draw, 1.0), (gives, far)])
            model.row(-np.inf, 0.0, [(deliver, 1.0), (export, 1.0), (gives, -(load + far))])
            model.row(-np.inf, 0.0, [(export, 1.0), (served, -far)])
            model.row(0.0, np.inf, [(deliver, 1.0), (served, -load)])
        given: Terms = [(deliver, -1.0), (export, -1.0), (draw, 1.0)]
        always = 0.0
        for store, unit in zip(problem.stores, units, strict=True):
            given += [(unit.discharge[t], 1.0), (unit.charge[t], -1.0)]
            running = unit.running[t]
            if running is not None:
                given.append((running, -store.auxiliary_mw * hours))
            elif store.auxiliary_mw > 0:
                always += store.auxiliary_mw * hours
        model.row(always, always, given)
        # Import is the load less what is delivered, and what is drawn.
        imports.append([(draw, 1.0), (deliver, -1.0)])
        model.row(-np.inf, import_limit[t] - load, imports[t])
        _keep_meter_free(model, problem, held, t, draw, deliver, export)
    for peak in problem.peaks:
        for group in range(len(peak.free_mwh)):
            above = model.column(-float(peak.cost_gbp_per_mwh[group]))
            for t in np.flatnonzero(peak.group_index == group).tolist():
                most = float(peak.free_mwh[group]) - float(problem.load_mwh[t])
                model.row(-np.inf, most, [*imports[t], (above, -1.0)])
    for store, unit in zip(problem.stores, units, strict=True):
        _keep_store_ready(model, problem, store, unit, held)
    best = model.best()
    return None if best is None else best + problem.constant_gbp


def _keep_meter_free(
    model: Model, problem: Problem, held: list[list[Column]], t: int, draw: int, deliver: int, export: int
) -> None:
    if not problem.reserves:
        return
    n, load, hours = len(problem), float(problem.load_mwh[t]), problem.hours
    up: Terms = [(export, 1.0), (deliver, 1.0), (draw, -1.0)]
    down: Terms = [(column, -value) for column, value in up]
    for reserve, blocks in zip(problem.reserves, held, strict=True):
        column = blocks[int(reserve.block_index[t])]
        if reserve.direction in ("both", "up"):
            up.append((column, hours))
        if reserve.direction in ("both", "down"):
            down.append((column, hours))
    model.row(-np.inf, _each(problem.export_limit_mwh, n)[t] + load, up)
    model.row(-np.inf, _each(problem.import_limit_mwh, n)[t] - load, down)


def _window(store: Store) -> tuple[float, float]:
    """A window that is the same in every step is what the battery may use; others only steer the plan."""
    low = float(store.least_mwh) if np.ndim(store.least_mwh) == 0 else 0.0
    high = float(store.most_mwh) if np.ndim(store.most_mwh) == 0 else np.inf
    return low, min(high, store.energy_capacity_mwh)


def _keep_store_ready(model: Model, problem: Problem, store: Store, unit: _Unit, held: list[list[Column]]) -> None:
    n, hours = len(problem), problem.hours
    share = _each(store.available_fraction, n)
    mine = [
        (reserve, blocks)
        for reserve, blocks in zip(problem.reserves, held, strict=True)
        if reserve.store == store.name or (not reserve.store and len(problem.stores) == 1)
    ]
    if not mine:
        return
    for t in range(n):
        up: Terms = [(unit.discharge[t], 1.0), (unit.charge[t], -1.0)]
        down: Terms = [(unit.discharge[t], -1.0), (unit.charge[t], 1.0)]
        energy: Terms = []
        room: Terms = []
        for reserve, blocks in mine:
            column = blocks[int(reserve.block_index[t])]
            if reserve.direction in ("both", "up"):
                up.append((column, hours))
                energy.append((column, -reserve.energy_duration_h / store.discharge_efficiency))
            if reserve.direction in ("both", "down"):
                down.append((column, hours))
                room.append((column, reserve.energy_duration_h * store.charge_efficiency))
        if energy:
            model.row(-np.inf, store.discharge_power_mw * hours * share[t], up)
        if room:
            model.row(-np.inf, store.charge_power_mw * hours * share[t], down)
        low, high = _window(store)
        for state in ([] if t == 0 else [unit.state[t - 1]]) + [unit.state[t]]:
            model.row(low, np.inf, [(state, 1.0), *energy])
            model.row(-np.inf, high, [(state, 1.0), *room])
        if t == 0:
            model.row(low - store.initial_mwh, np.inf, energy)
            model.row(-np.inf, high - store.initial_mwh, room)
