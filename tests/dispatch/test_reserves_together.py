"""Cooling, windows of state, wear and several products at one meter, by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gbflex.dispatch import Problem, Reserve, Store, solve
from gbflex.dispatch.explain import binding_limits, explain
from gbflex.errors import Infeasible, InputError
from tests.factories import make_problem, make_store


def product(name: str, **changes: object) -> Reserve:
    parts = {
        "block_index": np.zeros(2, dtype=np.int64),
        "clearing_price_gbp_per_mw_per_h": np.array([10.0]),
        "levels_mw": (0.0, 0.5, 1.0),
        "energy_duration_h": 0.5,
        "name": name,
    }
    return Reserve(**(parts | changes))  # type: ignore[arg-type]


def named(name: str, **changes: object) -> Store:
    return make_store(**({"name": name, "initial_mwh": 1.0, "final_mwh": 1.0} | changes))


PAIR = named("one"), named("two")


def with_stores(problem: Problem, *stores: Store) -> Problem:
    return dataclasses.replace(problem, stores=stores)


def test_auxiliary_load_is_imported_whatever_is_done() -> None:
    """Proves: 0.25 MWh in each half-hour at 60 and 40. If broken: 0, or 0.5 MWh an hour taken twice."""
    answer = solve(make_problem([60.0, 40.0], store=make_store(auxiliary_mw=0.5)))
    assert answer.objective_gbp == pytest.approx(-25.0)
    assert answer.schedule.import_mwh.tolist() == pytest.approx([0.25, 0.25])


def test_a_store_serves_its_own_auxiliary_load_first() -> None:
    """Proves: 0.25 MWh in store saves the dearer half-hour's 0.25 at 60. If broken: it is lost, -25."""
    store = make_store(auxiliary_mw=0.5, initial_mwh=0.25, final_mwh=None)
    answer = solve(make_problem([40.0, 60.0], store=store, export_limit_mwh=0.0))
    assert answer.objective_gbp == pytest.approx(-10.0)
    assert answer.schedule.discharge_mwh.tolist() == pytest.approx([0.0, 0.25])


@pytest.mark.parametrize(("auxiliary_mw", "worth"), [(0.5, 25.0), (1.0, 0.0)])
def test_auxiliary_load_while_running_is_a_cost_of_running(auxiliary_mw: float, worth: float) -> None:
    """Proves: 1.25 MWh in at 40, 0.75 out at 100 gains 25; with 1 MW, 1.5 in and 0.5 out would lose 10, and it rests.

    If broken: -10, or 60 without cooling.
    """
    store = make_store(auxiliary_mw=auxiliary_mw, auxiliary_when="running")
    assert solve(make_problem([40.0, 100.0], [0.0, 100.0], store=store)).objective_gbp == pytest.approx(worth)


def test_auxiliary_load_counts_against_the_import_limit() -> None:
    """Proves: of 1 MWh of import 0.25 cools, so 0.75 is charged. If broken: 1 MWh is charged, worth 65 less 10."""
    store = make_store(auxiliary_mw=0.5)
    answer = solve(make_problem([0.0, 100.0], [0.0, 100.0], store=store, import_limit_mwh=1.0))
    assert answer.schedule.charge_mwh.tolist() == pytest.approx([0.75, 0.0])
    assert answer.objective_gbp == pytest.approx(0.5 * 100.0)


def test_auxiliary_load_that_no_connection_carries_is_infeasible() -> None:
    """Proves: 0.25 MWh through a limit of 0.1 does not go. If broken: the limit is kept by leaving cooling out."""
    with pytest.raises(Infeasible, match=r"exceeds the import limit.*Raise connection\.import_mw"):
        solve(make_problem([10.0, 10.0], store=make_store(auxiliary_mw=0.5), import_limit_mwh=0.1))


def test_a_window_of_state_holds_what_may_be_moved() -> None:
    """Proves: between 0.5 and 1.5 MWh one MWh is traded at 100. If broken: 150 from the floor, or 200 from nothing."""
    store = make_store(charge_power_mw=4.0, discharge_power_mw=4.0, initial_mwh=0.5, final_mwh=0.5)
    for least, most in ((0.5, 1.5), (np.full(2, 0.5), np.full(2, 1.5))):
        inside = dataclasses.replace(store, least_mwh=least, most_mwh=most)
        answer = solve(make_problem([0.0, 100.0], [0.0, 100.0], store=inside))
        assert answer.objective_gbp == pytest.approx(100.0)
        assert answer.schedule.state_of_charge_mwh.tolist() == pytest.approx([1.5, 0.5])


