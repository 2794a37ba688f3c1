"""A half-hour in a row: columns of time, or a date and a settlement period, and one column that is the load."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from gbflex.errors import BrokenFile
from gbflex.periods import FIRST_DATE, HALF_HOUR_MINUTES, LAST_DATE, MINUTES_PER_DAY, period_count
from gbflex.sources.loads.cells import Clock, clock_of, day_of, number_of, span_of, time_of
from gbflex.sources.loads.choice import GIVE_IMPORT, SAY_GAS
from gbflex.sources.loads.columns import About, describe
from gbflex.sources.loads.layouts import HALF_HOURS, ROWS, ColumnKind, Rows
from gbflex.sources.loads.parsed import Cell, Label, Parsed, SetAside
from gbflex.sources.loads.table import Table, padded, short_row, unused
from gbflex.sources.loads.words import (
    CUMULATIVE,
    ENERGY_UNITS,
    NAMES,
    VALUE,
    Fuel,
    Quantity,
    plain,
    quantity_of_title,
    said_clocks,
    units_in,
)

__all__ = ["read_times"]

ROWS_WEIGHED: Final = 300
LAST_MINUTE: Final = MINUTES_PER_DAY - HALF_HOUR_MINUTES
MOST_PERIODS: Final = 50
MINUTES_PER_HOUR: Final = 60
HOURS_PER_DAY: Final = 24
MOST_OUT_OF_ORDER: Final = 3
"""A clock that goes back, and a row that has moved."""
CLOCK_CHANGES: Final = (1, 23)
"""Hours that a clock adds to the half-hour in which it changes."""
LAST_SECOND: Final = re.compile(r"(:\d\d):59(?:\.\d+)?(?=$|[\s+Z])")
STARTS: Final = re.compile(r"\b(start|starts|starting|from|begin|beginning)\b|starttime|startdate")
ENDS: Final = re.compile(r"\b(end|ends|ending|to|until)\b|endtime|enddate")
SURE_TITLE: Final = re.compile(r"sett|read|start|^date$|^time$|stamp")
PERIOD_TITLE: Final = re.compile(r"period|\bsp\b|\bhh\b|half ?hour|interval|\bslot\b|time code")
NO_LOAD: Final = re.compile(
    r"status|flag|estimat|total|price|cost|charge|rate\b|\btemp|co2|carbon|\bpf\b|factor|latitude"
    r"|max(?:imum)? (?:demand|kw|power)|peak|\bmd\b"
)


class _Columns(NamedTuple):
    """Positions of a half-hour's cells, and what the columns beside them say."""

    layout: Rows
    when: tuple[int, ...]
    until: tuple[int, ...]
    value: int
    about: About
    quantity: Quantity


def read_times(table: Table, label: Label | None, fuel: Fuel) -> Parsed:
    """The cells of a file with a half-hour in a row.

    Args:
        table: The table.
        label: What the caller says that its times mark.
        fuel: What is read.

    Raises:
        BrokenFile: No known columns of time, or not one column that is the load.
    """
    names = [plain(title) for title in table.titles]
    sample = [row for row in table.rows[:ROWS_WEIGHED] if any(row)]
    kinds = {i: kind for i in range(len(names)) if (kind := _kind(names[i], _cells(sample, i)))}
    kinds = _of_one_clock(kinds, table.titles)
    dates = _dates_carried(table, kinds)
    layout, when, until, label_said = _columns_of_time(names, kinds, sample, table)
    about = describe(table, set(kinds))
    value, quantity = _value_column(table, names, {*kinds, *about.taken}, sample, fuel)
    is_period = "period" in layout.kinds
    parsed = Parsed(
        f"a half-hour in a row: {layout.name}",
        "periods" if is_period else "rows",
        [table.titles[value]],
        said=[
            *(names[i] for i in range(len(names)) if i not in kinds and not NO_LOAD.search(names[i])),
            *table.above,
        ],
        clocks=said_clocks([table.titles[i] for i in when]),
        label=None if is_period else label_said,
    )
    columns = _Columns(layout, when, until, value, about, quantity)
    marks = None if is_period else label_said or label
    spare = unused(table, range(len(names)))
    for line, row in zip(table.line, table.rows, strict=True):
        if len(row) < len(names) and not set(range(len(row), len(names))) <= spare:
            raise short_row(row, len(names), line)
        cells = padded(row, table, line)
        for i, day in dates.items():
            cells[i] = day[line]
        _read_row(line, cells, columns, marks, parsed)
    if marks == "end":
        parsed.cells = _with_midnight_last(parsed.cells)
    return parsed


