"""Windows, batches and rules: the same pounds whichever way they are asked for."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gbflex.dispatch import Problem, Store, Views, WaterValue, many, price_scenarios, roll, solve
from gbflex.dispatch.check import violations
from gbflex.dispatch.rolling import roll_one_by_one, window_of
from gbflex.dispatch.router import kept_engine, solved_by
from gbflex.dispatch.rules import day_shape_wishes, follow, threshold_wishes
from gbflex.errors import Infeasible, InputError
from tests.dispatch.random_problems import random_problem, replaced
from tests.factories import make_problem, make_store


def a_week(seed: int = 1, **changes: object) -> Problem:
    random = np.random.default_rng(seed)
    n = 336
    price = np.round(60 + 40 * np.sin(np.arange(n) * np.pi / 24) + random.normal(0, 25, n), 2)
    store = Store(2.5, 2.5, 5.0, 0.85**0.5, 0.85**0.5, 2.5, 2.5)
    flat = np.zeros(n)
    problem = Problem(0.5, np.arange(n) // 48, flat, -price - 3, flat, price - 3, stores=(store,))
    return replaced(problem, **changes)


def test_rolling_to_the_end_is_perfect() -> None:
    """Proves: the outturn as forecast and a horizon to the end give the optimum. If broken: a window ends wrongly."""
    problem = a_week()
    schedule = roll([problem], Views.even(336, commit_steps=48, look_ahead_steps=336)).schedule
    assert schedule.worth_gbp(problem) == pytest.approx(solve(problem).objective_gbp, rel=1e-12)


@pytest.mark.parametrize("end", [2.5, None, WaterValue.flat(70.0, 5.0)])
def test_the_kernel_rolls_as_one_window_after_another_does(end: float | WaterValue | None) -> None:
    """Proves: two ways through the same windows with other prices a day ahead. If broken: a lead is off by a window."""
    problem, other = a_week(), a_week(seed=2)
    expected = [problem, replaced(problem, charge_gbp_per_mwh=other.charge_gbp_per_mwh)]
    views = Views.even(336, commit_steps=48, look_ahead_steps=96)
    fast = roll(expected, views, window_ends=[end]).schedule
    slow = roll_one_by_one(expected, views, [end]).schedule
    assert fast.charge_mwh == pytest.approx(slow.charge_mwh, abs=1e-9)
    assert fast.worth_gbp(problem) < solve(problem).objective_gbp
    assert violations(problem, fast) == []


def test_no_window_sees_beyond_its_plan() -> None:
    """Proves: shuffling what comes after a window's plan leaves what was done unchanged. If broken: look-ahead leaks."""
    problem = a_week()
    views = Views.even(336, commit_steps=48, look_ahead_steps=96)
    before = roll([problem], views, window_ends=[2.5]).schedule
    order = np.concatenate((np.arange(144), 144 + np.random.default_rng(3).permutation(192)))
    shuffled = replaced(
        problem,
        charge_gbp_per_mwh=problem.charge_gbp_per_mwh[order],
        export_gbp_per_mwh=problem.export_gbp_per_mwh[order],
    )
    after = roll([shuffled], views, window_ends=[2.5]).schedule
    assert np.array_equal(before.charge_mwh[:96], after.charge_mwh[:96])
    assert not np.array_equal(before.charge_mwh[96:], after.charge_mwh[96:])


def test_daily_caps_hold_window_by_window() -> None:
    """Proves: HiGHS windows keep the cap. If broken: a window's days are counted from the span's first."""
    problem = a_week()
    limited = problem.with_store(dataclasses.replace(problem.store, max_cycles_per_day=0.5))
    schedule = roll([limited], Views.even(336, commit_steps=48, look_ahead_steps=96), window_ends=[2.5]).schedule
    assert violations(limited, schedule) == []
    assert schedule.equivalent_full_cycles(limited) <= 0.5 * 7 + 1e-9


