"""How probable each half-hour is a triad, from the winters that were known at the time.

A written prior, before any winter is known: each half-hour from 16:00 to 19:00 on the working days of November
to February alike. Each known winter moves it. A month's share of the three triads goes by how many fell in it, a
half-hour's share of a day by how often the highest demand of a working day of that month lay in it. The prior
counts as one winter of triads, and as one month of working days, so that a few winters do not rule anything out.
The probabilities of a winter add up to three.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.gb.rates.triads import TRIADS, published_triads, triad_years, triads_known_on, winter_of
from gbflex.gb.rates.winter_peaks import winter_daily_peaks
from gbflex.periods import Periods, is_working_day

__all__ = ["Winters", "triad_probability", "winters_known_on"]

Array = NDArray[np.float64]
Winters = tuple[int, ...]

PRIOR_PERIODS: Final = range(33, 39)
"""Settlement periods from 16:00 to 19:00: winter days have no clock change."""
PRIOR_TRIADS: Final = TRIADS
"""What the prior weighs against the triads seen: one winter."""
PRIOR_DAYS: Final = 20
"""What it weighs against the daily peaks seen of a month: about its working days."""
PERIODS_IN_DAY: Final = 48


def winters_known_on(on: date) -> Winters:
    """The winters whose triads and daily peaks were published by a date, by the year of their 1 April.

    Args:
        on: The date.

    Example:
        >>> winters_known_on(date(2024, 3, 30)), winters_known_on(date(2024, 3, 31))
        ((2022,), (2022, 2023))
    """
    return tuple(year for year in triad_years() if triads_known_on(year) <= on)


def triad_probability(year: int, periods: Periods, known: Winters) -> Array:
    """The probability of each half-hour that it is one of a winter's three triads, shape (n,).

    Args:
        year: Calendar year of the charging year's 1 April.
        periods: The time axis; half-hours outside the winter have none.
        known: The winters that may be used.

    Example:
        >>> winter = Periods.between("2026-11-01", "2027-02-28")
        >>> round(float(triad_probability(2026, winter, (2022, 2023)).sum()), 9)
        3.0
    """
    probability = np.zeros(len(periods))
    by_day = _by_day(year, known)
    for settlement_date, first in zip(periods.dates.astype(object), periods.first_of_day, strict=True):
        if settlement_date in by_day:
            probability[first : first + PERIODS_IN_DAY] = by_day[settlement_date]
    return probability


@functools.cache
def _by_day(year: int, known: Winters) -> Mapping[date, Array]:
    """The probabilities of each working day of a winter, by half-hour."""
    days = _working_days(year)
    in_month = Counter(day.month for day in days)
    seen = [triad.settlement_date.month for winter in known for triad in published_triads(winter)]
    of_month = {
        month: (PRIOR_TRIADS * count / len(days) + seen.count(month)) / (PRIOR_TRIADS + len(seen))
        for month, count in in_month.items()
    }
    of_period = {month: _of_period(month, known) for month in in_month}
    return {day: TRIADS * of_month[day.month] / in_month[day.month] * of_period[day.month] for day in days}


def _working_days(year: int) -> list[date]:
    first, last = winter_of(year)
    every = (first + timedelta(days=day) for day in range((last - first).days + 1))
    return [day for day in every if is_working_day(day)]


def _of_period(month: int, known: Winters) -> Array:
    """How the highest demand of a working day of a month spreads over its half-hours, shape (48,)."""
    weight = np.zeros(PERIODS_IN_DAY)
    weight[[period - 1 for period in PRIOR_PERIODS]] = PRIOR_DAYS / len(PRIOR_PERIODS)
    for day, period in _peaks(known):
        if day.month == month and is_working_day(day):
            weight[period - 1] += 1
    shares: Array = weight / weight.sum()
    return shares


def _peaks(known: Winters) -> list[tuple[date, int]]:
    """Each day's highest half-hour in the known winters; its triads alone where those of a winter are not held."""
    found: list[tuple[date, int]] = []
    for year in known:
        first, last = winter_of(year)
        held = [
            (peak.settlement_date, peak.settlement_period)
            for peak in winter_daily_peaks()
            if first <= peak.settlement_date <= last
        ]
        found += held or [(triad.settlement_date, triad.settlement_period) for triad in published_triads(year)]
    return found
