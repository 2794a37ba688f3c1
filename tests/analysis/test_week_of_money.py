"""The hand case of the issue: one week, a battery behind a 2.5 MW load, three bands of all-in prices."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.analysis.run.backtest import Backtest, backtest
from gbflex.periods import Periods
from tests.factories import battery, make_ports, make_site, week

SCENARIOS = {"S1": (164.09, 174.11, 208.72), "S2": (128.26, 145.20, 190.79), "S3": (113.26, 135.20, 180.79)}
SQUARE_ROOT = {"round_trip_efficiency": 0.85}
ALL_ON_CHARGING = {"round_trip_efficiency": None, "charge_efficiency": 0.85, "discharge_efficiency": 1.0}


def banded(periods: Periods, green: float, amber: float, red: float) -> np.ndarray:
    """Red = periods 33-39, amber = 17-32 and 40-44, Monday to Friday, otherwise green."""
    number, weekday = periods.settlement_period, periods.weekday < 5
    price = np.full(len(periods), green)
    price[weekday & (number >= 17) & (number <= 44)] = amber
    price[weekday & (number >= 33) & (number <= 39)] = red
    return price


def run(scenario: str, losses: dict[str, float | None], **changes: object) -> Backtest:
    periods = week()
    ports = make_ports(market_index=banded(periods, *SCENARIOS[scenario]))
    return backtest(make_site(assets=[battery(**losses)], **changes), periods, ports)


@pytest.mark.parametrize(
    ("scenario", "losses", "saving"),
    [
        ("S1", SQUARE_ROOT, 361.24),
        ("S2", SQUARE_ROOT, 919.55),
        ("S3", SQUARE_ROOT, 1095.81),
        ("S1", ALL_ON_CHARGING, 391.82),
        ("S2", ALL_ON_CHARGING, 997.40),
        ("S3", ALL_ON_CHARGING, 1188.57),
    ],
)
def test_saving_of_a_week(scenario: str, losses: dict[str, float | None], saving: float) -> None:
    """Proves: S1 is 25 x (208.72 - 164.09 / 0.85). If broken: 333.05 with all losses on discharging, 0 as the legacy says."""
    assert run(scenario, losses).value_gbp == pytest.approx(saving, abs=0.005)


def test_energy_of_the_week() -> None:
    """Proves: five cycles of 5 MWh. If broken: 27.116 MWh charged or 100 % of the red band covered."""
    done = run("S1", ALL_ON_CHARGING)
    schedule = done.with_asset.answer.schedule
    assert schedule.charge_mwh.sum() == pytest.approx(29.412, abs=5e-4)
    assert schedule.delivered_mwh.sum() == pytest.approx(25.0)


@pytest.mark.parametrize("price", [0.0, 100.0, 150.0, 200.0])
def test_full_supply_value_does_not_depend_on_the_ppa_price(price: float) -> None:
    """Proves: with all_demand and must_supply the PPA is the same with and without. If broken: it scales with P."""
    done = run("S2", SQUARE_ROOT, ppa={"price_gbp_per_mwh": price})
    assert done.value_gbp == pytest.approx(919.55, abs=0.005)
    assert done.offtaker_value_gbp == pytest.approx(0.0, abs=1e-9)
    assert done.with_asset.ledger.line_total_gbp("ppa") == pytest.approx(336 * 1.25 * price)


@pytest.mark.parametrize(
    ("scenario", "idle_week"),
    [("S1", 0.0), ("S2", 87.5 * 4.8 + (420 - 43.75 - 131.25) * 21.74 - 87.5 * 4.8 + 131.25 * 4.8)],
)
def test_may_decline_leaves_loss_making_demand(scenario: str, idle_week: float) -> None:
    """Proves: without a battery S1 supplies nothing, S2 only green at 21.74 and amber at 4.80. If broken: red at a loss."""
    done = run(scenario, SQUARE_ROOT, ppa={"price_gbp_per_mwh": 150.0, "obligation": "may_decline"})
    assert done.without_asset.ledger.total_gbp == pytest.approx(idle_week)
    assert done.value_gbp >= 0
    assert done.offtaker_value_gbp is None
