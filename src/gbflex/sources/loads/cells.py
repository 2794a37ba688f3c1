"""The cells of a supplier's half-hourly file: text in, dates, clocks and numbers out, nothing guessed.

Dates with slashes are read day first, as British files write them; one that fails as such is not turned round.
"""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from gbflex import limits
from gbflex.errors import BrokenFile
from gbflex.file_size import refuse_large

__all__ = ["Clock", "Sheet", "clock_of", "date_of", "number_of", "read_sheet", "time_of"]

SEPARATORS: Final = (",", ";", "\t")
BLANKS: Final = frozenset({"", "-", "n/a", "na", "null", "none", "nan"})
NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR_FIRST: Final = re.compile(
    r"(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})|(?P<y2>\d{4})(?P<m2>\d{2})(?P<d2>\d{2})"
)
DAY_FIRST: Final = re.compile(r"(?P<d>\d{1,2})[-/. ](?P<m>\d{1,2}|[A-Za-z]{3,9})[-/. ](?P<y>\d{4}|\d{2})")
CLOCK: Final = re.compile(
    r"(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2})(?:\.0+)?)?\s*(?P<zone>Z|UTC|GMT|BST|[+-]\d{2}:?\d{2})?"
)
DATE_THEN_CLOCK: Final = re.compile(r"(.*?)[T\s]\s*(\d{1,2}:.*)")
NAMED_ZONES: Final = {"Z": 0, "UTC": 0, "GMT": 0, "BST": 60}
CENTURY: Final = 2000


class Sheet(NamedTuple):
    """A file as text.

    Attributes:
        header: Column names.
        rows: Cells, each as long as the header, blank lines left out.
        line: Number of each row as a spreadsheet counts.
    """

    header: list[str]
    rows: list[list[str]]
    line: list[int]


class Clock(NamedTuple):
    """A time of day.

    Attributes:
        minute: After midnight [minutes], 0 to 1440.
        offset_minutes: Offset from UTC that the text carries; None where it carries none.
    """

    minute: int
    offset_minutes: int | None


def read_sheet(path: Path) -> Sheet:
    """A CSV file as text; commas, semicolons or tabs between cells.

    Raises:
        BrokenFile: It cannot be read, holds no rows, or a row has more cells than the header.
    """
    refuse_large(path, limits.LOAD_FILE_BYTES, wrong=BrokenFile)
    try:
        text = path.read_text("utf-8-sig")
        first = next((line for line in text.splitlines() if line.strip()), "")
        separator = max(SEPARATORS, key=first.count)
        lines = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(), delimiter=separator)]
    except OSError as error:
        raise BrokenFile(
            f"the file cannot be read: {error.strerror or error}",
            where=str(path),
            next_step="Check the path and its permissions",
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise BrokenFile(
            f"the file is not a CSV table: {error}", where=str(path), next_step="Save it as CSV in UTF-8"
        ) from None
    numbered = [(number, cells) for number, cells in enumerate(lines, start=1) if any(cells)]
    if len(numbered) < 2:  # noqa: PLR2004 (a header and a row)
        raise BrokenFile(
            "the file holds no rows",
            where=str(path),
            next_step="Give a header and a row for each day or half-hour",
        )
    header = numbered[0][1]
    for number, cells in numbered[1:]:
        if any(cells[len(header) :]):
            raise BrokenFile(
                f"a row has {len(cells)} cells and the header {len(header)}",
                where=f"{path}, row {number}",
                next_step="Quote cells that hold the separator",
            )
    rows = [(cells + [""] * len(header))[: len(header)] for _, cells in numbered[1:]]
    return Sheet(header, rows, [number for number, _ in numbered[1:]])


def date_of(text: str) -> date | None:
    """A date, or None where the text is none.

    Example:
        >>> date_of("01/04/2024"), date_of("2024-04-01"), date_of("04/13/2024")
        (datetime.date(2024, 4, 1), datetime.date(2024, 4, 1), None)
    """
    found = YEAR_FIRST.fullmatch(text)
    if found:
        year, month, day = (found[key] or found[f"{key}2"] for key in "ymd")
    else:
        found = DAY_FIRST.fullmatch(text)
        if not found:
            return None
        year, month, day = found["y"], found["m"], found["d"]
    number = int(month) if month.isdigit() else _month(month)
    century = CENTURY if len(year) == len("24") else 0
    try:
        return date(century + int(year), number, int(day))
    except ValueError:
        return None


def _month(name: str) -> int:
    short = name[:3].casefold()
    return MONTHS.index(short) + 1 if short in MONTHS else 0


def clock_of(text: str) -> Clock | None:
    """A time of day, or None where the text is none.

    Example:
        >>> clock_of("00:30"), clock_of("01:00:00+01:00"), clock_of("24:00").minute, clock_of("25:00")
        (Clock(minute=30, offset_minutes=None), Clock(minute=60, offset_minutes=60), 1440, None)
    """
    found = CLOCK.fullmatch(text)
    if not found or int(found["min"]) >= 60 or (found["s"] or "00") != "00":  # noqa: PLR2004 (minutes of an hour)
        return None
    minute = int(found["h"]) * 60 + int(found["min"])
    return (
        Clock(minute, _offset_minutes(found["zone"])) if minute <= timedelta(days=1).total_seconds() / 60 else None
    )


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
    found = DATE_THEN_CLOCK.fullmatch(text)
    if not found:
        return None
    day, clock = date_of(found[1]), clock_of(found[2])
    return None if day is None or clock is None else (day, clock)


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
