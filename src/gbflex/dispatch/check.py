"""Every answer is checked against the problem, whatever produced it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.plant.check import plant_limits
from gbflex.dispatch.problem.kept import TOLERANCE_MWH, Excess, Kept
from gbflex.dispatch.problem.problem import Problem, Store
from gbflex.dispatch.problem.reserve import Reserve, energy_kept_mwh
from gbflex.dispatch.problem.schedule import Schedule
from gbflex.errors import ScheduleRefused

__all__ = ["Excess", "check", "excesses", "simultaneous_steps", "violations"]

Array = NDArray[np.float64]


def excesses(problem: Problem, schedule: Schedule) -> list[Excess]:
    """Each limit."""
    found = [*_flow_limits(problem, schedule)]
    if problem.plant is not None and schedule.plant is not None:
        found += plant_limits(problem, problem.plant, schedule.plant)
    if problem.store is not None:
        found += _store_limits(problem, problem.store, schedule)
        if problem.reserve is not None:
            found += _reserve_limits(problem, problem.store, problem.reserve, schedule)
    return [kept.measured() for kept in found]


def violations(problem: Problem, schedule: Schedule) -> list[Excess]:
    """The limits a schedule breaks, each with its worst step; empty for a sound schedule."""
    # A NaN compares as false, so it is asked for by name.
    return [excess for excess in excesses(problem, schedule) if not excess.by_mwh <= TOLERANCE_MWH]


def simultaneous_steps(schedule: Schedule) -> int:
    """Steps in which the store charges and discharges."""
    return int(np.count_nonzero(np.minimum(schedule.charge_mwh, schedule.discharge_mwh) > TOLERANCE_MWH))


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
    for name in ("charge_mwh", "discharge_mwh", "delivered_mwh", "import_mwh", "export_mwh"):
        yield Kept(f"{name} >= 0", getattr(schedule, name))
    made = (
        schedule.discharge_mwh if schedule.plant is None else schedule.discharge_mwh + schedule.plant.generated_mwh
    )
    out, used = made - schedule.charge_mwh, schedule.charge_mwh - schedule.drawn_mwh(problem.load_mwh)
    net_import = schedule.import_mwh - schedule.export_mwh
    yield Kept("energy balance at the meter", np.abs(net_import + out - problem.load_mwh), 0.0)
    split = made - used - schedule.delivered_mwh - schedule.export_mwh
    yield Kept("what is made = charged from it + delivered + export", np.abs(split), 0.0)
    yield Kept("delivered <= load", schedule.delivered_mwh, problem.load_mwh)
    yield Kept("import limit", schedule.import_mwh, problem.import_limit_mwh)
    yield Kept("export limit", schedule.export_mwh, problem.export_limit_mwh)
    yield Kept("charging power", schedule.charge_mwh, problem.charge_limit_mwh)
    yield Kept("discharging power", schedule.discharge_mwh, problem.discharge_limit_mwh)
    if problem.one_direction:
        yield Kept("one direction at the meter", np.minimum(schedule.import_mwh, schedule.export_mwh), 0.0)
        yield Kept("one direction in the store", np.minimum(schedule.charge_mwh, schedule.discharge_mwh), 0.0)


def _store_limits(problem: Problem, store: Store, schedule: Schedule) -> Iterator[Kept]:
    state = schedule.state_of_charge_mwh
    before = np.concatenate(([store.initial_mwh], state[:-1])) * problem.kept_fraction
    leaving = schedule.discharge_mwh / store.discharge_efficiency
    change = store.charge_efficiency * schedule.charge_mwh - leaving
    yield Kept("energy balance in the store", np.abs(before + change - state), 0.0)
    yield Kept("state of charge >= 0", state)
    yield Kept("state of charge <= capacity", state, store.energy_capacity_mwh)
    yield Kept("lowest state allowed", problem.least_state_mwh - state, 0.0)
    yield Kept("highest state allowed", state, problem.most_state_mwh)
    if store.final_mwh is not None:
        last = np.zeros(len(state))
        last[-1] = abs(state[-1] - store.final_mwh)
        yield Kept("final state of charge", last, 0.0)
    if store.max_cycles_per_day is not None:
        daily = np.asarray(np.bincount(problem.day_index, weights=leaving), dtype=np.float64)
        most = store.max_cycles_per_day * store.energy_capacity_mwh
        yield Kept("cycles per day (step counts days)", daily, most)
    if store.max_cycles is not None:
        yield Kept("cycles in all", np.array([leaving.sum()]), store.max_cycles * store.energy_capacity_mwh)


def _reserve_limits(problem: Problem, store: Store, reserve: Reserve, schedule: Schedule) -> Iterator[Kept]:
    blocks = schedule.reserve_mw
    if blocks is None or blocks.shape != reserve.availability_gbp_per_mw_h.shape:
        yield Kept("a level for every block", np.array([np.inf]), 0.0)
        return
    if reserve.continuous:
        beyond = np.maximum(reserve.levels_mw[0] - blocks, blocks - reserve.levels_mw[-1])
    else:
        beyond = np.abs(blocks[:, None] - np.array(reserve.levels_mw)).min(axis=1)
    yield Kept("levels (step counts blocks)", np.asarray(beyond), 0.0)
    held = blocks[reserve.block_index]
    out = schedule.discharge_mwh - schedule.charge_mwh
    if reserve.up:
        room = np.minimum(problem.discharge_limit_mwh, problem.load_mwh + problem.export_limit_mwh)
        yield Kept("power kept for the reserve, up", out + held * problem.hours, room)
    if reserve.down:
        room = np.minimum(problem.charge_limit_mwh, problem.import_limit_mwh - problem.load_mwh)
        yield Kept("power kept for the reserve, down", held * problem.hours - out, room)
    below, above = energy_kept_mwh(problem.reserve, store, held)
    state = schedule.state_of_charge_mwh
    before = np.concatenate(([store.initial_mwh], state[:-1]))
    yield Kept("energy kept for the reserve", below - np.minimum(before, state), 0.0)
    yield Kept("room kept for the reserve", np.maximum(before, state) + above, store.energy_capacity_mwh)
