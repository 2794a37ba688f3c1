"""How much of what perfect foresight earns a plan achieved, and how sure that is.

The share is of the whole span. Its interval is from whole weeks of seven settlement dates, counted from the first;
the dates left over after the last whole week are in the share and not in the interval. It says how far the share
of other weeks like these could lie from it, so it is about this span's season (`docs/methods/modes.md`).
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.run.backtest import Backtest
from gbflex.errors import ScheduleRefused

__all__ = ["FEWEST_WEEKS", "Captured", "captured", "share_interval"]

Array = NDArray[np.float64]

DAYS_PER_WEEK: Final = 7
FEWEST_WEEKS: Final = 12
"""An interval from fewer weeks would promise more than it keeps."""

CONFIDENCE: Final = 0.95
ANGLES: Final = 2_001

ROUNDING_GBP: Final = 0.005
ROUNDING: Final = 1e-6
"""What adding up two ledgers may leave between them, in pounds and as a share of what there is to earn."""


class Captured(NamedTuple):
    """A plan against perfect foresight.

    Attributes:
        perfect_value_gbp: Value of the asset with perfect foresight [GBP]; None where it has no value to compare.
        share: Achieved value / perfect value [fraction]; None where perfect foresight earns nothing.
        interval: 95 % interval of the share from whole weeks; None for a span of fewer than twelve.
        weeks: Whole weeks that it is from; 0 where there is none.
    """

    perfect_value_gbp: float | None
    share: float | None
    interval: tuple[float, float] | None
    weeks: int = 0


def captured(run: Backtest) -> Captured | None:
    """A plan against perfect foresight; None where it had that.

    Args:
        run: The back-test.

    Raises:
        ScheduleRefused: The plan earned more than all there is to earn.
    """
    if run.perfect is None:
        return None
    if run.without_asset is None:
        return Captured(None, None, None)
    idle = run.without_asset.ledger.by_period_gbp()
    achieved = run.with_asset.ledger.by_period_gbp() - idle
    best = run.perfect.ledger.by_period_gbp() - idle
    perfect = float(best.sum())
    if perfect <= 0:
        return Captured(perfect, None, None)
    share = _share(float(achieved.sum()), perfect)
    interval = share_interval(_by_whole_week(achieved, run), _by_whole_week(best, run))
    weeks = len(run.setting.periods.dates) // DAYS_PER_WEEK
    return Captured(perfect, share, interval, 0 if interval is None else weeks)


def _share(achieved_gbp: float, perfect_gbp: float) -> float:
    beyond = achieved_gbp - perfect_gbp
    if beyond > ROUNDING_GBP + ROUNDING * perfect_gbp:
        raise ScheduleRefused(
            f"the plan earned {achieved_gbp:,.2f} GBP, {beyond:,.2f} more than perfect foresight",
            where="captured_share",
            next_step="Please report this as a bug",
        )
    return min(achieved_gbp / perfect_gbp, 1.0)


def _by_whole_week(amount_gbp: Array, run: Backtest) -> Array:
    """Seven settlement dates from the first; dates after the last whole week are left out."""
    week = run.setting.periods.day_index // DAYS_PER_WEEK
    whole = len(run.setting.periods.dates) // DAYS_PER_WEEK
    return np.asarray(np.bincount(week, weights=amount_gbp)[:whole], dtype=np.float64)


def share_interval(achieved_gbp: Array, best_gbp: Array) -> tuple[float, float] | None:
    """A 95 % interval of a share of totals: jackknife, with Student's t at the number of weeks that carry weight.

    A few weeks often hold most of the money, so that fewer weeks than there are decide the share: degrees of
    freedom are (sum of best)^2 / (sum of best^2) - 1. No plan earns more than all, so the interval ends at 1.

    Args:
        achieved_gbp: What was earned in each whole week [GBP], shape (weeks,).
        best_gbp: What perfect foresight earned in it [GBP], shape (weeks,).

    Returns:
        None for fewer than twelve weeks, or where one week holds all that there is to earn.
    """
    weeks, total = len(best_gbp), best_gbp.sum()
    if weeks < FEWEST_WEEKS or (total - best_gbp).min() <= 0 or total <= 0:
        return None
    share = achieved_gbp.sum() / total
    left_out = (achieved_gbp.sum() - achieved_gbp) / (total - best_gbp)
    error = math.sqrt((weeks - 1) / weeks * float(((left_out - left_out.mean()) ** 2).sum()))
    carrying = float(total**2 / (best_gbp**2).sum())
    reach = _student_t(max(carrying - 1, 1.0)) * error
    return float(share - reach), float(min(share + reach, 1.0))


def _student_t(degrees: float) -> float:
    """The value that |t| exceeds in 5 of 100 cases; degrees of freedom need not be whole.

    With t = sqrt(degrees) tan(angle) the density is cos(angle)^(degrees - 1), which is added up.
    """
    angle = np.linspace(0.0, math.pi / 2, ANGLES)
    density = np.cos(angle) ** (degrees - 1)
    below = np.append(0.0, np.cumsum((density[1:] + density[:-1]) / 2))
    return math.sqrt(degrees) * math.tan(float(np.interp(CONFIDENCE, below / below[-1], angle)))