def _with_midnight_last(cells: list[Cell]) -> list[Cell]:
    """Ends of half-hours in which 00:00 stands after 23:30 under one date: there it ends that day.

    Most files write the end of a day as 00:00 of the next; then it begins the rows of its date.
    """
    by_date: dict[tuple[str, str, date], list[Cell]] = defaultdict(list)
    for cell in cells:
        is_midnight = cell.minute == LAST_MINUTE
        by_date[cell.meter, cell.quantity, cell.day + timedelta(days=is_midnight)].append(cell)
    moved: dict[Cell, Cell] = {}
    for group in by_date.values():
        clocks = [
            (cell.minute + HALF_HOUR_MINUTES) % MINUTES_PER_DAY for cell in group if cell.minute != LAST_MINUTE
        ]
        rises = sum(b > a for a, b in pairwise(clocks))
        falls = sum(b < a for a, b in pairwise(clocks))
        if len(group) > len(clocks) and min(rises, falls) > MOST_OUT_OF_ORDER:
            raise BrokenFile(
                "the rows are in no order, and 00:00 may end its own date or the day before",
                where=f"row {group[0].row}",
                next_step="Sort the rows by time",
            )
        ordered = group if rises * 2 > len(clocks) - 1 else group[::-1]
        if len(group) > 1 and ordered[-1].minute == LAST_MINUTE and ordered[0].minute != LAST_MINUTE:
            moved[ordered[-1]] = ordered[-1]._replace(day=ordered[-1].day + timedelta(days=1))
    return [moved.get(cell, cell) for cell in cells]


def _of_one_clock(kinds: dict[int, ColumnKind], titles: list[str]) -> dict[int, ColumnKind]:
    """The columns of time without those of a local clock where the same stands beside them in UTC."""
    said = {i: said_clocks([titles[i]]) for i in kinds}
    utc = {kinds[i] for i, clocks in said.items() if clocks == {"utc"}}
    return {i: kind for i, kind in kinds.items() if not (said[i] == {"local"} and kind in utc)}


def _dates_carried(table: Table, kinds: dict[int, ColumnKind]) -> dict[int, dict[int, str]]:
    """Dates by line where only the first row of each day has its date, as merged cells are saved."""
    carried: dict[int, dict[int, str]] = {}
    for i in (i for i, kind in kinds.items() if kind == "date"):
        shown = [row[i] for row in table.rows if i < len(row) and row[i]]
        if (
            len(shown) < len(table.rows)
            and not any(a == b for a, b in pairwise(shown))
            and "clock" in kinds.values()
        ):
            last, by_line = "", {}
            for line, row in zip(table.line, table.rows, strict=True):
                last = row[i] if i < len(row) and row[i] else last
                by_line[line] = last
            carried[i] = by_line
    return carried


def _cells(sample: list[list[str]], position: int) -> list[str]:
    return [row[position] for row in sample if position < len(row) and row[position]]


def _kind(name: str, cells: list[str]) -> ColumnKind | None:
    """What most cells of a column are."""
    if not cells:
        return None

    def most(count: int) -> bool:
        return count * 2 > len(cells)

    if PERIOD_TITLE.search(name) and most(
        sum(cell.isdigit() and 1 <= int(cell) <= MOST_PERIODS for cell in cells)
    ):
        return "period"
    if most(sum(span_of(cell) is not None for cell in cells)):
        return "span"
    if most(sum(day_of(cell) is not None for cell in cells)):
        return "date"
    if most(sum(time_of(cell) is not None for cell in cells)):
        return "time"
    return "clock" if most(sum(clock_of(cell) is not None for cell in cells)) else None


