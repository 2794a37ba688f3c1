"""Every answer is checked against the problem, whatever produced it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.check import plant_limits
from gbflex.dispatch.problem.kept import TOLERANCE_MWH, Excess, Kept
from gbflex.dispatch.problem.problem import Problem, Store
from gbflex.dispatch.problem.reserve import energy_kept_mwh
from gbflex.dispatch.problem.schedule import Schedule, StoreFlows
from gbflex.errors import ScheduleRefused

__all__ = ["Excess", "check", "excesses", "simultaneous_steps", "violations"]

Array = NDArray[np.float64]


def excesses(problem: Problem, schedule: Schedule) -> list[Excess]:
    """Each limit."""
    found = [*_flow_limits(problem, schedule)]
    if problem.plant is not None and schedule.plant is not None:
        found += plant_limits(problem, problem.plant, schedule.plant)
    for store, moved in zip(problem.stores, schedule.stores, strict=True):
        found += _store_limits(problem, store, moved)
    if problem.reserves:
        found += _reserve_limits(problem, schedule)
    return [kept.measured() for kept in found]


def violations(problem: Problem, schedule: Schedule) -> list[Excess]:
    """The limits a schedule breaks, each with its worst step; empty for a sound schedule."""
    # A NaN compares as false, so it is asked for by name.
    return [excess for excess in excesses(problem, schedule) if not excess.by_mwh <= TOLERANCE_MWH]


def simultaneous_steps(schedule: Schedule) -> int:
    """Steps in which a store charges and discharges."""
    steps = np.zeros(len(schedule.import_mwh), dtype=bool)
    for moved in schedule.stores:
        steps |= np.minimum(moved.charge_mwh, moved.discharge_mwh) > TOLERANCE_MWH
    return int(np.count_nonzero(steps))


def check(problem: Problem, schedule: Schedule) -> float:
    """Raise unless a schedule keeps every limit to 1e-6 MWh.

    Returns:
        The largest excess over any limit [MWh].

    Raises:
        ScheduleRefused: Names each limit, the worst step and the amount.
    """
    found = excesses(problem, schedule)
    broken = [item for item in found if not item.by_mwh <= TOLERANCE_MWH]
    if broken:
        listed = "; ".join(f"{item.limit} by {item.by_mwh:.9f} MWh in step {item.step}" for item in broken)
        raise ScheduleRefused(f"the schedule breaks {listed}", next_step="Please report this as a bug")
    return max(0.0, *(item.by_mwh for item in found))


def _flow_limits(problem: Problem, schedule: Schedule) -> Iterator[Kept]:
    for name in ("delivered_mwh", "import_mwh", "export_mwh"):
        yield Kept(f"{name} >= 0", getattr(schedule, name))
    out = np.zeros(len(problem)) if schedule.plant is None else schedule.plant.generated_mwh
    for moved in schedule.stores:
        out = out + moved.given_mwh
    net_import = schedule.import_mwh - schedule.export_mwh
    yield Kept("energy balance at the meter", np.abs(net_import + out - problem.load_mwh), 0.0)
    given = schedule.delivered_mwh + schedule.export_mwh - schedule.drawn_mwh(problem.load_mwh)
    yield Kept("what assets give = delivered + export - drawn", np.abs(out - given), 0.0)
    yield Kept("delivered <= load", schedule.delivered_mwh, problem.load_mwh)
    yield Kept("import limit", schedule.import_mwh, problem.import_limit_mwh)
    yield Kept("export limit", schedule.export_mwh, problem.export_limit_mwh)
    if problem.one_direction:
        yield Kept("one direction at the meter", np.minimum(schedule.import_mwh, schedule.export_mwh), 0.0)


def _store_limits(problem: Problem, store: Store, moved: StoreFlows) -> Iterator[Kept]:
    n, hours, name = len(problem), problem.hours, store.name
    charge, discharge, state = moved.charge_mwh, moved.discharge_mwh, moved.state_of_charge_mwh
    yield Kept(f"{name} charge >= 0", charge)
    yield Kept(f"{name} discharge >= 0", discharge)
    yield Kept(f"{name} charging power", charge, store.charge_limit_mwh(n, hours))
    yield Kept(f"{name} discharging power", discharge, store.discharge_limit_mwh(n, hours))
    if problem.one_direction:
        yield Kept(f"{name} one direction", np.minimum(charge, discharge), 0.0)
    if moved.auxiliary_mwh is not None or store.auxiliary_mw:
        taken = store.auxiliary_mwh(charge, discharge, hours)
        kept = np.zeros(n) if moved.auxiliary_mwh is None else moved.auxiliary_mwh
        yield Kept(f"{name} auxiliary load", np.abs(taken - kept), 0.0)
    before = np.concatenate(([store.initial_mwh], state[:-1])) * store.kept_fraction(hours)
    leaving = discharge / store.discharge_efficiency
    yield Kept(f"{name} energy balance", np.abs(before + store.charge_efficiency * charge - leaving - state), 0.0)
    yield Kept(f"{name} state of charge >= 0", state)
    yield Kept(f"{name} state of charge <= capacity", state, store.energy_capacity_mwh)
    yield Kept(f"{name} lowest state allowed", store.least_mwh - state, 0.0)
    yield Kept(f"{name} highest state allowed", state, store.most_mwh)
    if store.final_mwh is not None:
        last = np.zeros(len(state))
        last[-1] = abs(state[-1] - store.final_mwh)
        yield Kept(f"{name} final state of charge", last, 0.0)
    yield from _cycle_limits(problem, store, leaving)


def _cycle_limits(problem: Problem, store: Store, leaving_mwh: Array) -> Iterator[Kept]:
    if store.max_cycles_per_day is not None:
        daily = np.asarray(np.bincount(problem.day_index, weights=leaving_mwh), dtype=np.float64)
        most = np.full(len(daily), store.max_cycles_per_day * store.energy_capacity_mwh)
        most[0] = max(most[0] - store.cycles_before * store.energy_capacity_mwh, 0.0)
        yield Kept(f"{store.name} cycles per day (step counts days)", daily, most)
    if store.max_cycles is not None:
        most_in_all = store.max_cycles * store.energy_capacity_mwh
        yield Kept(f"{store.name} cycles in all", np.array([leaving_mwh.sum()]), most_in_all)


def _reserve_limits(problem: Problem, schedule: Schedule) -> Iterator[Kept]:
    """Levels of the menus; power and energy for all products at once, at their store and at the meter."""
    sizes = [reserve.blocks for reserve in problem.reserves]
    if [len(held) for held in schedule.reserves_mw] != sizes:
        yield Kept("a level for every block", np.array([np.inf]), 0.0)
        return
    for reserve, blocks in zip(problem.reserves, schedule.reserves_mw, strict=True):
        if reserve.continuous:
            beyond = np.maximum(reserve.levels_mw[0] - blocks, blocks - reserve.levels_mw[-1])
        else:
            beyond = np.abs(blocks[:, None] - np.array(reserve.levels_mw)).min(axis=1)
        yield Kept(f"{reserve.name} levels (step counts blocks)", np.asarray(beyond), 0.0)
    n = len(problem)
    every = _Held(np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n))
    for i, (store, moved) in enumerate(zip(problem.stores, schedule.stores, strict=True)):
        held = _held(problem, schedule, i)
        every = _Held(*(one + two for one, two in zip(every, held, strict=True)))
        yield from _keeps_ready(problem, store, moved, held)
    net = schedule.export_mwh - schedule.import_mwh
    yield Kept("meter kept free for reserves, up", net + every.up_mwh, problem.export_limit_mwh)
    yield Kept("meter kept free for reserves, down", every.down_mwh - net, problem.import_limit_mwh)


class _Held(NamedTuple):
    """What a store's products hold in each step: full delivery each way, energy and room in the store."""

    up_mwh: Array
    down_mwh: Array
    below_mwh: Array
    above_mwh: Array


