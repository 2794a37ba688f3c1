"""Solar that may not be turned down: by hand, against brute force, and where it has nowhere to go."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gbflex.dispatch import Problem, Store, solve
from gbflex.dispatch.joint.plan import plan_jointly
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.router import certified
from gbflex.errors import Infeasible
from tests.dispatch.plant_oracle import best_by_brute_force
from tests.dispatch.plant_random import random_days_problem, random_plant_problem
from tests.dispatch.plant_whole import best_as_one_program

NOTHING = np.zeros(3)
BATTERY = Store(
    charge_power_mw=1.0,
    discharge_power_mw=1.0,
    energy_capacity_mwh=1.0,
    charge_efficiency=1.0,
    discharge_efficiency=1.0,
    initial_mwh=0.0,
    final_mwh=0.0,
)


def sunny(curtailable: bool, *stores: Store, export_limit_mwh: float = np.inf) -> Problem:
    """Three hours of 1 MWh of load at 100 GBP/MWh; 3 MWh of sun in the second, when export costs 50 GBP/MWh."""
    plant = dataclasses.replace(
        Plant.nothing(3), solar_mwh=np.array([0.0, 3.0, 0.0]), solar_is_curtailable=curtailable
    )
    return Problem(
        hours=1.0,
        day_index=np.zeros(3, dtype=np.int64),
        load_mwh=np.ones(3),
        charge_gbp_per_mwh=np.full(3, -100.0),
        load_gbp_per_mwh=np.full(3, 100.0),
        export_gbp_per_mwh=np.array([20.0, -50.0, 20.0]),
        export_limit_mwh=export_limit_mwh,
        stores=stores,
        plant=plant,
    )


@pytest.mark.parametrize(
    ("curtailable", "stores", "worth_gbp"),
    [
        (True, (), 100.0),  # 1 MWh serves the load, 2 are turned down
        (False, (), 100.0 - 2 * 50.0),  # the 2 leave at a price of -50
        (True, (BATTERY,), 200.0),  # 1 MWh more is kept for the third hour
        (False, (BATTERY,), 200.0 - 50.0),  # the last of the 3 leaves
    ],
)
def test_by_hand(curtailable: bool, stores: tuple[Store, ...], worth_gbp: float) -> None:
    """Proves: what must run is used, stored or exported at a loss. If broken: the sun is thrown away for nothing."""
    answer = solve(sunny(curtailable, *stores))
    assert answer.objective_gbp == pytest.approx(worth_gbp, abs=1e-6)
    assert answer.bound_gbp == pytest.approx(worth_gbp, abs=1e-4)
    assert answer.schedule.plant is not None
    kept = 1.0 + len(stores) if curtailable else 3.0
    assert answer.schedule.plant.solar_mwh.sum() == pytest.approx(kept, abs=1e-9)


def test_a_battery_takes_what_the_connection_cannot() -> None:
    """Proves: of 3 MWh load 1, battery 1 and a limit of 1 take all. If broken: no plan, or a limit is passed."""
    answer = solve(sunny(False, BATTERY, export_limit_mwh=1.0))
    assert answer.objective_gbp == pytest.approx(150.0, abs=1e-6)


def test_nowhere_to_go_is_said_with_its_energy() -> None:
    """Proves: 0.25 MWh has no taker behind 0.75, said with its step and what to do. If broken: it is turned down."""
    assert solve(sunny(True, BATTERY, export_limit_mwh=0.75)).objective_gbp == pytest.approx(200.0, abs=1e-6)
    with pytest.raises(
        Infeasible,
        match=r"may not be turned down has nowhere to go in 1 steps, in the first by 0\.250000 MWh.*curtailable: true",
    ) as refused:
        solve(sunny(False, BATTERY, export_limit_mwh=0.75))
    assert (refused.value.step, refused.value.steps) == (1, (1,))


def must_run(problem: Problem, seed: int) -> Problem:
    """The same with sun that may not be turned down, and export that costs in about half of the steps."""
    random = np.random.default_rng(seed)
    assert problem.plant is not None
    n = len(problem)
    plant = dataclasses.replace(
        problem.plant, solar_mwh=random.choice([0.0, 0.4, 1.0, 2.0], n), solar_is_curtailable=False
    )
    export = np.where(random.random(n) < 0.5, random.normal(-40.0, 20.0, n), problem.export_gbp_per_mwh)
    return dataclasses.replace(problem, plant=plant, export_gbp_per_mwh=export)


def without_engines(problem: Problem) -> Problem:
    assert problem.plant is not None
    plant = dataclasses.replace(
        problem.plant,
        engines=(),
        engine_worths=(),
        engine_available=(),
        heat_load_mwh=np.zeros(len(problem)),
        heat_store=None,
    )
    return dataclasses.replace(problem, plant=plant)


def found_gbp(problem: Problem) -> float | None:
    try:
        answer = certified(problem, plan_jointly(problem, relative_gap=1e-7))
    except Infeasible:
        return None
    flows = answer.schedule.plant
    assert flows is not None
    assert flows.solar_mwh == pytest.approx(problem.whole_plant.solar_mwh, abs=1e-9)
    return answer.objective_gbp


@pytest.mark.parametrize("engines", [True, False])
def test_random_sites_agree_with_brute_force(engines: bool) -> None:
    """Proves: with batteries, engines, limits and costly export the plan is the best. If broken: sun is lost or money."""
    feasible = 0
    for seed in range(5000, 5040):
        problem = must_run(random_plant_problem(np.random.default_rng(seed)), seed)
        problem = problem if engines else without_engines(problem)
        wanted, found = best_by_brute_force(problem), found_gbp(problem)
        assert (wanted is None) == (found is None), f"seed {seed}: brute force {wanted}, planned {found}"
        if wanted is not None and found is not None:
            assert found == pytest.approx(wanted, rel=1e-6, abs=1e-4), f"seed {seed}"
            feasible += 1
    assert feasible > 8


def test_days_with_engines_keep_their_bounds() -> None:
    """Proves: the bound of the path through heat stands above the best plan. If broken: a plan is called perfect."""
    feasible = 0
    for seed in range(6000, 6012):
        problem = must_run(random_days_problem(np.random.default_rng(seed)), seed)
        wanted = best_as_one_program(problem)
        try:
            answer = certified(problem, plan_jointly(problem))
        except Infeasible:
            assert wanted is None, f"seed {seed}"
            continue
        assert wanted is not None, f"seed {seed}"
        assert answer.objective_gbp <= wanted + 1e-3, f"seed {seed}"
        assert answer.bound_gbp >= wanted - 1e-3, f"seed {seed}"
        feasible += 1
    assert feasible > 2
