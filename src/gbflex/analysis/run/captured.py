"""How much of what perfect foresight earns a plan achieved, and how sure that is."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.run.backtest import Backtest

__all__ = ["Captured", "captured"]

Array = NDArray[np.float64]

RESAMPLES: Final = 2000
SEED: Final = 20240401
FEWEST_WEEKS: Final = 4
"""An interval from fewer weeks would say nothing."""

LOW, HIGH = 2.5, 97.5


class Captured(NamedTuple):
    """A plan against perfect foresight.

    Attributes:
        perfect_value_gbp: Value of the asset with perfect foresight [GBP]; None where it has no value to compare.
        share: Achieved value / perfect value [fraction]; None where perfect foresight earns nothing.
        interval: 95 % interval of the share, weeks drawn again with replacement; None for a short span.
    """

    perfect_value_gbp: float | None
    share: float | None
    interval: tuple[float, float] | None


def captured(run: Backtest) -> Captured | None:
    """A plan against perfect foresight; None where it had that.

    Args:
        run: The back-test.
    """
    if run.perfect is None:
        return None
    if run.without_asset is None:
        return Captured(None, None, None)
    idle = run.without_asset.ledger.by_period_gbp()
    achieved = _by_week(run.with_asset.ledger.by_period_gbp() - idle, run)
    best = _by_week(run.perfect.ledger.by_period_gbp() - idle, run)
    perfect = float(best.sum())
    if perfect <= 0:
        return Captured(perfect, None, None)
    return Captured(perfect, float(achieved.sum()) / perfect, _interval(achieved, best))


def _by_week(amount_gbp: Array, run: Backtest) -> Array:
    """Seven settlement dates from the first; the last week may be shorter."""
    return np.asarray(np.bincount(run.setting.periods.day_index // 7, weights=amount_gbp), dtype=np.float64)


def _interval(achieved_gbp: Array, best_gbp: Array) -> tuple[float, float] | None:
    weeks = len(best_gbp)
    if weeks < FEWEST_WEEKS:
        return None
    drawn = np.random.default_rng(SEED).integers(0, weeks, (RESAMPLES, weeks))
    totals = best_gbp[drawn].sum(axis=1)
    shares = achieved_gbp[drawn].sum(axis=1)[totals > 0] / totals[totals > 0]
    low, high = np.percentile(shares, [LOW, HIGH])
    return float(low), float(high)
