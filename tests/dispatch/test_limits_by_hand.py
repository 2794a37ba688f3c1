"""Two to four steps by hand: what the problem description can say beyond prices and power."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gbflex.dispatch import Answer, Problem, Reserve, Schedule, WaterValue, solve
from gbflex.dispatch.explain import binding_limits, explain
from gbflex.dispatch.problem.schedule import StoreFlows
from gbflex.errors import Infeasible, InputError
from tests.dispatch.random_problems import replaced
from tests.factories import make_problem, make_store


def test_burning_needs_somewhere_to_burn() -> None:
    """Proves: where nothing can be served or exported, no binary is wanted. If broken: one in every negative half-hour."""
    problem = make_problem(
        [-10, -10, -10], [-99, -5, -5], [0.0, 0.0, 0.5], store=make_store(), export_limit_mwh=0.0
    )
    assert problem.burning_pays().tolist() == [False, False, False]
    worth = np.full(3, 20.0)
    assert replaced(problem, load_gbp_per_mwh=worth).burning_pays().tolist() == [False, False, True]
    exported = replaced(problem, export_limit_mwh=1.0, load_gbp_per_mwh=worth)
    assert exported.burning_pays().tolist() == [False, True, True]


def test_self_discharge_is_paid_for() -> None:
    """Proves: 1 MWh held one half-hour at 19 % an hour leaves 0.9. If broken: 100 without loss, 81 with an hour's."""
    store = make_store(self_discharge_per_hour=0.19, final_mwh=None)
    problem = make_problem([0, 100], [0, 100], store=store)
    assert solve(problem).objective_gbp == pytest.approx(0.9 * 100)


def test_an_outage_moves_nothing() -> None:
    """Proves: no power, no flow. If broken: 100 for 1 MWh at the outage's price instead of 50."""
    store = make_store(initial_mwh=1.0, final_mwh=None)
    problem = make_problem([0, 0, 0], [50, 100, 40], store=store, available_fraction=np.array([1.0, 0.0, 1.0]))
    answer = solve(problem)
    assert answer.objective_gbp == pytest.approx(50)
    assert binding_limits(problem, answer.schedule)[1] == ["an outage", "the store is empty"]


@pytest.mark.parametrize(
    ("discharge", "load", "exported", "named"),
    [
        (0.0, 0.0, 0.0, []),
        (0.0, 0.5, 0.0, []),
        (0.4, 0.5, 0.0, []),
        (0.5, 0.5, 0.0, ["the export limit"]),
        (0.7, 0.5, 0.2, ["the export limit"]),
        (0.6, 0.5, 0.1, []),
    ],
    ids=["idle, no load", "idle", "load left", "load just served", "at the limit", "below it"],
)
def test_only_what_is_discharged_beyond_the_load_meets_the_export_limit(
    discharge: float, load: float, exported: float, named: list[str]
) -> None:
    """Proves: an idle store with no load and no way out touches no limit of export. If broken: it is named."""
    limit = exported if exported != 0.1 else 0.2
    problem = make_problem(
        [0], [0], [load], store=make_store(initial_mwh=1.0, final_mwh=None), export_limit_mwh=limit
    )
    flows = StoreFlows("bess", np.array([0.0]), np.array([discharge]), np.array([1.0 - discharge]))
    bought = np.array([max(load - discharge, 0.0)])
    schedule = Schedule((flows,), np.array([min(load, discharge)]), bought, np.array([exported]))
    assert [limit for limit in binding_limits(problem, schedule)[0] if "export" in limit] == named


def test_states_keep_to_their_bounds() -> None:
    """Proves: 0.5 MWh kept at the first end, so only 0.5 is sold at 90. If broken: 90 for the whole MWh."""
    store = make_store(initial_mwh=1.0, final_mwh=None)
    problem = make_problem([0, 0], [90, 10], store=store, least_mwh=np.array([0.5, 0.0]))
    assert solve(problem).objective_gbp == pytest.approx(0.5 * 90 + 0.5 * 10)


def test_water_value_decides_what_is_kept() -> None:
    """Proves: the first half MWh is worth 80 kept, the second 20: one is sold at 50. If broken: all or nothing."""
    value = WaterValue((0.0, 0.5, 2.0), (0.0, 40.0, 70.0))
    problem = make_problem([99], [50], store=make_store(initial_mwh=1.0, final_mwh=None), water_value=value)
    answer = solve(problem)
    assert answer.objective_gbp == pytest.approx(0.5 * 50 + 40)
    assert explain(problem, answer).discharge_above_gbp_per_mwh[0] == pytest.approx(20.0)


