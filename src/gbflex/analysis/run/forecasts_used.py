"""What is said of the forecasts that a plan was made on: which they are, and how old their values."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from gbflex.analysis.answers.run import ForecastRow
from gbflex.analysis.series.outlook import ForecastUse

__all__ = ["date_text", "forecast_rows", "forecast_warnings"]


def forecast_rows(used: Iterable[ForecastUse]) -> list[ForecastRow]:
    """A row for each series that was forecast.

    Args:
        used: How each forecast was used.
    """
    return [
        {
            "series": one.series,
            "forecast": one.label,
            "half_hours": one.half_hours,
            "older_half_hours": one.older_half_hours,
            "oldest_date": None if one.oldest_date is None else date_text(one.oldest_date),
        }
        for one in used
    ]


def forecast_warnings(used: Iterable[ForecastUse]) -> list[str]:
    """A sentence for each forecast whose values are older than its name says, or look like another unit's.

    Args:
        used: How each forecast was used.
    """
    used = list(used)
    older = [
        f"forecast of {one.series}: {one.older_half_hours} of {one.half_hours} half-hours come from further back "
        f"than its name says, the oldest from {date_text(one.oldest_date)}"
        for one in used
        if one.older_half_hours and one.oldest_date is not None
    ]
    return older + [text for one in used for text in one.slips]


def date_text(day: np.datetime64) -> str | None:
    """A date as text, None for NaT.

    Args:
        day: The date.
    """
    return None if np.isnat(day) else str(day.astype("datetime64[D]"))
