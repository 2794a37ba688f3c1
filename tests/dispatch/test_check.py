"""The check refuses each kind of impossible schedule: faults injected one at a time."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from gbflex.dispatch import Reserve, Schedule, solve
from gbflex.dispatch.check import check, violations
from gbflex.dispatch.router import certified
from gbflex.errors import ScheduleRefused
from tests.factories import make_problem, make_store

PROBLEM = make_problem(
    [10, 100, 10, 100],
    [5, 90, 5, 90],
    [0.3, 0.3, 0.3, 0.3],
    store=make_store(max_cycles_per_day=1.0, charge_efficiency=0.9, discharge_efficiency=0.9),
    import_limit_mwh=1.0,
    export_limit_mwh=0.5,
)


STORE_FLOWS = ("charge_mwh", "discharge_mwh", "state_of_charge_mwh")


def nudged(field: str, step: int, by: float) -> Callable[[Schedule], Schedule]:
    def fault(schedule: Schedule) -> Schedule:
        values = getattr(schedule, field).copy()
        values[step] += by
        if field in STORE_FLOWS:
            return dataclasses.replace(
                schedule, stores=(dataclasses.replace(schedule.stores[0], **{field: values}),)
            )
        return dataclasses.replace(schedule, **{field: values})

    return fault


@pytest.mark.parametrize(
    ("fault", "limit"),
    [
        (nudged("import_mwh", 0, 0.01), "energy balance at the meter"),
        (nudged("export_mwh", 1, 0.01), "what assets give"),
        (nudged("state_of_charge_mwh", 1, 0.01), "store energy balance"),
        (nudged("state_of_charge_mwh", 3, 0.01), "final state of charge"),
        (nudged("charge_mwh", 1, 0.01), "store one direction"),
        (nudged("charge_mwh", 0, 2.0), "charging power"),
        (nudged("discharge_mwh", 1, 2.0), "discharging power"),
        (nudged("delivered_mwh", 1, 0.5), "delivered <= load"),
        (nudged("import_mwh", 0, 1.0), "import limit"),
        (nudged("export_mwh", 1, 1.0), "export limit"),
        (nudged("state_of_charge_mwh", 0, -9.0), "state of charge >= 0"),
        (nudged("state_of_charge_mwh", 0, 9.0), "state of charge <= capacity"),
        (nudged("discharge_mwh", 1, 5.0), "cycles per day"),
        (nudged("import_mwh", 1, 0.2), "one direction at the meter"),
        (nudged("charge_mwh", 0, -5.0), "store charge >= 0"),
        (nudged("charge_mwh", 2, np.nan), "charging power"),
    ],
)
def test_each_fault_is_refused_by_name(fault: Callable[[Schedule], Schedule], limit: str) -> None:
    """Proves: no impossible schedule passes. If broken: this fault goes unseen into a ledger."""
    sound = solve(PROBLEM).schedule
    assert violations(PROBLEM, sound) == []
    with pytest.raises(ScheduleRefused, match="schedule breaks") as refused:
        check(PROBLEM, fault(sound))
    assert limit in str(refused.value)


def test_an_auxiliary_load_that_is_left_out_is_refused() -> None:
    """Proves: a store that takes 0.1 MW beside what it moves must show 0.05 MWh a step; else its schedule is refused.

    If broken: what cooling takes is in no ledger.
    """
    store = make_store(auxiliary_mw=0.1, auxiliary_when="always")
    problem = make_problem([10, 100], None, [0.5, 0.5], store=store)
    sound = solve(problem).schedule
    assert violations(problem, sound) == []
    forgotten = dataclasses.replace(sound, stores=(dataclasses.replace(sound.stores[0], auxiliary_mwh=None),))
    with pytest.raises(ScheduleRefused, match="auxiliary load"):
        check(problem, forgotten)


def test_a_reserve_without_its_energy_is_refused() -> None:
    """Proves: 1 MW up for half an hour needs 0.5 MWh at hand; sold with 0.25 in an idle store it is refused.

    If broken: a product is sold that cannot be delivered.
    """
    nothing = np.zeros(2, dtype=np.int64)
    reserve = Reserve(nothing, np.array([1.0]), (0.0, 1.0), "up", 0.5)
    store = make_store(initial_mwh=0.25, final_mwh=0.25)
    problem = make_problem([10, 10], None, store=store, reserve=reserve, import_limit_mwh=0.0)
    sound = solve(problem).schedule
    assert violations(problem, sound) == []
    assert [held.tolist() for held in sound.reserves_mw] == [[0.0]]
    with pytest.raises(ScheduleRefused, match=r"energy kept for reserves by 0\.25"):
        check(problem, dataclasses.replace(sound, reserves_mw=(np.array([1.0]),)))


def test_a_reserve_down_without_power_left_is_refused() -> None:
    """Proves: charging at full power leaves none for 1 MW down. If broken: a product is sold that cannot be delivered."""
    reserve = Reserve(np.zeros(1, dtype=np.int64), np.array([1.0]), (0.0, 1.0), "down", 0.5)
    problem = make_problem([-10], None, store=make_store(final_mwh=None), reserve=reserve)
    sound = solve(problem).schedule
    assert sound.stores[0].charge_mwh.tolist() == pytest.approx([1.0])
    with pytest.raises(ScheduleRefused, match=r"power kept for reserves, down by 0\.5"):
        check(problem, dataclasses.replace(sound, reserves_mw=(np.array([1.0]),)))


def test_cycles_of_the_day_so_far_leave_nothing_for_another() -> None:
    """Proves: with its one cycle done, a store that gives 0.05 MWh more is refused. If broken: 0.1 MWh is let through."""
    store = make_store(max_cycles_per_day=1.0, cycles_before=1.0, initial_mwh=1.0, final_mwh=None)
    problem = make_problem([10], [100], store=store)
    sound = solve(problem).schedule
    assert sound.stores[0].discharge_mwh.tolist() == pytest.approx([0.0])
    fault = nudged("state_of_charge_mwh", 0, -0.05)(nudged("discharge_mwh", 0, 0.05)(sound))
    with pytest.raises(ScheduleRefused, match=r"cycles per day .* by 0\.05"):
        check(problem, fault)


def test_a_bound_below_its_schedule_is_refused() -> None:
    """Proves: a broken proof is not shown as a gap of 0. If broken: a wrong bound passes for an optimum."""
    answer = solve(PROBLEM)
    certified(PROBLEM, answer)
    with pytest.raises(ScheduleRefused, match="more than the bound"):
        certified(PROBLEM, dataclasses.replace(answer, bound_gbp=answer.objective_gbp - 0.01))
