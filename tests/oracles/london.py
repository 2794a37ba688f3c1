"""Half-hours of London's calendar, told with the standard library alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

__all__ = ["HALF_HOUR", "LONDON", "HalfHour", "half_hours_from", "half_hours_of"]

LONDON = ZoneInfo("Europe/London")
HALF_HOUR = timedelta(minutes=30)


class HalfHour(NamedTuple):
    """A half-hour.

    Attributes:
        start: Its start, UTC.
        day: Its date on London's clock, which is its settlement date.
        period: Its number in that day, from 1.
        clock: Its start on London's clock, as minutes after midnight.
    """

    start: datetime
    day: date
    period: int
    clock: int


@cache
def half_hours_of(day: date) -> tuple[HalfHour, ...]:
    """The 46, 48 or 50 half-hours of a day."""
    start, end = (_midnight(each) for each in (day, day + timedelta(days=1)))
    found: list[HalfHour] = []
    while start < end:
        local = start.astimezone(LONDON)
        found.append(HalfHour(start, day, len(found) + 1, 60 * local.hour + local.minute))
        start += HALF_HOUR
    return tuple(found)


def half_hours_from(instant: datetime, count: int) -> list[HalfHour]:
    """The first half-hours that begin at an instant or after it."""
    found: list[HalfHour] = []
    day = instant.astimezone(LONDON).date()
    while len(found) < count:
        found += [each for each in half_hours_of(day) if each.start >= instant]
        day += timedelta(days=1)
    return found[:count]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON).astimezone(UTC)
