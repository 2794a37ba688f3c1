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
    """The value of every pair of prices on a grid; None unless the run's mode is `threshold`.

    A site that needs its asset cannot idle, so there is nothing to be worth more than.

    A value is the objective less that of the site without its asset: what the run's value is, line by line, where
    all lines are planned; `lines_left_out` names the others.

    Args:
        run: The back-test.

    Returns:
        `charge_below_gbp_per_mwh`, `discharge_above_gbp_per_mwh` and `value_gbp[low][high]`, None where the two
        cross or the rule cannot keep a limit; the run's own pair is on the grid and has the run's value. Chosen
        after the event: a benchmark.
    """
    low, high = run.rule.thresholds
    if run.rule.mode != "threshold" or low is None or high is None or run.without_asset is None:
        return None
    price = run.setting.series["energy_price"].values
    problem = run.with_asset.problem
    grid = np.unique(np.round(np.quantile(price, np.linspace(0.02, 0.98, STEPS)) / ROUND_GBP_PER_MWH))
    lows = np.union1d(grid * ROUND_GBP_PER_MWH, [low])
    highs = np.union1d(grid * ROUND_GBP_PER_MWH, [high])
    value = sweep(problem, price, lows, highs) - run.without_asset.answer.objective_gbp
    return {
        "charge_below_gbp_per_mwh": lows.tolist(),
        "discharge_above_gbp_per_mwh": highs.tolist(),
        "value_gbp": [[None if np.isnan(cell) else float(cell) for cell in row] for row in value],
        "lines_left_out": [line.name for line in run.selection.lines if line.plans_as == "not_planned"],
    }
