"""A plan from an instant: limits on its horizon, its own half-hours' worth, its end, and options that say nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gbflex import run
from gbflex.analysis.answers.plan import PlanAnswer
from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.run.backtest import backtest
from gbflex.analysis.run.plan import site_plan
from gbflex.analysis.run.plan_rule import PlanRule, unused_options
from gbflex.errors import InputError
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.factories import FakeFiles, battery, make_site

AT = datetime(2024, 11, 5, 0, 15, tzinfo=UTC)
"""Not on a half-hour: the first that is planned begins at 00:30."""


class Hours:
    """40 GBP/MWh before 06:00 and from 12:00 to 18:00, else 100."""

    def price(self, name: str, periods: Periods) -> FoundSeries:
        return self.first_known(name, periods)

    def first_known(self, name: str, periods: Periods) -> FoundSeries:
        hour = periods.local_minute // 60
        values = np.where((hour < 6) | ((hour >= 12) & (hour < 18)), 40.0, 100.0)
        return FoundSeries(name, values, "GBP/MWh", "the test", "every date")


def plan(at: datetime = AT, horizon: int = 48, rule: PlanRule | None = None, **changes: Any) -> PlanAnswer:
    cycles = changes.pop("cycles_today", None)
    store = battery(charge_power_mw=1, discharge_power_mw=1, energy_capacity_mwh=2, round_trip_efficiency=0.81)
    site = make_site(demand={"constant_mw": 1.0}, assets=[store | changes])
    ports = Ports(market_data=Hours(), files=FakeFiles(), duos=SHIPPED_DUOS)  # type: ignore[arg-type]
    return site_plan(site, at, horizon, rule or PlanRule(), ports, cycles_today=cycles)


def left_the_store_mwh(answer: PlanAnswer, until: str = "9999") -> float:
    return sum(row["discharge_mwh"] for row in answer["periods"] if row["start_time"] < until) / 0.9


@pytest.mark.parametrize(
    ("limits", "mwh"),
    [
        ({}, 4.0),
        ({"max_throughput_mwh": 0.5}, 0.5),
        ({"max_cycles_per_year": 365.0}, 2.0),
        ({"max_cycles_per_year": 365.0, "max_throughput_mwh": 9.0}, 2.0),
        ({"max_cycles_per_day": 0.75}, 1.5),
        ({"max_cycles_per_day": 0.75, "cycles_today": 0.5}, 0.5),
        ({"max_cycles_per_day": 0.75, "cycles_today": 0.75}, 0.0),
    ],
    ids=str,
)
def test_a_limit_holds_on_the_horizon(limits: dict[str, Any], mwh: float) -> None:
    """Proves: a throughput, a year's cycles in proportion and a day's cycles bind a plan of 24 h from 00:30.

    Two cycles pay (40 to 100 twice). If broken: 4 MWh leave the store against a warranty of 0.5 (field case
    plan_limits: 7.37).
    """
    assert left_the_store_mwh(plan(horizon=48, **limits)) == pytest.approx(mwh)


def test_cycles_used_today_are_asked_for() -> None:
    """Proves: where a day's limit counts and nobody says what is used, the answer says so; and where it cannot count."""
    unknown = "cycles already used today are not known"
    assert any(unknown in text for text in plan(max_cycles_per_day=1.0)["warnings"])
    assert not any(unknown in text for text in plan(max_cycles_per_day=1.0, cycles_today=0.0)["warnings"])
    at_midnight = datetime(2024, 11, 5, 0, 0, tzinfo=UTC)
    assert not any(unknown in text for text in plan(at_midnight, max_cycles_per_day=1.0)["warnings"])
    assert any("--cycles-today is not used" in text for text in plan(cycles_today=1.0)["warnings"])
    for wrong in (-0.5, float("nan")):
        with pytest.raises(InputError, match="cannot be used already"):
            plan(cycles_today=wrong)


def test_yesterday_s_cycles_do_not_count_after_midnight() -> None:
    """Proves: a plan made at 23:45 begins with the next date, whose cycles are all there."""
    late = datetime(2024, 11, 5, 23, 45, tzinfo=UTC)
    found = plan(late, max_cycles_per_day=0.75, cycles_today=0.75)
    assert left_the_store_mwh(found) == pytest.approx(1.5)