def test_a_water_value_must_not_rise() -> None:
    """Proves: hoarding curves are refused. If broken: HiGHS and the exact algorithm differ on them."""
    with pytest.raises(InputError, match="slope rises"):
        make_problem(
            [1], store=make_store(final_mwh=None), water_value=WaterValue((0.0, 1.0, 2.0), (0.0, 1.0, 9.0))
        )


def reserve(**changes: object) -> Reserve:
    parts = {
        "block_index": np.zeros(2, dtype=np.int64),
        "clearing_price_gbp_per_mw_per_h": np.array([10.0]),
        "levels_mw": (0.0, 1.0, 2.0),
        "energy_duration_h": 0.5,
    }
    return Reserve(**(parts | changes))  # type: ignore[arg-type]


def test_reserve_pays_price_times_mw_times_hours_within_headroom() -> None:
    """Proves: 1 MWh holds 2 MW for half an hour both ways, worth 2 x 10 x 1 h. If broken: 1 MW, or half-hours paid as hours."""
    store = make_store(initial_mwh=1.0, final_mwh=1.0)
    answer = solve(make_problem([50, 50], [50, 50], store=store, reserve=reserve()))
    assert answer.schedule.reserve_mw is not None
    assert answer.schedule.reserve_mw.tolist() == [2.0]
    assert answer.objective_gbp == pytest.approx(20.0)


def test_reserve_competes_with_trading() -> None:
    """Proves: 1 MWh bought at 0 and sold at 30 beats 1 MW of reserve, which leaves half the power. By hand: 2 MW x 0.5 h x 30 = 30 against 10 + 15. If broken: both are earned on the same MW."""
    store = make_store(initial_mwh=0.5, final_mwh=0.5)
    problem = make_problem([0, 99], [0, 30], store=store, reserve=reserve(levels_mw=(0.0, 1.0)))
    answer = solve(problem)
    assert answer.objective_gbp == pytest.approx(30.0)
    assert answer.schedule.reserve_mw is not None
    assert answer.schedule.reserve_mw.tolist() == [0.0]
    dearer = solve(
        replaced(
            problem, reserves=(reserve(levels_mw=(0.0, 1.0), clearing_price_gbp_per_mw_per_h=np.array([16.0])),)
        )
    )
    assert dearer.objective_gbp == pytest.approx(16.0 + 15.0)


def test_reserve_energy_must_be_ready_at_the_start() -> None:
    """Proves: an empty store sells no upward reserve, whatever it charges later. If broken: 20 for what is not there."""
    store = make_store(initial_mwh=0.0, final_mwh=None)
    answer = solve(make_problem([0, 0], [0, 0], store=store, reserve=reserve(direction="up")))
    assert answer.objective_gbp == pytest.approx(0.0)
    downward = solve(make_problem([0, 0], [0, 0], store=store, reserve=reserve(direction="down")))
    assert downward.objective_gbp == pytest.approx(20.0)


@pytest.mark.parametrize(
    ("direction", "state", "sold"), [("down", 1.2, 1.0), ("down", 1.21, 0.0), ("up", 1.25, 1.0), ("up", 1.24, 0.0)]
)
def test_reserve_energy_is_counted_at_the_meter(direction: str, state: float, sold: float) -> None:
    """Proves: 1 MWh taken at the meter fills 0.8 MWh of the store, 1 MWh delivered empties 1.25. If broken: room and energy are exchanged, or losses left out."""
    store = make_store(charge_efficiency=0.8, discharge_efficiency=0.8, initial_mwh=state, final_mwh=state)
    product = reserve(levels_mw=(0.0, 1.0), direction=direction, energy_duration_h=1.0)
    answer = solve(make_problem([90, 90], [0, 0], store=store, reserve=product))
    assert answer.schedule.reserve_mw is not None
    assert answer.schedule.reserve_mw.tolist() == [sold]


def test_dynamic_regulation_of_40_mw_both_ways_does_not_fit_50_mwh() -> None:
    """Proves: market reference 4.2, 40 + 40 MWh > 50; dynamic containment of 40 MW, 10 + 10 MWh, fits. If broken: 40 MW of regulation sold."""
    store = make_store(
        charge_power_mw=50, discharge_power_mw=50, energy_capacity_mwh=50, initial_mwh=25, final_mwh=25
    )
    for hours, most in ((1.0, 25.0), (0.25, 40.0)):
        product = reserve(levels_mw=(0.0, 25.0, 40.0), energy_duration_h=hours)
        answer = solve(make_problem([50, 50], [50, 50], store=store, reserve=product))
        assert answer.schedule.reserve_mw is not None
        assert answer.schedule.reserve_mw.tolist() == [most]


