"""The local clock time at which a settlement period begins, beside its number."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

__all__ = ["CLOCK", "clock_beside", "clock_time", "clocks_beside"]

CLOCK: Final = "Clock"
"""Heading of the column."""

PERIOD: Final = "settlement_period"
LONG_DAY: Final = 50
REPEATED_HOUR: Final = 1
"""On the day of 50 periods the clock shows this hour twice."""


@functools.cache
def clock_time(settlement_date: str, settlement_period: int) -> str:
    """When a settlement period begins, as clocks in London show it; in the hour that autumn repeats with its zone.

    Args:
        settlement_date: As answers write it.
        settlement_period: From 1.

    Example:
        >>> clock_time("2024-06-03", 35), clock_time("2024-10-27", 5), clock_time("2024-03-31", 3)
        ('17:00', '01:00 GMT', '02:00')
    """
    # Imported here: answers without half-hours are printed without the calendar.
    from gbflex.periods import LONDON, period_count, start_time_of

    day = date.fromisoformat(settlement_date)
    local = start_time_of(day, settlement_period).astimezone(LONDON)
    twice = local.hour == REPEATED_HOUR and period_count(day) == LONG_DAY
    return local.strftime("%H:%M %Z" if twice else "%H:%M")


def clocks_beside(key: str, rows: Sequence[Mapping[str, object]]) -> list[str]:
    """The clock time of each row's settlement period; empty where a column is none, or a row has none.

    Args:
        key: The column.
        rows: The rows.
    """
    return [_clock(key, row) for row in rows]


def clock_beside(key: str, row: Mapping[str, object]) -> str:
    """The clock time of a settlement period in brackets, after a space; empty for other keys.

    Args:
        key: The key of the figure.
        row: The answer.
    """
    clock = _clock(key, row)
    return f" ({clock})" if clock else ""


def _clock(key: str, row: Mapping[str, object]) -> str:
    if not key.endswith(PERIOD):
        return ""
    day, period = row.get(f"{key.removesuffix(PERIOD)}settlement_date"), row.get(key)
    return clock_time(day, period) if isinstance(day, str) and isinstance(period, int) else ""