def test_a_kept_highs_model_answers_as_a_new_one() -> None:
    """Proves: what changes from window to window is handed over; ten windows alike, one longer. If broken: yesterday's prices or state."""
    problem = a_week()
    limited = problem.with_store(dataclasses.replace(problem.store, max_cycles_per_day=0.7))
    kept = kept_engine(limited)
    for start in range(0, 288, 24):
        stop = start + (48 if start != 120 else 72)
        window = window_of(limited, start, stop, initial_mwh=[2.0 + start / 300], ends=[2.5])
        warm, cold = solved_by(kept, window), solve(window)
        assert warm.objective_gbp == pytest.approx(cold.objective_gbp, abs=1e-6)


def test_a_window_without_a_schedule_names_the_step_of_the_span() -> None:
    """Proves: step 60, not step 12 of the second window. If broken: the reader looks at the wrong half-hour."""
    load = np.zeros(336)
    load[60] = 9.0
    with pytest.raises(Infeasible, match=r"window that begins at step 48.*step 60"):
        roll([a_week(load_mwh=load, import_limit_mwh=2.0)], Views.even(336, commit_steps=48, look_ahead_steps=48))


def test_windows_that_leave_a_gap_are_refused() -> None:
    """Proves: every step is planned. If broken: steps nobody planned are idle."""
    with pytest.raises(InputError, match="follow one another"):
        roll([a_week()], Views(np.array([0, 48]), np.array([40, 336])))


def test_scenarios_equal_one_by_one() -> None:
    """Proves: the batch gives each problem's own optimum. If broken: a row reads its neighbour's prices."""
    problem, random = a_week(), np.random.default_rng(5)
    paths = -problem.charge_gbp_per_mwh + random.normal(0, 30, (7, 336))
    zero = np.zeros_like(paths)
    found = price_scenarios(
        problem, charge_gbp_per_mwh=-paths, load_gbp_per_mwh=zero, export_gbp_per_mwh=paths - 6
    )
    for row, path in enumerate(paths):
        alone = solve(replaced(problem, charge_gbp_per_mwh=-path, export_gbp_per_mwh=path - 6))
        assert found.objective_gbp[row] == pytest.approx(alone.objective_gbp, rel=1e-12)
        assert found.bound_gbp[row] == pytest.approx(alone.bound_gbp, rel=1e-12)
        assert np.array_equal(found.charge_mwh[row], alone.schedule.charge_mwh)


def test_scenarios_count_the_water_value_after_self_discharge() -> None:
    """Proves: what is left at the end, losses taken off, is priced. If broken: objective above its bound."""
    store = make_store(initial_mwh=1.0, final_mwh=None, self_discharge_per_hour=0.1)
    problem = make_problem([10, 30, 20], [9, 29, 19], store=store, water_value=WaterValue.flat(60.0, 2.0))
    paths = np.array([[10.0, 30.0, 20.0], [80.0, 10.0, 70.0]])
    found = price_scenarios(
        problem, charge_gbp_per_mwh=-paths, load_gbp_per_mwh=paths, export_gbp_per_mwh=paths - 1
    )
    assert found.objective_gbp == pytest.approx(found.bound_gbp, rel=1e-12)


def test_scenarios_count_the_wear_of_the_store() -> None:
    """Proves: 2 GBP a MWh in and 3 out leave 40 - 5 of a MWh from 40 to 80. If broken: wear is earned, 45, or free."""
    store = make_store(energy_capacity_mwh=1.0, charge_gbp_per_mwh=-2.0, discharge_gbp_per_mwh=-3.0)
    path = np.array([[40.0, 80.0]])
    found = price_scenarios(
        make_problem([0, 0], [0, 0], store=store),
        charge_gbp_per_mwh=-path,
        load_gbp_per_mwh=path,
        export_gbp_per_mwh=path,
    )
    assert found.objective_gbp == pytest.approx([35.0])


@pytest.mark.parametrize("workers", [1, 2])
def test_many_are_as_one_by_one_whatever_the_workers(workers: int) -> None:
    """Proves: order, workers and processes change nothing; one without a schedule keeps its place. If broken: answers swap."""
    random = np.random.default_rng(11)
    problems = [random_problem(random, most_steps=20) for _ in range(24)]
    seen: list[int] = []
    found = many(problems, workers=workers, progress=seen.append)
    assert seen[-1] == len(problems)
    for problem, answer in zip(problems, found, strict=True):
        if isinstance(answer, Infeasible):
            with pytest.raises(Infeasible) as refused:
                solve(problem)
            assert str(answer) == str(refused.value)
            assert answer.step == refused.value.step
            continue
        alone = solve(problem)
        assert answer.objective_gbp == alone.objective_gbp
        assert np.array_equal(answer.schedule.charge_mwh, alone.schedule.charge_mwh)


