"""What each asset of a plant adds, and the figures of its run."""

from __future__ import annotations

import numpy as np
import pytest

from gbflex.analysis.chp.value import chp_value
from gbflex.analysis.run.backtest import backtest
from gbflex.analysis.run.co2 import co2_part
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.plant_kpis import plant_kpis
from gbflex.analysis.run.summary import run_summary
from gbflex.bootstrap import shipped_ports
from gbflex.errors import InputError, MissingPeriods
from gbflex.periods import Periods
from tests.factories import battery, make_ports, make_site
from tests.factories_plant import boiler, chp, fuel, plant_site

DAY = Periods.between("2024-06-03", "2024-06-03")
HEAT = {"type": "heat_demand", "constant_mw": 7.0}


def test_an_engine_is_worth_what_it_saves() -> None:
    """Proves: 5 MW x 24 h x (150 - 26.316) GBP. If broken: the counterfactual heats for nothing."""
    run = backtest(plant_site(), DAY, make_ports())
    assert run.value_gbp == pytest.approx(120 * (150 - 26.3158), abs=0.01)
    assert run.with_asset.planned_gbp == pytest.approx(run.with_asset.ledger.total_gbp, abs=1e-6)
    assert run.with_asset.answer.objective_gbp == pytest.approx(run.with_asset.ledger.total_gbp, abs=1e-6)


def test_each_asset_left_out_alone_and_together() -> None:
    """Proves: left out and alone are full new plans, and together is at least either. If broken: assets are summed."""
    price = 60 + 55 * np.sin(np.arange(48) / 4)
    tank = {"type": "thermal_store", "charge_power_mw": 3, "discharge_power_mw": 3, "energy_capacity_mwh": 9}
    site = plant_site(
        chp(min_up_hours=2, start_cost_gbp=30.0),
        boiler(),
        {"type": "heat_demand", "constant_mw": 3.0},
        tank,
        battery(),
        supply={"energy": "market_index"},
    )
    found = chp_value(site, DAY, make_ports(market_index=price))
    by_asset = {row["asset"]: row for row in found["rows"]}
    assert set(by_asset) == {"engine", "heat store", "bess", "boiler"}
    slack = 1e-4 * abs(found["without_asset_gbp"])
    for name in ("engine", "heat store", "bess"):
        assert by_asset[name]["left_out_value_gbp"] >= -slack
        assert by_asset[name]["alone_value_gbp"] <= found["value_gbp"] + slack
    # A heat store without an engine has nothing to move: the boiler costs the same at any time.
    assert by_asset["heat store"]["alone_value_gbp"] == pytest.approx(0.0, abs=1e-6)
    assert by_asset["heat store"]["left_out_value_gbp"] > 1.0
    assert found["sequential"]["value_gbp"] <= found["value_gbp"] + slack
    total = sum(by_asset[name]["left_out_value_gbp"] for name in ("engine", "heat store", "bess"))
    assert total != pytest.approx(found["value_gbp"], rel=1e-3)
    assert "need not add up" in found["note"]


def test_heat_that_boilers_cannot_give_leaves_no_value_and_a_plan() -> None:
    """Proves: 13 MW against a boiler of 8: a plan, and no value without a counterfactual. If broken: a value against nothing, or exit 4."""
    site = plant_site(chp(), boiler(), HEAT | {"constant_mw": 13.0})
    found = chp_value(site, DAY, make_ports())
    assert found["value_gbp"] is None
    assert found["without_asset_gbp"] is None
    assert {row["alone_value_gbp"] for row in found["rows"]} == {None}


def test_a_boiler_that_is_needed_is_worth_no_number() -> None:
    """Proves: the reason stands where there is no plan. If broken: an error hides the other rows."""
    rows = chp_value(plant_site(), DAY, make_ports())["rows"]
    needed = next(row for row in rows if row["asset"] == "boiler")
    assert needed["left_out_value_gbp"] is None
    assert "nothing works without it: heat demand is above all heat sources" in needed["note"]


def test_figures_of_a_run_by_hand() -> None:
    """Proves: hours, efficiencies, index and tonnes of the legacy unit. If broken: a page of plausible nonsense."""
    run = backtest(plant_site(), DAY, make_ports())
    kpis = plant_kpis(run)
    assert kpis is not None
    unit = kpis["units"][0]
    assert (unit["starts"], unit["running_hours"], unit["full_load_hours"]) == (1, 24.0, 24.0)
    assert unit["electrical_efficiency_gross_cv"] == pytest.approx(0.38)
    assert unit["realised_spark_spread_gbp_per_mwh"] == pytest.approx(150 - 20 / 0.38)
    assert unit["realised_margin_gbp_per_mwh"] == pytest.approx(150 - 20 / 0.38)
    assert unit["heat_constrained_hours"] == 0.0
    assert kpis["quality_index"] == pytest.approx(195 * 0.38 + 113 * 0.45)
    assert kpis["primary_energy_saving"] == pytest.approx(0.3036, abs=1e-4)
    burnt = 24 * (5 / 0.38 + (7 - 5 * 0.45 / 0.38) / 0.9)
    co2 = co2_part(run)
    assert co2 is not None
    assert co2["gas_tonnes"] == pytest.approx(burnt * 0.1829)
    assert co2["gas_without_asset_tonnes"] == pytest.approx(24 * 7 / 0.9 * 0.1829)


