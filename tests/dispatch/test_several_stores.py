"""Several stores, peaks, auxiliary load and several products behind one meter, against a whole independent model."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from gbflex.dispatch import Problem, solve
from gbflex.dispatch.check import violations
from gbflex.dispatch.rules import is_for_rules
from gbflex.errors import Infeasible
from tests.dispatch.random_sites import random_site, with_auxiliary, with_peak, with_reserves
from tests.dispatch.site_oracle import best_gbp
from tests.factories import make_problem, make_store

Random = np.random.Generator


def _two_stores(random: Random) -> Problem:
    return random_site(random)


def _one_store_under_a_peak(random: Random) -> Problem:
    """Without cycle limits, so that the exact algorithm under multipliers takes it."""
    problem = with_peak(random, random_site(random, stores=1))
    store = dataclasses.replace(problem.stores[0], max_cycles=None, max_cycles_per_day=None)
    return dataclasses.replace(problem, stores=(store,))


def _one_store_that_burns_under_a_peak(random: Random) -> Problem:
    """Export that earns at prices below zero: charging and discharging at once would pay."""
    problem = _one_store_under_a_peak(random)
    price = random.normal(-40, 50, len(problem))
    return dataclasses.replace(
        problem, charge_gbp_per_mwh=-price, export_gbp_per_mwh=price + random.choice([0.0, 60.0], len(problem))
    )


def _two_stores_under_two_peaks(random: Random) -> Problem:
    return with_peak(random, with_peak(random, random_site(random)))


def _auxiliary_load(random: Random) -> Problem:
    return with_auxiliary(random, random_site(random, stores=int(random.integers(1, 3))), running=True)


def _several_products(random: Random) -> Problem:
    return with_reserves(random, random_site(random, stores=int(random.integers(1, 3))))


def _everything(random: Random) -> Problem:
    site = with_peak(random, random_site(random, stores=3, most_steps=7))
    return with_reserves(random, with_auxiliary(random, site, running=True))


KINDS: dict[str, Callable[[Random], Problem]] = {
    "two_stores": _two_stores,
    "one_peak": _one_store_under_a_peak,
    "burning_under_a_peak": _one_store_that_burns_under_a_peak,
    "two_peaks": _two_stores_under_two_peaks,
    "auxiliary": _auxiliary_load,
    "products": _several_products,
    "everything": _everything,
}


def equals_the_oracle(kind: str, seed: int) -> bool:
    """Whether there was a schedule to compare."""
    problem = KINDS[kind](np.random.default_rng(seed))
    expected = best_gbp(problem)
    try:
        answer = solve(problem)
    except Infeasible:
        assert expected is None
        return False
    assert expected is not None
    assert answer.objective_gbp == pytest.approx(expected, abs=1e-6)
    assert answer.status == "optimal"
    assert answer.bound_gbp - answer.objective_gbp <= 1e-4
    assert violations(problem, answer.schedule) == []
    return True


@pytest.mark.parametrize(
    ("kind", "cases"),
    [
        ("two_stores", 30),
        ("one_peak", 12),
        ("burning_under_a_peak", 10),
        ("two_peaks", 8),
        ("auxiliary", 12),
        ("products", 12),
        ("everything", 10),
    ],
)
def test_optimum_equals_the_whole_model(kind: str, cases: int) -> None:
    """Proves: what stores, peaks, cooling and products earn together is the most there is, and infeasible is.

    If broken: a limit counted for one store and not the other, a peak paid twice, or one MW promised twice.
    """
    assert sum(equals_the_oracle(kind, seed) for seed in range(cases)) >= cases / 5


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_optimum_equals_the_whole_model_at_length(kind: str) -> None:
    """Proves: as above, 200 times each. If broken: as above."""
    assert sum(equals_the_oracle(kind, seed) for seed in range(1000, 1200)) >= 60


def test_auxiliary_load_does_not_run_where_nothing_moves() -> None:
    """Proves: at -100 a store without room to move takes nothing, though its cooling would be paid 50 for running.

    If broken: a plan that claims 50 GBP which its schedule does not earn.
    """
    store = make_store(initial_mwh=0.0, final_mwh=None, auxiliary_mw=1.0, auxiliary_when="running", most_mwh=0.0)
    answer = solve(make_problem([-100.0], store=store))
    assert answer.objective_gbp == pytest.approx(0.0, abs=1e-9)
    assert answer.gap <= 1e-6
    assert answer.schedule.import_mwh.tolist() == [0.0]


def test_an_outage_stops_auxiliary_load_that_runs_with_the_store() -> None:
    """Proves: without power a store does not run. If broken: 25 GBP for cooling at -50 through the outage."""
    store = make_store(
        initial_mwh=1.0,
        final_mwh=None,
        auxiliary_mw=1.0,
        auxiliary_when="running",
        available_fraction=np.array([0.0, 1.0]),
    )
    answer = solve(make_problem([-50.0, 80.0], [0.0, 80.0], store=store))
    # 1 MWh is sold, of which 0.5 MWh serves the cooling.
    assert answer.objective_gbp == pytest.approx(0.5 * 80)
    assert answer.schedule.import_mwh.tolist() == [0.0, 0.0]


def test_a_rule_is_for_one_store_alone() -> None:
    """Proves: it dispatches one battery, and none where another, a response or a cooling load shares the meter.

    If broken: a rule plans one of two batteries and says nothing of the other, or ends in a traceback.
    """
    one = make_problem([10.0, 20.0], store=make_store())
    assert is_for_rules(one)
    others = (
        dataclasses.replace(one, stores=(*one.stores, make_store(name="two"))),
        dataclasses.replace(one, stores=()),
        make_problem([10.0, 20.0], store=make_store(auxiliary_mw=0.1)),
        make_problem([10.0, 20.0], store=make_store(max_cycles=1.0)),
    )
    assert not any(is_for_rules(other) for other in others)
