"""How many days hang together, by hand: what a perfect plan of a plant must see."""

from __future__ import annotations

from typing import Any

import pytest

from gbflex.analysis.run.backtest import settlement_of
from gbflex.dispatch.joint.coupling import coupled_days
from gbflex.periods import Periods
from tests.factories import make_ports
from tests.factories_plant import boiler, chp, plant_site

HEAT = {"type": "heat_demand", "constant_mw": 7.0}
DAY = Periods.between("2024-06-03", "2024-06-03")


def days(*assets: dict[str, Any]) -> int:
    settle, _ = settlement_of(plant_site(*assets, boiler(), HEAT), DAY, make_ports())
    return coupled_days(settle.terms.problem(settle.setting, with_assets=True))


def store(hours: float) -> dict[str, Any]:
    """1 MW each way."""
    return {
        "type": "battery",
        "charge_power_mw": 1.0,
        "discharge_power_mw": 1.0,
        "energy_capacity_mwh": hours,
        "round_trip_efficiency": 1.0,
    }


@pytest.mark.parametrize(
    ("assets", "expected"),
    [
        # Nothing outlives its day.
        ((chp(),), 1),
        # A run of 24 hours fits one day, one of 25 does not; 200 hours are cut to a week.
        ((chp(min_up_hours=24),), 1),
        ((chp(min_up_hours=25),), 2),
        ((chp(min_down_hours=49),), 3),
        ((chp(min_up_hours=160),), 7),
        # 12 MWh fill and empty in 24 hours at 1 MW, 18 MWh in 36.
        ((chp(), store(12.0)), 1),
        ((chp(), store(18.0)), 2),
    ],
)
def test_days_that_hang_together(assets: tuple[dict[str, Any], ...], expected: int) -> None:
    """Proves: the longest of runs, stops and turnovers, in whole days, at most a week.

    If broken: a store's filling is taken off its emptying (0 hours), or every plant looks a week ahead.
    """
    assert days(*assets) == expected


def test_a_start_must_pay_back() -> None:
    """Proves: hours of full load that a start costs count. 5 MW gain 750 - 263.16 of gas + 131.58 of heat = 618.42 GBP/h:
    18,900 GBP take 30.6 hours, two days. If broken: one day, and a start in the evening never pays.
    """
    assert days(chp(start_cost_gbp=100.0)) == 1
    assert days(chp(start_cost_gbp=18_900.0)) == 2


def test_filling_and_emptying_have_their_own_power() -> None:
    """Proves: 12 MWh fill in 12 hours at 1 MW and empty in 48 at 0.25, together three days. If broken: one of them counts."""
    assert days(chp(), store(12.0) | {"discharge_power_mw": 0.25}) == 3
