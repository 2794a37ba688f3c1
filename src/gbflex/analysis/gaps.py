"""Half-hours without a value, by day, as every report of gaps prints them."""

from __future__ import annotations

from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from gbflex.periods import Periods

__all__ = ["GapRow", "gap_rows"]


class GapRow(TypedDict):
    """The missing half-hours of a day."""

    settlement_date: str
    settlement_periods: list[int]


def gap_rows(periods: Periods, missing: NDArray[np.bool_]) -> list[GapRow]:
    """One row for each day with missing half-hours.

    Args:
        periods: The time axis.
        missing: Which half-hours have no value, shape (n,).

    Example:
        >>> day = Periods.between("2025-01-01", "2025-01-01")
        >>> gap_rows(day, day.settlement_period > 47)
        [{'settlement_date': '2025-01-01', 'settlement_periods': [48]}]
    """
    by_day: dict[str, list[int]] = {}
    for position in np.flatnonzero(missing):
        day = str(periods.settlement_date[position])
        by_day.setdefault(day, []).append(int(periods.settlement_period[position]))
    return [{"settlement_date": day, "settlement_periods": numbers} for day, numbers in by_day.items()]
