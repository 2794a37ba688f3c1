"""Modes: what a plan may know, what it achieves beside perfect foresight, and what its limits cost."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gbflex.analysis.ports import FoundSeries, IssuedPrices, Ports
from gbflex.analysis.run.backtest import Backtest, backtest
from gbflex.analysis.run.captured import captured
from gbflex.analysis.run.losses import site_losses
from gbflex.analysis.run.plan import site_plan
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.reasons import run_explanation
from gbflex.analysis.run.summary import run_summary
from gbflex.analysis.series.forecasts import Expected, ShapeOfDaysBefore, forecast_named
from gbflex.errors import BrokenFile, InputError, MissingPeriods
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import FIRST_DATE, Periods
from gbflex.sources.half_hours.file import HalfHourlyFileReader
from tests.factories import FakeFiles, battery, make_site

FIRST, LAST = "2024-03-20", "2024-04-20"  # over the spring clock change
SITE: dict[str, Any] = {
    "tariff": {"duos": "HV Site Specific", "residual_band": 4, "agreed_capacity_kva": 3000},
    "connection": {"import_mw": 4.0, "export_mw": 0.0},
    "supply": {"energy": "market_index"},
    "assets": [battery(wear_gbp_per_mwh_discharged=5.0)],
    "charges": ["duos_unit"],
}


class Prices:
    """A price that depends on the instant alone, whatever span is asked for."""

    def __init__(self, seed: int = 1, *, noise: float = 15.0, changed_from: str | None = None) -> None:
        self.seed, self.noise = seed, noise
        self.changed_from = None if changed_from is None else np.datetime64(changed_from)

    def price(self, name: str, periods: Periods) -> FoundSeries:
        index = periods.start_time.astype("datetime64[m]").astype(np.int64) // 30
        base = 80 + 45 * np.sin(periods.local_minute / 1440 * 2 * np.pi - 2)
        random = np.array([np.random.default_rng([self.seed, int(i)]).normal() for i in index])
        values = base + self.noise * random
        if self.changed_from is not None:
            values = np.where(periods.start_time >= self.changed_from, 500 - 3 * values, values)
        return FoundSeries(name, values, "GBP/MWh", "the test", "every date")

    def first_known(self, name: str, periods: Periods) -> FoundSeries:
        return self.price(name, periods)


def ports(**parts: Any) -> Ports:
    return Ports(market_data=Prices(**parts), files=FakeFiles(), duos=SHIPPED_DUOS)


def run(rule: PlanRule | None = None, prices: Ports | None = None, **changes: Any) -> Backtest:
    return backtest(make_site(**(SITE | changes)), Periods.between(FIRST, LAST), prices or ports(), rule=rule)


RULES = [
    PlanRule(mode="rolling"),
    PlanRule(mode="rolling", look_ahead_days=1, end_value_gbp_per_mwh=60.0),
    PlanRule(mode="rolling", forecast="last_week", look_ahead_days=3),
    PlanRule(mode="threshold", charge_below_gbp_per_mwh=50.0, discharge_above_gbp_per_mwh=100.0),
    PlanRule(mode="naive"),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.mode}-{rule.forecast}")
def test_no_mode_beats_perfect_foresight_and_all_settle_on_what_came_true(rule: PlanRule) -> None:
    """Proves: achieved <= perfect, ledger = objective, the same lines. If broken: a plan settles on its own forecast."""
    done = run(rule)
    summary = run_summary(done, "test")
    assert summary["value_gbp"] <= summary["perfect_value_gbp"] + 1e-6
    assert summary["objective_gbp"] == pytest.approx(summary["ledger_total_gbp"], abs=1e-6)
    assert summary["captured_share"] == pytest.approx(summary["value_gbp"] / summary["perfect_value_gbp"])
    # Fewer than twelve whole weeks.
    assert summary["captured_share_interval"] is None
    assert summary["status"] == "feasible"
    assert summary["worst_violation_mwh"] <= 1e-9


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.mode}-{rule.forecast}")
def test_what_comes_later_changes_nothing_that_was_done(rule: PlanRule) -> None:
    """Proves: other prices from noon of 10 April on leave every earlier half-hour as it was. If broken: look-ahead.

    The thresholds see a half-hour's own price only, and so does the way to the end. From noon, so that a plan for
    the next date that knows the rest of today shows too.
    """
    before, after = run(rule), run(rule, ports(changed_from="2024-04-10T11:00"))
    same = before.setting.periods.start_time < np.datetime64("2024-04-10T11:00")
    for name in ("charge_mwh", "discharge_mwh"):
        one, other = (getattr(done.with_asset.answer.schedule, name) for done in (before, after))
        assert np.array_equal(one[same], other[same])
    assert not np.array_equal(
        before.with_asset.answer.schedule.charge_mwh, after.with_asset.answer.schedule.charge_mwh
    )


def test_the_outturn_as_forecast_to_the_end_is_perfect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: with true forecasts and a horizon to the end, rolling earns what perfect foresight does. If broken: a window's end, a lead or a settlement differs."""
    monkeypatch.setattr(
        ShapeOfDaysBefore,
        "expected",
        lambda self, periods, _: Expected.of_no_date(self.history.values[-len(periods) :]),
    )
    site, periods = make_site(**SITE), Periods.between("2024-04-01", "2024-04-07")
    done = backtest(site, periods, ports(), rule=PlanRule(mode="rolling", look_ahead_days=7))
    assert done.perfect is not None
    assert done.value_gbp == pytest.approx(done.perfect.ledger.total_gbp - done.without_asset.ledger.total_gbp)


