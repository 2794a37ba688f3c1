"""Line loss factors as three CSV tables: a class's calendar, the pattern of each date, the factors of each."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Final, Literal, NamedTuple

from gbflex.errors import BrokenFile
from gbflex.gb.rates.line_loss_factors import MOST_PERIODS, LineLossStatement, in_order
from gbflex.sources.llf.factors_by_day import Factors, checked_date, checked_factor, statements_of

__all__ = ["LlfTable", "read_tables", "table_kind"]

TableKind = Literal["llfc_to_calendar", "calendar", "patterns"]

COLUMNS: Final[dict[TableKind, tuple[str, ...]]] = {
    "llfc_to_calendar": ("llfc", "calendar_id"),
    "calendar": ("calendar_id", "date", "pattern_id"),
    "patterns": ("pattern_id", "settlementPeriod", "llf"),
}


class LlfTable(NamedTuple):
    """One of the three tables: its kind, its file's name and its rows with their numbers in the file."""

    kind: TableKind
    file: str
    rows: Sequence[tuple[int, tuple[str, ...]]]


def table_kind(text: str, file: str) -> LlfTable:
    """Which of the three tables a file is, with its rows.

    Args:
        text: The file's text.
        file: Its name.

    Raises:
        BrokenFile: It is none of them, or a row is short.
    """
    lines = csv.reader(text.splitlines())
    header = [name.strip() for name in next(lines, [])]
    folded = [name.casefold() for name in header]
    for kind, columns in COLUMNS.items():
        if {name.casefold() for name in columns} == set(folded):
            at = [folded.index(name.casefold()) for name in columns]
            return LlfTable(
                kind, file, [(number, _cells(row, at, file, number)) for number, row in enumerate(lines, 2) if row]
            )
    forms = "; ".join(", ".join(columns) for columns in COLUMNS.values())
    raise BrokenFile(
        "the file is no D0265 and none of the three tables of line loss factors",
        where=file,
        available=", ".join(islice(header, 8)),
        next_step=f"Give a D0265, or three CSV files with the columns {forms}",
    )


def _cells(row: list[str], at: list[int], file: str, number: int) -> tuple[str, ...]:
    if len(row) != len(at) or not all(cell.strip() for cell in row):
        raise BrokenFile(
            f"a row has {sum(1 for cell in row if cell.strip())} of {len(at)} cells",
            where=f"{file}, row {number}",
            next_step="Download it again: it may be cut off",
        )
    return tuple(row[column].strip() for column in at)


def read_tables(
    tables: Mapping[TableKind, LlfTable], *, licence_area: str, sha256: str
) -> list[LineLossStatement]:
    """The factors of one distributor, a statement for each charging year.

    Args:
        tables: The three tables.
        licence_area: Distributor id.
        sha256: Of what was read.

    Raises:
        BrokenFile: A row cannot be, or names what the next table lacks; file and row are named.
    """
    patterns = _patterns(tables["patterns"])
    calendars = _calendars(tables["calendar"], patterns)
    found: dict[str, Mapping[date, Factors]] = {}
    table = tables["llfc_to_calendar"]
    for number, (name, calendar) in table.rows:
        where = f"{table.file}, row {number}"
        if calendar not in calendars or name in found:
            why = (
                f"class {name} stands twice"
                if name in found
                else f"calendar {calendar} is in no row of the calendar table"
            )
            raise BrokenFile(why, where=where, next_step="Give the three tables of one distributor and year")
        found[name] = calendars[calendar]
    files = ", ".join(one.file for one in tables.values())
    return statements_of(found, licence_area=licence_area, file=files, sha256=sha256)


def _patterns(table: LlfTable) -> dict[str, Factors]:
    found: dict[str, dict[int, float]] = {}
    for number, (pattern, period, factor) in table.rows:
        where = f"{table.file}, row {number}"
        at = int(period) if period.isdecimal() else 0
        of_pattern = found.setdefault(pattern, {})
        if not 1 <= at <= MOST_PERIODS or at in of_pattern:
            raise BrokenFile(
                f"settlement period {period!r} is none, or stands twice in pattern {pattern}",
                where=where,
                available=f"periods 1 to {MOST_PERIODS}, each once",
                next_step="Download it again",
            )
        of_pattern[at] = checked_factor(factor, where)
    return {pattern: in_order(of) for pattern, of in found.items()}


def _calendars(table: LlfTable, patterns: Mapping[str, Factors]) -> dict[str, dict[date, Factors]]:
    found: dict[str, dict[date, Factors]] = {}
    for number, (calendar, text, pattern) in table.rows:
        where = f"{table.file}, row {number}"
        day = checked_date(text, "iso", where)
        days = found.setdefault(calendar, {})
        if pattern not in patterns or day in days:
            why = (
                f"{day} stands twice in calendar {calendar}"
                if day in days
                else f"pattern {pattern} is in no row of the pattern table"
            )
            raise BrokenFile(why, where=where, next_step="Give the three tables of one distributor and year")
        days[day] = patterns[pattern]
    return found
