"""A span of settlement dates as the half-hours since 1970 by which ledgers count, and its months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from gbflex.periods import HALF_HOUR_SECONDS, Periods

__all__ = ["half_hours", "months_of"]


def half_hours(periods: Periods) -> tuple[int, int]:
    """The first and last half-hour of a span, since 1970 (UTC).

    Args:
        periods: The span.

    Example:
        >>> half_hours(Periods.between("2025-01-15", "2025-01-15"))
        (964944, 964991)
    """
    starts = periods.start_time[[0, -1]].astype(np.int64) // HALF_HOUR_SECONDS
    return int(starts[0]), int(starts[1])


def months_of(first: date, last: date) -> Iterator[tuple[date, date]]:
    """A span month by month: first and last date of each, inclusive.

    Args:
        first: First date.
        last: Last date.

    Example:
        >>> [str(begin) for begin, _ in months_of(date(2025, 1, 30), date(2025, 3, 1))]
        ['2025-01-30', '2025-02-01', '2025-03-01']
    """
    begin = first
    while begin <= last:
        following = (begin.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield begin, min(following - timedelta(days=1), last)
        begin = following
