"""What one window leaves to the next: the month's largest import, cycles of the day, states, commitments."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gbflex.dispatch import Reserve, solve
from gbflex.dispatch.check import violations
from gbflex.dispatch.problem.peak import Peak
from gbflex.dispatch.windows import Views, roll
from gbflex.errors import InputError
from tests.dispatch.random_sites import random_site, with_auxiliary, with_peak
from tests.factories import make_problem, make_store


def one_peak(n: int, cost: float = 60.0, free_mwh: float = 0.5) -> Peak:
    return Peak(np.zeros(n, dtype=np.int64), np.array([cost]), np.array([free_mwh]))


def test_the_second_day_uses_what_the_first_paid_for() -> None:
    """Proves: 150 a MWh on the first day pays for a peak of 1 MWh; the second then charges 1 MWh free of it, for 50.

    By hand 150 - 30 + 50 = 170. If broken: the second day keeps to 0.5 MWh, 145, or 170 - 30 if it pays again.
    """
    problem = make_problem(
        [50.0, 200.0, 50.0, 100.0],
        load_mwh=[0.0, 1.0, 0.0, 1.0],
        store=make_store(energy_capacity_mwh=1.0),
        day_index=np.array([0, 0, 1, 1]),
        peaks=(one_peak(4),),
    )
    done = roll([problem], Views.even(4, commit_steps=2, look_ahead_steps=2), window_ends=[0.0])
    assert done.schedule.charge_mwh.tolist() == pytest.approx([1.0, 0.0, 1.0, 0.0])
    assert done.schedule.worth_gbp(problem) == pytest.approx(170.0)


def test_another_month_pays_again() -> None:
    """Proves: the second day is another month, and keeps to 0.5 MWh. If broken: it charges 1 MWh and loses 5."""
    problem = make_problem(
        [50.0, 200.0, 50.0, 100.0],
        load_mwh=[0.0, 1.0, 0.0, 1.0],
        store=make_store(energy_capacity_mwh=1.0),
        day_index=np.array([0, 0, 1, 1]),
        peaks=(Peak(np.array([0, 0, 1, 1]), np.array([60.0, 60.0]), np.array([0.5, 0.5])),),
    )
    done = roll([problem], Views.even(4, commit_steps=2, look_ahead_steps=2), window_ends=[0.0])
    assert done.schedule.charge_mwh.tolist() == pytest.approx([1.0, 0.0, 0.5, 0.0])


def test_a_window_that_begins_within_a_month_pays_for_what_is_to_come() -> None:
    """Proves: groups are renumbered where a window begins in the second of them. If broken: the first month's level."""
    group = np.array([0, 0, 0, 1, 1, 1])
    problem = make_problem(
        [50.0, 100.0, 300.0, 50.0, 100.0, 50.0],
        load_mwh=[0.0, 1.0, 0.0, 0.0, 1.0, 0.0],
        store=make_store(energy_capacity_mwh=1.0),
        peaks=(Peak(group, np.array([0.0, 60.0]), np.array([9.0, 0.25])),),
    )
    done = roll([problem], Views.even(6, commit_steps=2, look_ahead_steps=3), window_ends=[0.0])
    # In the first month nothing is paid for; in the second 1 MWh of load is shared by two half-hours.
    assert done.schedule.charge_mwh.tolist() == pytest.approx([1.0, 0.0, 0.0, 0.5, 0.0, 0.0])


def test_cycles_of_the_day_stay_used_in_its_next_window() -> None:
    """Proves: 1 MWh a day, sold at 50 in the first window, leaves nothing for the 100 of the second. If broken: 150."""
    store = make_store(max_cycles_per_day=0.5)
    problem = make_problem([0.0, 50.0, 0.0, 100.0], [0.0, 50.0, 0.0, 100.0], store=store)
    done = roll([problem], Views.even(4, commit_steps=2, look_ahead_steps=2), window_ends=[0.0])
    assert done.schedule.worth_gbp(problem) == pytest.approx(50.0)
    assert violations(problem, done.schedule) == []


@pytest.mark.parametrize("stores", [1, 2])
def test_cycles_are_counted_by_date_though_windows_begin_in_the_evening(stores: int) -> None:
    """Proves: windows of steps 0, 1 to 3 and 4 to 5; the date changes at step 2. One MWh a date: 50 and 40.

    If broken: 50 + 60 where the evening counts anew, or 50 + 40 + 90 where the third window does.
    """
    store = make_store(initial_mwh=2.0, final_mwh=None, max_cycles_per_day=0.5)
    problem = make_problem(
        [99.0] * 6, [50.0, 60.0, 40.0, 30.0, 90.0, 20.0], store=store, day_index=np.array([0, 0, 1, 1, 1, 1])
    )
    if stores > 1:
        idle = make_store(charge_power_mw=0.0, discharge_power_mw=0.0, name="idle")
        problem = dataclasses.replace(problem, stores=(store, idle))
    done = roll([problem], Views(np.array([0, 1, 4]), np.array([1, 4, 6])))
    assert done.schedule.stores[0].discharge_mwh.tolist() == pytest.approx([1.0, 0.0, 1.0, 0.0, 0.0, 0.0])
    assert violations(problem, done.schedule) == []


