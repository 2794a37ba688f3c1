"""The time-band tables of an Annex 1: one for LV and HV, one for unmetered supplies, often side by side.

The LV and HV table must cover every minute of a weekday and of a weekend exactly once, all year. Unmetered
supplies have seasons; they are checked month by month where the season is written in months.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, NamedTuple

from gbflex.errors import BrokenFile
from gbflex.gb.rates.duos_statement import DayType, TimeBandTable
from gbflex.periods import MINUTES_PER_DAY
from gbflex.sources.duos.clock import Days, clock, days_of, ranges_of
from gbflex.sources.duos.sheet import Sheet, plain

__all__ = ["TimeBand", "read_time_bands"]

COLOUR: Final = re.compile(r"\b(?:super[- ]?)?(red|amber|green|black|yellow)\b", re.IGNORECASE)
TABLES: Final[dict[frozenset[str], TimeBandTable]] = {
    frozenset({"red", "amber", "green"}): "LV_HV",
    frozenset({"black", "yellow", "green"}): "UMS",
}
BANDS_OF_A_TABLE: Final = 3
NOTES: Final = re.compile(r"^notes?\b", re.IGNORECASE)
DAY_TYPES: Final[tuple[DayType, ...]] = ("weekday", "weekend")


class TimeBand(NamedTuple):
    """A range of the clock as read.

    Attributes:
        table: Which table.
        days: Its row's label, read.
        label: As printed.
        band: Colour.
        start: Minute of the day.
        end: Minute of the day.
        published: The cell as printed, its lines joined by "; ".
        row: Where it stands.
        column: Where it stands.
    """

    table: TimeBandTable
    days: Days
    label: str
    band: str
    start: int
    end: int
    published: str
    row: int
    column: int


class Stray(NamedTuple):
    """A cell of a band without a digit, which says no time.

    Attributes:
        table: Which table.
        days: Its row's label, read.
        band: Colour.
        text: The cell.
        row: Where it stands.
        column: Where it stands.
    """

    table: TimeBandTable
    days: Days
    band: str
    text: str
    row: int
    column: int


class _Table(NamedTuple):
    """One table's place: its header row, its bands by column, and the columns its labels may stand in."""

    name: TimeBandTable
    header_row: int
    bands: dict[int, str]
    label_columns: range


def read_time_bands(sheet: Sheet, above: int) -> tuple[list[TimeBand], list[str]]:
    """The time bands that stand above the tariffs, and what could not be checked.

    Args:
        sheet: The Annex 1 sheet.
        above: Row of the tariff table's header.

    Raises:
        BrokenFile: No table, a cell that is no time, a label that is no day, or minutes in no band or two.
    """
    tables = _tables(sheet, above)
    read = [item for table in tables for item in _bands(sheet, table, _end(tables, table, above))]
    found = [item for item in read if isinstance(item, TimeBand)]
    strays = [item for item in read if isinstance(item, Stray)]
    header = {table.name: table for table in tables}
    if "LV_HV" not in header:
        raise sheet.broken(
            max(above, 0), 0, "no table of red, amber and green time bands stands above the tariffs"
        )
    for day_type in DAY_TYPES:
        of_table = [band for band in found if band.table == "LV_HV"]
        _check_cover(sheet, header["LV_HV"], of_table, strays, day_type)
    of_seasons = [band for band in found if band.table == "UMS"]
    said = _check_seasons(sheet, of_seasons, strays, header.get("UMS"))
    return found, [*said, *(_said_of(sheet, stray) for stray in strays)]


def _said_of(sheet: Sheet, stray: Stray) -> str:
    address = sheet.address(stray.row, stray.column)
    return (
        f"{address} holds {plain(stray.text)!r}, which is no time: the bands beside it cover the day, so it "
        f"counts as an empty cell of {stray.band}"
    )


def _no_time(sheet: Sheet, row: int, column: int, text: str) -> BrokenFile:
    return sheet.broken(row, column, f"{plain(text)!r} is not ranges of half-hours such as 16:00 - 19:00")


def _end(tables: list[_Table], table: _Table, above: int) -> int:
    later = [other.header_row for other in tables if other.header_row > table.header_row]
    return min([*later, above])


def _tables(sheet: Sheet, above: int) -> list[_Table]:
    found: list[_Table] = []
    for row in range(above):
        colours = {column: _colour(sheet.text(row, column)) for column in sheet.columns}
        named = [(column, colour) for column, colour in colours.items() if colour]
        # One colour alone may stand in a note; two are a header that has lost its third.
        if len(named) <= 1:
            continue
        left = 0
        for first in range(0, len(named), BANDS_OF_A_TABLE):
            bands = dict(named[first : first + BANDS_OF_A_TABLE])
            name = TABLES.get(frozenset(bands.values()))
            if name is None:
                shown = ", ".join(bands.values())
                raise sheet.broken(row, min(bands), f"the time bands {shown} are not a table's three")
            if any(name == other.name for other in found):
                raise sheet.broken(row, min(bands), f"a second table of {', '.join(bands.values())} stands here")
            found.append(_Table(name, row, bands, range(left, min(bands))))
            left = max(bands) + 1
    return found


