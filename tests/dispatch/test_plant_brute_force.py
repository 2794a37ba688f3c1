"""The joint plan of a plant against brute force on small instances."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.dispatch import Problem
from gbflex.dispatch.joint.solve import solve_jointly
from gbflex.dispatch.router import certified
from gbflex.errors import Infeasible
from tests.dispatch.plant_oracle import best_by_brute_force, runs_kept
from tests.dispatch.plant_random import random_plant_problem

FEW, MANY = range(40), range(1000, 1500)


def _planned(problem: Problem) -> float | None:
    try:
        answer = certified(problem, solve_jointly(problem, relative_gap=0.0))
    except Infeasible:
        return None
    _assert_runs_and_balances(problem, answer.schedule)
    return answer.objective_gbp


def _assert_runs_and_balances(problem: Problem, schedule: object) -> None:
    """Proves: what was planned keeps runs, heat and power, told without the model or its own check."""
    plant, flows = problem.plant, schedule.plant  # type: ignore[attr-defined]
    assert plant is not None
    for step in range(len(problem)):
        heat = flows.heat_discharge_mwh[step] - flows.heat_charge_mwh[step] - flows.dumped_mwh[step]
        heat += sum(unit.heat_mwh[step] for unit in (*flows.engines, *flows.boilers))
        assert heat == pytest.approx(plant.heat_load_mwh[step], abs=1e-6)
        power = schedule.import_mwh[step] - schedule.export_mwh[step]  # type: ignore[attr-defined]
        power += schedule.discharge_mwh[step] - schedule.charge_mwh[step] + flows.solar_mwh[step]  # type: ignore[attr-defined]
        power += sum(unit.power_mwh[step] for unit in flows.engines)
        assert power == pytest.approx(problem.load_mwh[step], abs=1e-6)
    for i, (engine, unit) in enumerate(zip(plant.engines, flows.engines, strict=True)):
        out = [share * engine.max_power_mw < engine.min_power_mw for share in plant.engine_available[i]]
        assert runs_kept(engine, unit.on.tolist(), problem.hours, problem.day_index.tolist(), out)


def compared(seeds: range) -> tuple[int, int, int]:
    """How many plants there are, how many have a plan, and how many gain by running."""
    feasible = started = 0
    for seed in seeds:
        problem = random_plant_problem(np.random.default_rng(seed))
        wanted, found = best_by_brute_force(problem), _planned(problem)
        assert (wanted is None) == (found is None), f"seed {seed}: brute force {wanted}, planned {found}"
        if wanted is not None and found is not None:
            assert found == pytest.approx(wanted, rel=1e-6, abs=1e-5), f"seed {seed}"
            feasible += 1
            started += found > problem.constant_gbp
    return len(seeds), feasible, started


def test_small_plants_agree_with_brute_force() -> None:
    """Proves: commitment, curves, stores and meter together find the optimum. If broken: a plan loses money unseen."""
    count, feasible, gaining = compared(FEW)
    print(f"{count} plants, {feasible} with a plan, {gaining} that gain")
    assert feasible > count / 4
    assert gaining > count / 10


@pytest.mark.slow
def test_five_hundred_small_plants_agree_with_brute_force() -> None:
    """Proves: the same on 500. If broken: a rare mix of limits is planned wrongly."""
    count, feasible, gaining = compared(MANY)
    print(f"{count} plants, {feasible} with a plan, {gaining} that gain")
    assert feasible > count / 4
    assert gaining > count / 10
