"""What a plan may know: every series from outside changed in turn, and forecasts that say where they come from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.run.backtest import Backtest, backtest
from gbflex.analysis.run.plan import site_plan
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.summary import run_summary
from gbflex.analysis.series.forecasts import ShapeOfDaysBefore
from gbflex.analysis.series.outlook import outlook_of
from gbflex.errors import InputError, MissingPeriods
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.factories import battery, make_site

FIRST, LAST = "2024-04-01", "2024-04-07"
CHANGE = "2024-04-04T11:00"
"""Noon on the clock."""

# Mean and swing of each series: prices in GBP/MWh, volumes in MWh of a half-hour.
SHAPES = {
    "market_index": (80, 40),
    "export.csv": (85, 40),
    "load.csv": (1.0, 0.6),
    "gas": (30, 8),
    "gas.csv": (30, 8),
}


class Outside:
    """Every series by instant alone; one of them is another from an instant on."""

    def __init__(self, changed: str = "", changed_from: str = CHANGE) -> None:
        self.changed, self.changed_from = changed, np.datetime64(changed_from)

    def _found(self, name: str, periods: Periods) -> FoundSeries:
        mean, swing = SHAPES[name]
        half_hour = periods.start_time.astype("datetime64[m]").astype(np.int64) // 30
        noise = np.array([np.random.default_rng([len(name), int(i)]).normal() for i in half_hour])
        wave = np.sin(periods.local_minute / 1440 * 2 * np.pi - 2)
        if name.startswith("gas"):
            noise, wave = 0.0, np.sin(periods.gas_day.astype(np.int64))
        values = np.maximum(mean + swing * wave + 0.3 * swing * noise, 0.01)
        if name == self.changed:
            values = np.where(periods.start_time >= self.changed_from, 2.5 * mean - values, values)
            values = np.maximum(values, 0.01)
        return FoundSeries(name, values, "MWh" if name == "load.csv" else "GBP/MWh", "the test", "every date")

    def price(self, name: str, periods: Periods) -> FoundSeries:
        return self._found(name, periods)

    def first_known(self, name: str, periods: Periods) -> FoundSeries:
        return self._found(name, periods)

    def gas_price(self, periods: Periods) -> FoundSeries:
        return self._found("gas", periods)

    def read(self, path: Path, quantity: str, periods: Periods) -> FoundSeries:  # noqa: ARG002 (the port's shape)
        return self._found(path.name, periods)

    def read_gas(self, path: Path, periods: Periods) -> FoundSeries:
        return self._found(path.name, periods)


def ports(**parts: Any) -> Ports:
    outside = Outside(**parts)
    return Ports(market_data=outside, files=outside, duos=SHIPPED_DUOS)  # type: ignore[arg-type]


BATTERY: dict[str, Any] = {
    "demand": {"file": "load.csv"},
    "connection": {"import_mw": 6.0, "export_mw": 0.2},
    "supply": {"energy": "market_index", "export": {"file": "export.csv"}},
    "assets": [battery(wear_gbp_per_mwh_discharged=2.0)],
}
PLANT: dict[str, Any] = {
    "demand": {"constant_mw": 0.5},
    "connection": {"import_mw": None, "export_mw": None},
    "supply": {"energy": "market_index", "export": {"file": "export.csv"}},
    "fuel": {"price": {"file": "gas.csv"}, "network": "included", "ccl_exempt_fraction": 1.0, "chpqa": {}},
    "assets": [
        {
            "type": "chp",
            "name": "engine",
            "min_power_mw": 1.0,
            "max_power_mw": 2.0,
            "efficiency": [
                {"power_mw": 2.0, "electrical_efficiency_gross_cv": 0.38, "heat_efficiency_gross_cv": 0.4}
            ],
        },
        {"type": "boiler", "heat_mw": 4.0, "efficiency_gross_cv": 0.9},
        {"type": "heat_demand", "constant_mw": 1.5},
        {"type": "heat_dump"},
    ],
}
RULES = [
    PlanRule(mode="rolling"),
    PlanRule(mode="rolling", forecast="last_week", look_ahead_days=1, end_value_gbp_per_mwh=60.0),
    PlanRule(mode="naive"),
    PlanRule(mode="threshold", charge_below_gbp_per_mwh=55.0, discharge_above_gbp_per_mwh=105.0),
]


def run(site: dict[str, Any], rule: PlanRule, outside: Ports | None = None, last: str = LAST) -> Backtest:
    return backtest(make_site(**site), Periods.between(FIRST, last), outside or ports(), rule=rule)


@pytest.mark.parametrize("series", ["market_index", "export.csv", "load.csv"])
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.mode}-{rule.forecast}")
def test_no_series_of_a_battery_is_known_ahead(rule: PlanRule, series: str) -> None:
    """Proves: energy price, export price or demand changed from noon on leave every earlier half-hour as it was.

    If broken: the plan of a date reads the export price or the load of its afternoon (a captured share of 0.50
    instead of 0.40 on field case leak_site).
    """
    before, after = run(BATTERY, rule), run(BATTERY, rule, ports(changed=series))
    same = before.setting.periods.start_time < np.datetime64(CHANGE)
    flows = [
        np.array([done.with_asset.answer.schedule.charge_mwh, done.with_asset.answer.schedule.discharge_mwh])
        for done in (before, after)
    ]
    assert np.array_equal(flows[0][:, same], flows[1][:, same])
    if rule is RULES[0]:
        assert not np.array_equal(flows[0], flows[1])


@pytest.mark.parametrize("series", ["market_index", "export.csv", "gas.csv"])
def test_no_price_of_a_plant_is_known_ahead(series: str) -> None:
    """Proves: the same of a plant that rolls, gas included. If broken: a gas day's price is used before it is known."""
    rule = PlanRule(mode="rolling", look_ahead_days=1)
    before, after = (run(PLANT, rule, ports(changed=one), "2024-04-06") for one in ("", series))
    same = before.setting.periods.start_time < np.datetime64(CHANGE)
    for done in (before, after):
        assert done.with_asset.answer.schedule.plant is not None
    flows = [
        np.array([plant.generated_mwh, done.with_asset.answer.schedule.import_mwh])
        for done in (before, after)
        if (plant := done.with_asset.answer.schedule.plant) is not None
    ]
    assert np.array_equal(flows[0][:, same], flows[1][:, same])
    assert not np.array_equal(flows[0], flows[1])


