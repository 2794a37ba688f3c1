"""How statements write the clock and the days: "16.00 - 19.00", "Monday to Friday (Including Bank Holidays)"."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from gbflex.gb.rates.duos_statement import DayType
from gbflex.periods import HALF_HOUR_MINUTES, MINUTES_PER_DAY
from gbflex.sources.duos.sheet import plain

__all__ = ["Days", "clock", "days_of", "ranges_of"]

MINUTES_PER_HOUR: Final = 60
RANGE: Final = re.compile(
    r"\b(\d{1,2})[:.]?(\d{2})\s*(?:hrs|h)?\s*(?:-+|–|—|to|until)\s*(\d{1,2})[:.]?(\d{2})\s*(?:hrs|h)?\b",  # noqa: RUF001
    re.IGNORECASE | re.ASCII,
)
BETWEEN_RANGES: Final = re.compile(r"[\s;,&/]|\band\b", re.IGNORECASE)
DAY_TYPES: Final[tuple[tuple[str, tuple[DayType, ...]], ...]] = (
    (r"\bmon(day)?s?\s*(to|-|–)\s*fri(day)?s?\b|\bweekdays?\b", ("weekday",)),  # noqa: RUF001
    (r"\bsat(urday)?s?\s*(and|&|to|/)\s*sun(day)?s?\b|\bweekends?\b", ("weekend",)),
    (r"\bmon(day)?s?\s*(to|-|–)\s*sun(day)?s?\b|\b(all|every) days?\b", ("weekday", "weekend")),  # noqa: RUF001
)
AS_THEIR_WEEKDAY: Final = r"\(?\b(including|incl\.?) (all )?bank holidays\b\)?"
ALL_YEAR: Final = r"\ball year( round)?\b"
BRACKETS: Final = re.compile(r"\([^)]*\)")
MONTH: Final = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
MONTH_SPAN: Final = re.compile(rf"\b{MONTH}\b(?:\s*(?:to|-)\s*{MONTH}\b)?")
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Days(NamedTuple):
    """What the label of a row covers.

    Attributes:
        day_types: Weekdays, weekends or both.
        months: 1 to 12; empty where the season could not be read.
        season: What the label says beyond the days, "" for all year.
    """

    day_types: tuple[DayType, ...]
    months: frozenset[int]
    season: str


def clock(minute: int) -> str:
    """A minute of the day as time bands print it.

    Example:
        >>> clock(0), clock(1440)
        ('00:00', '24:00')
    """
    return f"{minute // MINUTES_PER_HOUR:02d}:{minute % MINUTES_PER_HOUR:02d}"


def ranges_of(text: str) -> list[tuple[int, int]] | None:
    """The ranges of the clock in a cell as minutes of the day, None where a part of it is something else.

    An end at 00:00 is the end of the day, and a range over midnight is two. A time off the half-hour is not read,
    because a settlement period would have two bands.

    Example:
        >>> ranges_of("00.00 - 08.00; 22.30 - 00.00")
        [(0, 480), (1350, 1440)]
        >>> ranges_of("22:00 to 07:30")
        [(1320, 1440), (0, 450)]
        >>> ranges_of("all other times") is None
        True
    """
    found: list[tuple[int, int]] = []
    for times in RANGE.findall(text):
        hours, minutes, end_hours, end_minutes = map(int, times)
        start = hours * MINUTES_PER_HOUR + minutes
        end = end_hours * MINUTES_PER_HOUR + end_minutes or MINUTES_PER_DAY
        on_half_hours = {minutes, end_minutes} <= {0, HALF_HOUR_MINUTES}
        if not on_half_hours or start == end or start >= MINUTES_PER_DAY or end > MINUTES_PER_DAY:
            return None
        found += [(start, end)] if start < end else [(start, MINUTES_PER_DAY), (0, end)]
    rest = BETWEEN_RANGES.sub("", RANGE.sub("", text))
    return None if rest or not found else found


def days_of(label: str) -> Days | None:
    """Days and season of a row's label, None where it names no days or bank holidays apart from their weekday.

    Example:
        >>> days_of("Monday to Friday (Including Bank Holidays) All Year").season
        ''
        >>> sorted(days_of("Monday to Friday Nov to Feb").months)
        [1, 2, 11, 12]
        >>> days_of("Weekends and bank holidays") is None
        True
    """
    text = re.sub(AS_THEIR_WEEKDAY, " ", plain(label).lower())
    for pattern, day_types in DAY_TYPES:
        if re.search(pattern, text):
            season = plain(re.sub(ALL_YEAR, " ", re.sub(pattern, " ", text, count=1)).strip(" ,;:-"))
            if re.search(r"day|weekend|bank", season):
                return None
            return Days(day_types, _months(season), season)
    return None


def _months(season: str) -> frozenset[int]:
    """The months a season names, as far as whole months go; a fortnight in brackets is left to its neighbour."""
    text = BRACKETS.sub(" ", season)
    if not text.strip():
        return frozenset(range(1, 13)) if not season else frozenset()
    months: set[int] = set()
    for first, last in MONTH_SPAN.findall(text):
        start = MONTHS.index(first)
        length = (MONTHS.index(last) - start) % 12 + 1 if last else 1
        months |= {(start + step) % 12 + 1 for step in range(length)}
    rest = re.sub(r"\b(inclusive|incl|and)\b|[\s,;&.]", "", MONTH_SPAN.sub("", text))
    return frozenset() if rest else frozenset(months)