def test_the_store_with_less_wear_goes_first() -> None:
    """Proves: through 1 MWh of export at 100, the store with 1 GBP/MWh of wear earns 99. If broken: 95 with the other."""
    stores = [make_store(name=name, discharge_gbp_per_mwh=-wear) for name, wear in (("worn", 5.0), ("new", 1.0))]
    problem = with_stores(make_problem([0.0, 100.0], [0.0, 100.0], export_limit_mwh=1.0), *stores)
    answer = solve(problem)
    assert answer.objective_gbp == pytest.approx(99.0)
    assert [float(moved.discharge_mwh[1]) for moved in answer.schedule.stores] == pytest.approx([0.0, 1.0])


def test_wear_decides_how_many_go() -> None:
    """Proves: at a spread of 3 the store with 1 of wear trades and the one with 5 rests. If broken: 2 x 3 - 6 = 0."""
    stores = [make_store(name=name, discharge_gbp_per_mwh=-wear) for name, wear in (("worn", 5.0), ("new", 1.0))]
    answer = solve(with_stores(make_problem([0.0, 3.0], [0.0, 3.0]), *stores))
    assert answer.objective_gbp == pytest.approx(2.0)
    assert answer.schedule.stores[0].discharge_mwh.sum() == pytest.approx(0.0)


def test_up_on_one_store_and_down_on_another_share_the_meter() -> None:
    """Proves: 1 MWh of load under a limit of 1.25 leaves 0.25 MWh, half a MW of the downward product; up holds 1 MW.

    By hand 10 + 5. If broken: 20, and an import of 1.5 MWh when it is called.
    """
    problem = make_problem(
        [50.0, 50.0],
        load_mwh=[1.0, 1.0],
        import_limit_mwh=1.25,
        export_limit_mwh=0.0,
        stores=PAIR,
        reserves=(
            product("up", direction="up", store="one"),
            product("down", direction="down", store="two"),
        ),
    )
    answer = solve(problem)
    assert [held.tolist() for held in answer.schedule.reserves_mw] == [[1.0], [0.5]]
    assert answer.objective_gbp == pytest.approx(15.0)
    freer = dataclasses.replace(problem, load_mwh=np.full(2, 0.75))
    assert solve(freer).objective_gbp == pytest.approx(20.0)


def test_no_mw_of_the_meter_is_promised_twice() -> None:
    """Proves: two stores, two upward products, 0.5 MWh of export: 1 MW in all. If broken: 20 for 2 MW."""
    problem = make_problem(
        [50.0, 50.0],
        [0.0, 0.0],
        export_limit_mwh=0.5,
        stores=PAIR,
        reserves=(
            product("first", direction="up", store="one"),
            product("second", direction="up", store="two"),
        ),
    )
    answer = solve(problem)
    assert answer.objective_gbp == pytest.approx(10.0)
    assert sum(float(held[0]) for held in answer.schedule.reserves_mw) == pytest.approx(1.0)


def test_no_mwh_of_a_store_is_promised_twice() -> None:
    """Proves: 0.5 MWh keeps 1 MW for half an hour, in one product or shared. If broken: 1 MW in each, 20."""
    products = (product("first", direction="up"), product("second", direction="up"))
    store = make_store(initial_mwh=0.5, final_mwh=0.5)
    assert solve(
        make_problem([50.0, 50.0], [0.0, 0.0], store=store, reserves=products)
    ).objective_gbp == pytest.approx(10.0)


def test_a_commitment_leaves_the_other_store_to_trade() -> None:
    """Proves: 2 MW committed on one store, all of its power; the other trades 1 MWh at 100. If broken: 200, or 0."""
    committed = product("sold", levels_mw=(2.0,), clearing_price_gbp_per_mw_per_h=np.array([0.0]), store="one")
    stores = named("one"), named("two", initial_mwh=0.0, final_mwh=0.0)
    answer = solve(make_problem([0.0, 100.0], [0.0, 100.0], stores=stores, reserves=(committed,)))
    assert answer.objective_gbp == pytest.approx(100.0)
    assert answer.schedule.stores[0].charge_mwh.sum() == pytest.approx(0.0)


def test_a_full_store_holds_no_room_in_its_first_step() -> None:
    """Proves: room counts where a step begins; a store that starts full sells 1 MW down from the second block on.

    It empties 1 MWh in the first half-hour: 10 GBP/MW/h earn 5 GBP, once. If broken: sold in both, 10 GBP.
    """
    blocks = {"block_index": np.arange(2), "clearing_price_gbp_per_mw_per_h": np.array([10.0, 10.0])}
    down = product("down", direction="down", levels_mw=(0.0, 1.0), store="one", **blocks)
    stores = named("one", initial_mwh=2.0, final_mwh=None), named("two", initial_mwh=0.0, final_mwh=0.0)
    answer = solve(make_problem([1.0, 1.0], [0.0, 0.0], stores=stores, reserves=(down,)))
    assert answer.objective_gbp == pytest.approx(5.0)
    assert [held.tolist() for held in answer.schedule.reserves_mw] == [[0.0, 1.0]]


