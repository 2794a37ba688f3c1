"""The threshold rule at a grid of prices: which pair of prices would have earned most."""

from __future__ import annotations

from typing import Final

import numpy as np

from gbflex.analysis.answers.run import SweepPart
from gbflex.analysis.run.backtest import Backtest
from gbflex.dispatch.rules import sweep

__all__ = ["threshold_sweep"]

STEPS: Final = 13
ROUND_GBP_PER_MWH: Final = 5.0


def threshold_sweep(run: Backtest) -> SweepPart | None:
    """The worth over idling of every pair of prices on a grid; None unless the run's mode is `threshold`.

    A site that needs its asset cannot idle, so there is nothing to be worth more than.

    The worth is the objective under the lines as planned; lines that are settled and not planned are left out.

    Args:
        run: The back-test.

    Returns:
        `charge_below_gbp_per_mwh`, `discharge_above_gbp_per_mwh` and `value_gbp[low][high]`, None where the two
        cross; the run's own pair is on the grid. Chosen after the event: a benchmark.
    """
    low, high = run.rule.thresholds
    if run.rule.mode != "threshold" or low is None or high is None or run.without_asset is None:
        return None
    price = run.setting.series["energy_price"].values
    problem = run.with_asset.problem
    grid = np.unique(np.round(np.quantile(price, np.linspace(0.02, 0.98, STEPS)) / ROUND_GBP_PER_MWH))
    lows = np.union1d(grid * ROUND_GBP_PER_MWH, [low])
    highs = np.union1d(grid * ROUND_GBP_PER_MWH, [high])
    worth = sweep(problem, price, lows, highs) - problem.constant_gbp
    return {
        "charge_below_gbp_per_mwh": lows.tolist(),
        "discharge_above_gbp_per_mwh": highs.tolist(),
        "value_gbp": [[None if np.isnan(cell) else float(cell) for cell in row] for row in worth],
    }
