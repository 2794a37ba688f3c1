"""What a plan may know of triads: a probability from the winters that were known, never the triads themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest

from gbflex.analysis.answers.losses import LossRow
from gbflex.analysis.run.backtest import Backtest, backtest
from gbflex.analysis.run.losses import site_losses
from gbflex.analysis.run.plan import site_plan
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.summary import run_summary
from gbflex.analysis.series import triad_probability as model
from gbflex.analysis.series.triad_probability import triad_probability, winters_known_on
from gbflex.analysis.series.triads import expected_triads, settled_triads
from gbflex.gb.rates import triads as held
from gbflex.periods import Periods
from tests.factories import battery, make_ports, make_site

WINTER = Periods.between("2024-11-01", "2025-02-28")
KNOWN = (2022, 2023)
MONTHS = (11, 12, 1, 2)

# In West Midlands 2024/25 a kW at all three triads is worth 2.373139 GBP, so a MWh in one 2.373139 x 2,000 / 3.
WORTH_GBP_PER_MWH = 2.373139 * 2000 / 3
GIVEN = [
    {"settlement_date": day, "settlement_period": period}
    for day, period in (("2024-11-20", 35), ("2024-12-10", 37), ("2025-01-09", 34))
]
TRIADS_ALONE: dict[str, Any] = {
    "tariff": {"duos": "HV Site Specific", "residual_band": 3, "agreed_capacity_kva": 3000},
    "supply": {"energy": {"fixed_gbp_per_mwh": 80}},
    "charges": ["tnuos_locational"],
    "assets": [
        battery(charge_power_mw=2.0, discharge_power_mw=2.0, energy_capacity_mwh=1.0, round_trip_efficiency=1.0)
    ],
}


def of_day(day: str, known: tuple[int, ...] = KNOWN, year: int = 2024) -> np.ndarray:
    return triad_probability(year, Periods.between(day, day), known)


def run(mode: str, first: str, last: str, **site: Any) -> Backtest:
    periods = Periods.between(first, last)
    limits = (
        {"charge_below_gbp_per_mwh": 10.0, "discharge_above_gbp_per_mwh": 500.0} if mode == "threshold" else {}
    )
    rule = PlanRule(mode=mode, **limits)  # type: ignore[arg-type]
    return backtest(make_site(**(TRIADS_ALONE | site)), periods, make_ports(), rule=rule)


@pytest.mark.parametrize("known", [(), (2022,), KNOWN, (2022, 2023, 2024, 2025)])
@pytest.mark.parametrize("year", [2023, 2024, 2026])
def test_the_probabilities_of_a_winter_add_up_to_three(year: int, known: tuple[int, ...]) -> None:
    """Proves: three triads are expected of every winter, none outside it. If broken: a charge counts twice, or half."""
    span = Periods.between(f"{year}-04-01", f"{year + 1}-03-31")
    found = triad_probability(year, span, known)
    assert found.sum() == pytest.approx(3.0)
    assert found.min() >= 0
    assert set(span.month[found > 0]) == set(MONTHS)


def test_before_any_winter_is_known() -> None:
    """Proves: the prior: 16:00 to 19:00 on working days alike; 2024/25 has 83 of them, so 3 / 83 / 6 each.

    If broken: a plan before April 2023 knows what it cannot.
    """
    found = triad_probability(2024, WINTER, ())
    expected = WINTER.working_day & (WINTER.settlement_period >= 33) & (WINTER.settlement_period <= 38)
    assert int(expected.sum()) == 83 * 6
    assert found == pytest.approx(np.where(expected, 3 / 83 / 6, 0.0))
    assert winters_known_on(date(2023, 3, 30)) == ()


def test_known_winters_move_months_and_half_hours() -> None:
    """Proves: of six triads known in 2024/25 none was in November, so it has (3 x 21/83) / 9 of the three.

    Its 22 working days of 2023 had their highest demand in period 35 on so many, beside a prior of 20 / 6. If broken:
    the month or the half-hour does not count.
    """
    november = triad_probability(2024, Periods.between("2024-11-01", "2024-11-30"), KNOWN)
    assert november.sum() == pytest.approx(3 * (3 * 21 / 83) / 9)
    peaks = [
        peak.settlement_period
        for peak in model.winter_daily_peaks()
        if (peak.settlement_date.year, peak.settlement_date.month) == (2023, 11)
        and peak.settlement_date.weekday() < 5
    ]
    assert len(peaks) == 22
    day = of_day("2024-11-20")
    # 2022/23 gives no November day, as its daily peaks are not held and its triads fell later.
    assert day[34] / day.sum() == pytest.approx((20 / 6 + peaks.count(35)) / (20 + 22))
    assert day[34] > day[32] > day[40] == 0
    assert of_day("2024-11-23").sum() == 0


def test_a_winter_counts_from_the_day_it_is_published() -> None:
    """Proves: on 2024-03-30 2023/24 is not seen, on the 31st it is. If broken: a plan uses triads of its own winter."""
    february = Periods.between("2024-02-01", "2024-02-02")
    for instant, known in (("2024-03-30T12:00", (2022,)), ("2024-03-31T00:00", (2022, 2023))):
        (seen,) = expected_triads(february, np.full(96, np.datetime64(instant)))
        assert seen.share == pytest.approx(triad_probability(2023, february, known))
        assert seen.quality == "forecast"


def test_what_is_settled_and_what_is_expected_differ() -> None:
    """Proves: the truth is 1 at NESO's three, and at the site file's three instead; an unknown winter is expected."""
    site = make_site()
    (truth,) = settled_triads(site, WINTER)
    assert truth.share.sum() == 3
    assert sorted(set(truth.share.tolist())) == [0.0, 1.0]
    (own,) = settled_triads(make_site(triads=GIVEN, triads_replace_published=True), WINTER)
    assert [str(WINTER.settlement_date[at]) for at in np.flatnonzero(own.share)] == [
        str(one["settlement_date"]) for one in GIVEN
    ]
    later = Periods.between("2026-11-01", "2027-02-28")
    (expected,) = settled_triads(site, later)
    assert expected.quality == "estimated"
    assert expected.share == pytest.approx(triad_probability(2026, later, (2022, 2023, 2024, 2025)))


def shuffled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Triads of the winter under test, and of those after it, on other days and half-hours."""
    true = held._held()
    other = {"2024-11-20": date(2024, 12, 3), "2025-01-09": date(2025, 1, 22), "2025-02-10": date(2025, 2, 20)}
    moved = tuple(
        one._replace(
            settlement_date=other.get(str(one.settlement_date), one.settlement_date), settlement_period=34
        )
        if one.settlement_date >= date(2024, 11, 1)
        else one
        for one in true
    )
    monkeypatch.setattr(held, "_held", lambda: moved)


