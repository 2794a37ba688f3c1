"""Dates as people write them, read day first: the only reader, for options, site files and load files.

What could have meant another day is given out as a `DateNote`: a line on standard error, in Python a warning.
"""

from __future__ import annotations

import calendar
import re
import warnings
from datetime import date
from typing import Final, NamedTuple

from gbflex.errors import InputError

__all__ = ["DateNote", "date_of", "date_said", "is_date", "iso_instant", "noted_date"]

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR_FIRST: Final = re.compile(
    r"(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})|(?P<y2>\d{4})(?P<m2>\d{2})(?P<d2>\d{2})", re.ASCII
)
DAY_FIRST: Final = re.compile(
    r"(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2}|[A-Za-z]{3,9})[-/. ](?P<y>\d{4}|\d{2})", re.ASCII
)
MONTH_NAMED_FIRST: Final = re.compile(r"(?P<m>[A-Za-z]{3,9})[-/. ]+(?P<d>\d{1,2})[-/., ]+(?P<y>\d{4})", re.ASCII)
WEEKDAY: Final = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,. ]+", re.IGNORECASE)
ORDINAL: Final = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE | re.ASCII)
DATE_THEN_CLOCK: Final = re.compile(r"(.+?)[T,\s]\s*(\d{1,2}:\d\d.*)")
CENTURY: Final = 2000
LAST_MONTH: Final = 12
LONGEST: Final = 40
ADVICE: Final = "Write it as 2024-04-01"


class DateNote(UserWarning):
    """How a date was read that could have been read otherwise."""


class _Parts(NamedTuple):
    """The three numbers of a date, as they are written."""

    year: int
    month: int
    day: int
    is_day_first: bool
    is_short_year: bool

    @property
    def calendar_date(self) -> date | None:
        """The date; None where the calendar has none."""
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None

    @property
    def month_first(self) -> date | None:
        """The other date that the same numbers could be, if any."""
        if not self.is_day_first or self.day == self.month:
            return None
        return self._replace(month=self.day, day=self.month).calendar_date


def _parts(text: str) -> _Parts | None:
    text = WEEKDAY.sub("", text, count=1)
    found = YEAR_FIRST.fullmatch(text)
    if found:
        year, month, day = (int(found[key] or found[f"{key}2"]) for key in "ymd")
        return _Parts(year, month, day, is_day_first=False, is_short_year=False)
    found = DAY_FIRST.fullmatch(text) or MONTH_NAMED_FIRST.fullmatch(text)
    if not found:
        return None
    named, short = not found["m"].isdigit(), len(found["y"]) == len("24")
    month = _month(found["m"]) if named else int(found["m"])
    return _Parts(
        (CENTURY if short else 0) + int(found["y"]), month, int(found["d"]), not named, is_short_year=short
    )


def _month(name: str) -> int:
    short = name[:3].casefold()
    return MONTHS.index(short) + 1 if short in MONTHS else 0


def _plain(text: str) -> str:
    return ORDINAL.sub("", " ".join(text.split()).replace(", ", " "))


def date_of(text: str) -> date | None:
    """A date, or None where the text is none.

    Example:
        >>> date_of("01/04/2024"), date_of("2024-04-01"), date_of("04/13/2024")
        (datetime.date(2024, 4, 1), datetime.date(2024, 4, 1), None)
    """
    parts = _parts(text)
    return None if parts is None else parts.calendar_date


def date_said(text: str, field: str) -> tuple[date, str]:
    """A date, and how it was read where that is not plain; "" where it is.

    Args:
        text: As somebody wrote it.
        field: Name used in the error.

    Raises:
        InputError: It is not a date.

    Example:
        >>> date_said("15 Jan 2025", "date")
        (datetime.date(2025, 1, 15), '')
        >>> date_said("15/01/2025", "date")[1]
        '15/01/2025 is read day first, as 15 January 2025'
        >>> date_said("03/04/2025", "date")[1]
        '03/04/2025 is read day first, as 3 April 2025 (for 4 March 2025 write 2025-03-04)'
    """
    plain = _plain(text)
    parts = _parts(plain)
    if parts is None:
        raise InputError(f"{text[:LONGEST]!r} is not a date", where=field, next_step=ADVICE)
    if parts.is_short_year and "-" in plain:
        # 25-01-15 is a year first to one reader and last to another.
        raise InputError(f"{text!r} is not a date: its year has two digits", where=field, next_step=ADVICE)
    day, other = parts.calendar_date, parts.month_first
    if day is None:
        raise _impossible(text, parts, field)
    note = ""
    if parts.is_day_first or parts.is_short_year:
        note = f"{text} is read day first, as {_in_words(day)}"
    if other is not None:
        note += f" (for {_in_words(other)} write {other})"
    return day, note


def noted_date(text: str, field: str) -> date:
    """A date; how it was read is given out as a `DateNote` where that is not plain.

    Args:
        text: As somebody wrote it.
        field: Name used in the error.

    Raises:
        InputError: It is not a date.
    """
    day, note = date_said(text, field)
    if note:
        warnings.warn(f"{field}: {note}", DateNote, stacklevel=3)
    return day


def is_date(text: str) -> bool:
    """Whether a text has the form of a date, whether the calendar has it or not.

    Example:
        >>> is_date("31 Feb 2025"), is_date("2025-02-01T16:00Z")
        (True, False)
    """
    return _parts(_plain(text)) is not None


def iso_instant(text: str, field: str) -> str:
    """A date and a time with the date as ISO writes it, noted where it was read day first; other text as it is.

    Args:
        text: As somebody wrote it.
        field: Name used in the error.

    Raises:
        InputError: Its date is not a date.

    Example:
        >>> iso_instant("2025-01-15 16:00Z", "--at"), iso_instant("15 Jan 2025 16:00Z", "--at")
        ('2025-01-15 16:00Z', '2025-01-15T16:00Z')
    """
    found = DATE_THEN_CLOCK.fullmatch(text.strip())
    if not found or YEAR_FIRST.fullmatch(found[1]) or not is_date(found[1]):
        return text
    return f"{noted_date(found[1], field)}T{found[2]}"


def _impossible(text: str, parts: _Parts, field: str) -> InputError:
    first = ", read day first" if parts.is_day_first else ""
    if not 1 <= parts.month <= LAST_MONTH:
        reason = f"there is no month {parts.month}" if parts.month else "it names no month"
    elif not parts.year:
        reason = f"there is no year {parts.year}"
    else:
        days = calendar.monthrange(parts.year, parts.month)[1]
        reason = f"{calendar.month_name[parts.month]} {parts.year} has {days} days"
    other = parts.month_first
    advice = ADVICE if other is None else f"For {_in_words(other)} write {other}, or {other:%d/%m/%Y}"
    return InputError(f"{text!r} is not a date{first}: {reason}", where=field, next_step=advice)


def _in_words(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