@pytest.mark.parametrize("place", ["demand", "heat_demand", "solar"])
def test_a_plant_asks_for_volumes_to_be_declared(place: str) -> None:
    """Proves: a file of heat, load or sun is used by a rolling plant only if declared known. If broken: in silence."""
    files = {
        "demand": {"demand": {"file": "load.csv"}},
        "heat_demand": {"assets": [*PLANT["assets"][:2], {"type": "heat_demand", "file": "load.csv"}]},
        "solar": {"assets": [*PLANT["assets"], {"type": "solar", "peak_mw": 10.0, "file": "load.csv"}]},
    }
    with pytest.raises(InputError, match="must know its") as refused:
        run(PLANT | files[place], RULES[0])
    assert refused.value.where == f"{place}.known_ahead"


@pytest.mark.parametrize(
    "assets",
    [
        [battery(response_commitment={"power_mw": 0.5}, initial_state_of_charge_mwh=2.0)],
        [battery(), battery(name="second")],
        [battery(auxiliary_mw=0.1)],
    ],
    ids=["a response", "two batteries", "auxiliary load"],
)
def test_what_no_rule_can_follow_asks_for_the_load(assets: list[dict[str, Any]]) -> None:
    """Proves: beside anything but one battery alone a load file must be declared known. If broken: it is read ahead."""
    with pytest.raises(InputError, match="must know its demand ahead") as refused:
        run(BATTERY | {"assets": assets}, RULES[0])
    assert refused.value.where == "demand.known_ahead"


@pytest.mark.parametrize("series", ["market_index", "export.csv", "load.csv"])
def test_a_plan_looks_at_nothing_that_comes_after(series: str) -> None:
    """Proves: `plan` is the same whatever comes true of any series. If broken: the future of a file is read."""
    at = datetime(2024, 4, 4, 11, 10, tzinfo=UTC)
    plans = [
        site_plan(make_site(**BATTERY), at, 40, PlanRule(), outside)
        for outside in (ports(), ports(changed=series, changed_from="2024-04-04T10:00"))
    ]
    assert plans[0] == plans[1]
    assert [row["series"] for row in plans[0]["forecasts"]] == ["energy_price", "export_price", "demand"]


