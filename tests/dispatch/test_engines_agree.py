"""The exact algorithm and the MILP are two formulations of one problem: they must find the same pounds."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.dispatch import Problem, Store
from gbflex.dispatch.check import violations
from gbflex.dispatch.exact import solve_exactly
from gbflex.dispatch.highs import solve_with_highs
from gbflex.dispatch.reach import refuse_unreachable
from gbflex.errors import Infeasible


def random_problem(random: np.random.Generator) -> Problem:
    """Up to a day and a quarter, with ties, negative prices, tight limits and ends that may be out of reach."""
    n = int(random.integers(1, 60))
    price = random.normal(60, 60, n) if random.random() < 0.5 else random.integers(-4, 12, n) * 10.0
    capacity = random.choice([0.5, 1.0, 2.0, 5.0])
    initial = random.choice([0.0, capacity / 2, capacity])
    load_worth = price if random.random() < 0.5 else random.normal(60, 60, n)
    return Problem(
        hours=0.5,
        day_index=np.zeros(n, dtype=np.int64),
        load_mwh=random.choice([0.0, 0.3, 1.25, 2.0], n),
        charge_gbp_per_mwh=-price,
        load_gbp_per_mwh=load_worth,
        export_gbp_per_mwh=random.normal(50, 60, n) if random.random() < 0.6 else np.zeros(n),
        import_limit_mwh=random.choice([np.inf, 1.5, 3.0]),
        export_limit_mwh=random.choice([np.inf, 0.0, 0.5]),
        store=Store(
            charge_power_mw=random.choice([0.0, 1.0, 2.5, 10.0]),
            discharge_power_mw=random.choice([0.0, 1.0, 2.5, 10.0]),
            energy_capacity_mwh=capacity,
            charge_efficiency=random.choice([1.0, 0.9, 0.7]),
            discharge_efficiency=random.choice([1.0, 0.9, 0.7]),
            initial_mwh=initial,
            final_mwh=random.choice([None, initial, 0.0, capacity]),
        ),
    )


def compare(count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    infeasible = 0
    for _ in range(count):
        problem = random_problem(random)
        try:
            refuse_unreachable(problem)
        except Infeasible:
            infeasible += 1
            with pytest.raises(Infeasible):
                solve_with_highs(problem)
            continue
        exact, milp = solve_exactly(problem), solve_with_highs(problem)
        assert exact.objective_gbp == pytest.approx(milp.objective_gbp, rel=1e-7, abs=1e-6)
        assert exact.gap <= 1e-10
        assert violations(problem, exact.schedule) == []
    assert 0 < infeasible < count / 2


def test_exact_equals_milp() -> None:
    """Proves: 100 random problems, objective to 1e-7, infeasible ones alike. If broken: pounds apart."""
    compare(100, seed=20240401)


@pytest.mark.slow
def test_exact_equals_milp_at_length() -> None:
    """Proves: as above, 2,000 times. If broken: as above."""
    compare(2000, seed=20250228)


def test_a_flat_price_and_a_dear_load_are_answered_at_once() -> None:
    """Proves: burning would pay in every half-hour, and a week still solves. If broken: the MILP searches for hours.

    By hand: energy can only be alternated. 168 h at full power split so that what goes in comes out:
    charging time x 1.25 x 0.85 = discharging time x 1.25, so 336 / 1.85 x 0.85 half-hours discharge.
    """
    n = 336
    problem = Problem(
        hours=0.5,
        day_index=np.zeros(n, dtype=np.int64),
        load_mwh=np.full(n, 1.25),
        charge_gbp_per_mwh=np.full(n, -70.0),
        load_gbp_per_mwh=np.full(n, 150.0),
        export_gbp_per_mwh=np.zeros(n),
        export_limit_mwh=0.0,
        store=Store(
            charge_power_mw=2.5,
            discharge_power_mw=2.5,
            energy_capacity_mwh=5.0,
            charge_efficiency=0.85**0.5,
            discharge_efficiency=0.85**0.5,
            initial_mwh=0.0,
            final_mwh=0.0,
        ),
    )
    answer = solve_exactly(problem)
    discharged = answer.schedule.discharge_mwh.sum()
    assert discharged <= 336 / 1.85 * 0.85 * 1.25
    assert discharged == pytest.approx(336 / 1.85 * 0.85 * 1.25, rel=0.01)
    assert answer.objective_gbp == pytest.approx(discharged * (150 - 70 / 0.85))