def _columns_of_time(
    names: list[str], kinds: dict[int, ColumnKind], sample: list[list[str]], table: Table
) -> tuple[Rows, tuple[int, ...], tuple[int, ...], Label | None]:
    """The layout, the columns that tell when a half-hour is, those of its other end, and what the first mark."""
    found = ((layout, when) for layout in ROWS if (when := _matched(layout, kinds, names)) is not None)
    layout, when = next(found, (None, ()))
    every = when
    if _has_two_clocks(layout):
        when = _starts(when, names, sample, kinds)
    until = tuple(i for i in every if i not in when)
    if layout is None or not when:
        raise BrokenFile(
            "no layout of a half-hourly load file is recognised",
            available=", ".join(table.titles),
            next_step="Give a date and 48 columns, or one column of times and one of values",
        )
    if "span" in layout.kinds:
        return layout, when, (), "start"
    if until:
        if len(until) == 1 and len(when) > 1 and _marks(names[when[0]]) == ["end"]:
            # The one date is that of the end: so is the time that belongs to it.
            return layout, (when[0], until[0]), (), "end"
        return layout, when, until, "start"
    said = _marks(*(names[i] for i in when))
    return layout, when, (), said[0] if len(said) == 1 else None


def _marks(*names: str) -> list[Label]:
    """What titles of times say that they mark."""
    words: dict[Label, re.Pattern[str]] = {"start": STARTS, "end": ENDS}
    return [label for label, word in words.items() if any(map(word.search, names))]


def _has_two_clocks(layout: Rows | None) -> bool:
    return layout is not None and layout.kinds.count("clock") + layout.kinds.count("time") > 1


def _matched(layout: Rows, kinds: dict[int, ColumnKind], names: list[str]) -> tuple[int, ...] | None:
    """Positions of a layout's columns in its own order, None where the file has not just these."""
    when: list[int] = []
    for kind in dict.fromkeys(layout.kinds):
        wanted = layout.kinds.count(kind)
        found = [i for i, each in kinds.items() if each == kind]
        if len(found) > wanted:
            found = [i for i in found if SURE_TITLE.search(names[i])]
        if len(found) != wanted:
            return None
        when += found
    return tuple(when)


def _starts(
    when: tuple[int, ...], names: list[str], sample: list[list[str]], kinds: dict[int, ColumnKind]
) -> tuple[int, ...]:
    """Of columns of starts and ends, those of the starts, by their titles or by what stands in them; else none."""
    first = sample[0]
    kept: list[int] = []
    for kind in dict.fromkeys(kinds[i] for i in when):
        pair = [i for i in when if kinds[i] == kind]
        said = [i for i in pair if STARTS.search(names[i])]
        if len(pair) == 1 or kind == "date":
            kept.append((said or pair)[0])
        elif len(said) == 1:
            kept.append(said[0])
        elif _minutes(first[pair[1]], first[pair[0]]) in (HALF_HOUR_MINUTES, HALF_HOUR_MINUTES - MINUTES_PER_DAY):
            kept.append(pair[0])
        else:
            return ()
    return tuple(kept)


def _minutes(end: str, start: str) -> float | None:
    times = time_of(end), time_of(start)
    if times[0] is not None and times[1] is not None:
        days = (times[0][0] - times[1][0]).days
        return days * MINUTES_PER_DAY + times[0][1].minute - times[1][1].minute
    clocks = clock_of(end), clock_of(start)
    return clocks[0].minute - clocks[1].minute if clocks[0] and clocks[1] else None


def _value_column(
    table: Table, names: list[str], taken: set[int], sample: list[list[str]], fuel: Fuel
) -> tuple[int, Quantity]:
    numeric = [
        i
        for i in range(len(names))
        if i not in taken and any(isinstance(number_of(cell), float) for cell in _cells(sample, i))
    ]
    quantities = {i: quantity_of_title(names[i]) for i in numeric}
    free = [i for i in numeric if quantities[i] in ("AI", "") and not NO_LOAD.search(names[i])]
    if fuel == "gas":
        free = [i for i in numeric if quantities[i] == "gas" and not NO_LOAD.search(names[i])] or free
    # A register beside the energy of half-hours is no second load; alone it is refused by its own sentence.
    free = [i for i in free if not CUMULATIVE.search(names[i])] or free
    found = [i for i in free if units_in([names[i]])] or [i for i in free if VALUE.search(names[i])]
    found = found or [i for i in free if quantities[i]]
    # Energy and power of the same half-hours say the same.
    found = [i for i in found if units_in([names[i]]) & ENERGY_UNITS] or found if len(found) > 1 else found
    if len(found) == 1:
        return found[0], quantities[found[0]]
    if not found and (
        others := sorted({NAMES[quantity] for quantity in quantities.values() if quantity != "AI"} - {NAMES[""]})
    ):
        raise BrokenFile(
            f"the file holds {', '.join(others)} and no columns could be the load",
            available=", ".join(table.titles),
            next_step=GIVE_IMPORT if NAMES["gas"] not in others else SAY_GAS,
        )
    raise BrokenFile(
        f"{len(found) or 'no'} columns could be the load",
        available=", ".join(table.titles),
        next_step="Keep one and title it for example demand_kwh",
    )


