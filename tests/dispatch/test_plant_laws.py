"""Laws of planning together: never worse than apart, and never better than a wider choice."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbflex.dispatch import Problem
from gbflex.dispatch.joint.sequential import best_sequential, groups_of, only
from gbflex.dispatch.joint.solve import relaxed_bound_gbp, solve_jointly
from gbflex.errors import Infeasible
from tests.dispatch.plant_random import random_plant_problem

SEEDS = st.integers(0, 2**31)
CLOSE_GBP = 1e-5


def worth(problem: Problem) -> float | None:
    try:
        return solve_jointly(problem, relative_gap=0.0).objective_gbp
    except Infeasible:
        return None


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_together_is_never_worse_than_one_after_another(seed: int) -> None:
    """Proves: joint >= the best sequential plan. If broken: the joint plan is not the best."""
    problem = random_plant_problem(np.random.default_rng(seed))
    together, apart = worth(problem), best_sequential(problem, relative_gap=0.0)
    if apart is not None:
        assert together is not None
        assert together >= apart.answer.objective_gbp - CLOSE_GBP


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_together_is_never_worse_than_an_asset_left_idle(seed: int) -> None:
    """Proves: joint >= each asset alone, where what is left out may stand idle. If broken: more choice costs money."""
    problem = random_plant_problem(np.random.default_rng(seed))
    together = worth(problem)
    for group in groups_of(problem):
        alone = worth(only(problem, [group]))
        if alone is not None and _may_stand_idle(problem):
            assert together is not None
            assert together >= alone - CLOSE_GBP


def _may_stand_idle(problem: Problem) -> bool:
    """An engine that runs at the start, and a store with a loss and a fixed end, must do something."""
    plant = problem.plant
    assert plant is not None
    stores = [store for store in (*problem.stores, plant.heat_store) if store is not None]
    lossless = all(store.self_discharge_per_hour == 0 or store.final_mwh is None for store in stores)
    return lossless and not any(engine.start.on for engine in plant.engines)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_no_plan_is_worth_more_than_the_relaxation(seed: int) -> None:
    """Proves: the bound of a rolled plan is one. If broken: a gap is reported that is none."""
    problem = random_plant_problem(np.random.default_rng(seed))
    found = worth(problem)
    if found is not None:
        assert relaxed_bound_gbp(problem) >= found - CLOSE_GBP


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_a_constant_and_a_dump_do_what_they_should(seed: int) -> None:
    """Proves: money moves one to one, and a way to throw heat away never costs. If broken: a plan depends on both."""
    problem = random_plant_problem(np.random.default_rng(seed))
    found = worth(problem)
    if found is None:
        return
    assert worth(dataclasses.replace(problem, constant_gbp=problem.constant_gbp + 7)) == pytest.approx(found + 7)
    assert problem.plant is not None
    wider = dataclasses.replace(problem, plant=dataclasses.replace(problem.plant, heat_dump_mw=np.inf))
    more = worth(wider)
    assert more is not None
    assert more >= found - CLOSE_GBP
