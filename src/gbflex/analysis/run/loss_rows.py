"""A row of what a cause does to the value of an asset, with one sign for all.

`effect_gbp` is the value with the cause minus the value without it: a cost is negative.
"""

from __future__ import annotations

from typing import Final

from gbflex.analysis.answers.losses import LossRow
from gbflex.analysis.run.backtest import Backtest

__all__ = ["RED_BAND", "loss_row", "not_computed", "not_there"]

RED_BAND: Final = "red_band"
SHOWN_GBP: Final = 0.005


def loss_row(cause: str, effect_gbp: float, note: str, run: Backtest) -> LossRow:
    """A row; a limit that earns gets a reason, since without it every plan with it is open too.

    Args:
        cause: Its name.
        effect_gbp: The value with the cause minus the value without it [GBP].
        note: What is compared.
        run: The back-test, with perfect foresight.
    """
    reads = "changes nothing"
    if abs(effect_gbp) >= SHOWN_GBP:
        reads = "earns" if effect_gbp > 0 else "costs"
    if reads == "earns" and cause != RED_BAND:
        note = f"{note}; {_why_a_limit_earns(run)}"
    value_gbp = effect_gbp if cause == RED_BAND else -effect_gbp
    return {"cause": cause, "effect_gbp": effect_gbp, "reads": reads, "value_gbp": value_gbp + 0.0, "note": note}


def _why_a_limit_earns(run: Backtest) -> str:
    unplanned = [line.name for line in run.settlement.lines if line.plans_as != "exact"]
    if unplanned:
        return f"the freer plan settles at less, as {', '.join(unplanned)} cannot be planned exactly"
    return "the freer plan is worth less by what its solver leaves open"


def not_there(cause: str, note: str) -> LossRow:
    """A row of something that the site does not have.

    Args:
        cause: Its name.
        note: What is not there.
    """
    return {"cause": cause, "effect_gbp": 0.0, "reads": "is not there", "value_gbp": 0.0, "note": note}


def not_computed(cause: str, note: str) -> LossRow:
    """A row without a figure.

    Args:
        cause: Its name.
        note: Why there is none.
    """
    return {"cause": cause, "effect_gbp": None, "reads": "is not computed", "value_gbp": None, "note": note}
