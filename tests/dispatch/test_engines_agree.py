"""The exact algorithm and HiGHS are two formulations of one problem: they must find the same pounds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gbflex.dispatch import Answer, Problem, Store, solve
from gbflex.dispatch.exact import compiled, loading, storage
from gbflex.dispatch.exact.storage import solve_exactly
from gbflex.dispatch.linear.highs import solve_with_highs
from gbflex.dispatch.router import certified, is_exact
from gbflex.dispatch.windows import window_of
from gbflex.errors import Infeasible
from tests.dispatch.random_problems import Random, random_problem, replaced, with_reserve

FEW, MANY = 120, 2000


def relaxed(_: Random, problem: Problem) -> Problem:
    return replaced(problem, one_direction=False)


def as_it_is(_: Random, problem: Problem) -> Problem:
    return problem


KINDS: dict[str, tuple[Callable[[Random, Problem], Problem], float]] = {
    "one direction": (as_it_is, 1e-7),
    "linear": (relaxed, 1e-9),
    "reserve": (with_reserve, 1e-7),
}


def answered(engine: Callable[[Problem], Answer], problem: Problem) -> Answer | None:
    try:
        return certified(problem, engine(problem))
    except Infeasible:
        return None


def compare(kind: str, count: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    change, relative = KINDS[kind]
    solved = infeasible = 0
    while solved + infeasible < count:
        problem = change(random, random_problem(random))
        if not is_exact(problem):
            continue
        found, oracle = answered(solve_exactly, problem), answered(solve_with_highs, problem)
        assert (found is None) == (oracle is None)
        if found is None or oracle is None:
            infeasible += 1
            continue
        solved += 1
        assert found.objective_gbp == pytest.approx(oracle.objective_gbp, rel=relative, abs=1e-6)
        assert found.bound_gbp == pytest.approx(found.objective_gbp, rel=1e-10, abs=1e-9)
        assert found.worst_violation_mwh <= 1e-9
        assert found.simultaneous_steps == 0 or kind == "linear"
    assert solved > count / 4
    assert infeasible > 0


@pytest.mark.parametrize("kind", KINDS)
def test_exact_equals_highs(kind: str) -> None:
    """Proves: 120 random problems, the same pounds, infeasible ones alike. If broken: pounds apart."""
    compare(kind, FEW, seed=20240401)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_exact_equals_highs_at_length(kind: str) -> None:
    """Proves: as above, 2,000 times. If broken: as above."""
    compare(kind, MANY, seed=20250228)


@pytest.mark.parametrize("kind", KINDS)
def test_compiled_and_plain_give_the_same_bits(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Proves: an answer does not depend on what is loaded. If broken: ties fall differently in a batch."""
    random = np.random.default_rng(7)
    fast = loading.load()
    assert fast is not None
    for _ in range(60):
        problem = KINDS[kind][0](random, random_problem(random))
        if not is_exact(problem):
            continue
        answers = []
        for plain_or_fast in (compiled._CHOOSER._plain, dict.fromkeys(loading.ENTRIES, fast)):
            monkeypatch.setattr(storage, "kernel", lambda _, work, used=plain_or_fast: used[work])
            answers.append(answered(solve_exactly, problem))
        first, second = answers
        assert (first is None) == (second is None)
        if first is not None and second is not None:
            assert first.bound_gbp == second.bound_gbp
            assert np.array_equal(first.schedule.charge_mwh, second.schedule.charge_mwh)
            assert np.array_equal(first.schedule.discharge_mwh, second.schedule.discharge_mwh)


def test_small_work_space_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a long storage's many pieces fit. If broken: an index error, or a curve cut short."""
    random = np.random.default_rng(3)
    n = 400
    price = random.normal(60, 60, n)
    store = Store(1.0, 1.0, 100.0, 0.9, 0.9, 50.0, 50.0)
    problem = Problem(
        0.5, np.zeros(n, dtype=np.int64), np.zeros(n), -price, np.zeros(n), price - 1, stores=(store,)
    )
    monkeypatch.setattr(storage, "kernel", lambda _, work: compiled._CHOOSER._plain[work])
    expected = solve_exactly(problem)
    small = storage.Workspace

    def tiny(n: int, **sizes: int) -> object:
        return small(n, **(sizes | {"segments": 8, "pieces": 8}))

    monkeypatch.setattr(storage, "Workspace", tiny)
    assert solve_exactly(problem).objective_gbp == expected.objective_gbp
    assert expected.objective_gbp == pytest.approx(solve_with_highs(problem).objective_gbp, rel=1e-9)


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
        stores=(
            Store(
                charge_power_mw=2.5,
                discharge_power_mw=2.5,
                energy_capacity_mwh=5.0,
                charge_efficiency=0.85**0.5,
                discharge_efficiency=0.85**0.5,
                initial_mwh=0.0,
                final_mwh=0.0,
            ),
        ),
    )
    answer = solve_exactly(problem)
    discharged = answer.schedule.discharge_mwh.sum()
    assert discharged <= 336 / 1.85 * 0.85 * 1.25
    assert discharged == pytest.approx(336 / 1.85 * 0.85 * 1.25, rel=0.01)
    assert answer.objective_gbp == pytest.approx(discharged * (150 - 70 / 0.85))


def test_the_named_half_hour_is_the_first_that_cannot_be() -> None:
    """Proves: all steps before it have a schedule, and with it none has. If broken: the reader is sent to the wrong half-hour."""
    random = np.random.default_rng(99)
    named = 0
    while named < 60:
        problem = random_problem(random)
        assert problem.store is not None
        try:
            solve(problem)
        except Infeasible as error:
            step = error.step
        else:
            continue
        assert step is not None
        if step > 0:
            solve(window_of(problem, 0, step, initial_mwh=[problem.store.initial_mwh], ends=[None]))
        if step < len(problem) - 1:
            with pytest.raises(Infeasible):
                solve(window_of(problem, 0, step + 1, initial_mwh=[problem.store.initial_mwh], ends=[None]))
            named += 1
