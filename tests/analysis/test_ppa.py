"""The PPA's asset-output form: market reference 6.10."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.analysis.run.backtest import Backtest, backtest
from gbflex.gb.rates.duos import duos_tariff
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.factories import battery, make_ports, make_site, week

TARIFF = {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 1500}


def flat(price: float, ppa_price: float, *, battery_changes: dict[str, object] | None = None) -> Backtest:
    periods = week()
    site = make_site(
        ppa={"price_gbp_per_mwh": ppa_price, "covers": "asset_output"}, assets=[battery(**(battery_changes or {}))]
    )
    return backtest(site, periods, make_ports(market_index=np.full(len(periods), price)))


def test_margin_of_a_delivered_mwh() -> None:
    """Proves: 150 - 70 / 0.85 = 67.647. If broken: 80 without losses, 90.5 with losses the wrong way round."""
    done = flat(70.0, 150.0)
    delivered = done.with_asset.answer.schedule.delivered_mwh.sum()
    assert delivered > 0
    assert done.value_gbp / delivered == pytest.approx(67.647, abs=5e-4)


@pytest.mark.parametrize(("price", "trades"), [(127.49, True), (127.51, False), (145.588 + 0.01, False)])
def test_break_even_charging_price(price: float, trades: bool) -> None:
    """Proves: 150 x 0.85 = 127.50 all-in. If broken: it trades up to 150, or up to 176.47."""
    assert bool(flat(price, 150.0).with_asset.answer.schedule.charge_mwh.sum() > 0) is trades


@pytest.mark.parametrize("ppa_price", [120.0, 150.0, 200.0])
def test_owner_and_offtaker_share_the_total(ppa_price: float) -> None:
    """Proves: V_own + V_off = C0 - C1 with fixed terms. If broken: a transfer is counted once, or fixed terms twice."""
    periods = Periods.between("2024-09-28", "2024-10-03")
    price = 80 + 80 * np.sin(np.arange(len(periods)) / 7)
    changes: dict[str, object] = {
        "tariff": TARIFF,
        "charges": "all",
        "demand": {"constant_mw": 1.1},
        # 1,500 kVA at 0.95: what exceeded it would be settled and not planned.
        "connection": {"import_mw": 1.425, "export_mw": 1.0},
        "export_tariff": {"duos": "HV Generation Site Specific"},
        "supply": {"energy": "market_index", "export": {"fixed_gbp_per_mwh": 30}},
        "assets": [battery(wear_gbp_per_mwh_discharged=4.0)],
    }
    ports = make_ports(market_index=price)
    ppa = {"price_gbp_per_mwh": ppa_price, "covers": "asset_output"}
    shared = backtest(make_site(ppa=ppa, **changes), periods, ports)

    # The same schedule on the boundary's own bill, with nobody between the meter and the site.
    schedule = shared.with_asset.answer.schedule
    whole = backtest(make_site(**changes), periods, ports)
    worth = whole.with_asset.problem
    total = schedule.worth_gbp(worth) - whole.without_asset.ledger.total_gbp
    assert shared.offtaker_value_gbp is not None
    assert shared.value_gbp + shared.offtaker_value_gbp == pytest.approx(total, abs=1e-6)
    assert schedule.charge_mwh.sum() > 0


def test_the_owner_pays_no_standing_charge_and_the_offtaker_keeps_it() -> None:
    """Proves: the host holds the connection. If broken: the owner's ledger starts at minus the fixed charges."""
    periods = week()
    site = make_site(
        ppa={"price_gbp_per_mwh": 150.0, "covers": "asset_output"},
        tariff=TARIFF,
        charges=["duos_fixed", "duos_capacity"],
    )
    done = backtest(site, periods, make_ports(market_index=np.full(len(periods), 70.0)))
    assert done.without_asset.ledger.total_gbp == 0
    assert done.with_asset.ledger.line_total_gbp("duos_fixed") == 0
    assert done.with_asset.offtaker_ledger is not None
    assert done.with_asset.offtaker_ledger.line_total_gbp("duos_fixed") < 0


def test_the_offtaker_pays_for_capacity_that_the_owner_s_charging_exceeds() -> None:
    """Proves: the peak is the meter's, whoever buys the energy. If broken: charging at the load's peak costs nobody.

    By hand: 1.1 MW of load and 2.5 MW of charging at 0.95 are 3,789.5 kVA, 2,289.5 above 1,500, for 7 days.
    """
    periods = week()
    site = make_site(
        ppa={"price_gbp_per_mwh": 150.0, "covers": "asset_output"},
        tariff=TARIFF,
        demand={"constant_mw": 1.1},
        charges=["duos_exceeded_capacity"],
    )
    done = backtest(site, periods, make_ports(market_index=np.full(len(periods), 70.0)))
    tariff = duos_tariff(SHIPPED_DUOS, licence_area="14", tariff="HV Site Specific", residual_band="3", year=2024)
    by_hand = -(3600 / 0.95 - 1500) * 7 * tariff.exceeded_capacity_p_per_kva_day / 100
    assert done.with_asset.offtaker_ledger is not None
    assert done.without_asset.offtaker_ledger is not None
    line = "duos_exceeded_capacity"
    assert done.with_asset.offtaker_ledger.line_total_gbp(line) == pytest.approx(by_hand)
    assert done.without_asset.offtaker_ledger.line_total_gbp(line) == 0
    assert done.with_asset.ledger.line_total_gbp(line) == 0
