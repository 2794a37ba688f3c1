"""Windows of state and auxiliary load in a site file: what the optimiser is given, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.analysis.run.backtest import backtest
from gbflex.assets.site import Site
from gbflex.errors import InvalidSite
from gbflex.periods import Periods
from tests.factories import battery, make_ports, make_site

DAY = Periods.between("2025-01-13", "2025-01-13")


def of(**changes: object) -> Site:
    return make_site(assets=[battery(**changes)])


def test_an_initial_state_that_is_not_given_is_the_lowest_that_is_used() -> None:
    """Proves: from 1 to 4 MWh it starts and ends at 1. If broken: it starts at 0, outside its window."""
    store = of(min_state_of_charge_mwh=1.0, max_state_of_charge_mwh=4.0).batteries[0].store(DAY)
    assert (store.least_mwh, store.most_mwh, store.initial_mwh, store.final_mwh) == (1.0, 4.0, 1.0, 1.0)
    assert of().batteries[0].store(DAY).initial_mwh == 0.0


def test_a_window_of_state_is_kept_and_earns_what_it_holds() -> None:
    """Proves: 3 of 5 MWh are traded: bought at 10, sold at 110, without losses 300. If broken: 500 for all of it."""
    price = np.full(48, 10.0)
    price[40:44] = 110.0
    unit = {"round_trip_efficiency": 1.0, "min_state_of_charge_mwh": 1.0, "max_state_of_charge_mwh": 4.0}
    done = backtest(of(**unit), DAY, make_ports(market_index=price))
    state = done.with_asset.answer.schedule.state_of_charge_mwh
    assert done.value_gbp == pytest.approx(300.0)
    assert (state.min(), state.max()) == pytest.approx((1.0, 4.0))


@pytest.mark.parametrize(("when", "taken_mwh"), [("always", 48 * 0.05), ("running", 4 * 0.05)])
def test_auxiliary_load_is_bought(when: str, taken_mwh: float) -> None:
    """Proves: 0.1 MW through the day, or in the four half-hours that move: two in and two out at full power.

    If broken: 4.8 MWh where it only runs, or a cost that no ledger row holds.
    """
    price = np.full(48, 60.0)
    price[10:12], price[30:32] = 10.0, 110.0
    unit = {"round_trip_efficiency": 1.0, "energy_capacity_mwh": 2.5, "auxiliary_mw": 0.1, "auxiliary_when": when}
    done = backtest(of(**unit), DAY, make_ports(market_index=price))
    schedule = done.with_asset.answer.schedule
    (moved,) = schedule.stores
    assert moved.auxiliary_mwh is not None
    assert moved.auxiliary_mwh.sum() == pytest.approx(taken_mwh)
    assert schedule.import_mwh.sum() == pytest.approx(48 * 1.25 + taken_mwh)
    assert done.with_asset.answer.objective_gbp == pytest.approx(done.with_asset.ledger.total_gbp, abs=1e-6)
    assert done.value_gbp == pytest.approx(2.5 * 100 - float(moved.auxiliary_mwh @ price))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"max_state_of_charge_mwh": 5.5}, ("max_state_of_charge_mwh 5.5", "energy_capacity_mwh 5")),
        (
            {"min_state_of_charge_mwh": 3.0, "max_state_of_charge_mwh": 2.0},
            ("min_state_of_charge_mwh 3", "highest state, 2 MWh"),
        ),
        ({"min_state_of_charge_mwh": 6.0}, ("min_state_of_charge_mwh 6", "5 MWh")),
        (
            {"min_state_of_charge_mwh": 1.0, "initial_state_of_charge_mwh": 0.5},
            ("initial_state_of_charge_mwh 0.5", "below min_state_of_charge_mwh 1"),
        ),
        (
            {"max_state_of_charge_mwh": 4.0, "final_state_of_charge_mwh": 4.5},
            ("final_state_of_charge_mwh 4.5", "above max_state_of_charge_mwh 4"),
        ),
        ({"auxiliary_mw": -0.1}, ("auxiliary_mw",)),
        ({"auxiliary_when": "idle"}, ("auxiliary_when", "always", "running")),
        ({"min_state_of_charge_mwh": "low"}, ("min_state_of_charge_mwh",)),
    ],
)
def test_a_window_without_sense_names_its_field(changes: dict[str, object], words: tuple[str, ...]) -> None:
    """Proves: each message names field and number. If broken: an infeasible plan, or a traceback."""
    with pytest.raises(InvalidSite) as refused:
        of(**changes)
    for word in words:
        assert word in str(refused.value)


def test_two_batteries_need_two_names() -> None:
    """Proves: the message names the name and the key. If broken: one wear row for both."""
    with pytest.raises(InvalidSite, match=r"two are named 'bess'.*key name"):
        make_site(assets=[battery(), battery(energy_capacity_mwh=1.0)])


@pytest.mark.parametrize("field", ["charge_power_mw", "discharge_power_mw", "energy_capacity_mwh"])
def test_a_second_battery_that_names_no_limit_is_refused(field: str) -> None:
    """Proves: the place in the list and the field are named. If broken: the first battery's limit, or 0."""
    second = battery(name="second")
    del second[field]
    with pytest.raises(InvalidSite, match=rf"assets\.1\.{field}"):
        make_site(assets=[battery(), second])


def test_a_commitment_above_the_power_says_what_to_do() -> None:
    """Proves: 3 MW sold of 2.5 names both fields and the way out. If broken: an infeasible plan without a reason."""
    with pytest.raises(InvalidSite, match=r"response_commitment\.power_mw 3 is above .*lower it, or commit one"):
        of(response_commitment={"power_mw": 3.0})