def test_continuous_reserve_goes_to_highs_and_earns_no_less() -> None:
    """Proves: any power between the levels. If broken: whole MW only, or another rule of headroom."""
    store = make_store(initial_mwh=0.7, final_mwh=0.7)
    whole = solve(make_problem([50, 50], [50, 50], store=store, reserve=reserve()))
    any_power = solve(make_problem([50, 50], [50, 50], store=store, reserve=reserve(continuous=True)))
    assert whole.objective_gbp == pytest.approx(10.0)
    assert any_power.objective_gbp == pytest.approx(1.4 * 10)
    assert any_power.solver.startswith("HiGHS")


@pytest.mark.parametrize("twin", [False, True])
@pytest.mark.parametrize(("direction", "window", "sold"), [("up", {"least_mwh": 1.0}, 0.0), ("down", {"most_mwh": 1.0}, 0.0), ("up", {}, 2.0)])  # fmt: skip
def test_a_reserve_counts_on_the_window_that_may_be_used(
    direction: str, window: dict[str, float], *, twin: bool, sold: float
) -> None:
    """Proves: from 1 of 2 MWh, 2 MW for half an hour would end at 0, below a lowest state of 1. If broken: energy is promised that must stay."""
    store = make_store(initial_mwh=1.0, final_mwh=None, **window)
    product = reserve(levels_mw=(0.0, 2.0), direction=direction)
    problem = make_problem([50, 50], [50, 50], store=store, reserve=product)
    if twin:
        # A second store of no power sends the same problem to the joint model.
        idle = make_store(name="idle", charge_power_mw=0.0, discharge_power_mw=0.0)
        held = dataclasses.replace(product, store="store")
        problem = replaced(problem, stores=(store, idle), reserves=(held,))
    priced = replaced(problem, charge_gbp_per_mwh=np.full(2, -1e3), export_gbp_per_mwh=np.full(2, -1e3))
    (chosen,) = solve(priced).schedule.reserves_mw
    assert chosen.tolist() == [sold]


def test_a_reserve_that_only_one_state_can_reach_is_sold() -> None:
    """Proves: at most 0.5 MWh after the first step, 0.5 more in the second, exactly the 1 MWh that 2 MW need. If broken: a jump at the end of the allowed states is lost, and 10 GBP with it."""
    store = make_store(charge_power_mw=1.0, initial_mwh=0.5, final_mwh=None)
    product = reserve(
        block_index=np.array([0, 0, 1]), clearing_price_gbp_per_mw_per_h=np.array([0.0, 10.0]), levels_mw=(0.0, 2.0),
        direction="up",
    )  # fmt: skip
    problem = make_problem([4, 4, 4], store=store, most_mwh=np.array([0.5, 2.0, 2.0]), reserve=product)
    assert solve(problem).objective_gbp == pytest.approx(10 - 0.5 * 4)


def test_a_downward_reserve_that_only_one_state_can_reach_is_sold() -> None:
    """Proves: at least 1.5 MWh after the first step, 0.5 out in the second leaves exactly the 1 MWh of room. If broken: as above, at the other end."""
    store = make_store(discharge_power_mw=1.0, initial_mwh=1.5, final_mwh=None)
    product = reserve(
        block_index=np.array([0, 0, 1]), clearing_price_gbp_per_mw_per_h=np.array([0.0, 10.0]), levels_mw=(0.0, 2.0),
        direction="down",
    )  # fmt: skip
    problem = make_problem([9, 9, 9], [3, 3, 3], store=store, least_mwh=np.array([1.5, 0.0, 0.0]), reserve=product)
    assert solve(problem).objective_gbp == pytest.approx(10 + 0.5 * 3 + 0.5 * 3)


def capped(**limits: float) -> Problem:
    store = make_store(charge_power_mw=2, discharge_power_mw=2, energy_capacity_mwh=1, **limits)
    days = np.repeat([0, 1], 4)
    return make_problem([0, 99, 0, 99] * 2, [0, 50, 0, 30, 0, 90, 0, 20], store=store, day_index=days)


