"""A measured year laid on other dates, by the kind of day and the season.

Each date takes one whole day of the year, half-hour by half-hour of the London clock: the day of its own kind
(working day, Saturday, Sunday, bank holiday) that is nearest in the season. Distance counts days of a calendar
with 29 February, around the turn of the year; of two days equally far the one before is taken. A day on which the
clock changes takes the day with the same change; where that one has gaps, a day of 48 half-hours without the hour
that is missing, or with it twice. On another date a day of 46 or 50 is never laid. Days with gaps are left out,
and said; where the next one is more than 14 days away the year is refused. Bank holidays, which are those of
England and Wales everywhere, may come from anywhere in the year: there are eight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import FoundSeries
from gbflex.analysis.series.complete_series import missing_periods
from gbflex.analysis.series.gaps import day_spans
from gbflex.analysis.series.made_up import whole_year
from gbflex.cashflows.ledger import worst_quality
from gbflex.errors import InputError, MissingPeriods
from gbflex.periods import FIRST_DATE, HALF_HOUR_MINUTES, LAST_DATE, SATURDAY, Periods

__all__ = ["KINDS_OF_DAY", "kinds_of_day", "replayed", "source_days"]

KINDS_OF_DAY: Final = ("working day", "Saturday", "Sunday", "bank holiday")
BANK_HOLIDAY: Final = 3
LEAP_YEAR_DAYS: Final = 366
DAYS_BEFORE_29_FEBRUARY: Final = 59
ORDINARY_DAY: Final = 48
MOST_DAYS_AWAY: Final = 14
MOST_SPANS_NAMED: Final = 5
NEVER: Final = 10_000
"""A rank behind every day that may be taken."""

Days = NDArray[np.int64]


def kinds_of_day(periods: Periods) -> Days:
    """Kind of each day of a span, as a position in `KINDS_OF_DAY`, shape (days,).

    A bank holiday at a weekend, as Christmas Day may be, is a bank holiday.

    Args:
        periods: The time axis.
    """
    weekday = periods.weekday[periods.first_of_day]
    by_weekday = np.maximum(weekday - SATURDAY + 1, 0)
    return np.where(periods.bank_holiday[periods.first_of_day], BANK_HOLIDAY, by_weekday)


@dataclass(frozen=True, eq=False)
class _Days:
    """The days of a span: each array of shape (days,)."""

    date: NDArray[np.datetime64]
    kind: Days
    in_season: Days
    half_hours: Days

    @classmethod
    def of(cls, periods: Periods) -> _Days:
        counts = np.diff(np.append(periods.first_of_day, len(periods)))
        return cls(periods.dates, kinds_of_day(periods), _in_season(periods.dates), counts)


def _in_season(dates: NDArray[np.datetime64]) -> Days:
    """Day of a year that has 29 February, from 0."""
    years = dates.astype("datetime64[Y]")
    day: Days = (dates - years.astype("datetime64[D]")).astype(np.int64)
    lengths = ((years + 1).astype("datetime64[D]") - years.astype("datetime64[D]")).astype(np.int64)
    return np.where((lengths < LEAP_YEAR_DAYS) & (day >= DAYS_BEFORE_29_FEBRUARY), day + 1, day)


def source_days(periods: Periods, year: Periods, whole: NDArray[np.bool_]) -> Days:
    """Which day of a year each day of a span takes, counted from 0; -1 where none may be taken, shape (days,).

    Args:
        periods: The span.
        year: The year.
        whole: Its days without gaps, shape (days of the year,).

    Example:
        >>> year, easter = Periods.between("2018-01-01", "2018-12-31"), Periods.between("2024-03-29", "2024-04-01")
        >>> year.dates[source_days(easter, year, np.ones(365, dtype=bool))].tolist()[0].isoformat()
        '2018-03-30'
    """
    asked, given = _Days.of(periods), _Days.of(year)
    half = LEAP_YEAR_DAYS // 2
    ahead = (given.in_season - asked.in_season[:, None] + half) % LEAP_YEAR_DAYS - half
    away = np.abs(ahead)
    same_length = given.half_hours == asked.half_hours[:, None]
    may = whole & (given.kind == asked.kind[:, None]) & (same_length | (given.half_hours == ORDINARY_DAY))
    may &= (away <= MOST_DAYS_AWAY) | (asked.kind[:, None] == BANK_HOLIDAY)
    rank = np.where(may, 2 * away + (ahead > 0) + np.where(same_length, 0, 2 * LEAP_YEAR_DAYS), NEVER)
    return np.where(may.any(axis=1), rank.argmin(axis=1), -1)


def replayed(year: int, periods: Periods, read: Callable[[Periods], FoundSeries], field: str) -> FoundSeries:
    """A year of a series, laid on a span; `estimated`, unless every date is the year's own.

    Args:
        year: The calendar year that is laid.
        periods: The span.
        read: Gives the series on a time axis, NaN where it has nothing.
        field: The site file's key, for messages.

    Raises:
        InputError: The series has nothing of that year.
        MissingPeriods: A date finds no whole day of its kind near enough in the season.
    """
    if not FIRST_DATE.year <= year <= LAST_DATE.year:
        raise _not_held(year, read, field)
    axis = whole_year(year)
    found = read(axis)
    missing = np.isnan(found.values)
    if missing.all():
        raise _not_held(year, read, field)
    gaps = np.bincount(axis.day_index, missing) > 0
    if gaps.all():
        raise missing_periods(found, axis, missing, field)
    taken = source_days(periods, axis, ~gaps)
    if (taken < 0).any():
        raise _too_far(found, periods, taken, axis, gaps, field)
    values = found.values[_positions(periods, axis, taken)]
    if (axis.dates[taken] == periods.dates).all():
        return replace(found, values=values)
    source = f"{found.source}, {year} laid on these dates by kind of day and season{_left_out(axis, gaps)}"
    return replace(found, values=values, source=source, quality=worst_quality([found.quality, "estimated"]))


def _positions(periods: Periods, year: Periods, taken: Days) -> Days:
    """Which half-hour of the year each half-hour of the span takes, shape (n,)."""
    asked, given = _Days.of(periods).half_hours, _Days.of(year).half_hours[taken]
    as_counted = periods.settlement_period - 1
    by_clock = periods.local_minute // HALF_HOUR_MINUTES
    within: Days = np.where((asked == given)[periods.day_index], as_counted, by_clock)
    return year.first_of_day[taken][periods.day_index] + within


def _not_held(year: int, read: Callable[[Periods], FoundSeries], field: str) -> InputError:
    calendar = Periods.between(FIRST_DATE, LAST_DATE)
    found = read(calendar)
    held = ~np.isnan(found.values)
    years = np.unique(calendar.settlement_date[held].astype("datetime64[Y]"))
    return InputError(
        f"{found.name} has nothing of {year}",
        where=field,
        available=", ".join(str(one) for one in years) or "no year of the calendar",
        next_step="Name a year that the file holds",
    )


def _too_far(
    found: FoundSeries, periods: Periods, taken: Days, year: Periods, gaps: NDArray[np.bool_], field: str
) -> MissingPeriods:
    first = int(np.flatnonzero(taken < 0)[0])
    kind = int(kinds_of_day(periods)[first])
    near = "" if kind == BANK_HOLIDAY else f" within {MOST_DAYS_AWAY} days of that season"
    return MissingPeriods(
        f"{found.name} has no whole {KINDS_OF_DAY[kind]} of {year.first_date.year}{near} for "
        f"{periods.dates[first]}, the first of {int((taken < 0).sum())} such dates{_left_out(year, gaps)}",
        where=field,
        available=found.held,
        next_step="Complete the file, name another year, or choose dates near those that are held",
    )


def _left_out(year: Periods, gaps: NDArray[np.bool_]) -> str:
    if not gaps.any():
        return ""
    spans = day_spans(year.dates[gaps].astype(str).tolist())
    words = [one["first"] if one["first"] == one["last"] else f"{one['first']} to {one['last']}" for one in spans]
    more = f" and {len(words) - MOST_SPANS_NAMED} more spans" if len(words) > MOST_SPANS_NAMED else ""
    named = ", ".join(words[:MOST_SPANS_NAMED]) + more
    return f"; days with gaps left out, {int(gaps.sum())} of {len(year.dates)}: {named}"