@pytest.mark.parametrize("horizon", [46, 47, 48])
def test_an_end_value_counts_at_every_horizon(horizon: int) -> None:
    """Proves: energy left worth 200 GBP/MWh fills the store, also where the plan ends with the date (47 half-hours).

    If broken: of the three only the one that ends at midnight empties.
    """
    found = plan(horizon=horizon, rule=PlanRule(end_value_gbp_per_mwh=200.0))
    assert found["periods"][-1]["state_of_charge_mwh"] == pytest.approx(2.0)


def test_an_end_value_beside_a_fixed_end_is_refused() -> None:
    """Proves: two ends contradict each other, in a plan and a rolling run. If broken: one of them wins in silence."""
    with pytest.raises(InputError, match="energy left has a worth") as refused:
        plan(rule=PlanRule(end_value_gbp_per_mwh=50.0), final_state_of_charge_mwh=1.0)
    assert refused.value.where == "--end-value"


def test_no_window_leaves_what_the_rest_cannot_bring_to_the_end() -> None:
    """Proves: energy left worth 300 GBP/MWh fills the store on the first date only as far as the second can empty it.

    0.02 MW for 24 h gives 0.48 MWh, which takes 0.48 / 0.9 from the store. If broken: 2 MWh are left, and the second
    date has no schedule that ends empty (exit 4).
    """
    store = battery(charge_power_mw=1, discharge_power_mw=0.02, energy_capacity_mwh=2, round_trip_efficiency=0.81)
    ports = Ports(market_data=Hours(), files=FakeFiles(), duos=SHIPPED_DUOS)  # type: ignore[arg-type]
    rule = PlanRule(mode="rolling", look_ahead_days=1, end_value_gbp_per_mwh=300.0)
    site = make_site(demand={"constant_mw": 1.0}, assets=[store])
    done = backtest(site, Periods.between("2024-11-05", "2024-11-06"), ports, rule=rule)
    states = done.with_asset.answer.schedule.state_of_charge_mwh
    assert states[47] == pytest.approx(0.48 / 0.9)
    assert states[-1] == pytest.approx(0.0, abs=1e-9)


def test_the_objective_is_of_the_half_hours_that_are_planned() -> None:
    """Proves: one half-hour at 40 costs 0.5 MWh x 40 = 20 GBP and gains 0; with an end value of 60 it gains.

    Charging 0.5 MWh at 40 puts 0.45 MWh in the store, worth 27: +7. If broken: -1,680 GBP, the load of a whole date.
    """
    found = plan(horizon=1)
    assert (found["objective_gbp"], found["gain_gbp"]) == (pytest.approx(-20.0), pytest.approx(0.0))
    found = plan(horizon=1, rule=PlanRule(end_value_gbp_per_mwh=60.0))
    assert (found["objective_gbp"], found["gain_gbp"]) == (pytest.approx(-13.0), pytest.approx(7.0))


def test_a_gain_over_what_cannot_be_is_not_stated() -> None:
    """Proves: where the load alone is above the import limit, leaving the battery alone is no plan to compare with."""
    site = {"connection": {"import_mw": 0.9, "export_mw": 0.0}, "demand": {"constant_mw": 1.0}}
    full = battery(energy_capacity_mwh=2, initial_state_of_charge_mwh=2.0, final_state_of_charge_mwh=None)
    ports = Ports(market_data=Hours(), files=FakeFiles(), duos=SHIPPED_DUOS)  # type: ignore[arg-type]
    found = site_plan(make_site(**site, assets=[full]), AT, 4, PlanRule(), ports)
    assert found["gain_gbp"] is None
    assert found["objective_gbp"] < 0


def test_options_that_no_mode_uses_are_named(tmp_path: Path) -> None:
    """Proves: `run --mode perfect --end-value 5` says that the option counts for nothing; one user among modes is enough."""
    used = PlanRule(mode="perfect", forecast="last_week", end_value_gbp_per_mwh=5.0, charge_below_gbp_per_mwh=3.0)
    (text,) = unused_options([used])
    assert text == "not used in mode perfect: --forecast, --end-value, --charge-below"
    rolling = PlanRule(mode="rolling", forecast="last_week", end_value_gbp_per_mwh=5.0)
    assert unused_options([used, rolling]) == ["not used in mode perfect or rolling: --charge-below"]
    assert unused_options([PlanRule()]) == []
    site = {
        "name": "Host",
        "demand": {"constant_mw": 1},
        "charges": [],
        "supply": {"energy": {"fixed_gbp_per_mwh": 70}},
        "assets": [battery()],
    }
    done = run(site, "2024-06-03", "2024-06-03", end_value_gbp_per_mwh=5.0, out=tmp_path / "run")
    assert "not used in mode perfect: --end-value" in done["warnings"]
