"""Laws of the optimum, and agreement with an exact brute force that shares no code."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbflex.dispatch import Problem, Reserve, solve
from gbflex.dispatch.check import violations
from gbflex.errors import Infeasible
from tests.factories import make_store
from tests.oracles.path_oracle import best_worth_gbp

# Half pounds and quarter MWh give ties, the case where formulations differ.
prices = st.integers(-200, 400).map(lambda number: number / 2)
energies = st.integers(0, 8).map(lambda number: number / 4)


@st.composite
def problems(draw: st.DrawFn, most_steps: int = 4) -> Problem:
    n = draw(st.integers(1, most_steps))
    efficiency = draw(st.sampled_from([1.0, 0.95, 0.9, 0.85**0.5, 0.7]))
    capacity = draw(st.sampled_from([0.5, 1.0, 2.0, 3.0]))
    initial = draw(st.sampled_from([0.0, capacity / 2, capacity]))
    final = draw(st.sampled_from([None, initial, 0.0, capacity]))

    def array(values: st.SearchStrategy[float]) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=n, max_size=n)), dtype=float)

    buy = array(prices)
    load_worth = buy if draw(st.booleans()) else array(prices)
    return Problem(
        hours=0.5,
        day_index=np.zeros(n, dtype=np.int64),
        load_mwh=array(energies),
        charge_gbp_per_mwh=-buy,
        load_gbp_per_mwh=load_worth,
        export_gbp_per_mwh=array(prices),
        import_limit_mwh=draw(st.sampled_from([np.inf, 2.0, 1.0])),
        export_limit_mwh=draw(st.sampled_from([np.inf, 0.5, 0.0])),
        stores=(
            make_store(
                charge_power_mw=draw(st.sampled_from([0.0, 1.0, 2.0, 4.0])),
                discharge_power_mw=draw(st.sampled_from([0.0, 1.0, 2.0, 4.0])),
                energy_capacity_mwh=capacity,
                charge_efficiency=efficiency,
                discharge_efficiency=efficiency,
                initial_mwh=initial,
                final_mwh=final,
            ),
        ),
        constant_gbp=draw(prices),
    )


def worth(problem: Problem) -> float | None:
    try:
        return solve(problem).objective_gbp
    except Infeasible:
        return None


def agrees_with_brute_force(problem: Problem) -> None:
    expected, found = best_worth_gbp(problem), worth(problem)
    assert (found is None) == (expected is None)
    if expected is not None:
        assert found == pytest.approx(expected, abs=5e-5)


@given(problems())
@settings(max_examples=150, deadline=None)
def test_optimum_equals_brute_force(problem: Problem) -> None:
    """Proves: optimum and infeasibility are exact. If broken: burning, export before load, or a lost limit pays."""
    agrees_with_brute_force(problem)


@pytest.mark.slow
@given(problems(most_steps=5))
@settings(max_examples=2000, deadline=None)
def test_optimum_equals_brute_force_at_length(problem: Problem) -> None:
    """Proves: as above, 2,000 times. If broken: as above."""
    agrees_with_brute_force(problem)


@given(problems(), st.sampled_from(["charge_power_mw", "discharge_power_mw", "energy_capacity_mwh"]))
@settings(max_examples=60, deadline=None)
def test_more_never_earns_less(problem: Problem, part: str) -> None:
    """Proves: a larger store can do all a smaller one does. If broken: a limit has the wrong sign."""
    before = worth(problem)
    larger = dataclasses.replace(problem.store, **{part: getattr(problem.store, part) + 1.0})
    after = worth(problem.with_store(larger))
    if before is not None:
        assert after is not None
        assert after >= before - 5e-5


@given(problems())
@settings(max_examples=60, deadline=None)
def test_every_answer_keeps_every_limit_and_beats_idling(problem: Problem) -> None:
    """Proves: schedules are possible and idling is allowed. If broken: a loss where nothing need be done."""
    try:
        answer = solve(problem)
    except Infeasible:
        return
    assert violations(problem, answer.schedule) == []
    assert answer.gap <= 1e-6
    cyclic = problem.store.final_mwh in (None, problem.store.initial_mwh)
    if cyclic and np.all(problem.load_mwh <= problem.import_limit_mwh):
        assert answer.objective_gbp >= problem.constant_gbp - 5e-5


@given(st.floats(1, 500), st.floats(0.6, 0.99))
@settings(max_examples=30, deadline=None)
def test_a_flat_positive_price_and_losses_give_nothing(price: float, efficiency: float) -> None:
    """Proves: no profit from nothing. If broken: losses are missing on one leg."""
    flat = np.full(6, price)
    problem = Problem(
        hours=0.5,
        day_index=np.zeros(6, dtype=np.int64),
        load_mwh=np.full(6, 0.5),
        charge_gbp_per_mwh=-flat,
        load_gbp_per_mwh=flat,
        export_gbp_per_mwh=flat,
        stores=(make_store(charge_efficiency=efficiency, discharge_efficiency=efficiency),),
    )
    assert solve(problem).objective_gbp == pytest.approx(0.0, abs=1e-9)


def _cyclic(problem: Problem) -> Problem:
    """The same with the end state at the start state."""
    return problem.with_store(dataclasses.replace(problem.store, final_mwh=problem.store.initial_mwh))


@given(problems(), st.floats(0.5, 50))
@settings(max_examples=80, deadline=None)
def test_wear_never_raises_cycles(problem: Problem, wear: float) -> None:
    """Proves: a price on throughput lowers it. If broken: wear enters with the wrong sign, or on charging."""
    worn = dataclasses.replace(
        problem,
        load_gbp_per_mwh=problem.load_gbp_per_mwh - wear,
        export_gbp_per_mwh=problem.export_gbp_per_mwh - wear,
    )
    try:
        before, after = solve(problem), solve(worn)
    except Infeasible:
        return
    assert after.schedule.equivalent_full_cycles(worn) <= before.schedule.equivalent_full_cycles(problem) + 1e-6


@given(problems(), st.sampled_from(["charge_efficiency", "discharge_efficiency"]))
@settings(max_examples=100, deadline=None)
def test_more_efficiency_never_earns_less_at_prices_of_zero_or_more(problem: Problem, part: str) -> None:
    """Proves: losses are paid for. If broken: an efficiency multiplies where it should divide.

    It needs all-in prices of 0 or more and an end at the start: see the counterexample below.
    """
    problem = _cyclic(
        dataclasses.replace(
            problem,
            charge_gbp_per_mwh=-np.abs(problem.charge_gbp_per_mwh),
            load_gbp_per_mwh=np.abs(problem.load_gbp_per_mwh),
            export_gbp_per_mwh=np.abs(problem.export_gbp_per_mwh),
        )
    )
    better = problem.with_store(dataclasses.replace(problem.store, **{part: 1.0}))
    before, after = worth(problem), worth(better)
    if before is not None:
        assert after is not None
        assert after >= before - 5e-5


def test_less_efficiency_can_earn_more_at_negative_prices() -> None:
    """Proves: two half-hours at -100 into 1 MWh and out again at 0: with losses more is drawn, and paid for drawing.

    If broken: the law above is claimed for all prices.
    """
    price = np.array([-100.0, 0.0])
    problem = Problem(
        hours=0.5,
        day_index=np.zeros(2, dtype=np.int64),
        load_mwh=np.zeros(2),
        charge_gbp_per_mwh=-price,
        load_gbp_per_mwh=price,
        export_gbp_per_mwh=price,
        stores=(make_store(energy_capacity_mwh=1.0, charge_power_mw=4.0),),
    )
    lossy = problem.with_store(dataclasses.replace(problem.store, charge_efficiency=0.5))
    assert worth(problem) == pytest.approx(100.0)
    assert worth(lossy) == pytest.approx(200.0)


@given(problems(), st.sampled_from([0.5, 2.0, 10.0]))
@settings(max_examples=60, deadline=None)
def test_prices_times_k_give_profit_times_k(problem: Problem, factor: float) -> None:
    """Proves: the optimum is homogeneous in prices. If broken: a tolerance in pounds decides a trade."""
    scaled = dataclasses.replace(
        problem,
        charge_gbp_per_mwh=factor * problem.charge_gbp_per_mwh,
        load_gbp_per_mwh=factor * problem.load_gbp_per_mwh,
        export_gbp_per_mwh=factor * problem.export_gbp_per_mwh,
        constant_gbp=factor * problem.constant_gbp,
    )
    before, after = worth(problem), worth(scaled)
    assert (before is None) == (after is None)
    if before is not None:
        assert after == pytest.approx(factor * before, abs=1e-6, rel=1e-9)


@given(problems(), st.lists(st.integers(-10, 40), min_size=4, max_size=4), st.sampled_from(["both", "up", "down"]))
@settings(max_examples=80, deadline=None)
def test_one_more_level_never_lowers_the_optimum(problem: Problem, prices: list[int], direction: str) -> None:
    """Proves: a menu is a choice. If broken: a level that may be declined costs money."""
    blocks = np.arange(len(problem)) // 2
    paid = np.array(prices[: int(blocks[-1]) + 1], dtype=float)
    values = [worth(problem)]
    for most in (0, 1, 2, 3):
        reserve = Reserve(blocks, paid, tuple(float(level) for level in range(most + 1)), direction)  # type: ignore[arg-type]
        values.append(worth(dataclasses.replace(problem, reserves=(reserve,))))
    if values[0] is None:
        assert values == [None] * 5
        return
    assert values[1] == pytest.approx(values[0], abs=1e-9)
    for fewer, more in itertools.pairwise(values):
        assert more >= fewer - 1e-6
