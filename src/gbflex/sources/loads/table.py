"""A table inside a file: its titles, wherever they stand, its rows, and what stood above them.

Suppliers put report names and units above the titles, and some files have no titles at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from gbflex.errors import BrokenFile
from gbflex.sources.loads.cells import clock_of, month_first, number_of, span_of, time_of
from gbflex.sources.loads.headings import meter_above
from gbflex.sources.loads.layouts import slots_in
from gbflex.sources.loads.opening import Grid
from gbflex.sources.loads.words import plain
from gbflex.written_dates import date_of

__all__ = [
    "Table",
    "is_meter_number",
    "is_time",
    "padded",
    "refuse_broken_rows",
    "short_row",
    "table_of",
    "unused",
]

DEEPEST_TITLES: Final = 60
MOST_SLOTS: Final = 50
METER_NUMBER_DIGITS: Final = 13
REMARK: Final = re.compile(r"comment|note|remark|flag|status|message")
DECIMAL_COMMA: Final = re.compile(r"\d+,\d+")


class Table(NamedTuple):
    """A table of a file.

    Attributes:
        titles: Column titles, made up where the file has none.
        rows: Cells, each as long as the titles.
        line: Number of each row as a spreadsheet counts.
        above: Cells that stand above the titles.
        groups: Titles of groups of columns, one for each column, from the row above the titles.
        sheet: Worksheet.
        has_titles: Whether the file has titles.
        meter: The meter that a line above the titles names; "" where none does.
    """

    titles: list[str]
    rows: list[list[str]]
    line: list[int]
    above: list[str]
    groups: list[str]
    sheet: str
    has_titles: bool
    meter: str = ""


def refuse_broken_rows(table: Table) -> None:
    """Refuse a file in which a row goes on in the next line, or has a separator more than others.

    Raises:
        BrokenFile: A row with a date stops short, and the next one without a date makes up what it lacks; or it is
            longer than the titles, and others are not.
    """
    width = len(table.titles)
    longer = [i for i, row in enumerate(table.rows) if len(row) > width]
    if longer and any(len(row) <= width and any(map(is_time, row)) for row in table.rows):
        raise BrokenFile(
            f"a row has {len(table.rows[longer[0]])} cells, and the titles and other rows {width}",
            where=f"row {table.line[longer[0]]}",
            next_step="Quote cells that hold the separator",
        )
    for row, line in zip(table.rows, table.line, strict=True):
        if len(row) == 1 < width and isinstance(number_of(row[0]), float):
            raise BrokenFile(
                f"a line holds {row[0]} alone, as if the row above it went on",
                where=f"row {line}",
                next_step="Put the two lines together",
            )
    for (row, line), after in zip(zip(table.rows, table.line, strict=True), table.rows[1:], strict=False):
        makes_up = len(row) < width and len(row) + len(after) in (width, width + 1)
        if makes_up and any(map(is_time, row)) and not any(map(is_time, after)):
            raise BrokenFile(
                f"a row stops after {len(row)} of {width} cells and goes on in the next line",
                where=f"row {line}",
                next_step="Put the two lines together",
            )


def table_of(grid: Grid) -> Table | None:
    """The table of a grid, None where nothing in it looks like half-hours."""
    for at, row in enumerate(grid.rows[:DEEPEST_TITLES]):
        if _is_titles(row):
            return _below(grid, at)
        if _is_data(row):
            return _below(grid, at - 1) if at else _untitled(grid)
    return None


def unused(table: Table, among: Iterable[int]) -> set[int]:
    """Columns that whole rows leave empty: a row may end before them.

    Where no row is whole, they are those without a title and those of remarks.
    """
    whole = [row for row in table.rows if len(row) >= len(table.titles)]
    return {
        i
        for i in among
        if not any(row[i] for row in whole)
        and (whole or not table.titles[i] or REMARK.search(plain(table.titles[i])))
    }


def short_row(row: list[str], width: int, line: int) -> BrokenFile:
    """The error about a row that has lost a cell: what stands behind it stands under another title."""
    return BrokenFile(
        f"a row has {len(row)} cells and the titles {width}",
        where=f"row {line}",
        next_step="Write an empty cell where there is no value",
    )


def is_time(cell: str) -> bool:
    """Whether a cell is a date, a time of day, both, or a time slot."""
    return bool(date_of(cell) or clock_of(cell) or time_of(cell) or span_of(cell) or month_first(cell))


def is_meter_number(cell: str) -> bool:
    """Whether a cell is an MPAN core, which is no quantity."""
    return len(cell) == METER_NUMBER_DIGITS and cell.isdigit()


def padded(row: list[str], table: Table, line: int) -> list[str]:
    """A row as long as the titles.

    Raises:
        BrokenFile: It has more cells than there are titles, or a quote that is never closed.
    """
    width = len(table.titles)
    if any(row[width:]):
        raise BrokenFile(
            f"a row has {len(row)} cells and the titles {width}",
            where=f"row {line}",
            next_step="Quote cells that hold the separator",
        )
    if any("\n" in cell for cell in row):
        raise BrokenFile("a quote is never closed", where=f"row {line}", next_step="Save the file as CSV again")
    return (row + [""] * width)[:width]


def _is_titles(row: list[str]) -> bool:
    """Whether a row titles the half-hours of a day; values may run from 1 to 48 too, but titles are no dates."""
    return slots_in(row) is not None and not any(date_of(cell) or time_of(cell) for cell in row)


def _is_data(row: list[str]) -> bool:
    numbers = [cell for cell in row if _is_number(cell) and not is_meter_number(cell)]
    return bool(numbers) and any(is_time(cell) for cell in row)


def _is_number(cell: str) -> bool:
    return isinstance(number_of(cell), float) or bool(DECIMAL_COMMA.fullmatch(cell))


def _below(grid: Grid, at: int) -> Table:
    titles, above = grid.rows[at], grid.rows[:at]
    if grid.ends_open and len(grid.rows[-1]) < len(titles):
        raise BrokenFile(
            f"the file stops in the middle of a row, after {len(grid.rows[-1])} of {len(titles)} cells",
            where=f"row {grid.line[-1]}",
            next_step="Save or download it again",
        )
    groups: list[str] = []
    for cell in above[-1] if above and len(above[-1]) <= len(titles) else []:
        groups.append(cell or (groups[-1] if groups else ""))
    groups += groups[-1:] * (len(titles) - len(groups)) or [""] * (len(titles) - len(groups))
    cells = [cell for row in above for cell in row if cell]
    below = grid.rows[at + 1 :]
    meter = meter_above(above, below)
    return Table(titles, below, grid.line[at + 1 :], cells, groups, grid.sheet, has_titles=True, meter=meter)


def _untitled(grid: Grid) -> Table:
    """Titles for a file that begins with its first row: what a column holds is its title."""
    first = grid.rows[0]
    late = next((i for i, row in enumerate(grid.rows[:DEEPEST_TITLES]) if _is_titles(row)), None)
    if late is not None:
        raise BrokenFile(
            "the titles stand below a row of values",
            where=f"row {grid.line[late]}",
            next_step="Put the titles first",
        )
    values = [
        i
        for i, cell in enumerate(first)
        if not is_time(cell) and not is_meter_number(cell) and (isinstance(number_of(cell), float) or not cell)
    ]
    titles = ["mpan" if is_meter_number(cell) else "time" if is_time(cell) else "" for cell in first]
    if len(values) > 1 and values == list(range(values[0], values[0] + len(values))) and len(values) <= MOST_SLOTS:
        for number, i in enumerate(values, start=1):
            titles[i] = str(number)
    elif len(values) == 1:
        titles[values[0]] = "value"
    titles = [
        "date" if date_of(cell) and title == "time" else title for cell, title in zip(first, titles, strict=True)
    ]
    return Table(titles, grid.rows, grid.line, [], [""] * len(first), grid.sheet, has_titles=False)