@pytest.mark.parametrize("levels", [(), (0.0, np.nan), (-1.0,), (1.0, 1.0), (np.inf,)])
def test_levels_are_rising_powers(levels: tuple[float, ...]) -> None:
    """Proves: none, no number, below 0, twice the same and endless are refused. If broken: a level that nobody can hold."""
    with pytest.raises(InputError, match="levels must be rising powers"):
        product("up", levels_mw=levels)


@pytest.mark.parametrize(
    ("store", "words"), [("three", "no store is named 'three'"), ("", "no store is named ''")]
)
def test_a_product_names_a_store_that_is_there(store: str, words: str) -> None:
    """Proves: of two stores one is named. If broken: the first delivers what the second sold."""
    problem = with_stores(make_problem([50.0, 50.0]), named("one"), named("two"))
    with pytest.raises(InputError, match=words):
        dataclasses.replace(problem, reserves=(product("up", store=store),))


def test_two_of_a_name_are_refused() -> None:
    """Proves: stores, and products, of one problem have names of their own. If broken: one holds the other's product."""
    with pytest.raises(InputError, match="two are named 'one'"):
        with_stores(make_problem([50.0, 50.0]), named("one"), named("one"))
    with pytest.raises(InputError, match="two are named 'up'"):
        make_problem([50.0, 50.0], store=make_store(), reserves=(product("up"), product("up")))


def test_what_a_store_cannot_keep_is_said_by_its_name() -> None:
    """Proves: of two stores, the one that is empty and sold a reserve is named, with what to change.

    If broken: "no schedule keeps all limits together".
    """
    sold = product("sold", levels_mw=(1.0,), store="two")
    stores = named("one"), named("two", initial_mwh=0.0, final_mwh=0.0)
    with pytest.raises(Infeasible, match=r"two: sold, 1 MW .*: the start state, 0 MWh, is 0\.5.*initial_state_of"):
        solve(make_problem([50.0, 50.0], stores=stores, reserves=(sold,)))


def test_an_end_out_of_reach_is_said_by_the_store_s_name() -> None:
    """Proves: 2 MWh in two half-hours of 0.5 MW are 1.5 MWh short. If broken: no reason is given."""
    stores = named("one"), make_store(name="two", charge_power_mw=0.5, final_mwh=2.0)
    with pytest.raises(Infeasible, match=r"two: the end state of charge is 1\.5.*final_state_of_charge_mwh"):
        solve(make_problem([50.0, 50.0], stores=stores))


def test_several_products_on_one_store_are_told_as_held_and_not_explained() -> None:
    """Proves: limits name what is held, thresholds are refused in words. If broken: a traceback."""
    products = product("up", direction="up"), product("down", direction="down")
    problem = make_problem([50.0, 50.0], [50.0, 50.0], store=make_store(initial_mwh=1.0), reserves=products)
    answer = solve(problem)
    assert all("reserve held" in limits for limits in binding_limits(problem, answer.schedule))
    with pytest.raises(InputError, match="one product is explained, and there are 2"):
        explain(problem, answer)


def test_thresholds_know_that_discharge_serves_the_auxiliary_load() -> None:
    """Proves: without a load or export 0.25 MWh saves the auxiliary load's 60, above its worth a half-hour later, 40.

    If broken: stored energy is worth 0, and still it is discharged.
    """
    store = make_store(auxiliary_mw=0.5, initial_mwh=0.25, final_mwh=None)
    problem = make_problem([60.0, 40.0], store=store, export_limit_mwh=0.0)
    answer = solve(problem)
    assert answer.schedule.discharge_mwh.tolist() == pytest.approx([0.25, 0.0])
    assert explain(problem, answer).discharge_above_gbp_per_mwh[0] == pytest.approx(40.0)


@pytest.mark.parametrize(
    "changes",
    [
        {"stores": PAIR},
        {"store": make_store(auxiliary_mw=0.1)},
        {"store": make_store(), "reserves": (product("up"), product("down"))},
    ],
)
def test_the_linear_relaxation_is_for_one_store(changes: dict[str, object]) -> None:
    """Proves: it is refused where flows are netted at the meter. If broken: "optimal", 15 GBP below its bound."""
    with pytest.raises(InputError, match="one_direction"):
        make_problem([-10.0, 20.0], [5.0, 5.0], one_direction=False, **changes)  # type: ignore[arg-type]


def test_auxiliary_load_is_always_or_while_running() -> None:
    """Proves: another word is refused. If broken: it is taken for one of the two."""
    with pytest.raises(InputError, match="auxiliary_when"):
        make_store(auxiliary_mw=0.1, auxiliary_when="never")
