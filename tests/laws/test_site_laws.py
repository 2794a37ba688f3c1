"""Laws of a site with several stores, a peak and cooling: what may never earn more, and what changes nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from gbflex.dispatch import Problem, Store, solve
from gbflex.dispatch.check import violations
from gbflex.errors import Infeasible
from tests.dispatch.random_sites import random_site, with_auxiliary, with_peak, with_reserves
from tests.factories import make_store

SEEDS = range(6)
# Ties idle: a gain of less than 1e-7 GBP/MWh is not taken.
CLOSE_GBP = 2e-6

Random = np.random.Generator
Change = Callable[[Problem], Problem]


def site(seed: int, *, stores: int = 2) -> Problem:
    """With a peak; every third with cooling, every third with products."""
    random = np.random.default_rng(9000 + seed)
    problem = with_peak(random, random_site(random, stores=stores))
    if seed % 3 == 1:
        problem = with_auxiliary(random, problem, running=True)
    return with_reserves(random, problem) if seed % 3 == 2 else problem


def worth(problem: Problem) -> float:
    """The optimum; without one, the least of all numbers."""
    try:
        answer = solve(problem)
    except Infeasible:
        return -np.inf
    assert violations(problem, answer.schedule) == []
    return answer.objective_gbp


def each_store(problem: Problem, change: Callable[[Store], Store]) -> Problem:
    return dataclasses.replace(problem, stores=tuple(change(store) for store in problem.stores))


def narrower(store: Store) -> Store:
    """Half the state above the lowest that is allowed, where the start fits."""
    most = np.minimum(store.most_mwh, 0.75 * store.energy_capacity_mwh)
    return dataclasses.replace(store, most_mwh=np.maximum(most, store.least_mwh))


TIGHTER: dict[str, Change] = {
    "import": lambda one: dataclasses.replace(one, import_limit_mwh=np.minimum(one.import_limit_mwh, 2.25)),
    "export": lambda one: dataclasses.replace(one, export_limit_mwh=np.minimum(one.export_limit_mwh, 0.25)),
    "charging power": lambda one: each_store(
        one, lambda store: dataclasses.replace(store, charge_power_mw=0.6 * store.charge_power_mw)
    ),
    "discharging power": lambda one: each_store(
        one, lambda store: dataclasses.replace(store, discharge_power_mw=0.6 * store.discharge_power_mw)
    ),
    "window": lambda one: each_store(one, narrower),
    "free level": lambda one: dataclasses.replace(
        one, peaks=tuple(dataclasses.replace(peak, free_mwh=0.7 * peak.free_mwh) for peak in one.peaks)
    ),
    "cost of the peak": lambda one: dataclasses.replace(
        one,
        peaks=tuple(
            dataclasses.replace(peak, cost_gbp_per_mwh=2.0 * peak.cost_gbp_per_mwh + 1.0) for peak in one.peaks
        ),
    ),
    "cycles": lambda one: each_store(one, lambda store: dataclasses.replace(store, max_cycles_per_day=0.4)),
}


@pytest.mark.parametrize("limit", TIGHTER)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_tighter_limit_never_earns_more(seed: int, limit: str) -> None:
    """Proves: what is forbidden is worth nothing, for import, export, power, window, free level and cycles.

    If broken: a limit with the wrong sign, or one that a second store does not keep.
    """
    problem = site(seed)
    assert worth(TIGHTER[limit](problem)) <= worth(problem) + CLOSE_GBP


@pytest.mark.parametrize("stores", [1, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_higher_agreed_capacity_never_earns_less(seed: int, stores: int) -> None:
    """Proves: at 0, 0.5, 1, 2 and 9 MWh the worth never falls, and ends at that without a peak. If broken: a level is subtracted."""
    problem = site(seed, stores=stores)
    worths = [
        worth(
            dataclasses.replace(
                problem,
                peaks=tuple(
                    dataclasses.replace(peak, free_mwh=np.full_like(peak.free_mwh, level))
                    for peak in problem.peaks
                ),
            )
        )
        for level in (0.0, 0.5, 1.0, 2.0, 99.0)
    ]
    if worths[0] == -np.inf:
        assert worths == [-np.inf] * 5
        return
    assert np.all(np.diff(worths) >= -CLOSE_GBP)
    assert worths[-1] == pytest.approx(worth(dataclasses.replace(problem, peaks=())), abs=CLOSE_GBP)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_has_no_power_changes_nothing(seed: int) -> None:
    """Proves: a third store of 0 MW, full or empty, earns nothing. If broken: its energy is counted, or its losses."""
    problem = site(seed)
    idle = make_store(charge_power_mw=0.0, discharge_power_mw=0.0, initial_mwh=1.0, final_mwh=None, name="idle")
    beside = dataclasses.replace(problem, stores=(*problem.stores, idle))
    assert worth(beside) == pytest.approx(worth(problem), abs=CLOSE_GBP)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_stores_and_products_changes_nothing(seed: int) -> None:
    """Proves: turned round, the same worth. If broken: a product is held by a store's place and not its name."""
    problem = site(seed, stores=3)
    turned = dataclasses.replace(
        problem, stores=problem.stores[::-1], reserves=problem.reserves[::-1], peaks=problem.peaks[::-1]
    )
    assert worth(turned) == pytest.approx(worth(problem), abs=CLOSE_GBP)


@pytest.mark.parametrize("stores", [1, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_peak_that_costs_nothing_is_no_peak(seed: int, stores: int) -> None:
    """Proves: at 0 GBP a MWh the worth is that without. If broken: the level is a limit on import."""
    problem = site(seed, stores=stores)
    nothing = tuple(
        dataclasses.replace(
            peak,
            cost_gbp_per_mwh=np.zeros_like(peak.cost_gbp_per_mwh),
            free_mwh=np.zeros_like(peak.free_mwh),
        )
        for peak in problem.peaks
    )
    without = worth(dataclasses.replace(problem, peaks=()))
    assert worth(dataclasses.replace(problem, peaks=nothing)) == pytest.approx(without, abs=CLOSE_GBP)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_store_cut_in_two_equal_parts_earns_no_less(seed: int) -> None:
    """Proves: two halves can do all that the whole does. If broken: a limit of one store is put on both together."""
    problem = site(3 * seed, stores=1)
    (store,) = problem.stores
    half = {
        name: 0.5 * getattr(store, name)
        for name in ("charge_power_mw", "discharge_power_mw", "energy_capacity_mwh", "initial_mwh", "least_mwh")
    }
    halves = tuple(
        dataclasses.replace(
            store,
            **half,
            most_mwh=0.5 * store.most_mwh,
            final_mwh=None if store.final_mwh is None else 0.5 * store.final_mwh,
            water_value=None,
            name=name,
        )
        for name in ("left", "right")
    )
    whole = dataclasses.replace(problem, stores=(dataclasses.replace(store, water_value=None),))
    assert worth(dataclasses.replace(problem, stores=halves)) >= worth(whole) - CLOSE_GBP
