"""How probable it is that a half-hour of a winter to come is a triad, by the rule of docs/methods/modes.md.

From 16:00 to 19:00 on working days, moved by the triads and daily peaks of the winters that are known: a prior of one
winter's triads by month, and of twenty days' peaks by half-hour.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache

from tests.oracles.bill.clock import in_evening, is_winter_working_day
from tests.oracles.bill.held import rows
from tests.oracles.london import HalfHour

__all__ = ["chance_of_triad"]

TRIADS = 3
PRIOR_DAYS = 20
EVENING_HALF_HOURS = 6


def chance_of_triad(half_hour: HalfHour) -> float:
    """Of a half-hour in a winter whose triads are not known; a winter's add up to three."""
    day = half_hour.day
    if not is_winter_working_day(day):
        return 0.0
    working = _working_days(day)
    of_month = (TRIADS * working[day.month] / working.total() + _triads()[day.month]) / (
        TRIADS + _triads().total()
    )
    peaks = _peaks(day.month)
    prior = PRIOR_DAYS / EVENING_HALF_HOURS if in_evening(half_hour) else 0.0
    of_half_hour = (prior + peaks[half_hour.period]) / (PRIOR_DAYS + peaks.total())
    return TRIADS * of_month / working[day.month] * of_half_hour


@cache
def _working_days(day: date) -> Counter[int]:
    """Working days of the winter of a day, by month."""
    first = date(_winter_of(day), 11, 1)
    days = [first + timedelta(days=number) for number in range(121)]
    return Counter(each.month for each in days if is_winter_working_day(each))


@cache
def _triads() -> Counter[int]:
    return Counter(day.month for day, _ in _half_hours("tnuos/triads.csv"))


@cache
def _peaks(month: int) -> Counter[int]:
    """Working days of a month in known winters, by the period of their highest demand."""
    daily = _half_hours("tnuos/winter_daily_peaks.csv.gz")
    winters = {_winter_of(day) for day, _ in daily}
    # Of a winter without daily peaks its triads are all that is known.
    triads = [(day, period) for day, period in _half_hours("tnuos/triads.csv") if _winter_of(day) not in winters]
    return Counter(period for day, period in daily + triads if day.month == month and is_winter_working_day(day))


def _half_hours(table: str) -> list[tuple[date, int]]:
    return [(date.fromisoformat(row["settlement_date"]), int(row["settlement_period"])) for row in rows(table)]


def _winter_of(day: date) -> int:
    return day.year if day.month > 6 else day.year - 1
