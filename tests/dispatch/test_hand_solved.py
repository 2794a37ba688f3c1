"""Two to four half-hours, solved by hand."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.dispatch import solve
from gbflex.dispatch.explain import explain
from gbflex.errors import Infeasible, InputError
from tests.factories import make_problem, make_store


def test_buy_low_sell_high() -> None:
    """Proves: 1 MWh bought at 40, 0.81 sold at 120. If broken: 80 without losses, 68 with losses once."""
    store = make_store(charge_efficiency=0.9, discharge_efficiency=0.9)
    answer = solve(make_problem([40, 120], [40, 120], store=store))
    assert answer.objective_gbp == pytest.approx(0.81 * 120 - 40)
    assert answer.schedule.state_of_charge_mwh == pytest.approx([0.9, 0.0])


def test_reference_margin_of_one_cycle() -> None:
    """Proves: market reference 8, 4.25 x (120 - 40 / 0.85 - 15) = 246.25. If broken: 274 with wear on both legs."""
    root = 0.85**0.5
    store = make_store(
        charge_power_mw=20,
        discharge_power_mw=20,
        energy_capacity_mwh=5 * root,
        charge_efficiency=root,
        discharge_efficiency=root,
    )
    answer = solve(make_problem([40, 1000], [0, 120 - 15], store=store))
    assert answer.objective_gbp == pytest.approx(246.25)


def test_serving_the_load_beats_exporting_it() -> None:
    """Proves: behind the meter a MWh saves 100, exported it earns 40. If broken: 40 or 140."""
    store = make_store(initial_mwh=1.0)
    answer = solve(make_problem([100, 100], [40, 40], [0.6, 0.2], store=store))
    # 0.6 + 0.2 serve the load at 100, the remaining 0.2 is exported at 40.
    assert answer.objective_gbp == pytest.approx(0.8 * 100 + 0.2 * 40)
    assert answer.schedule.import_mwh == pytest.approx([0.0, 0.0])


def test_charging_stops_at_the_import_limit() -> None:
    """Proves: load and charging share the connection. If broken: 1 MWh is charged instead of 0.4."""
    problem = make_problem(
        [10, 200], None, [0.6, 1.0], store=make_store(), import_limit_mwh=1.0, export_limit_mwh=0.0
    )
    answer = solve(problem)
    assert answer.schedule.charge_mwh == pytest.approx([0.4, 0.0])


def test_negative_prices_do_not_burn_energy() -> None:
    """Proves: one direction per half-hour. If broken: the LP charges 1 and discharges 0.81 at once, worth 19 instead of 10."""
    store = make_store(charge_efficiency=0.9, discharge_efficiency=0.9, initial_mwh=2.0, final_mwh=2.0)
    answer = solve(make_problem([-100], [-100], store=store))
    assert answer.objective_gbp == pytest.approx(0.0)
    assert answer.solver == "gbflex exact storage"


def test_negative_prices_with_room_fill_the_store() -> None:
    """Proves: being paid to import is used up to the room left. If broken: 0, or 200 for 2 MWh in half an hour."""
    answer = solve(make_problem([-100, 0], None, store=make_store(final_mwh=None)))
    assert answer.objective_gbp == pytest.approx(100.0)


def test_export_above_import_price_still_serves_the_load_first() -> None:
    """Proves: the meter nets. If broken: 1 MWh exported at 150 while 1 MWh is imported at 100."""
    answer = solve(make_problem([100, 100], [150, 150], [0.4, 0.4], store=make_store(initial_mwh=1.0)))
    assert answer.objective_gbp == pytest.approx(max(0.4 * 100 + 0.6 * 150, 0.8 * 100 + 0.2 * 150))
    assert np.all(np.minimum(answer.schedule.import_mwh, answer.schedule.export_mwh) < 1e-9)


def test_cycles_per_day_count_energy_leaving_the_store() -> None:
    """Proves: half a cycle of 2 MWh is 1 MWh a day. If broken: charge counts too, or the second day shares the first's."""
    store = make_store(max_cycles_per_day=0.5)
    problem = make_problem(
        [0, 50, 0, 50, 0, 50, 0, 50], [0, 50, 0, 50, 0, 50, 0, 50], store=store, day_index=np.repeat([0, 1], 4)
    )
    assert solve(problem).objective_gbp == pytest.approx(100.0)


def test_ties_idle() -> None:
    """Proves: no energy moves unless it pays. If broken: a lossless store churns at equal prices."""
    answer = solve(make_problem([50, 50, 50], [50, 50, 50], store=make_store()))
    assert answer.schedule.charge_mwh.sum() == 0