def test_heat_without_a_use_constrains_and_dumped_heat_does_not_count() -> None:
    """Proves: 3 MW of heat hold it at 2.533 MW all day; a dump frees it and lowers the index. If broken: both hide."""
    held = plant_kpis(backtest(plant_site(chp(), boiler(), HEAT | {"constant_mw": 3.0}), DAY, make_ports()))
    assert held is not None
    assert held["units"][0]["heat_constrained_hours"] == 24.0
    free = plant_kpis(
        backtest(
            plant_site(chp(), boiler(), HEAT | {"constant_mw": 3.0}, {"type": "heat_dump"}), DAY, make_ports()
        )
    )
    assert free is not None
    assert free["units"][0]["heat_constrained_hours"] == 0.0
    assert free["heat_dumped_mwh"] == pytest.approx(24 * (5 * 0.45 / 0.38 - 3))
    assert free["quality_index"] < held["quality_index"]


def test_solar_serves_the_load_and_is_left_where_it_cannot_go() -> None:
    """Proves: a roof beside a boiler is a plant of its own. If broken: generation is lost or exported beyond the limit."""
    solar = {"type": "solar", "peak_mw": 4.0, "yearly_mwh_per_mw": 950, "latitude_deg": 52}
    site = make_site(assets=[solar], demand={"constant_mw": 1.0}, connection={"export_mw": 0.5})
    run = backtest(site, DAY, make_ports(market_index=np.full(48, 60.0)))
    kpis = plant_kpis(run)
    assert kpis is not None
    assert run.with_asset.answer.schedule.export_mwh.max() <= 0.25 + 1e-9
    assert kpis["solar_left_mwh"] > 0
    assert run.value_gbp > 0
    assert {row["quality"] for row in run_summary(run, "id")["lines"]} == {"illustrative"}  # type: ignore[attr-defined]


def test_days_are_planned_one_after_another_and_say_how_well() -> None:
    """Proves: three days roll with two in view, with the gap of the windows and the bound of the whole."""
    periods = Periods.between("2024-06-03", "2024-06-05")
    price = 60 + 55 * np.sin(np.arange(144) / 4)
    site = plant_site(chp(min_up_hours=2, start_cost_gbp=30.0), boiler(), HEAT, supply={"energy": "market_index"})
    run = backtest(site, periods, make_ports(market_index=price))
    answer = run.with_asset.answer
    assert answer.worst_window_gap is not None
    assert answer.worst_window_gap <= 1e-4
    assert answer.bound_gbp >= answer.objective_gbp - 1e-6
    assert answer.gap < 0.05


def test_a_forecast_rolls_too_and_a_rule_of_thumb_is_refused() -> None:
    """Proves: rolling plans on what was known; threshold and naive are for a battery. If broken: they ignore heat."""
    periods = Periods.between("2024-06-03", "2024-06-05")
    prices = 60 + 55 * np.sin(np.arange(144) / 4)
    site = plant_site(chp(), boiler(), HEAT, supply={"energy": "market_index"})
    with pytest.raises(InputError, match="mode threshold is for a battery alone"):
        backtest(
            site,
            periods,
            make_ports(market_index=prices),
            rule=PlanRule("threshold", charge_below_gbp_per_mwh=1.0, discharge_above_gbp_per_mwh=2.0),
        )
    run = backtest(site, periods, shipped_ports(), rule=PlanRule("rolling"))
    assert run.perfect is not None
    assert run.with_asset.ledger.total_gbp <= run.perfect.ledger.total_gbp * (1 - 1e-4)


def test_a_missing_gas_day_is_named() -> None:
    """Proves: the gas day, not only half-hours. If broken: a day burns for nothing."""
    gas = np.full(48, 30.0)
    gas[:10] = np.nan
    site = plant_site(fuel=fuel(price="gas_sap"))
    with pytest.raises(MissingPeriods, match="lacks 1 gas days, the first is 2024-06-02"):
        backtest(site, DAY, make_ports(gas_sap=gas))