def test_cycles_used_over_a_whole_date_of_several_windows_add_up() -> None:
    """Proves: three windows of one date share 1.5 MWh: 1, 0.5, 0. If broken: the second window's start is forgotten."""
    store = make_store(energy_capacity_mwh=3.0, initial_mwh=3.0, final_mwh=None, max_cycles_per_day=0.5)
    problem = make_problem([99.0] * 3, [10.0, 20.0, 30.0], store=store)
    done = roll([problem], Views.even(3, commit_steps=1, look_ahead_steps=1))
    assert done.schedule.discharge_mwh.tolist() == pytest.approx([1.0, 0.5, 0.0])


def test_a_commitment_is_held_in_every_window_though_one_cuts_its_block() -> None:
    """Proves: 1 MW held through windows that cut blocks; what is left trades. If broken: an error, or a gap."""
    reserve = Reserve(np.array([0, 0, 0, 0, 1, 1]), np.zeros(2), (1.0,), "both", 0.5)
    store = make_store(initial_mwh=1.0, final_mwh=1.0)
    problem = make_problem([0.0, 100.0, 1.0, 100.0, 2.0, 100.0], [0.0, 100.0] * 3, store=store, reserve=reserve)
    done = roll([problem], Views.even(6, commit_steps=2, look_ahead_steps=3), window_ends=[1.0])
    assert violations(problem, done.schedule) == []
    assert done.schedule.reserves_mw[0].tolist() == [1.0, 1.0]
    assert done.schedule.worth_gbp(problem) == pytest.approx(0.5 * (100.0 + 99.0 + 98.0))


@pytest.mark.parametrize("seed", range(8))
def test_one_window_to_the_end_is_the_whole_plan_and_many_are_no_better(seed: int) -> None:
    """Proves: rolling over stores, peaks and cooling keeps every limit and never beats the whole plan.

    If broken: a window begins with another state, peak or cooling than the last one left.
    """
    random = np.random.default_rng(seed)
    price = random.normal(60, 40, 12)
    site = random_site(random)
    stores = tuple(
        dataclasses.replace(
            store,
            initial_mwh=0.0,
            final_mwh=None,
            water_value=None,
            available_fraction=1.0,
            least_mwh=0.0,
            most_mwh=np.inf,
            charge_gbp_per_mwh=0.0,
            max_cycles=None,
            cycles_before=0.0,
        )
        for store in site.stores
    )
    problem = make_problem(
        price.tolist(),
        (price - 5.0).tolist(),
        load_mwh=random.choice([0.0, 0.5, 1.0], 12).tolist(),
        stores=stores,
        day_index=np.arange(12) // 6,
    )
    problem = with_auxiliary(random, with_peak(random, problem), running=bool(seed % 2))
    whole = solve(problem)
    once = roll([problem], Views(np.array([0]), np.array([12])))
    assert once.schedule.worth_gbp(problem) == pytest.approx(whole.objective_gbp, abs=2e-6)
    many = roll([problem], Views.even(12, commit_steps=4, look_ahead_steps=5))
    assert violations(problem, many.schedule) == []
    assert many.schedule.worth_gbp(problem) <= whole.bound_gbp + 1e-6


def test_a_window_ends_where_it_is_told_in_whole_numbers_too() -> None:
    """Proves: an end of 1, an int, is kept as 1.0 is, and two ends for one store are refused. If broken: it ends at 0."""
    problem = make_problem(
        [10.0, 20.0] * 2,
        [10.0, 20.0] * 2,
        store=make_store(initial_mwh=1.0, final_mwh=1.0, max_cycles_per_day=9.0),
    )
    views = Views.even(4, commit_steps=2, look_ahead_steps=2)
    ended = [
        roll([one], views, window_ends=[end]).schedule.state_of_charge_mwh[1]
        for end in (1, 1.0)
        for one in (problem, problem.with_store(dataclasses.replace(problem.stores[0], max_cycles_per_day=None)))
    ]
    assert ended == pytest.approx([1.0] * 4)
    with pytest.raises(InputError, match="2 ends for 1 stores"):
        roll([problem], views, window_ends=[1.0, 1.0])


def test_a_new_date_has_cycles_of_its_own() -> None:
    """Proves: windows that end with the date leave nothing used: 50 and 100. If broken: the second date rests."""
    store = make_store(max_cycles_per_day=0.5)
    problem = make_problem(
        [0.0, 50.0, 0.0, 100.0], [0.0, 50.0, 0.0, 100.0], store=store, day_index=np.array([0, 0, 1, 1])
    )
    done = roll([problem], Views.even(4, commit_steps=2, look_ahead_steps=2), window_ends=[0.0])
    assert done.schedule.worth_gbp(problem) == pytest.approx(150.0)