def _read_row(line: int, row: list[str], columns: _Columns, marks: Label | None, parsed: Parsed) -> None:
    text = " ".join(row[i] for i in columns.when)
    time = _period_time(row, columns) if "period" in columns.layout.kinds else _time(row, columns)
    if time is None or not FIRST_DATE <= time[0] <= LAST_DATE:
        parsed.set_aside.append(SetAside(line, f"{text!r} is no time of the calendar"))
        return
    if time[1].minute % HALF_HOUR_MINUTES:
        raise BrokenFile(
            f"{text} is not on a half-hour", where=f"row {line}", next_step="Only half-hourly files are read"
        )
    if other := _other_step(row, columns, time[0]):
        parsed.set_aside.append(SetAside(line, other))
        return
    is_period = "period" in columns.layout.kinds
    if time[1].minute == MINUTES_PER_DAY and marks == "start":
        raise BrokenFile(
            f"{text}: 24:00 begins no half-hour, and the times are starts",
            where=f"row {line}",
            next_step="Say --label end if a time marks the end of its half-hour",
        )
    back = HALF_HOUR_MINUTES if marks == "end" else 0
    days, minute = (0, time[1].minute) if is_period else divmod(time[1].minute - back, MINUTES_PER_DAY)
    said = columns.about.said(row)
    parsed.cells.append(
        Cell(
            line,
            time[0] + timedelta(days=days),
            minute,
            number_of(row[columns.value]),
            time[1].offset_minutes,
            said.meter,
            said.quantity or columns.quantity,
            said.unit,
            said.flag,
            said.is_actual,
        )
    )


def _other_step(row: list[str], columns: _Columns, day: date) -> str:
    """What is wrong with a row whose start and end are not half an hour apart, "" where nothing is.

    Some files write the last minute or second of the half-hour as its end; a clock that changes in between is an
    hour out.
    """
    if "span" in columns.layout.kinds:
        ends = span_of(row[columns.when[-1]])
    else:
        ends = (row[columns.when[-1]], row[columns.until[-1]]) if columns.until else None
    if ends is None or not all(ends):
        return ""
    step = _minutes(LAST_SECOND.sub(r"\1", ends[1]), ends[0])
    if step is None or step % MINUTES_PER_HOUR not in (HALF_HOUR_MINUTES, HALF_HOUR_MINUTES - 1):
        return f"{ends[0]} to {ends[1]} is no half-hour"
    hours = step // MINUTES_PER_HOUR % HOURS_PER_DAY
    return (
        ""
        if hours == 0 or (hours in CLOCK_CHANGES and period_count(day) != HALF_HOURS)
        else f"{ends[0]} to {ends[1]} is no half-hour"
    )


def _period_time(row: list[str], columns: _Columns) -> tuple[date, Clock] | None:
    day, period = day_of(row[columns.when[0]]), number_of(row[columns.when[1]])
    if day is None or not isinstance(period, float) or period not in range(1, MOST_PERIODS + 1):
        return None
    return day, Clock((int(period) - 1) * HALF_HOUR_MINUTES, None)


def _time(row: list[str], columns: _Columns) -> tuple[date, Clock] | None:
    texts = [row[i] for i in columns.when]
    if "span" in columns.layout.kinds:
        span = span_of(texts[-1])
        if span is None:
            return None
        texts[-1] = span[0]
    if len(texts) == 1 or time_of(texts[-1]) is not None:
        return time_of(texts[-1])
    day, clock = day_of(texts[0]), clock_of(texts[1])
    return None if day is None or clock is None else (day, clock)
