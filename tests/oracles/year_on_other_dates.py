"""A year of hours laid on other dates, told again: for each date one day, by the words of the load files' page.

Bank holidays are those of gov.uk for England and Wales in the years that the examples use.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.oracles.london import half_hours_of

__all__ = ["HOLIDAYS", "laid_mwh", "source_day"]

HOLIDAYS = frozenset(
    date(year, *month_and_day)
    for year, days in {
        2018: [(1, 1), (3, 30), (4, 2), (5, 7), (5, 28), (8, 27), (12, 25), (12, 26)],
        2019: [(1, 1), (4, 19), (4, 22), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)],
        2024: [(1, 1), (3, 29), (4, 1), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)],
        2025: [(1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)],
    }.items()
    for month_and_day in days
)
A_LEAP_YEAR = 2000


def laid_mwh(path: Path, column: str, days: list[date]) -> dict[date, list[float]]:
    """The energy of each half-hour of some dates [MWh].

    Args:
        path: A file of half-hours of one calendar year by `start_time` in UTC, without gaps.
        column: Its energy [kWh].
        days: The dates.
    """
    with path.open(encoding="utf-8", newline="") as file:
        kwh = {datetime.fromisoformat(row["start_time"]): float(row[column]) for row in csv.DictReader(file)}
    (year,) = {start.year for start in kwh}
    given = {
        day: [kwh[half.start] / 1000 for half in half_hours_of(day)]
        for day in (date(year, 1, 1) + timedelta(days=number) for number in range(366))
        if day.year == year
    }
    return {day: given[source_day(day, given)] for day in days}


def source_day(day: date, given: Mapping[date, object]) -> date:
    """The day of the year that a date takes."""
    alike = [one for one in given if _kind(one) == _kind(day) and _length(one) == _length(day)]
    return min(alike, key=lambda one: _apart(day, one))


def _kind(day: date) -> str:
    assert any(day.year == known.year for known in HOLIDAYS)
    return "holiday" if day in HOLIDAYS else {5: "Saturday", 6: "Sunday"}.get(day.weekday(), "working day")


def _length(day: date) -> int:
    return len(half_hours_of(day))


def _apart(day: date, other: date) -> tuple[int, bool]:
    """Days between, the short way round a leap year, and whether the other is after."""
    wanted, found = (one.replace(year=A_LEAP_YEAR).timetuple().tm_yday for one in (day, other))
    ahead = (found - wanted) % 366
    return (366 - ahead, False) if ahead >= 183 else (ahead, ahead > 0)
