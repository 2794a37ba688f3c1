"""A price on the largest import, by hand: what it stops, what it moves, and what it costs where nothing helps."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from gbflex.dispatch import Problem, WaterValue, solve
from gbflex.dispatch.explain import binding_limits, explain
from gbflex.dispatch.problem.peak import Peak
from gbflex.errors import InputError
from tests.factories import make_problem, make_store


def peak(n: int, cost: float, free_mwh: float) -> Peak:
    return Peak(np.zeros(n, dtype=np.int64), np.array([cost]), np.array([free_mwh]))


def evening(**changes: Any) -> Problem:
    """0.5 MWh of import is free, 1 MWh of load comes at 100 after a half-hour at 50; a MWh more of a peak costs 60."""
    parts: dict[str, Any] = {"store": make_store(), "peaks": (peak(2, 60.0, 0.5),)}
    return make_problem([50.0, 100.0], load_mwh=[0.0, 1.0], **(parts | changes))


def test_a_peak_decides_not_to_charge_at_full_power() -> None:
    """Proves: the first 0.5 MWh gains 50 and saves 60 a MWh of peak, the next gains 50 and costs 60. By hand: 25.

    If broken: all of 1 MWh is charged, worth 50 - 30 = 20, or the price of import proves nothing without a search.
    """
    answer = solve(evening())
    assert answer.objective_gbp == pytest.approx(25.0)
    assert answer.solver == "gbflex exact storage under peaks"
    assert answer.status == "optimal"
    assert answer.schedule.charge_mwh.tolist() == pytest.approx([0.5, 0.0])
    assert answer.schedule.import_mwh.tolist() == pytest.approx([0.5, 0.5])


def test_a_dearer_evening_pays_for_its_peak() -> None:
    """Proves: at 120 the second half gains 70 for 60. By hand: 70 - 30 = 40. If broken: a peak is a limit; 35."""
    problem = dataclasses.replace(evening(), load_gbp_per_mwh=np.array([50.0, 120.0]))
    answer = solve(problem)
    assert answer.objective_gbp == pytest.approx(40.0)
    assert answer.schedule.charge_mwh.tolist() == pytest.approx([1.0, 0.0])


@pytest.mark.parametrize(("cost", "charged", "worth"), [(1.0, [1.0, 0.0], 89.0), (3.0, [0.5, 0.5], 87.5)])
def test_a_peak_shifts_charging_where_that_costs_less(cost: float, charged: list[float], worth: float) -> None:
    """Proves: moving 0.5 MWh from 10 to 12 costs 1 and takes 0.5 MWh off the peak: worth it at 3 a MWh, not at 1.

    If broken: 87 at 3, for the peak of 1 MWh.
    """
    problem = make_problem([10.0, 12.0, 100.0], [0.0, 0.0, 100.0], store=make_store(), peaks=(peak(3, cost, 0.0),))
    answer = solve(problem)
    assert answer.schedule.charge_mwh.tolist() == pytest.approx([*charged, 0.0])
    assert answer.objective_gbp == pytest.approx(worth)


def test_of_plans_worth_the_same_the_flat_import_is_taken() -> None:
    """Proves: at one price 1 MWh is charged as 0.5 and 0.5, the lowest peak. If broken: 89 for a peak of 1 MWh."""
    problem = make_problem([10.0, 10.0, 100.0], [0.0, 0.0, 100.0], store=make_store(), peaks=(peak(3, 1.0, 0.0),))
    answer = solve(problem)
    assert answer.schedule.import_mwh.tolist() == pytest.approx([0.5, 0.5, 0.0])
    assert answer.objective_gbp == pytest.approx(89.5)


def test_a_price_below_zero_pays_up_to_the_peak() -> None:
    """Proves: 0.4 MWh at -10 is free of the peak, more would cost 20 for 10. By hand: 4. If broken: 10 - 12 = -2."""
    problem = make_problem([-10.0], store=make_store(final_mwh=None), peaks=(peak(1, 20.0, 0.4),))
    answer = solve(problem)
    assert answer.schedule.charge_mwh.tolist() == pytest.approx([0.4])
    assert answer.objective_gbp == pytest.approx(4.0)


def test_two_peaks_cost_the_sum() -> None:
    """Proves: 30 and 30 a MWh stop what 60 stops. If broken: only the last peak counts, and 1 MWh is charged."""
    answer = solve(evening(peaks=(peak(2, 30.0, 0.5), peak(2, 30.0, 0.5))))
    assert answer.objective_gbp == pytest.approx(25.0)


def test_each_group_has_its_own_peak() -> None:
    """Proves: a month's peak frees nothing in the next: 25 in each. If broken: the second month is free, 25 + 50."""
    two = Peak(np.array([0, 0, 1, 1]), np.array([60.0, 60.0]), np.array([0.5, 0.5]))
    problem = make_problem(
        [50.0, 100.0] * 2, load_mwh=[0.0, 1.0] * 2, store=make_store(energy_capacity_mwh=1.0), peaks=(two,)
    )
    assert solve(problem).objective_gbp == pytest.approx(50.0)


def test_two_stores_share_the_peak() -> None:
    """Proves: half the power each, 0.5 MWh together. If broken: each takes 0.5, worth 50 - 30 = 20."""
    half = make_store(charge_power_mw=1.0, discharge_power_mw=1.0)
    stores = (dataclasses.replace(half, name="one"), dataclasses.replace(half, name="two"))
    answer = solve(dataclasses.replace(evening(), stores=stores))
    assert answer.objective_gbp == pytest.approx(25.0)
    assert answer.schedule.charge_mwh.sum() == pytest.approx(0.5)