def test_the_price_of_a_cycle_is_what_the_next_one_would_earn() -> None:
    """Proves: one cycle a day, the next would earn 30 and 20; three in all, the next 20. If broken: shadow prices of rows, not of cycles."""
    daily = solve(capped(max_cycles_per_day=1.0))
    assert daily.objective_gbp == pytest.approx(50 + 90)
    assert daily.cycle_prices is not None
    assert daily.cycle_prices.per_day_gbp_per_cycle == pytest.approx((30, 20), abs=1e-4)
    in_all = solve(capped(max_cycles=3.0))
    assert in_all.objective_gbp == pytest.approx(50 + 90 + 30)
    assert in_all.cycle_prices is not None
    assert 20 - 1e-4 <= (in_all.cycle_prices.in_all_gbp_per_cycle or 0) <= 30 + 1e-4


def test_conflicts_are_named_with_amount_and_price() -> None:
    """Proves: the end asks for 1 MWh more than the power gives; worth the 10 that buying costs. If broken: a bare refusal."""
    with pytest.raises(Infeasible, match=r"1\.000000 MWh out of reach.*step 0") as refused:
        solve(make_problem([10], None, store=make_store(final_mwh=2.0)))
    assert refused.value.conflicts
    assert "1.000000 MWh" in refused.value.conflicts[0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"energy_capacity_mwh": 0.0}, "holds nothing"),
        ({"energy_capacity_mwh": np.nan}, "energy_capacity_mwh"),
        ({"charge_efficiency": 0.0}, "lets nothing through"),
        ({"discharge_efficiency": 1.1}, "at most 1"),
        ({"charge_power_mw": np.inf}, "charge_power_mw"),
        ({"discharge_power_mw": -1.0}, "discharge_power_mw"),
        ({"initial_mwh": 3.0}, "initial_mwh"),
        ({"final_mwh": -0.1}, "final_mwh"),
        ({"max_cycles_per_day": -1.0}, "max_cycles_per_day"),
        ({"self_discharge_per_hour": 1.0}, "stores nothing"),
    ],
)
def test_an_impossible_store_is_refused(changes: dict[str, float], words: str) -> None:
    """Proves: bad numbers never reach an engine. If broken: a division by zero, or a wrong schedule."""
    with pytest.raises(InputError, match=words):
        make_store(**changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"hours": 0.0}, "hours"),
        ({"day_index": np.array([1, 0])}, "never fall"),
        ({"load_mwh": np.array([1.0])}, r"\(1,\) values for 2 steps"),
        ({"export_gbp_per_mwh": np.array([1.0, -np.inf])}, "the first in step 1"),
        ({"import_limit_mwh": np.nan}, "import_limit_mwh"),
        ({"stores": (make_store(available_fraction=np.array([1.0, 1.5])),)}, "available_fraction"),
        ({"stores": (make_store(least_mwh=np.array([0.0, -1.0])),)}, "least_mwh, step 1"),
        ({"stores": (make_store(), make_store())}, "two are named 'store'"),
        ({"constant_gbp": np.nan}, "constant_gbp"),
    ],
)
def test_an_impossible_problem_is_refused(changes: dict[str, object], words: str) -> None:
    """Proves: each array is checked by name. If broken: a wrong schedule, or numpy's own words."""
    with pytest.raises(InputError, match=words):
        replaced(make_problem([1, 2], store=make_store()), **changes)


def test_power_that_fills_the_store_in_one_step_is_cut() -> None:
    """Proves: 10 MW into 2 MWh takes 2 MWh. If broken: 5 MWh stored."""
    store = make_store(charge_power_mw=10, discharge_power_mw=10)
    answer = solve(make_problem([0, 100], [0, 100], store=store))
    assert answer.objective_gbp == pytest.approx(200)
    assert dataclasses.replace(store).energy_capacity_mwh == 2.0


def test_a_whole_cycle_more_earns_less_than_the_price_of_its_first_bit() -> None:
    """Proves: half a cycle fits each of 90, 50 and 30. At a quarter used the price is 90 GBP per cycle, and a whole
    cycle more earns 22.50 + 25 + 7.50 = 55. If broken: "one more cycle would have earned 90"."""
    store = make_store(charge_power_mw=1, discharge_power_mw=1, energy_capacity_mwh=1)

    def limited(cycles: float) -> Answer:
        one = dataclasses.replace(store, max_cycles=cycles)
        return solve(make_problem([0, 99, 0, 99, 0, 99], [0, 90, 0, 50, 0, 30], store=one))

    quarter, more = limited(0.25), limited(1.25)
    assert quarter.cycle_prices is not None
    assert quarter.cycle_prices.in_all_gbp_per_cycle == pytest.approx(90, abs=1e-4)
    assert more.objective_gbp - quarter.objective_gbp == pytest.approx(22.5 + 25 + 7.5)