def test_a_rule_charges_low_and_discharges_high() -> None:
    """Proves: 25 and below in, 70 and above out, idle between. By hand: 1 MWh at 20 and at 25, sold at 70 and 80. If broken: 40 is used, or the end is missed."""
    price = np.array([20.0, 25.0, 40.0, 70.0, 80.0, 30.0])
    problem = make_problem(price.tolist(), price.tolist(), store=make_store())
    schedule = follow(problem, threshold_wishes(price, charge_below=25, discharge_above=70))
    assert schedule.worth_gbp(problem) == pytest.approx(70 + 80 - 20 - 25)
    assert schedule.charge_mwh[2] == schedule.discharge_mwh[2] == 0


def test_a_rule_still_reaches_the_end() -> None:
    """Proves: the way to the end comes before the wish. If broken: the store ends full."""
    problem = make_problem([10, 10, 10], [10, 10, 10], store=make_store())
    schedule = follow(problem, np.full(3, -np.inf))
    assert schedule.state_of_charge_mwh == pytest.approx([1.0, 1.0, 0.0])


@pytest.mark.parametrize("seed", range(80))
def test_no_rule_beats_the_optimum_or_breaks_a_limit(seed: int) -> None:
    """Proves: perfect >= any feasible schedule with the same ends. If broken: a rule trades beyond the limits."""
    random = np.random.default_rng(seed)
    problem = random_problem(random)
    if seed % 2:
        store = make_store(**(vars(problem.store) | {"max_cycles_per_day": float(random.choice([0.3, 0.6, 1.0]))}))
        # Only the rule's own limits: a load above the import limit may need more than the day's cycles.
        free = dataclasses.replace(store, least_mwh=0.0, most_mwh=np.inf)
        problem = replaced(problem, load_mwh=0 * problem.load_mwh, stores=(free,))
    wishes = random.choice([-np.inf, 0.0, 0.4, np.inf], len(problem))
    try:
        best = solve(problem)
    except Infeasible:
        with pytest.raises(Infeasible):
            follow(problem, wishes)
        return
    schedule = follow(problem, wishes)
    assert violations(problem, schedule) == []
    assert schedule.worth_gbp(problem) <= best.objective_gbp + 1e-6


def test_a_rule_refuses_a_cycle_limit_with_changing_states() -> None:
    """Proves: what a rule cannot keep it refuses. If broken: a schedule over the day's limit."""
    problem = make_problem([1, 2], store=make_store(max_cycles_per_day=1.0), most_mwh=np.array([2.0, 1.0]))
    with pytest.raises(InputError, match="states allowed do not change"):
        follow(problem, np.zeros(2))


def test_the_shape_of_a_day_is_traded_only_where_it_gains() -> None:
    """Proves: 10 in and 50, 45 out; a flat day idles; an unknown one too. If broken: 40 to 45 is traded at a loss."""
    store = make_store(charge_efficiency=0.8, discharge_efficiency=1.0)
    day = [10.0, 45.0, 50.0, 10.0, 40.0, 46.0]
    expected = np.array([*day, *[40.0] * 6, *[np.nan] * 6])
    problem = make_problem([0.0] * 18, store=store, load_mwh=[1.0] * 18, day_index=np.repeat([0, 1, 2], 6))
    wishes = day_shape_wishes(expected, problem)
    assert np.flatnonzero(wishes == -np.inf).tolist() == [0, 3]
    assert np.flatnonzero(wishes == np.inf).tolist() == [2, 5]


def test_thresholds_that_cross_are_refused() -> None:
    """Proves: one price cannot be both. If broken: a rule that charges where it should discharge."""
    with pytest.raises(InputError, match="would do both"):
        threshold_wishes(np.array([1.0]), charge_below=70, discharge_above=25)