def _held(problem: Problem, schedule: Schedule, i: int) -> _Held:
    total = [np.zeros(len(problem)) for _ in range(4)]
    for reserve, blocks in zip(problem.reserves, schedule.reserves_mw, strict=True):
        if problem.holder(reserve) != i:
            continue
        level = blocks[reserve.block_index]
        below, above = energy_kept_mwh(reserve, problem.stores[i], level)
        parts = (level * problem.hours * reserve.up, level * problem.hours * reserve.down, below, above)
        total = [so_far + part for so_far, part in zip(total, parts, strict=True)]
    return _Held(*total)


def _keeps_ready(problem: Problem, store: Store, moved: StoreFlows, held: _Held) -> Iterator[Kept]:
    n, hours, state = len(problem), problem.hours, moved.state_of_charge_mwh
    out = moved.discharge_mwh - moved.charge_mwh
    if held.up_mwh.any():
        yield Kept(
            f"{store.name} power kept for reserves, up", out + held.up_mwh, store.discharge_limit_mwh(n, hours)
        )
    if held.down_mwh.any():
        room = store.charge_limit_mwh(n, hours)
        yield Kept(f"{store.name} power kept for reserves, down", held.down_mwh - out, room)
    before = np.concatenate(([store.initial_mwh], state[:-1]))
    least, most = store.window_mwh
    below = np.where(held.below_mwh > 0, least + held.below_mwh - np.minimum(before, state), 0.0)
    yield Kept(f"{store.name} energy kept for reserves", below, 0.0)
    above = np.where(held.above_mwh > 0, np.maximum(before, state) + held.above_mwh - most, 0.0)
    yield Kept(f"{store.name} room kept for reserves", above, 0.0)