def test_what_is_declared_known_is_known() -> None:
    """Proves: with `known_ahead` a changed load or export price changes the morning's plan. If broken: the key does nothing."""
    known = {
        "load.csv": BATTERY | {"demand": {"file": "load.csv", "known_ahead": True}},
        "export.csv": BATTERY
        | {
            "connection": {"import_mw": 6.0, "export_mw": 2.5},
            "supply": {"energy": "market_index", "export": {"file": "export.csv", "known_ahead": True}},
        },
    }
    for series, site in known.items():
        before, after = run(site, RULES[0]), run(site, RULES[0], ports(changed=series))
        same = before.setting.periods.start_time < np.datetime64(CHANGE)
        one, other = (done.with_asset.answer.schedule.discharge_mwh[same] for done in (before, after))
        assert not np.array_equal(one, other), series
    with pytest.raises(InputError, match="known_ahead belongs to a file"):
        make_site(demand={"constant_mw": 1.0, "known_ahead": True})


def test_a_plan_is_followed_as_far_as_the_load_that_came_allows() -> None:
    """Proves: 1 MWh is planned out where 1 MWh of load is expected; 0.4 comes, export is closed: 0.4 goes out.

    The 0.6 left stay in the store. If broken: a schedule that exports through a closed connection, or hindsight.
    """
    load = {"2024-04-03": 1.0, "2024-04-04": 0.4}

    class Files(Outside):
        def _found(self, name: str, periods: Periods) -> FoundSeries:
            if name == "load.csv":
                days = periods.settlement_date.astype(str)
                return FoundSeries(name, np.array([load.get(day, 1.0) for day in days]), "MWh", "t", "t")
            values = np.where(periods.local_minute < 60, 10.0, np.where(periods.local_minute == 60, 90.0, 50.0))
            return FoundSeries(name, values, "GBP/MWh", "t", "t")

    store = battery(
        charge_power_mw=2.0,
        discharge_power_mw=2.0,
        energy_capacity_mwh=1.0,
        round_trip_efficiency=1.0,
        final_state_of_charge_mwh=None,
        wear_gbp_per_mwh_discharged=60.0,
    )
    site = make_site(demand={"file": "load.csv"}, connection={"import_mw": None, "export_mw": 0.0}, assets=[store])
    outside = Files()
    done = backtest(
        site,
        Periods.between("2024-04-04", "2024-04-04"),
        Ports(market_data=outside, files=outside, duos=SHIPPED_DUOS),  # type: ignore[arg-type]
        rule=PlanRule(mode="rolling", look_ahead_days=1),
    )
    schedule = done.with_asset.answer.schedule
    assert schedule.charge_mwh.sum() == pytest.approx(1.0)
    assert schedule.discharge_mwh[2] == pytest.approx(0.4)
    assert schedule.export_mwh.sum() == 0
    # Planned at an expected load of 1 MWh: 47 half-hours of it cost more than the load that came.
    summary = run_summary(done, "test")
    gap = {row["line"]: row["gap_gbp"] for row in summary["plan_gap"]}
    assert gap["energy_import"] > 0
    assert summary["objective_gbp"] == pytest.approx(summary["ledger_total_gbp"], abs=1e-6)


def test_the_gap_is_against_what_was_expected() -> None:
    """Proves: planned is at yesterday's price, settled at today's; their difference is the gap of the line.

    The load alone: 48 half-hours of 1 MWh at 50 expected, 70 came true: planned -2,400, settled -3,360. If broken:
    both are re-priced at 70 and the gap is 0.
    """

    class Steps(Outside):
        def _found(self, name: str, periods: Periods) -> FoundSeries:
            values = np.where(periods.settlement_date.astype(str) < "2024-04-04", 50.0, 70.0)
            return FoundSeries(name, values, "GBP/MWh", "t", "t")

    outside = Steps()
    site = make_site(demand={"constant_mw": 2.0})
    for rule in (RULES[0], RULES[2]):
        done = backtest(
            site,
            Periods.between("2024-04-04", "2024-04-04"),
            Ports(market_data=outside, files=outside, duos=SHIPPED_DUOS),  # type: ignore[arg-type]
            rule=rule,
        )
        (row,) = run_summary(done, "test")["plan_gap"]
        assert row["planned_gbp"] == pytest.approx(-2400.0)
        assert row["settled_gbp"] == pytest.approx(-3360.0)
        assert row["gap_gbp"] == pytest.approx(-960.0)


def test_of_the_hour_that_autumn_repeats_the_first_counts() -> None:
    """Proves: on 28 October 01:00 and 01:30 expect periods 3 and 4 of the day before, not 5 and 6. If broken: the second hour's."""
    axis = Periods.between("2024-10-27", "2024-10-28")
    history = FoundSeries("index", np.arange(len(axis), dtype=float) + 1, "GBP/MWh", "t", "t")
    day = Periods.between("2024-10-28", "2024-10-28")
    found = ShapeOfDaysBefore(history, axis, 1).expected(day, np.full(48, np.datetime64("2024-10-28T12:00")))
    assert found.values[:6].tolist() == [1.0, 2.0, 3.0, 4.0, 7.0, 8.0]


