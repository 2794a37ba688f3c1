"""The time bands of an Annex 1: ranges of the clock per day type, which must cover a day once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gbflex.errors import BrokenFile
from gbflex.gb.rates.duos_statement import DayType, DuosTimeBandRow, TimeBandTable
from gbflex.periods import MINUTES_PER_DAY
from gbflex.sources.duos_workbook_sheet import Sheet, plain
from gbflex.sources.duos_workbook_title import Title

__all__ = ["time_band_rows"]

BANDS: Final[dict[TimeBandTable, tuple[str, ...]]] = {
    "LV_HV": ("red", "amber", "green"),
    "UMS": ("black", "yellow", "green"),
}
RANGE: Final = re.compile(r"(\d{1,2})[:.](\d{2})\s*(?:-|–|—|to|until)\s*(\d{1,2})[:.](\d{2})", re.IGNORECASE)  # noqa: RUF001 (dashes as typed)
BETWEEN: Final = re.compile(r"[\s,;&]|\band\b", re.IGNORECASE)
WEEKDAYS: Final = re.compile(r"\bmonday\b.*\bfriday\b|\bweekdays?\b", re.IGNORECASE | re.DOTALL)
WEEKENDS: Final = re.compile(r"\bsaturday\b|\bweekends?\b", re.IGNORECASE)
ANY_DAY: Final = re.compile(r"monday|saturday|sunday|weekday|weekend", re.IGNORECASE)


def time_band_rows(sheet: Sheet, above: int, title: Title) -> tuple[DuosTimeBandRow, ...]:
    """Every range of the clock of both tables of bands.

    Args:
        sheet: The Annex 1 sheet.
        above: Row of the tariff table's header; the bands stand above it.
        title: The statement's title.

    Raises:
        BrokenFile: No table, a time that cannot be read, or a day that is not covered once.
    """
    rows = [row for table in BANDS for row in _table(sheet, above, table, title)]
    _check_coverage(sheet, [row for row in rows if row.table == "LV_HV"])
    return tuple(rows)


def _table(sheet: Sheet, above: int, table: TimeBandTable, title: Title) -> Iterator[DuosTimeBandRow]:
    header, columns = _header(sheet, above, table)
    first = min(columns.values())
    for row in range(header + 1, above):
        label_column = next((c for c in range(first - 1, -1, -1) if sheet.spanning_text(row, c)), None)
        label = "" if label_column is None else sheet.spanning_text(row, label_column)
        if not ANY_DAY.search(label):
            return
        day_type = _day_type(sheet, row, label_column or 0, label)
        for band, column in columns.items():
            cell = sheet.text(row, column)
            printed = "; ".join(plain(line) for line in cell.splitlines() if plain(line))
            for start, end in _ranges(sheet, row, column, cell):
                yield DuosTimeBandRow(
                    charging_year_start=title.charging_year_start,
                    licence_area=title.licence_area,
                    table=table,
                    day_type=day_type,
                    day_type_as_published=label,
                    band=band,
                    start_local=start,
                    end_local=end,
                    times_as_published=printed,
                    source=f"{title.text}; {sheet.address(row, column)}",
                )


def _header(sheet: Sheet, above: int, table: TimeBandTable) -> tuple[int, dict[str, int]]:
    """Row and columns of a table's titles; its green column is the next one to the right of the others."""
    bands = BANDS[table]
    for row in range(above):
        own = {band: column for column in sheet.columns for band in bands[:2] if _names(sheet, row, column, band)}
        greens = [column for column in sheet.columns if _names(sheet, row, column, "green")]
        right = [column for column in greens if own and column > max(own.values())]
        if len(own) == len(bands) - 1 and right:
            return row, {**own, "green": min(right)}
    raise sheet.broken(0, 0, f"no table of {', '.join(bands)} time bands stands above the tariffs")


def _names(sheet: Sheet, row: int, column: int, band: str) -> bool:
    return re.search(rf"\b{band}\b", sheet.text(row, column), re.IGNORECASE) is not None


def _day_type(sheet: Sheet, row: int, column: int, label: str) -> DayType:
    weekday, weekend = bool(WEEKDAYS.search(label)), bool(WEEKENDS.search(label))
    if weekday == weekend:
        raise sheet.broken(row, column, f"{label!r} is neither the weekdays nor the weekend")
    return "weekday" if weekday else "weekend"


def _ranges(sheet: Sheet, row: int, column: int, cell: str) -> Iterator[tuple[str, str]]:
    value = sheet.value(row, column)
    rest = BETWEEN.sub("", RANGE.sub("", cell))
    if rest or not (isinstance(value, str) or value is None):
        raise sheet.broken(row, column, f"{plain(str(value))!r} is not a list of times such as 07:30 to 16:00")
    for start_hour, start_minute, end_hour, end_minute in RANGE.findall(cell):
        start = int(start_hour) * 60 + int(start_minute)
        # The end of a day is written 24:00, or 00.00.
        end = (int(end_hour) * 60 + int(end_minute)) or MINUTES_PER_DAY
        if not 0 <= start < end <= MINUTES_PER_DAY or max(int(start_minute), int(end_minute)) > 59:  # noqa: PLR2004 (minutes)
            raise sheet.broken(row, column, f"{plain(cell)!r} has a range that is none")
        yield f"{start // 60:02d}:{start % 60:02d}", f"{end // 60:02d}:{end % 60:02d}"


def _check_coverage(sheet: Sheet, rows: list[DuosTimeBandRow]) -> None:
    for day_type in ("weekday", "weekend"):
        times = [0] * MINUTES_PER_DAY
        for row in rows:
            if row.day_type == day_type:
                for minute in range(_minute(row.start_local), _minute(row.end_local)):
                    times[minute] += 1
        wrong = next((minute for minute, count in enumerate(times) if count != 1), None)
        if wrong is not None:
            how = "no band" if times[wrong] == 0 else "several bands"
            clock = f"{wrong // 60:02d}:{wrong % 60:02d}"
            raise BrokenFile(f"{how} on a {day_type} at {clock}", where=f"{sheet.file}, {sheet.name}, time bands")


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
