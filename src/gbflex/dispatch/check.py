"""Every answer is checked against the problem, whatever produced it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem import Problem, Store
from gbflex.dispatch.reach import TOLERANCE_MWH
from gbflex.dispatch.schedule import Schedule
from gbflex.errors import ScheduleRefused

__all__ = ["Violation", "check", "violations"]


class Violation(NamedTuple):
    """One limit that a schedule breaks."""

    limit: str
    step: int
    by_mwh: float


def violations(problem: Problem, schedule: Schedule) -> list[Violation]:
    """The limits a schedule breaks, each with its worst step; empty for a sound schedule."""
    found = [*_flow_violations(problem, schedule)]
    if problem.store is not None:
        found += _store_violations(problem, problem.store, schedule)
    return found


def check(problem: Problem, schedule: Schedule) -> None:
    """Raise unless a schedule keeps every limit to 1e-6 MWh.

    Raises:
        ScheduleRefused: Names each limit, the worst step and the amount.
    """
    found = violations(problem, schedule)
    if found:
        listed = "; ".join(f"{item.limit} by {item.by_mwh:.9f} MWh in step {item.step}" for item in found)
        raise ScheduleRefused(f"the schedule breaks {listed}", next_step="Please report this as a bug")


def _worst(limit: str, excess: NDArray[np.float64]) -> Iterator[Violation]:
    step = int(np.argmax(excess))
    # A NaN compares as false, so it is asked for by name.
    if not excess[step] <= TOLERANCE_MWH:
        yield Violation(limit, step, float(excess[step]))


def _flow_violations(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    for name in ("charge_mwh", "discharge_mwh", "delivered_mwh", "import_mwh", "export_mwh"):
        yield from _worst(f"{name} >= 0", -getattr(schedule, name))
    net_import = schedule.import_mwh - schedule.export_mwh
    net_use = problem.load_mwh + schedule.charge_mwh - schedule.discharge_mwh
    yield from _worst("energy balance at the meter", np.abs(net_import - net_use))
    split = schedule.discharge_mwh - schedule.delivered_mwh - schedule.export_mwh
    yield from _worst("discharge = delivered + export", np.abs(split))
    yield from _worst("delivered <= load", schedule.delivered_mwh - problem.load_mwh)
    yield from _worst("one direction at the meter", np.minimum(schedule.import_mwh, schedule.export_mwh))
    yield from _worst("import limit", schedule.import_mwh - problem.import_limit_mwh)
    yield from _worst("export limit", schedule.export_mwh - problem.export_limit_mwh)
    yield from _worst("charging power", schedule.charge_mwh - problem.charge_limit_mwh)
    yield from _worst("discharging power", schedule.discharge_mwh - problem.discharge_limit_mwh)
    yield from _worst("one direction in the store", np.minimum(schedule.charge_mwh, schedule.discharge_mwh))


def _store_violations(problem: Problem, store: Store, schedule: Schedule) -> Iterator[Violation]:
    state = schedule.state_of_charge_mwh
    before = np.concatenate(([store.initial_mwh], state[:-1]))
    change = store.charge_efficiency * schedule.charge_mwh - schedule.discharge_mwh / store.discharge_efficiency
    yield from _worst("energy balance in the store", np.abs(before + change - state))
    yield from _worst("state of charge >= 0", -state)
    yield from _worst("state of charge <= capacity", state - store.energy_capacity_mwh)
    if store.final_mwh is not None:
        last = np.zeros(len(state))
        last[-1] = abs(state[-1] - store.final_mwh)
        yield from _worst("final state of charge", last)
    if store.max_cycles_per_day is not None:
        leaving = np.bincount(problem.day_index, weights=schedule.discharge_mwh) / store.discharge_efficiency
        yield from _worst(
            "cycles per day (step counts days)",
            leaving - store.max_cycles_per_day * store.energy_capacity_mwh,
        )
