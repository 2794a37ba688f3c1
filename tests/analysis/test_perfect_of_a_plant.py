"""Mode perfect of a site with a plant: what pays back later is seen, and what is not proven is named."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gbflex.analysis.chp.value import chp_value
from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.run.backtest import Backtest, backtest
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.summary import run_summary
from gbflex.assets.site import Site
from gbflex.dispatch import perfect
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.factories import FakeFiles, battery, make_ports
from tests.factories_plant import boiler, fuel, plant_site

DEAR_GAS = fuel(price={"fixed_gbp_per_mwh": 30.0})
NO_HEAT = ({"type": "heat_demand", "constant_mw": 0.0}, {"type": "heat_dump"})


def unit(**changes: Any) -> dict[str, Any]:
    """1 to 2 MW at 0.40: 75 GBP/MWh where no heat is used."""
    efficiency = {"power_mw": 2.0, "electrical_efficiency_gross_cv": 0.4, "heat_efficiency_gross_cv": 0.45}
    return {
        "type": "chp",
        "name": "e0",
        "min_power_mw": 1.0,
        "max_power_mw": 2.0,
        "efficiency": [efficiency],
    } | changes


def by_day(*prices: float) -> tuple[Periods, Any]:
    periods = Periods.between("2025-06-04", f"2025-06-{3 + len(prices):02d}")
    return periods, make_ports(market_index=np.repeat(np.array(prices, dtype=float), 48))


class _ByWeekday:
    """Cheap from Wednesday to Friday, dear from Saturday to Monday, whatever span is asked for."""

    def price(self, name: str, periods: Periods) -> FoundSeries:
        weekday = (periods.settlement_date.astype("datetime64[D]").astype(int) + 3) % 7
        values = np.array([120.0, 60.0, 20.0, 20.0, 20.0, 120.0, 120.0])[weekday]
        return FoundSeries(name, values, "GBP/MWh", "the test", "every date")

    def first_known(self, name: str, periods: Periods) -> FoundSeries:
        return self.price(name, periods)


BY_WEEKDAY = Ports(market_data=_ByWeekday(), files=FakeFiles(), duos=SHIPPED_DUOS)


def site_of(engine: dict[str, Any]) -> Site:
    return plant_site(
        engine, boiler(), *NO_HEAT, supply={"energy": "market_index"}, demand={"constant_mw": 5.0}, fuel=DEAR_GAS
    )


def summary_of(run: Backtest) -> dict[str, Any]:
    return run_summary(run, "test")


def test_a_long_run_that_loses_is_not_begun() -> None:
    """Proves: a run of 48 h for one day at 74 GBP loses at any place, so none begins. If broken: -1,384 GBP."""
    periods, ports = by_day(5, 74, 5, 5, 5)
    run = backtest(site_of(unit(min_up_hours=48)), periods, ports)
    assert run.value_gbp == pytest.approx(0.0, abs=0.01)
    assert summary_of(run)["perfect_label"] == "perfect"


@pytest.mark.parametrize("at_once", [True, False])
def test_an_engine_is_kept_running_for_what_comes_in_two_days(
    at_once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: at 70 it loses 5 GBP/MWh on 1 MW for 48 h, then gains 55 on 2 MW: -240 + 5,280. If broken: 280."""
    if not at_once:
        monkeypatch.setattr(perfect, "AT_ONCE_STEPS", 0)
    periods, ports = by_day(70, 70, 130, 130)
    run = backtest(site_of(unit(start_cost_gbp=5000, runs_at_start=True)), periods, ports)
    assert run.value_gbp == pytest.approx(5040.0, abs=0.5)


def test_what_is_not_proven_says_its_days_and_pounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: two days in view by force, and the answer, its warning and `chp value` say so."""
    monkeypatch.setattr(perfect, "AT_ONCE_STEPS", 0)
    monkeypatch.setattr(perfect, "GROWING_SECONDS", 0.0)
    monkeypatch.setattr(perfect, "coupled_days", lambda _: 1)
    monkeypatch.setattr(perfect, "FEWEST_DAYS", 2)
    periods, ports = by_day(70, 70, 130, 130)
    site = site_of(unit(start_cost_gbp=5000, runs_at_start=True))
    run = backtest(site, periods, ports)
    summary = summary_of(run)
    assert summary["view_days"] == 2
    below = summary["bound_gbp"] - summary["objective_gbp"]
    assert below >= 5040 - run.value_gbp - 0.01
    label = f"2 days in view, at most {below:,.2f} GBP below the bound"
    assert summary["perfect_label"] == label
    assert any(label in text for text in summary["warnings"])
    value = chp_value(site, periods, ports)
    assert value["perfect_label"] == label
    assert any(label in text for text in value["warnings"])


def test_a_battery_that_fills_in_three_days_beside_a_boiler() -> None:
    """Proves: 60 MWh at 1 MW is planned over two weeks, by rolling with a worth of energy too, and no more than all is captured."""
    store = battery(
        charge_power_mw=1.0, discharge_power_mw=1.0, energy_capacity_mwh=60.0, initial_state_of_charge_mwh=0.0
    )
    heat = {"type": "heat_demand", "constant_mw": 1.0}
    site = plant_site(store, boiler(), heat, supply={"energy": "market_index"}, demand={"constant_mw": 2.0})
    periods = Periods.between("2025-06-04", "2025-06-10")
    run = backtest(site, periods, BY_WEEKDAY, rule=PlanRule("rolling"))
    summary = summary_of(run)
    assert summary["perfect_value_gbp"] > 1000
    assert summary["captured_share"] < 0.5
    assert summary["perfect_label"] == "perfect"
    worth = PlanRule("rolling", look_ahead_days=3, end_value_gbp_per_mwh=60.0)
    valued = summary_of(backtest(site, periods, BY_WEEKDAY, rule=worth))
    assert summary["captured_share"] < valued["captured_share"] <= 1.0 + 1e-9
