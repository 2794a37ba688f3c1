"""What stands around a table: the meter that a line above it names, and tables that are turned on their side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gbflex.errors import InputError
from gbflex.sources.loads.cells import day_of, number_of, time_of
from gbflex.sources.loads.layouts import FEWEST_SLOTS, slots_in
from gbflex.sources.loads.opening import Grid
from gbflex.sources.loads.words import METER_TITLES, plain
from gbflex.written_dates import date_of

__all__ = ["meter_above", "turned"]

DEEPEST_DATES: Final = 60
MOST_IN_A_HEADING: Final = 6


def meter_above(above: Iterable[list[str]], below: Iterable[list[str]]) -> str:
    """The meter that the lines above a table name, "" where they name none.

    Args:
        above: Rows above the titles.
        below: Rows below them, where another table may begin.

    Raises:
        InputError: Another meter is named below: its table is not this one's.
    """
    meter = next((name for row in reversed([*above]) if (name := _meter(row))), "")
    others = sorted({name for row in below if (name := _meter(row))} - {meter})
    if others:
        names = ", ".join([meter or "without a name", *others])
        raise InputError(
            f"tables of several meters stand one below the other: {names}",
            next_step="Give each meter a file or a column of its own",
        )
    return meter


def turned(grid: Grid) -> Grid:
    """A grid with a half-hour in a row and a date over each column, turned to a day in a row; else as it is."""
    for at, row in enumerate(grid.rows[:DEEPEST_DATES]):
        dated = [i for i, cell in enumerate(row) if i and day_of(cell)]
        if (
            not dated
            or day_of(row[0])
            or any(isinstance(number_of(cell), float) for cell in row if not day_of(cell))
        ):
            continue
        body = [each for each in grid.rows[at + 1 :] if each[0]]
        titles = [each[0] for each in body]
        layout = slots_in(titles)
        if layout is None or len(titles) < FEWEST_SLOTS or any(date_of(each) or time_of(each) for each in titles):
            return grid
        days = [[row[i], *(each[i] if i < len(each) else "" for each in body)] for i in dated]
        rows = [*grid.rows[:at], ["Date", *titles], *days]
        return grid._replace(
            rows=rows, line=[*grid.line[:at], *[grid.line[at]] * (1 + len(days))], ends_open=False
        )
    return grid


def _meter(row: list[str]) -> str:
    cells = [cell for cell in row if cell]
    if len(cells) > MOST_IN_A_HEADING:
        return ""
    for cell, after in zip(cells, [*cells[1:], ""], strict=True):
        name, _, rest = cell.partition(":")
        found = rest.strip() or after
        if any(title.search(plain(name)) for title in METER_TITLES[:2]) and any(map(str.isdigit, found)):
            return found
    return ""
