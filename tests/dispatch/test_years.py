"""Whole years: agreed objectives on real prices, a year of ties and negative prices, and its explanation."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.dispatch import Problem, Reserve, Store, Views, roll, solve
from gbflex.dispatch.explain import explain
from gbflex.dispatch.linear.highs import solve_with_highs
from gbflex.dispatch.problem.reserve import whole_mw
from gbflex.periods import Periods
from gbflex.store.prices import SampleMarketData

HALF_HOURS = 17520
Array = np.ndarray


def problem_on(price: Array, **changes: object) -> Problem:
    """2.5 MW / 5 MWh, 85 % as square roots, half full at both ends, a network charge by time of day, 3 GBP of wear."""
    t = np.arange(len(price))
    hour, weekday = (t % 48) / 2, (t // 48) % 7 < 5
    network = np.where(
        weekday & (hour >= 16) & (hour < 19), 48.37, np.where(weekday & (hour >= 7.5) & (hour < 21), 4.57, 0.38)
    )
    nothing = np.zeros(len(price))
    parts: dict[str, object] = {
        "hours": 0.5,
        "day_index": t // 48,
        "load_mwh": nothing,
        "charge_gbp_per_mwh": -(price + network + 3),
        "load_gbp_per_mwh": nothing,
        "export_gbp_per_mwh": price - 3,
        "stores": (Store(2.5, 2.5, 5.0, 0.85**0.5, 0.85**0.5, 2.5, 2.5),),
    }
    return Problem(**(parts | changes))  # type: ignore[arg-type]


def system_prices_2024() -> Array:
    """The first 17,520 half-hours of 2024, from the shipped sample of the first price file."""
    found = SampleMarketData().price("system_price", Periods.between("2024-01-01", "2024-12-31"))
    return found.values[:HALF_HOURS]


def made_up_prices(n: int) -> Array:
    """Whole pounds, so that ties occur, with spikes and 3 % negative prices; illustrative."""
    random = np.random.default_rng(2024)
    t = np.arange(n)
    price = 70 + 25 * np.sin(t * np.pi / 24) + 10 * np.sin(t * np.pi / 168) + random.normal(0, 22, n)
    price += np.where(random.random(n) < 0.01, random.exponential(150, n), 0.0)
    return np.round(np.where(random.random(n) < 0.03, -random.exponential(25, n), price))


def test_agreed_objectives_on_real_prices() -> None:
    """Proves: 237,904.0557 with burning, 237,896.0944 without, each with its bound. If broken: another problem is solved."""
    price = system_prices_2024()
    linear, exact = solve(problem_on(price, one_direction=False)), solve(problem_on(price))
    assert linear.objective_gbp == pytest.approx(237_904.055735, abs=1e-5)
    assert exact.objective_gbp == pytest.approx(237_896.094445, abs=1e-5)
    for answer in (linear, exact):
        assert answer.gap <= 1e-12
        assert answer.worst_violation_mwh <= 1e-9
    assert linear.simultaneous_steps == 8
    assert exact.simultaneous_steps == 0


def test_a_year_of_ties_agrees_with_highs() -> None:
    """Proves: the linear year to 1e-9. If broken: ties or negative prices are lost somewhere in a year."""
    problem = problem_on(made_up_prices(HALF_HOURS), one_direction=False)
    assert solve(problem).objective_gbp == pytest.approx(solve_with_highs(problem).objective_gbp, rel=1e-9)


def test_a_quarter_of_ties_without_burning_agrees_with_highs() -> None:
    """Proves: the exact quarter to 1e-9. If broken: the general form errs where burning pays."""
    problem = problem_on(made_up_prices(4380))
    assert problem.burning_pays().sum() > 15
    assert solve(problem).objective_gbp == pytest.approx(solve_with_highs(problem).objective_gbp, rel=1e-9)


@pytest.mark.slow
def test_a_year_of_ties_without_burning_agrees_with_highs() -> None:
    """Proves: as above, over a year. If broken: as above."""
    problem = problem_on(made_up_prices(HALF_HOURS))
    assert solve(problem).objective_gbp == pytest.approx(solve_with_highs(problem).objective_gbp, rel=1e-9)


def test_rolling_windows_of_the_real_year() -> None:
    """Proves: 365 windows keep every limit and earn no more than the optimum. If broken: a window's state is lost."""
    problem = problem_on(system_prices_2024())
    schedule = roll(
        [problem], Views.even(HALF_HOURS, commit_steps=48, look_ahead_steps=60), window_ends=[2.5]
    ).schedule
    earned, best = schedule.worth_gbp(problem), solve(problem).objective_gbp
    assert 0.99 * best < earned < best


def test_two_weeks_of_whole_mw_response_agree_with_highs() -> None:
    """Proves: the menu's optimum lies between the MILP's objective and bound. If broken: a level's headroom differs."""
    n = 672
    paid = np.random.default_rng(7).lognormal(np.log(4), 0.3, n // 8).clip(2, 7)
    problem = problem_on(system_prices_2024()[:n], reserves=(Reserve(np.arange(n) // 8, paid, whole_mw(2.5)),))
    found, oracle = solve(problem), solve_with_highs(problem)
    assert oracle.objective_gbp - 1e-6 <= found.objective_gbp <= oracle.bound_gbp + 1e-6
    assert found.gap <= 1e-12


def test_every_half_hour_of_the_year_does_what_its_explanation_says() -> None:
    """Proves: below the first threshold it charges, above the second it discharges, between it waits, all year. If broken: the words of `explain` contradict the schedule."""
    problem = problem_on(system_prices_2024())
    answer = solve(problem)
    why = explain(problem, answer)
    cost, worth = -problem.charge_gbp_per_mwh, problem.export_gbp_per_mwh
    charges, discharges, waits = (why.action == action for action in (-1, 1, 0))
    assert min(charges.sum(), discharges.sum(), waits.sum()) > 4000
    assert np.all(cost[charges] < why.charge_below_gbp_per_mwh[charges] + 1e-6)
    assert np.all(worth[discharges] > why.discharge_above_gbp_per_mwh[discharges] - 1e-6)
    assert not np.any(cost[waits] < why.charge_below_gbp_per_mwh[waits] - 1e-6)
    assert not np.any(worth[waits] > why.discharge_above_gbp_per_mwh[waits] + 1e-6)
    named = why.set_by_step >= 0
    assert named.mean() > 0.95
    value, at = why.stored_energy_value_gbp_per_mwh[named], why.set_by_step[named]
    prices = np.stack((cost[at] / 0.85**0.5, worth[at] * 0.85**0.5))
    assert np.all(np.abs(prices - value).min(axis=0) < 1e-6)
