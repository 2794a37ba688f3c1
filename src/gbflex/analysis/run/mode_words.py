"""How a plan was made, as the end of a sentence about what it earned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.series.outlook import ForecastUse

__all__ = ["mode_words"]

FORECASTS: Final = {"yesterday": "yesterday's prices", "last_week": "last week's prices"}


def mode_words(rule: PlanRule, forecasts: Sequence[ForecastUse]) -> str:
    """How a plan was made.

    Args:
        rule: Its mode.
        forecasts: How each forecast was used; none where all that it needed was known ahead.

    Example:
        >>> mode_words(PlanRule(), ())
        'with perfect foresight'
        >>> mode_words(PlanRule(mode="threshold", charge_below_gbp_per_mwh=40, discharge_above_gbp_per_mwh=70), ())
        'if it charges at 40 GBP/MWh and below and discharges at 70 and above'
    """
    low, high = rule.thresholds
    match rule.mode:
        case "rolling":
            return _rolling(rule, forecasts)
        case "threshold":
            return f"if it charges at {low:g} GBP/MWh and below and discharges at {high:g} and above"
        case "naive":
            return "if it runs one cycle a day on the shape of the day before"
        case _:
            return "with perfect foresight"


def _rolling(rule: PlanRule, forecasts: Sequence[ForecastUse]) -> str:
    if not any(one.series.endswith("price") for one in forecasts):
        return "if planned day by day, its prices known ahead"
    on = FORECASTS.get(rule.forecast, f"the forecasts of {Path(rule.forecast).name}")
    return f"if run on {on}"
