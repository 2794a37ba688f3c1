"""What a plan with every price known may be called: perfect where it is proven, else by its view and its bound."""

from __future__ import annotations

from gbflex.analysis.run.backtest import Backtest
from gbflex.dispatch import Answer
from gbflex.dispatch.perfect import PERFECT_GAP, is_perfect

__all__ = ["PERFECT", "benchmark_of", "foresight_warnings", "perfect_label"]

PERFECT = "perfect"


def benchmark_of(run: Backtest) -> Answer:
    """The plan with every price known that a run has, or is measured by.

    Args:
        run: The back-test.
    """
    return run.with_asset.answer if run.perfect is None else run.perfect.answer


def perfect_label(answer: Answer) -> str:
    """What a plan with every price known is called.

    Args:
        answer: The plan, with a bound over its whole span.
    """
    if is_perfect(answer):
        return PERFECT
    view = "all days" if answer.view_days is None else f"{answer.view_days} days"
    return f"{view} in view, at most {answer.bound_gbp - answer.objective_gbp:,.2f} GBP below the bound"


def foresight_warnings(answer: Answer) -> list[str]:
    """A sentence where the plan is not proven.

    Args:
        answer: The plan with every price known.
    """
    if is_perfect(answer):
        return []
    below = f"{answer.gap:.2%}; proven is {PERFECT_GAP:.1%} or less"
    return [f"perfect foresight is not proven for this span: {perfect_label(answer)} ({below})"]