def test_yesterday_is_the_same_clock_time_and_only_what_was_known() -> None:
    """Proves: at 16:00 UTC the 14:30 price of the same day is known, that of 15:00 is not; the hour that spring skips comes from the day before. If broken: a price still to come, or UTC times across the change."""
    axis = Periods.between("2024-03-28", "2024-04-02")
    values = np.arange(len(axis), dtype=float)
    forecast = ShapeOfDaysBefore(FoundSeries("index", values, "GBP/MWh", "t", "t"), axis, 1)
    day = Periods.between("2024-04-02", "2024-04-02")
    found = forecast.expected(day, np.full(48, np.datetime64("2024-04-01T16:00"))).values
    start_of_1st, start_of_31st = 3 * 48 + 46, 3 * 48
    # 14:30 UTC is 15:30 on the clock, the 32nd half-hour; the next falls back to 31 March, which has 46.
    assert found[:32].tolist() == list(range(start_of_1st, start_of_1st + 32))
    assert found[32] == start_of_31st + 30
    skipped = Periods.between("2024-04-01", "2024-04-01")
    found = forecast.expected(skipped, np.full(48, np.datetime64("2024-03-31T23:00"))).values
    assert found[2] == 2 * 48 + 2  # 01:00 does not exist on 31 March


def test_a_forecast_file_gives_the_last_one_known() -> None:
    """Proves: of two forecasts the later one known in time. If broken: the newest of the file, known too late."""
    issued = IssuedPrices(
        known_time=np.array(["2024-04-01T06:00", "2024-04-01T12:00", "2024-04-01T18:00"], dtype="datetime64[s]"),
        start_time=np.array(["2024-04-01T22:00"] * 3, dtype="datetime64[s]"),
        gbp_per_mwh=np.array([10.0, 20.0, 30.0]),
        source="f",
    )
    files = FakeFiles()
    files.read_issued = lambda _: issued  # type: ignore[attr-defined]
    day = Periods.between("2024-04-01", "2024-04-01")
    history = FoundSeries("index", np.zeros(48), "GBP/MWh", "t", "t")
    forecast = forecast_named("f.csv", history, day, Ports(Prices(), files, SHIPPED_DUOS))
    found = forecast.expected(day, np.full(48, np.datetime64("2024-04-01T13:00"))).values
    assert found[46] == 20.0
    assert np.isnan(found[:46]).all()


def test_forecast_files_are_read_strictly(tmp_path: Path) -> None:
    """Proves: a forecast known after its half-hour began is no forecast. If broken: outturn passes as foresight."""
    path = tmp_path / "f.csv"
    header = "known_time,start_time,price_gbp_per_mwh\n"
    path.write_text(header + "2024-04-01T06:00Z,2024-04-01T10:00Z,55.5\n")
    found = HalfHourlyFileReader().read_issued(path)
    assert found.gbp_per_mwh.tolist() == [55.5]
    assert str(found.known_time[0]) == "2024-04-01T06:00:00"
    for bad, words in (
        ("2024-04-01T10:30Z,2024-04-01T10:00Z,55.5\n", "only after"),
        ("2024-04-01T06:00Z,2024-04-01T10:00Z,x\n", "cannot be read"),
        ("noon,2024-04-01T10:00Z,1\n", "cannot be read"),
        (2 * "2024-04-01T06:00Z,2024-04-01T10:00Z,55.5\n", "twice"),
    ):
        path.write_text(header + bad)
        with pytest.raises(BrokenFile, match=words):
            HalfHourlyFileReader().read_issued(path)
    path.write_text("start_time,price_gbp_per_mwh\n2024-04-01T10:00Z,1\n")
    with pytest.raises(BrokenFile, match="no column known_time"):
        HalfHourlyFileReader().read_issued(path)