@pytest.mark.parametrize("power", [0.0, 2.0])
def test_what_cannot_be_avoided_is_paid(power: float) -> None:
    """Proves: 1 MWh of load, 0.25 of it free, costs 45 in either month, store or not. If broken: 0, or no plan."""
    store = make_store(charge_power_mw=power, discharge_power_mw=power)
    peaks = (peak(2, 60.0, 0.25),)
    assert solve(make_problem([50.0, 50.0], load_mwh=[1.0, 1.0], peaks=peaks)).objective_gbp == pytest.approx(
        -45.0
    )
    problem = make_problem([50.0, 50.0], load_mwh=[1.0, 1.0], store=store, peaks=peaks)
    assert solve(problem).objective_gbp == pytest.approx(-45.0)


def test_a_free_level_of_nothing_prices_every_import() -> None:
    """Proves: the first MWh is above a level of 0. By hand 1 MWh x 60. If broken: 0 is taken for no level."""
    assert solve(make_problem([50.0], load_mwh=[1.0], peaks=(peak(1, 60.0, 0.0),))).objective_gbp == pytest.approx(
        -60.0
    )


@pytest.mark.parametrize(
    ("cost", "free", "group"),
    [([-1.0], [0.0], [0, 0]), ([np.inf], [0.0], [0, 0]), ([1.0], [np.nan], [0, 0]), ([1.0], [0.0], [0, 1])],
)
def test_a_peak_without_sense_is_refused(cost: list[float], free: list[float], group: list[int]) -> None:
    """Proves: a cost below 0, no number, or a group without a price is an error. If broken: an unbounded plan."""
    with pytest.raises(InputError, match="wanted"):
        Peak(np.array(group), np.array(cost), np.array(free))


def test_thresholds_agree_with_what_was_done_under_a_peak() -> None:
    """Proves: charging stops where the price is charge_below, 50 = 100 - 50 of the peak, and discharge where it is above.

    If broken: charge_below 100 at a price of 50, yet half the power stands idle.
    """
    problem = evening()
    answer = solve(problem)
    why = explain(problem, answer)
    assert why.action.tolist() == [-1, 1]
    assert why.conditional
    assert why.charge_below_gbp_per_mwh[0] == pytest.approx(50.0)
    assert why.discharge_above_gbp_per_mwh[1] <= 100.0
    assert "the month's largest import" in binding_limits(problem, answer.schedule)[0]


@pytest.mark.parametrize("seed", range(12))
def test_thresholds_agree_on_random_days(seed: int) -> None:
    """Proves: it charges only at or below charge_below and discharges only at or above discharge_above.

    If broken: the price of the peak has the wrong sign, or is counted twice.
    """
    random = np.random.default_rng(seed)
    price = random.normal(60, 40, 12)
    load = random.choice([0.0, 0.5, 1.0, 1.5], 12)
    problem = make_problem(
        price.tolist(),
        load_mwh=load.tolist(),
        store=make_store(charge_efficiency=0.9, discharge_efficiency=0.9),
        peaks=(peak(12, float(random.choice([10.0, 60.0])), 1.0),),
        export_limit_mwh=0.0,
    )
    answer = solve(problem)
    why = explain(problem, answer)
    charges, discharges = why.action < 0, why.action > 0
    # Discharge serves the load: a MWh more is worth its price and what it takes off the peak.
    worth = price if answer.import_price_gbp_per_mwh is None else price + answer.import_price_gbp_per_mwh
    assert np.all(price[charges] <= why.charge_below_gbp_per_mwh[charges] + 1e-6)
    assert np.all(worth[discharges] >= why.discharge_above_gbp_per_mwh[discharges] - 1e-6)


def test_thresholds_agree_where_directions_decide() -> None:
    """Proves: where burning would pay, the price of import is that of the plan: it charges at or below charge_below.

    If broken: the relaxation's price, which burns: it would charge below -46.6 and did at -40, below -109 and did at 0.
    """
    store = make_store(
        charge_power_mw=2.5,
        discharge_power_mw=2.5,
        energy_capacity_mwh=5.0,
        charge_efficiency=0.7,
        discharge_efficiency=0.7,
        initial_mwh=5.0,
        final_mwh=None,
        self_discharge_per_hour=0.2,
        available_fraction=np.array([0.0, 1.0, 0.5, 0.5]),
        most_mwh=np.array([5.0, 5.0, 4.0, 4.0]),
        water_value=WaterValue((0.0, 2.0, 5.0), (0.0, 140.0, 230.0)),
        discharge_gbp_per_mwh=-30.0,
    )
    problem = make_problem(
        [20.0, -10.0, -40.0, 0.0],
        [31.893, -27.568, 45.806, 148.4],
        [2.0, 1.25, 0.3, 0.3],
        store=store,
        hours=1.0,
        load_gbp_per_mwh=np.array([20.0, -10.0, -40.0, 0.0]),
        import_limit_mwh=2.5,
        peaks=(Peak(np.array([0, 0, 1, 1]), np.array([60.0, 300.0]), np.array([1.25, 0.5])),),
    )
    answer = solve(problem)
    why = explain(problem, answer)
    charges = why.action < 0
    assert answer.status == "optimal"
    assert charges.tolist() == [False, True, True, True]
    assert np.all(-problem.charge_gbp_per_mwh[charges] <= why.charge_below_gbp_per_mwh[charges] + 1e-6)
