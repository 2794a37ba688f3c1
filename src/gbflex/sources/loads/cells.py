"""The cells of a supplier's half-hourly file: text in, dates, clocks and numbers out, nothing guessed.

Dates with slashes are read day first, as British files write them; one that fails as such is not turned round.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from gbflex.written_dates import date_of

__all__ = [
    "Clock",
    "clock_of",
    "day_of",
    "month_first",
    "number_of",
    "slashed_date",
    "span_of",
    "time_of",
]

BLANKS: Final = frozenset({"", "-", "n/a", "na", "null", "none", "nan"})
NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")

CLOCK: Final = re.compile(
    r"(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:[.,]0+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?P<zone>Z|UTC|GMT|BST|[+-]\d{2}:?\d{2})?"
)
DATE_THEN_CLOCK: Final = re.compile(r"(.*?)(?:T|[,\s])\s*(\d{1,2}:.*)")
CLOCK_THEN_DATE: Final = re.compile(r"(\d{1,2}:\d{2}(?::\d{2})?)\s+(.*)")
COMPACT_TIME: Final = re.compile(r"(\d{8})[T\s]?(\d{2})(\d{2})(?:00)?")
SPAN: Final = re.compile(r"(.*\d(?:\s*[AaPp][Mm])?)\s*(?:-|\u2013|\bto\b)\s*(\d.*)")
NAMED_ZONES: Final = {"Z": 0, "UTC": 0, "GMT": 0, "BST": 60}
SLASHED: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
HOURS_OF_HALF: Final = 12
MIDNIGHT: Final = 1440


class Clock(NamedTuple):
    """A time of day.

    Attributes:
        minute: After midnight [minutes], 0 to 1440.
        offset_minutes: Offset from UTC that the text carries; None where it carries none.
    """

    minute: int
    offset_minutes: int | None


def clock_of(text: str) -> Clock | None:
    """A time of day, or None where the text is none.

    Example:
        >>> clock_of("00:30"), clock_of("01:00:00+01:00"), clock_of("24:00").minute, clock_of("25:00")
        (Clock(minute=30, offset_minutes=None), Clock(minute=60, offset_minutes=60), 1440, None)
    """
    found = CLOCK.fullmatch(text)
    if not found or int(found["min"]) >= 60 or (found["s"] or "00") != "00":  # noqa: PLR2004 (minutes of an hour)
        return None
    hour = int(found["h"])
    if found["half"]:
        if not 1 <= hour <= HOURS_OF_HALF:
            return None
        hour = hour % HOURS_OF_HALF + (HOURS_OF_HALF if found["half"].casefold().startswith("p") else 0)
    minute = hour * 60 + int(found["min"])
    return Clock(minute, _offset_minutes(found["zone"])) if minute <= MIDNIGHT else None


def _offset_minutes(zone: str | None) -> int | None:
    if zone is None or zone in NAMED_ZONES:
        return NAMED_ZONES[zone] if zone else None
    digits = zone[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if zone[0] == "-" else minutes


def time_of(text: str) -> tuple[date, Clock] | None:
    """A date with a time of day, or None where the text is none.

    Example:
        >>> time_of("1 Apr 2024 00:30"), time_of("2024-04-01T00:30:00Z")[1].offset_minutes
        ((datetime.date(2024, 4, 1), Clock(minute=30, offset_minutes=None)), 0)
    """
    if found := COMPACT_TIME.fullmatch(text):
        parts = found[1], f"{found[2]}:{found[3]}"
    elif found := DATE_THEN_CLOCK.fullmatch(text):
        parts = found[1], found[2]
    elif found := CLOCK_THEN_DATE.fullmatch(text):
        parts = found[2], found[1]
    else:
        return None
    day, clock = date_of(parts[0].strip()), clock_of(parts[1])
    return None if day is None or clock is None else (day, clock)


def day_of(text: str) -> date | None:
    """A date, also one that carries a midnight which says nothing, or None.

    Example:
        >>> day_of("2024-05-13T00:00:00Z"), day_of("May 13 2024 12:00AM"), day_of("2024-05-13 00:30")
        (datetime.date(2024, 5, 13), datetime.date(2024, 5, 13), None)
    """
    time = time_of(text)
    if time is not None:
        return time[0] if time[1].minute == 0 else None
    return date_of(text)


def span_of(text: str) -> tuple[str, str] | None:
    """The two ends of a time slot, or None where the text is none.

    Example:
        >>> span_of("00:00 - 00:30"), span_of("12:00 AM to 12:30 AM"), span_of("2024-05-13")
        (('00:00', '00:30'), ('12:00 AM', '12:30 AM'), None)
    """
    found = SPAN.fullmatch(text)
    if not found:
        return None
    start, end = found[1].strip(), found[2].strip()
    begins = clock_of(start) or time_of(start)
    return (start, end) if begins and (clock_of(end) or time_of(end)) else None


def slashed_date(text: str) -> str:
    """The part of a text that is a date of two or four numbers with slashes, "" where none begins it.

    Example:
        >>> slashed_date("05/13/2024 00:30"), slashed_date("2024-05-13")
        ('05/13/2024', '')
    """
    found = SLASHED.match(text)
    return found[0] if found else ""


def month_first(text: str) -> date | None:
    """The date that a text with slashes has where the month stands first, or None.

    Example:
        >>> month_first("05/13/2024 00:30"), month_first("13/05/2024")
        (datetime.date(2024, 5, 13), None)
    """
    found = SLASHED.match(text)
    return date_of(f"{found[2]}/{found[1]}/{found[3]}") if found else None


def number_of(text: str) -> float | str | None:
    """A number, None where the cell says that there is none, or the text where it is neither.

    Example:
        >>> number_of("1,234.5"), number_of("n/a"), number_of("12,5")
        (1234.5, None, '12,5')
    """
    if text.casefold() in BLANKS:
        return None
    if THOUSANDS.fullmatch(text):
        return float(text.replace(",", ""))
    return float(text) if NUMBER.fullmatch(text) else text