def test_a_forecast_without_history_says_so() -> None:
    """Proves: the first day of the calendar has no yesterday. If broken: 0 GBP/MWh is expected."""
    site, periods = make_site(**(SITE | {"charges": []})), Periods.between(FIRST_DATE, "2015-01-03")
    with pytest.raises(MissingPeriods, match=r"same clock time the day before.*lacks 50 half-hours"):
        backtest(site, periods, ports(), rule=PlanRule(mode="rolling"))


def test_a_loss_is_said() -> None:
    """Proves: a plan that loses against no asset warns. If broken: a loss in a green tile."""
    rule = PlanRule(mode="threshold", charge_below_gbp_per_mwh=50.0, discharge_above_gbp_per_mwh=60.0)
    summary = run_summary(run(rule, assets=[battery(wear_gbp_per_mwh_discharged=90.0)]), "test")
    assert summary["value_gbp"] < 0
    assert any("doing nothing would have been better" in text for text in summary["warnings"])


def test_the_sweep_holds_the_run_s_own_point() -> None:
    """Proves: the heat map's cell is the run. If broken: the map is of another problem."""
    rule = PlanRule(mode="threshold", charge_below_gbp_per_mwh=47.5, discharge_above_gbp_per_mwh=101.5)
    done = run(rule)
    summary = run_summary(done, "test")
    sweep = summary["sweep"]
    row = sweep["charge_below_gbp_per_mwh"].index(47.5)
    column = sweep["discharge_above_gbp_per_mwh"].index(101.5)
    assert sweep["value_gbp"][row][column] == pytest.approx(summary["value_gbp"], abs=1e-6)
    assert sweep["value_gbp"][-1][0] is None


def test_captured_is_nothing_for_perfect_foresight_itself() -> None:
    """Proves: the benchmark has no share of itself. If broken: 100 % captured is shown as an achievement."""
    assert captured(run()) is None


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"connection": {"import_mw": 2.85, "export_mw": 0.0}},
        {
            "supply": {"energy": "market_index", "export": "energy"},
            "connection": {"import_mw": None, "export_mw": 3},
        },
        {"ppa": {"price_gbp_per_mwh": 150.0, "covers": "asset_output"}},
        {"assets": [battery(max_cycles_per_day=0.5)]},
        {"assets": [battery(max_cycles_per_year=180)]},
        {"assets": [battery(self_discharge_per_day=0.05, initial_state_of_charge_mwh=2.0)]},
        {"assets": [battery(response_commitment={"power_mw": 1.0}, initial_state_of_charge_mwh=2.5)]},
        {"assets": [battery(outages=[{"from_date": "2024-03-25", "to_date": "2024-03-28"}])]},
    ],
    ids=str,
)
def test_explanations_agree_with_what_was_done(changes: dict[str, Any]) -> None:
    """Proves: charging only below its threshold, discharging only above, idle only between. If broken: the words contradict the schedule."""
    done = run(**changes)
    why = run_explanation(done)
    assert why is not None
    problem, schedule = done.with_asset.problem, done.with_asset.answer.schedule
    tolerance = 1e-4
    cost = -problem.charging_gbp_per_mwh
    charges, idles = why.action == -1, why.action == 0
    assert np.all(cost[charges] <= why.charge_below_gbp_per_mwh[charges] + tolerance)
    for flow, worth in (
        (schedule.delivered_mwh, problem.delivering_gbp_per_mwh),
        (schedule.export_mwh, problem.exporting_gbp_per_mwh),
    ):
        flows = (flow > 1e-9) & ~problem.export_beats_load()
        assert np.all(worth[flows] >= why.discharge_above_gbp_per_mwh[flows] - tolerance)
    room = (problem.charge_limit_mwh > 0) & (problem.import_limit_mwh - problem.load_mwh > 0)
    waits = idles & room & (not problem.reserves)
    assert not np.any(cost[waits] < why.charge_below_gbp_per_mwh[waits] - tolerance)
    sells = idles & (problem.largest_delivery_mwh() > 0) & (not problem.reserves)
    assert not np.any(problem.delivering_gbp_per_mwh[sells] > why.discharge_above_gbp_per_mwh[sells] + tolerance)
    assert charges.any()
    assert idles.any()


def test_a_rolling_plan_is_explained_by_what_it_expected() -> None:
    """Proves: thresholds of the plan, not of hindsight, agree with what was done at its prices. If broken: hindsight explains."""
    done = run(PlanRule(mode="rolling"))
    why = run_explanation(done)
    assert why is not None
    assert done.windows is not None
    expected = -done.windows.expected[0].charging_gbp_per_mwh
    charges = why.action == -1
    assert charges.any()
    assert np.all(expected[charges] <= why.charge_below_gbp_per_mwh[charges] + 1e-6)


