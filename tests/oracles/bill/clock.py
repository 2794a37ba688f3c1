"""Which day, hour and year a half-hour belongs to, on London's clock (market reference, section 1).

Working days are told from the Banking and Financial Dealings Act 1971 as it falls in the winter months: Christmas
Day, Boxing Day, New Year's Day, and their substitutes.
"""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracles.london import HalfHour

__all__ = ["charging_year_of", "delivery_year_of", "in_evening", "is_weekend", "is_winter_working_day"]

WINTER_MONTHS = (11, 12, 1, 2)
EVENING_FROM, EVENING_TO = 16 * 60, 19 * 60
SATURDAY = 5


def charging_year_of(day: date) -> int:
    """The year in whose April the charging year of a day begins."""
    return day.year if day.month >= 4 else day.year - 1


def delivery_year_of(day: date) -> int:
    """The year in whose October the capacity market's delivery year of a day begins."""
    return day.year if day.month >= 10 else day.year - 1


def in_evening(half_hour: HalfHour) -> bool:
    """From 16:00 to 19:00 on the clock."""
    return EVENING_FROM <= half_hour.clock < EVENING_TO


def is_weekend(day: date) -> bool:
    """A Saturday or Sunday."""
    return day.weekday() >= SATURDAY


def is_winter_working_day(day: date) -> bool:
    """A day from November to February that is no weekend and no bank holiday of England and Wales."""
    return day.month in WINTER_MONTHS and not is_weekend(day) and day not in _winter_holidays(day.year)


def _winter_holidays(year: int) -> set[date]:
    free: set[date] = set()
    for month, number in ((1, 1), (12, 25), (12, 26)):
        day = date(year, month, number)
        while is_weekend(day) or day in free:
            day += timedelta(days=1)
        free.add(day)
    return free
