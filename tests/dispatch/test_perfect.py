"""Mode perfect of a plant: never far from the best plan of the whole span, and its bound never below it."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.dispatch import Problem, perfect
from gbflex.dispatch.joint import heat_path
from gbflex.dispatch.joint.parts import PricedParts
from gbflex.dispatch.joint.solve import relaxed_bound_gbp
from gbflex.dispatch.joint.span_bound import span_bound_gbp
from gbflex.dispatch.perfect import is_perfect, plan_perfectly
from gbflex.dispatch.problem.answer import OPTIMAL_GAP
from gbflex.errors import Infeasible
from tests.dispatch.plant_oracle import best_by_brute_force
from tests.dispatch.plant_random import random_days_problem, random_plant_problem
from tests.dispatch.plant_whole import best_as_one_program

PLANTS = range(120)
AT_ONCE, GROWING, MANY = range(12), range(12, 24), range(200)
"""Plants of four to six days against one program for all of them."""


def day_starts(problem: Problem) -> np.ndarray:
    return np.flatnonzero(np.diff(problem.day_index, prepend=-1))


def bound_gbp(problem: Problem, cuts: list[int]) -> float:
    return span_bound_gbp(problem, cuts, enough_gbp=-np.inf, seconds=np.inf)


def test_the_program_for_all_days_is_the_brute_force() -> None:
    """Proves: two ways to write down what a plant may do agree. If broken: one of the two is no reference."""
    compared = 0
    for seed in range(40):
        problem = random_plant_problem(np.random.default_rng(seed))
        one, other = best_by_brute_force(problem), best_as_one_program(problem)
        assert (one is None) == (other is None), f"seed {seed}"
        if one is not None and other is not None:
            assert other == pytest.approx(one, abs=1e-4), f"seed {seed}"
            compared += 1
    assert compared > 15


@pytest.mark.parametrize("by_path", [True, False])
def test_no_plan_is_worth_more_than_its_parts_with_priced_ends(
    by_path: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: cut at every day, the bound is at or above the best plan and no higher than the relaxation."""
    monkeypatch.setattr(heat_path, "FEWEST_STEPS", 1 if by_path else 10**9)
    bounded = tighter = 0
    for seed in PLANTS:
        problem = random_plant_problem(np.random.default_rng(seed))
        best = best_by_brute_force(problem)
        cuts = day_starts(problem).tolist()
        if best is None or len(cuts) == 1:
            continue
        found, relaxed = bound_gbp(problem, cuts), relaxed_bound_gbp(problem)
        assert found >= best - 1e-6, f"seed {seed}: bound {found}, best {best}"
        assert found <= relaxed + 1e-6, f"seed {seed}"
        bounded += 1
        tighter += found < relaxed - 1e-3
    print(f"{bounded} problems, in {tighter} the bound is below the relaxation")
    assert bounded > 15
    assert tighter > bounded / 4


def test_parts_add_up_to_the_relaxation() -> None:
    """Proves: with the relaxation's own prices nothing is lost at a cut. If broken: a price has the wrong sign."""
    added = 0
    for seed in PLANTS:
        problem = random_plant_problem(np.random.default_rng(seed))
        cuts = day_starts(problem).tolist()
        try:
            priced = PricedParts(problem, cuts)
        except Infeasible:
            continue
        total = sum(part.relaxed_gbp for part in priced.parts()) + priced.beside_gbp
        assert total == pytest.approx(priced.relaxed_gbp, abs=1e-5)
        added += len(cuts) > 1
    assert added > 15


def perfect_against_the_whole(seeds: range) -> None:
    proven = named = 0
    for seed in seeds:
        problem = random_days_problem(np.random.default_rng(seed))
        best = best_as_one_program(problem)
        try:
            answer = plan_perfectly(problem, day_starts(problem))
        except Infeasible:
            assert best is None, f"seed {seed}: there is a plan of {best}"
            continue
        assert best is not None, f"seed {seed}"
        scale = max(abs(best), 1.0)
        assert answer.objective_gbp <= best + 1e-5 * scale, f"seed {seed}: better than the best"
        assert answer.bound_gbp >= best - 1e-6 * scale, f"seed {seed}: bound {answer.bound_gbp}, best {best}"
        assert (answer.status == "optimal") is (answer.gap <= OPTIMAL_GAP), f"seed {seed}: it knew what came true"
        if is_perfect(answer):
            assert answer.objective_gbp >= best - perfect.PERFECT_GAP * scale, f"seed {seed}"
            proven += 1
        named += not is_perfect(answer)
    print(f"{proven} plans are proven, {named} are called by their view")
    assert proven > named


def test_perfect_is_within_a_thousandth_of_the_best_plan_of_the_span() -> None:
    """Proves: four to six days with long runs, dear starts and slow stores. If broken: days are planned blindly."""
    perfect_against_the_whole(AT_ONCE)


def test_so_it_is_where_windows_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the same where nothing is planned at once but the last window."""
    monkeypatch.setattr(perfect, "AT_ONCE_STEPS", 0)
    perfect_against_the_whole(GROWING)


@pytest.mark.slow
@pytest.mark.parametrize("at_once", [True, False])
def test_the_same_of_200(at_once: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: the same of many more."""
    if not at_once:
        monkeypatch.setattr(perfect, "AT_ONCE_STEPS", 0)
    perfect_against_the_whole(MANY)


def test_a_view_that_is_too_short_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: without time to grow, and a poor bound, the answer says days in view and is not called perfect."""
    monkeypatch.setattr(perfect, "AT_ONCE_STEPS", 0)
    monkeypatch.setattr(perfect, "GROWING_SECONDS", 0.0)
    monkeypatch.setattr(perfect, "coupled_days", lambda _: 1)
    monkeypatch.setattr(perfect, "FEWEST_DAYS", 2)
    views = set()
    for seed in range(40):
        problem = random_days_problem(np.random.default_rng(seed))
        try:
            answer = plan_perfectly(problem, day_starts(problem))
        except Infeasible:
            continue
        if not is_perfect(answer):
            views.add(answer.view_days)
            assert answer.bound_gbp > answer.objective_gbp
    assert 2 in views