def test_a_plan_reads_nothing_after_its_instant() -> None:
    """Proves: other prices after the instant give the same plan. If broken: the plan knows the outturn."""
    at, rule = datetime(2024, 4, 10, 12, tzinfo=UTC), PlanRule()
    site = make_site(**SITE)
    before = site_plan(site, at, 48, rule, ports())
    after = site_plan(site, at, 48, rule, ports(changed_from="2024-04-10T11:00"))
    assert before == after
    assert len(before["periods"]) == 48
    assert before["periods"][0]["start_time"] == "2024-04-10T12:00:00Z"
    assert {row["action"] for row in before["periods"]} == {"charge", "discharge", "idle"}
    for row in before["periods"]:
        if row["action"] == "charge" and row["charge_below_gbp_per_mwh"] is not None:
            assert row["charge_price_gbp_per_mwh"] <= row["charge_below_gbp_per_mwh"] + 1e-6


def test_losses_are_full_solutions_without_the_cause() -> None:
    """Proves: each row is what the value gains when the site file drops the limit, exceeded capacity charged. If broken: a shadow price, or an objective in place of a ledger."""
    limited = battery(max_cycles_per_day=0.5, wear_gbp_per_mwh_discharged=5.0)
    tight = {
        "connection": {"import_mw": 3.0, "export_mw": 0.0},
        "assets": [limited],
        # Settled and not planned: more import pays a capacity charge that no objective knows.
        "charges": ["duos_unit", "duos_capacity", "duos_exceeded_capacity"],
    }
    site, periods = make_site(**(SITE | tight)), Periods.between("2024-04-01", "2024-04-07")
    found = site_losses(site, periods, ports())
    rows = {row["cause"]: row["value_gbp"] for row in found["rows"]}

    def value(**changes: Any) -> float:
        return backtest(make_site(**(SITE | tight | changes)), periods, ports()).value_gbp

    now = value()
    free = battery(wear_gbp_per_mwh_discharged=5.0)
    open_connection = {"import_mw": None, "export_mw": None}
    assert rows["cycles"] == pytest.approx(value(assets=[free]) - now, abs=1e-4)
    assert rows["connection"] == pytest.approx(value(connection=open_connection) - now, abs=1e-4)
    assert rows["response"] == 0.0
    assert rows["foresight"] >= -1e-6
    assert rows["red_band"] > 0
    red = found["red_band"]
    assert 0 <= red["served_mwh"] <= red["most_mwh"] + 1e-6 <= red["demand_mwh"] + 1e-5


def test_a_response_commitment_costs_what_its_absence_would_earn() -> None:
    """Proves: the value without it is the site's without the key. If broken: the commitment is free."""
    sold = battery(response_commitment={"power_mw": 1.0}, initial_state_of_charge_mwh=2.5)
    free = battery(initial_state_of_charge_mwh=2.5)
    periods = Periods.between("2024-04-01", "2024-04-07")
    found = site_losses(make_site(**(SITE | {"assets": [sold]})), periods, ports())
    lost = next(row["value_gbp"] for row in found["rows"] if row["cause"] == "response")
    with_it, without_it = (
        backtest(make_site(**(SITE | {"assets": [one]})), periods, ports()).value_gbp for one in (sold, free)
    )
    assert lost == pytest.approx(without_it - with_it, abs=1e-6)
    assert lost > 0


def test_limits_of_a_year_scale_with_the_span() -> None:
    """Proves: 365 cycles a year are seven in a week; the tighter of year and throughput holds. If broken: a year's cycles in a week."""
    done = backtest(
        make_site(**(SITE | {"assets": [battery(max_cycles_per_year=365 / 2, max_throughput_mwh=15.0)]})),
        Periods.between("2024-04-01", "2024-04-07"),
        ports(),
    )
    assert done.with_asset.problem.store is not None
    assert done.with_asset.problem.store.max_cycles == pytest.approx(3.0)
    summary = run_summary(done, "test")
    assert summary["equivalent_full_cycles"] <= 3.0 + 1e-6
    assert summary["cycle_price_gbp"]["in_all_gbp"] > 0


def test_modes_refuse_what_they_cannot_keep() -> None:
    """Proves: a yearly cap in a rolling plan, thresholds without prices, an unknown forecast. If broken: the limit is dropped."""
    with pytest.raises(InputError, match="cannot be kept window by window"):
        run(PlanRule(mode="rolling"), assets=[battery(max_cycles_per_year=100)])
    with pytest.raises(InputError, match="needs both prices"):
        PlanRule(mode="threshold", charge_below_gbp_per_mwh=1.0)
    with pytest.raises(InputError, match="no forecast"):
        run(PlanRule(mode="rolling", forecast="tomorrow"))
    with pytest.raises(InputError, match="days cannot be looked ahead"):
        PlanRule(mode="rolling", look_ahead_days=0)
    assert dataclasses.replace(PlanRule(), mode="naive").described() == {}