def test_a_forecast_names_the_date_its_values_come_from() -> None:
    """Proves: at the start of a date its last half-hours come from two days before, and that is counted and said.

    At 23:00 UTC the price of 21:30 to 22:00 is known (21:30 + 0:30 + 1:00), that of 22:00 is not: the last two
    half-hours of the next date are older, and on the day after the spring change the hour that was skipped too. If
    broken: a forecast called yesterday is of the day before, in silence.
    """
    rule = PlanRule()
    plan = site_plan(make_site(), datetime(2024, 4, 3, 23, 0, tzinfo=UTC), 48, rule, ports())
    dates = [row["expected_from_date"] for row in plan["periods"]]
    assert dates == ["2024-04-03"] * 46 + ["2024-04-02"] * 2
    (row,) = plan["forecasts"]
    assert (row["half_hours"], row["older_half_hours"], row["oldest_date"]) == (48, 2, "2024-04-02")
    assert any("2 of 48 half-hours come from further back" in text for text in plan["warnings"])
    done = run({}, RULES[0])
    (row,) = run_summary(done, "test")["forecasts"]
    assert (row["half_hours"], row["older_half_hours"], row["oldest_date"]) == (336, 16, "2024-03-30")


def test_a_file_without_a_past_is_refused_with_the_way_out() -> None:
    """Proves: a load file that begins with the span cannot be forecast, and the message says how to go on."""

    class Short(Outside):
        def _found(self, name: str, periods: Periods) -> FoundSeries:
            found = super()._found(name, periods)
            if name == "load.csv":
                found.values[periods.settlement_date.astype(str) < FIRST] = np.nan
            return found

    outside = Short()
    port = Ports(market_data=outside, files=outside, duos=SHIPPED_DUOS)  # type: ignore[arg-type]
    with pytest.raises(MissingPeriods, match=r"forecast of demand .*lacks 50 half-hours") as refused:
        run(BATTERY, RULES[0], port)
    assert "known_ahead: true" in (refused.value.next_step or "")


def test_a_gas_day_is_known_when_it_is_over() -> None:
    """Proves: at 23:00 UTC on 4 April the gas day of 3 April is the last known; it covers 05:00 to 05:00.

    So ten half-hours of 5 April (to 05:00) repeat 4 April, the other 38 repeat 3 April. If broken: 38 repeat a gas
    day that still has six hours to go.
    """
    outlook = outlook_of("yesterday", make_site(**PLANT), Periods.between("2024-04-05", "2024-04-05"), ports())
    day = Periods.between("2024-04-05", "2024-04-05")
    found = outlook.expected(day, np.full(48, np.datetime64("2024-04-04T23:00")))["gas_price"]
    assert found.from_date.astype(str).tolist() == ["2024-04-04"] * 10 + ["2024-04-03"] * 38


def test_an_export_price_that_is_the_energy_price_is_expected_with_it() -> None:
    """Proves: with `export: energy` both prices of a plan are the forecast. If broken: export is sold at what comes true."""
    site = make_site(**(BATTERY | {"supply": {"energy": "market_index", "export": "energy"}}))
    found = site_plan(site, datetime(2024, 4, 4, 11, tzinfo=UTC), 12, PlanRule(), ports())
    for row in found["periods"]:
        assert row["expected_export_price_gbp_per_mwh"] == row["expected_energy_price_gbp_per_mwh"]


def test_a_forecast_looks_back_fifteen_days() -> None:
    """Proves: a value of 15 days before is used where nothing nearer is held, one of 16 days before is not."""
    axis, day = Periods.between("2024-05-01", "2024-05-17"), Periods.between("2024-05-17", "2024-05-17")
    known = np.full(48, np.datetime64("2024-05-16T23:00"))
    for held, found in (("2024-05-02", 7.0), ("2024-05-01", np.nan)):
        values = np.where(axis.settlement_date.astype(str) == held, 7.0, np.nan)
        history = FoundSeries("index", values, "GBP/MWh", "t", "t")
        expected = ShapeOfDaysBefore(history, axis, 1).expected(day, known).values
        assert np.array_equal(expected, np.full(48, found), equal_nan=True)
