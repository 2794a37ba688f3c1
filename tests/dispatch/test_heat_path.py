"""The path through the worth of heat: its bound against brute force, and its plans against the search."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gbflex.dispatch import Problem
from gbflex.dispatch.exact.compiled import kernel
from gbflex.dispatch.joint import heat_path
from gbflex.dispatch.joint.heat_path import HeatPath, fits, power_prices
from gbflex.dispatch.joint.plan import battery_gbp, plan_jointly
from gbflex.dispatch.joint.rewards import Curve, Line, set_curve
from gbflex.dispatch.joint.solve import solve_jointly
from gbflex.dispatch.problem.engine import Engine, EngineWorth
from gbflex.errors import Infeasible
from tests.dispatch.plant_oracle import best_by_brute_force
from tests.dispatch.plant_random import random_plant_problem


@pytest.fixture(autouse=True)
def _short_problems_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heat_path, "FEWEST_STEPS", 1)


def bound_gbp(problem: Problem, prices: np.ndarray) -> float:
    assert problem.plant is not None
    path = HeatPath(problem).solved(prices)
    assert path is not None
    return path.bound_gbp + battery_gbp(problem, prices) + problem.constant_gbp


def checked(seeds: range) -> tuple[int, int]:
    """How many problems were bounded, and how many bounds were the optimum."""
    bounded = tight = 0
    for seed in seeds:
        random = np.random.default_rng(seed)
        problem = random_plant_problem(random)
        assert problem.plant is not None
        if not fits(problem, problem.plant):
            continue
        best = best_by_brute_force(problem)
        if best is None:
            continue
        duals = power_prices(problem, problem.plant)
        for prices in (duals, duals + random.normal(0, 30, len(problem)), np.zeros(len(problem))):
            found = bound_gbp(problem, prices)
            assert found >= best - 1e-6, f"seed {seed}: bound {found}, best {best}"
            tight += found <= best + 0.05
        bounded += 1
    return bounded, tight


def test_the_bound_is_never_below_the_best_plan() -> None:
    """Proves: whatever the prices of the battery's power. If broken: a plan is called proven that is not."""
    bounded, tight = checked(range(60))
    print(f"{bounded} problems bounded at three sets of prices, {tight} bounds are the optimum")
    assert bounded > 10
    assert tight > bounded / 2


@pytest.mark.slow
def test_the_bound_is_never_below_the_best_plan_on_many() -> None:
    """Proves: the same on 600. If broken: a rare mix of limits breaks the proof."""
    bounded, tight = checked(range(2000, 2600))
    print(f"{bounded} problems bounded at three sets of prices, {tight} bounds are the optimum")
    assert bounded > 100


def test_a_plan_by_path_is_within_its_gap_of_the_search() -> None:
    """Proves: both ways in agree. If broken: heat-limited days are planned worse than others."""
    compared = 0
    for seed in range(300, 340):
        problem = random_plant_problem(np.random.default_rng(seed))
        try:
            wanted = solve_jointly(problem, relative_gap=0.0).objective_gbp
        except Infeasible:
            continue
        found = plan_jointly(problem)
        assert found.objective_gbp >= wanted - 1e-4 * max(abs(wanted), 1.0) - 1e-5
        assert found.bound_gbp >= wanted - 1e-5
        compared += 1
    assert compared > 15


def test_a_store_that_loses_on_the_way_is_left_to_the_search() -> None:
    """Proves: what the path does not know it does not bound: a heat store that loses going in, or coming out.

    If broken: a bound that is too low, or the path is used for no store at all.
    """

    def fits_with(charge_efficiency: float, discharge_efficiency: float) -> bool:
        tank = dataclasses.replace(
            plant.heat_store, charge_efficiency=charge_efficiency, discharge_efficiency=discharge_efficiency
        )
        return fits(problem, dataclasses.replace(plant, heat_store=tank))

    for seed in range(100):
        problem = random_plant_problem(np.random.default_rng(seed))
        plant = problem.whole_plant
        if plant.heat_store is not None and plant.engines and fits_with(1.0, 1.0):
            assert not fits_with(0.9, 1.0)
            assert not fits_with(1.0, 0.9)
            assert not fits_with(0.9, 0.9)
            return
    pytest.fail("no problem with a heat store that fits")


def test_engines_of_few_and_of_many_points_run_together() -> None:
    """Proves: heat of 2 and of 8 points of straight engines is worth 60 GBP/MWh of power for each MWh, together too.

    If broken: a plant whose engines differ in detail has no plan.
    """
    worth = EngineWorth(*np.zeros((4, 1)))
    points = tuple(np.linspace(1.0, 5.0, 8).tolist())
    members = [
        (Engine("coarse", (1.0, 5.0), (2.0, 10.0), (1.0, 5.0)), worth),
        (Engine("fine", points, points, points), worth),
    ]
    for both in (members, members[::-1]):
        curve = set_curve(both, [Line(60.0, 0.0)], 0, 1.0, kernel(0.0, "path"))
        assert np.interp([2.0, 6.0, 10.0], *curve) == pytest.approx([120.0, 360.0, 600.0])


def test_heat_is_worth_most_at_a_corner_or_an_end_of_the_store() -> None:
    """Proves: of 50 GBP/MWh of worth a price of 30 leaves 20 on a full store of 1 MWh; one of 100 leaves it empty, 10.

    If broken: the bound of a span is below its best plan, or tells nothing.
    """
    curve = Curve(np.array([0.0, 2.0]), np.array([10.0, 110.0]))
    assert heat_path._most(curve, 30.0, 1.0) == pytest.approx(10 + 20)
    assert heat_path._most(curve, 100.0, 1.0) == pytest.approx(10)