@pytest.mark.parametrize("mode", ["rolling", "naive", "threshold"])
def test_no_plan_knows_triads_to_come(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: with the triads of the winter elsewhere nothing is done otherwise, by any mode but `perfect`.

    Of `rolling` the plan is settled on other triads, so it earns otherwise. If broken: the plan is fully charged on
    the days of the triads alone.
    """
    span = ("2025-01-06", "2025-01-12")
    before = run(mode, *span)
    perfect = run("perfect", *span)
    shuffled(monkeypatch)
    after = run(mode, *span)
    flows = [np.array(done.with_asset.answer.schedule.discharge_mwh) for done in (before, after)]
    assert np.array_equal(flows[0], flows[1])
    moved = run("perfect", *span).with_asset.answer.schedule.discharge_mwh
    assert not np.array_equal(moved, perfect.with_asset.answer.schedule.discharge_mwh)


@pytest.mark.parametrize("given", [False, True])
def test_rolling_earns_no_more_than_a_rule_that_walks_forward(given: bool) -> None:
    """Proves: a site whose only gain is the triads discharges each working day in the half-hours the past says, and no other.

    The rule by hand: 1 MWh fills one half-hour at 2 MW, that of the highest probability of the day, and nothing on a
    weekend. It earns a triad where it meets one. If broken: `rolling` earns all three triads of a winter, always.
    """
    site = {"triads": GIVEN, "triads_replace_published": True} if given else {}
    done = run("rolling", "2024-11-01", "2025-02-28", **site)
    periods = done.setting.periods
    (truth,) = settled_triads(make_site(**site), periods)
    by_hand = 0.0
    for first in periods.first_of_day:
        day = slice(first, first + 48)
        chance = triad_probability(2024, periods, KNOWN)[day]
        if chance.any():
            by_hand += truth.share[day][int(np.argmax(chance))]
    assert done.value_gbp == pytest.approx(by_hand * WORTH_GBP_PER_MWH, abs=1e-6)
    perfect = run("perfect", "2024-11-01", "2025-02-28", **site).value_gbp
    assert perfect == pytest.approx(3 * WORTH_GBP_PER_MWH)
    assert by_hand < 3


def test_two_hours_meet_what_one_half_hour_misses() -> None:
    """Proves: 2.5 MW for two hours meet periods 34 to 37 of each day, so all three triads: 2,500 x 2.373139 = 5,932.85.

    If broken: the plan spreads over other hours than the probable ones.
    """
    two_hours = {"assets": [battery(round_trip_efficiency=1.0)]}
    done = run("rolling", "2024-11-01", "2025-02-28", **two_hours)
    assert done.value_gbp == pytest.approx(2500 * 2.373139)


def test_a_given_triad_is_seen_by_no_plan() -> None:
    """Proves: triads of the site file change the bill, not the plan. If broken: a plan acts on what comes in March."""
    span = ("2024-12-09", "2024-12-11")
    plain = run("rolling", *span)
    own = run("rolling", *span, triads=GIVEN, triads_replace_published=True)
    assert np.array_equal(
        plain.with_asset.answer.schedule.discharge_mwh, own.with_asset.answer.schedule.discharge_mwh
    )
    at = datetime(2024, 12, 10, 12, 0, tzinfo=UTC)
    site = TRIADS_ALONE | {"assets": [battery(initial_state_of_charge_mwh=5.0, final_state_of_charge_mwh=None)]}
    plans = [
        site_plan(make_site(**(site | more)), at, 24, PlanRule(), make_ports())
        for more in ({}, {"triads": GIVEN, "triads_replace_published": True})
    ]
    assert plans[0]["periods"] == plans[1]["periods"]
    assert plans[0]["not_planned"] == []


def test_planned_is_the_expected_charge_and_settled_the_true_one() -> None:
    """Proves: 2.5 MW on the day of a triad: planned at its probability, settled at 1, the gap named by line.

    If broken: the gap is 0, and `plans_as` says exact.
    """
    for mode in ("rolling", "naive", "threshold"):
        summary = run_summary(run(mode, "2025-01-09", "2025-01-09"), "test")
        (row,) = [row for row in summary["plan_gap"] if row["line"] == "tnuos_locational"]
        assert row["plans_as"] == "linear_estimate"
        assert abs(row["gap_gbp"]) > 1.0
    perfect = run_summary(run("perfect", "2025-01-09", "2025-01-09"), "test")
    (row,) = [row for row in perfect["plan_gap"] if row["line"] == "tnuos_locational"]
    assert row["gap_gbp"] == pytest.approx(0.0, abs=1e-9)


def test_perfect_says_that_it_knows_triads() -> None:
    """Proves: on a triad's day perfect foresight says so, on another not. If broken: a benchmark reads as achievable."""
    words = "perfect foresight knows the triads of 2024/25 (known from 2025-03-31); no other mode does"
    assert words in run_summary(run("perfect", "2025-01-09", "2025-01-09"), "test")["warnings"]
    for mode, day in (("rolling", "2025-01-09"), ("perfect", "2025-07-09")):
        found = run_summary(run(mode, day, day), "test")["warnings"]
        assert not any("triads" in text for text in found)


def triads_row(day: str, **site: Any) -> LossRow:
    rows = site_losses(make_site(**(TRIADS_ALONE | site)), Periods.between(day, day), make_ports())["rows"]
    return next(row for row in rows if row["cause"] == "triads")


def test_losses_say_what_not_knowing_costs() -> None:
    """Proves: the likeliest half-hour of 10 December is 35, its triad is 37: the MWh at it, 1,582.09 GBP, is lost.

    Where the likeliest is the triad, or none is in the span, nothing is. If broken: a row of 0, or of all three.
    """
    assert int(np.argmax(of_day("2024-12-10"))) + 1 == 35
    given = {"triads": GIVEN, "triads_replace_published": True}
    assert triads_row("2024-12-10", **given)["value_gbp"] == pytest.approx(WORTH_GBP_PER_MWH)
    assert triads_row("2024-11-20", **given)["value_gbp"] == pytest.approx(0.0, abs=1e-9)
    summer = triads_row("2025-07-09")
    assert (summer["value_gbp"], summer["note"]) == (0.0, "no published triad is priced in the span")