def test_charging_stops_where_energy_is_worth_what_it_costs() -> None:
    """Proves: 1 MWh for the 70, none for the 50 that only pays itself back. If broken: 2 MWh charged for the same pounds."""
    store = make_store(charge_power_mw=4.0)
    problem = make_problem([50, 99, 99], [0, 70, 50], store=store)
    answer = solve(problem)
    assert answer.schedule.charge_mwh == pytest.approx([1.0, 0.0, 0.0])
    assert answer.objective_gbp == pytest.approx(20.0)


@pytest.mark.parametrize("end", [0.0, 1.0, 2.0])
def test_the_end_state_is_met(end: float) -> None:
    """Proves: the final state is an equality. If broken: the store is emptied for its export price."""
    answer = solve(
        make_problem([10, 10, 10, 10], [500, 500, 500, 500], store=make_store(initial_mwh=1.0, final_mwh=end))
    )
    assert answer.schedule.state_of_charge_mwh[-1] == pytest.approx(end)


def test_a_load_above_the_limit_names_the_first_step_and_the_amount() -> None:
    """Proves: infeasible is said, with what is short. If broken: a schedule that breaks the connection."""
    with pytest.raises(Infeasible, match=r"in the first by 0\.500000 MWh.*step 1"):
        solve(make_problem([10, 10], None, [1.0, 3.5], store=make_store(), import_limit_mwh=2.0))


def test_an_end_out_of_reach_is_said() -> None:
    """Proves: 1 MWh per half-hour cannot make 2 in one. If broken: a bare solver status."""
    with pytest.raises(Infeasible, match=r"1\.000000 MWh out of reach"):
        solve(make_problem([10], None, store=make_store(final_mwh=2.0)))


def test_a_store_that_runs_empty_names_the_step() -> None:
    """Proves: 1 MWh lasts for two half-hours 0.5 short, not three. If broken: step 0, or a bare solver status."""
    store = make_store(initial_mwh=1.0, final_mwh=None)
    with pytest.raises(Infeasible, match=r"runs empty, 0\.500000 MWh short.*step 2"):
        solve(make_problem([10] * 4, None, [1.5] * 4, store=store, import_limit_mwh=1.0))


def test_limits_that_conflict_only_together_are_said() -> None:
    """Proves: a daily cap below what the load needs is infeasible. If broken: status optimal, cap broken."""
    store = make_store(initial_mwh=2.0, final_mwh=None, max_cycles_per_day=0.4)
    with pytest.raises(Infeasible, match="no schedule keeps all limits"):
        solve(make_problem([10] * 2, None, [1.5] * 2, store=store, import_limit_mwh=1.0))


@pytest.mark.parametrize(("export", "worth"), [(5, "5.00"), (0, "0.00")])
def test_a_cycle_limit_that_must_give_is_named_by_its_energy(export: float, worth: str) -> None:
    """Proves: a store of 2 MWh, full, may hold 0.5 from the second step on, and 0.4 cycles let out 0.8: 0.7 more must
    leave, worth what it exports at. If broken: the limit is tightened instead of loosened and nothing is named, or a
    worth is made up.
    """
    most = np.array([2.0, 0.5, 0.5, 0.5])
    store = make_store(initial_mwh=2.0, final_mwh=None, max_cycles_per_day=0.4, most_mwh=most)
    with pytest.raises(Infeasible) as refused:
        solve(make_problem([10] * 4, [export] * 4, None, store=store))
    assert refused.value.conflicts == (
        f"max_cycles_per_day from day 0 by 0.700000 MWh in all (a MWh more is worth {worth} GBP)",
    )


def test_a_value_that_no_later_price_set_names_no_step() -> None:
    """Proves: 1 MWh at 40 waits for 120 in step 1; after it nothing is left to be worth anything: -1. If broken: another step."""
    problem = make_problem([40, 120], [40, 120], store=make_store(energy_capacity_mwh=1.0))
    assert explain(problem, solve(problem)).set_by_step.tolist() == [1, -1]


def test_what_leaves_at_a_cost_is_not_worth_what_burning_it_would_earn() -> None:
    """Proves: 0.5 MWh from step 0 must leave in step 1, where export costs 22: its last MWh is worth -22.

    If broken: explained as if a step could charge and discharge at once, -40.
    """
    problem = make_problem([-20, -20], [-22, -22], store=make_store(charge_efficiency=0.5))
    assert explain(problem, solve(problem)).stored_energy_value_gbp_per_mwh[0] == pytest.approx(-22.0)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_prices_that_are_no_numbers_are_refused(bad: float) -> None:
    """Proves: NaN never reaches the solver. If broken: HiGHS answers something."""
    with pytest.raises(InputError, match="step 1"):
        make_problem([10, bad], None, store=make_store())
