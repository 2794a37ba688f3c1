"""What `status` says: one rule for all engines, by the gap that was reached."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.run.backtest import backtest
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.summary import run_summary
from gbflex.dispatch import Answer
from gbflex.dispatch.joint.solve import solve_jointly
from gbflex.dispatch.problem.answer import OPTIMAL_GAP, Status
from gbflex.dispatch.problem.schedule import idle_schedule
from gbflex.errors import DispatchError
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.dispatch.plant_random import random_days_problem
from tests.factories import FakeFiles, battery, make_problem, make_site
from tests.factories_plant import boiler, chp, plant_site

HEAT = {"type": "heat_demand", "constant_mw": 7.0}
DAY, WEEK = Periods.between("2024-06-03", "2024-06-03"), Periods.between("2024-06-03", "2024-06-09")


class _SameEveryDay:
    """40 GBP/MWh until noon, 150 after, so that yesterday foretells today."""

    def price(self, name: str, periods: Periods) -> FoundSeries:
        values = np.where(periods.settlement_period <= 24, 40.0, 150.0)
        return FoundSeries(name, values, "GBP/MWh", "the test", "every date")

    def first_known(self, name: str, periods: Periods) -> FoundSeries:
        return self.price(name, periods)

    def gas_price(self, periods: Periods) -> FoundSeries:
        return self.price("gas_sap", periods)


PORTS = Ports(market_data=_SameEveryDay(), files=FakeFiles(), duos=SHIPPED_DUOS)
AT_INDEX = {"energy": "market_index"}


@pytest.mark.parametrize(
    ("bound_gbp", "foresaw", "status"),
    [
        (100.0, True, "optimal"),
        (100.0099, True, "optimal"),
        (100.011, True, "feasible"),
        (100.0, False, "feasible"),
    ],
)
def test_the_gap_decides(bound_gbp: float, foresaw: bool, status: Status) -> None:
    """Proves: 100 GBP below a bound of 100.0099 is optimal, of 100.011 is not; a forecast's plan never is.

    If broken: an engine calls its schedule what it was asked to look for, or a rolling plan passes for the best.
    """
    idle = idle_schedule(make_problem([50.0, 100.0]))
    assert Answer(idle, 100.0, bound_gbp, "by hand", foresaw=foresaw).status == status


def test_there_are_two_words() -> None:
    """Proves: an answer is optimal or feasible. If broken: a word that no answer ever has."""
    assert set(get_args(Status)) == {"optimal", "feasible"}


def test_a_plant_s_plan_is_optimal_where_its_bound_says_so() -> None:
    """Proves: a day with a gap of nothing, and one of windows, are optimal. If broken: "feasible", gap 0.0e+00."""
    site = plant_site(chp(), boiler(), HEAT, battery(), supply=AT_INDEX)
    for periods in (DAY, WEEK):
        summary = run_summary(backtest(site, periods, PORTS), "run")
        assert summary["gap"] is not None
        assert (summary["gap"] <= OPTIMAL_GAP, summary["status"]) == (True, "optimal")


def test_a_search_that_ends_early_is_feasible() -> None:
    """Proves: told to end at any gap, HiGHS leaves some open, and those are feasible. If broken: its word is taken over."""
    answers = []
    for seed in range(40):
        try:
            answers.append(solve_jointly(random_days_problem(np.random.default_rng(seed)), relative_gap=10.0))
        except DispatchError:
            continue
    left_open = [answer for answer in answers if answer.gap > OPTIMAL_GAP]
    assert left_open
    assert {answer.status for answer in left_open} == {"feasible"}


@pytest.mark.parametrize("plant", [False, True], ids=["battery", "plant"])
def test_a_rolling_plan_is_never_called_optimal(plant: bool) -> None:
    """Proves: though yesterday foretold the day and nothing is lost. If broken: luck is called proof."""
    site = plant_site(chp(), boiler(), HEAT, battery(), supply=AT_INDEX) if plant else make_site()
    rule = PlanRule(mode="rolling")
    summary = run_summary(backtest(site, WEEK, PORTS, rule=rule), "run")
    assert summary["status"] == "feasible"
    if not plant:
        assert summary["gap"] == pytest.approx(0.0, abs=1e-9)


def test_the_other_modes_of_a_battery() -> None:
    """Proves: perfect is optimal, rules are feasible. If broken: a threshold that happens to be best is optimal."""
    words = {
        rule.mode: run_summary(backtest(make_site(), WEEK, PORTS, rule=rule), "run")["status"]
        for rule in (
            PlanRule(),
            PlanRule(mode="naive"),
            PlanRule(mode="threshold", charge_below_gbp_per_mwh=50.0, discharge_above_gbp_per_mwh=100.0),
        )
    }
    assert words == {"perfect": "optimal", "naive": "feasible", "threshold": "feasible"}
