"""The share of perfect foresight and its interval: by hand, from whole weeks, and as sure as it says."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from gbflex.analysis.run.backtest import Backtest, backtest
from gbflex.analysis.run.captured import captured, share_interval
from gbflex.analysis.run.modes import PlanRule
from gbflex.analysis.run.summary import run_summary
from gbflex.errors import ScheduleRefused
from gbflex.periods import Periods
from tests.factories import make_ports, make_site

Array = NDArray[np.float64]
Draw = Callable[[np.random.Generator, int], tuple[Array, Array]]

T_11 = 2.200985
"""Student's t at 0.975 and 11 degrees of freedom, from a table."""


def test_an_interval_of_equal_weeks_by_hand() -> None:
    """Proves: twelve weeks of 100 of which six keep 60 and six keep 80: 0.70 +- 2.201 x 0.1 / sqrt(11).

    Leaving a week out moves the share by 0.1 / 11; the jackknife error is sqrt(11 / 12 x 12) x 0.1 / 11 = 0.03015.
    If broken: 0.057 wide each way with weeks drawn again, which covers the truth too seldom.
    """
    best, achieved = np.full(12, 100.0), np.array([60.0, 80.0] * 6)
    interval = share_interval(achieved, best)
    assert interval is not None
    reach = T_11 * math.sqrt(11) * 0.1 / 11
    assert interval == pytest.approx((0.70 - reach, 0.70 + reach), abs=1e-6)


def test_one_large_week_leaves_few_weeks_that_carry_weight() -> None:
    """Proves: of thirteen weeks one holds half of the money, so 144 x 4 / (144 + 12) = 3.69 weeks count.

    Degrees of freedom are 2.69 and t is 3.41, from a table between 4.303 and 3.182. If broken: 2.18, far too sure.
    """
    best = np.append(np.ones(12), 12.0)
    achieved = best * np.append(np.tile([0.4, 0.6], 6), 0.5)
    interval = share_interval(achieved, best)
    assert interval is not None
    left_out = (achieved.sum() - achieved) / (best.sum() - best)
    error = math.sqrt(12 / 13 * ((left_out - left_out.mean()) ** 2).sum())
    assert (interval[1] - interval[0]) / 2 / error == pytest.approx(3.41, abs=0.03)


def test_fewer_than_twelve_weeks_and_a_single_week_of_money_have_no_interval() -> None:
    """Proves: no figure where it would promise too much. If broken: an interval from four weeks."""
    assert share_interval(np.ones(11), np.full(11, 2.0)) is None
    assert share_interval(np.ones(12), np.full(12, 2.0)) is not None
    assert share_interval(np.append(np.zeros(11), 1.0), np.append(np.zeros(11), 2.0)) is None


class Weeks(NamedTuple):
    """A way in which weeks come about."""

    skew: float
    mean_share: float
    share_spread: float
    with_size: float

    def draw(self, rng: np.random.Generator, weeks: int) -> tuple[Array, Array]:
        size, luck = rng.standard_normal((2, weeks))
        best = np.exp(self.skew * size)
        share = self.mean_share + self.share_spread * luck + self.with_size * size
        return share * best, best

    @property
    def true_share(self) -> float:
        """Of lognormal weeks, E(size x best) = skew x E(best)."""
        return self.mean_share + self.with_size * self.skew


KINDS = {
    "even weeks, steady share": Weeks(0.4, 0.70, 0.15, 0.0),
    "skewed weeks, steady share": Weeks(0.8, 0.70, 0.15, 0.0),
    # As of the market index 2024, rolling: spread 0.57, correlation with the week's size 0.1.
    "skewed weeks, share as measured": Weeks(0.8, 0.375, 0.57, 0.06),
    "very skewed weeks": Weeks(1.2, 0.70, 0.15, 0.0),
    # Correlations of -0.3 and 0.3 between the share and the size of a week.
    "less in large weeks": Weeks(0.8, 0.50, 0.30, -0.094),
    "more in large weeks": Weeks(0.8, 0.50, 0.30, 0.094),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("weeks", [12, 16, 26, 52])
def test_the_interval_covers_the_share_as_often_as_it_says(kind: str, weeks: int) -> None:
    """Proves: of 1,000 spans of independent weeks at least 92 % of intervals hold the true share, which
    decision 20 chose the estimator by.

    If broken: 80 to 90 % with weeks drawn again and percentiles taken.
    """
    rng, truth, hits, spans = np.random.default_rng(weeks), KINDS[kind].true_share, 0, 1000
    for _ in range(spans):
        interval = share_interval(*KINDS[kind].draw(rng, weeks))
        assert interval is not None
        hits += interval[0] <= truth <= interval[1]
    assert hits / spans >= 0.92


def spanning(days: int) -> Backtest:
    """Cheap mornings and dear evenings of other sizes each day; nothing is kept over midnight."""
    last = np.datetime64("2025-01-01") + days - 1
    size = np.random.default_rng(7).uniform(10, 45, 87)
    # The dates after twelve weeks are worth twenty times as much.
    size[84:] *= 20
    day = -np.sin((np.arange(48) + 0.5) / 48 * 2 * np.pi)
    price = (60 + size[:, None] * day).ravel()[: days * 48]
    rule = PlanRule(mode="threshold", charge_below_gbp_per_mwh=40.0, discharge_above_gbp_per_mwh=75.0)
    return backtest(
        make_site(), Periods.between("2025-01-01", str(last)), make_ports(market_index=price), rule=rule
    )


def test_dates_after_the_last_whole_week_are_in_the_share_and_not_in_the_interval() -> None:
    """Proves: 84 dates and 87 have the interval of the same twelve weeks, and not the same share.

    If broken: three dates are drawn as if they were a week.
    """
    whole, longer = (run_summary(spanning(days), "test") for days in (84, 87))
    assert whole["captured_share_weeks"] == longer["captured_share_weeks"] == 12
    assert whole["captured_share_interval"] == pytest.approx(longer["captured_share_interval"])
    assert longer["captured_share"] == pytest.approx(longer["value_gbp"] / longer["perfect_value_gbp"])
    assert abs(longer["captured_share"] - whole["captured_share"]) > 0.01
    short = run_summary(spanning(83), "test")
    assert short["captured_share_interval"] is None
    assert short["captured_share_weeks"] == 0


def test_a_share_above_all_stops() -> None:
    """Proves: a benchmark that earns less than the plan is a bug and no figure. If broken: "263.5% of perfect"."""
    run = spanning(7)
    assert run.perfect is not None
    turned = dataclasses.replace(run, with_asset=run.perfect, perfect=run.with_asset)
    with pytest.raises(ScheduleRefused, match="more than perfect foresight"):
        captured(turned)