def _colour(header: str) -> str:
    """The band a header names, "" where it names none or several."""
    named = {colour.lower() for colour in COLOUR.findall(header)}
    return named.pop() if len(named) == 1 else ""


def _bands(sheet: Sheet, table: _Table, end: int) -> list[TimeBand | Stray]:
    found: list[TimeBand | Stray] = []
    label = ""
    for row in range(table.header_row + 1, end):
        own = next((text for column in table.label_columns if (text := sheet.spanning_text(row, column))), "")
        if NOTES.match(own):
            break
        cells = {column: text for column in table.bands if (text := sheet.text(row, column).strip())}
        _refuse_other_cells(sheet, table, row)
        label = own or label
        if cells:
            found += _row_bands(sheet, table, row, label, cells)
    return found


def _refuse_other_cells(sheet: Sheet, table: _Table, row: int) -> None:
    for column in table.bands:
        value = sheet.value(row, column)
        if not isinstance(value, str):
            raise sheet.broken(row, column, f"{value!r} is not a range of the clock such as 16:00 - 19:00")
    for first, last in sheet.merged:
        covered = [column for column in table.bands if first[1] <= column <= last[1]]
        if first[0] == row and len(covered) > 1 and sheet.text(*first).strip():
            raise sheet.broken(row, first[1], "one cell spans several time bands")


def _row_bands(sheet: Sheet, table: _Table, row: int, label: str, cells: dict[int, str]) -> list[TimeBand | Stray]:
    days = days_of(label)
    if days is None or (table.name == "LV_HV" and days.season):
        where = min(table.label_columns, default=0)
        raise sheet.broken(
            row,
            where,
            f"the label {label!r} does not say weekdays or weekends of the whole year",
            available="labels such as Monday to Friday (Including Bank Holidays) All Year, Saturday and Sunday",
        )
    found: list[TimeBand | Stray] = []
    for column, text in cells.items():
        band = table.bands[column]
        if not any(character.isdigit() for character in text):
            found.append(Stray(table.name, days, band, text, row, column))
            continue
        ranges = ranges_of(text)
        if ranges is None:
            raise _no_time(sheet, row, column, text)
        published = "; ".join(plain(line) for line in text.splitlines() if line.strip())
        found += [
            TimeBand(table.name, days, label, band, start, end, published, row, column) for start, end in ranges
        ]
    return found


def _check_cover(
    sheet: Sheet, table: _Table, bands: list[TimeBand], strays: list[Stray], day_type: DayType, when: str = ""
) -> None:
    """Refuse minutes of a day that stand in no band or in two; a stray cell is at fault where there is one."""
    of_day = sorted((band for band in bands if day_type in band.days.day_types), key=lambda band: band.start)
    day = f"{table.name} {day_type}{when}"
    for earlier, later in pairwise(of_day):
        if later.start < earlier.end:
            also = sheet.address(earlier.row, earlier.column)
            at = f"{clock(later.start)} is in two bands of the {day}, also in {also}"
            raise sheet.broken(later.row, later.column, at)
    edges = [0, *(edge for band in of_day for edge in (band.start, band.end)), MINUTES_PER_DAY]
    for end, start in zip(edges[::2], edges[1::2], strict=True):
        if end < start:
            _refuse_strays(sheet, table, strays, day_type)
            raise _gap(sheet, table, of_day, f"{clock(end)} to {clock(start)} is in no band of the {day}")


def _refuse_strays(sheet: Sheet, table: _Table, strays: list[Stray], day_type: DayType) -> None:
    for stray in strays:
        if stray.table == table.name and day_type in stray.days.day_types:
            raise _no_time(sheet, stray.row, stray.column, stray.text)


def _gap(sheet: Sheet, table: _Table, of_day: list[TimeBand], what: str) -> BrokenFile:
    at = (of_day[0].row, of_day[0].column) if of_day else (table.header_row, min(table.bands))
    return sheet.broken(*at, what)


def _check_seasons(sheet: Sheet, bands: list[TimeBand], strays: list[Stray], table: _Table | None) -> list[str]:
    """Check the seasonal table month by month; what could not be checked is said."""
    if table is None:
        return ["no time bands of unmetered supplies are given"]
    unread = sorted({band.label for band in bands if not band.days.months})
    if unread:
        for day_type in DAY_TYPES:
            _refuse_strays(sheet, table, strays, day_type)
        return [f"the seasons of unmetered supplies were not checked: {'; '.join(unread)}"]
    said = []
    for day_type in DAY_TYPES:
        of_day = [band for band in bands if day_type in band.days.day_types]
        if not of_day:
            _refuse_strays(sheet, table, strays, day_type)
            said.append(f"unmetered supplies have no time bands on a {day_type}")
            continue
        for month in range(1, 13):
            of_month = [band for band in of_day if month in band.days.months]
            of_strays = [stray for stray in strays if month in stray.days.months]
            _check_cover(sheet, table, of_month, of_strays, day_type, f" in month {month}")
    return said
