"""Which layout a supplier's half-hourly file has, found by the meaning of its column titles, or refused.

A day in a row: a date column, then 48 or 50 columns numbered 1, 2, ... or titled by clock times half an hour
apart. A half-hour in a row: a column of times (or one of dates and one of times) and one of values.
"""

from __future__ import annotations

import re
from collections.abc import Container
from pathlib import Path
from typing import Final, Literal, NamedTuple

from gbflex.errors import BrokenFile, InputError
from gbflex.periods import HALF_HOUR_MINUTES
from gbflex.sources.loads.cells import Sheet, clock_of, date_of, time_of

__all__ = ["UNITS_MWH", "DayRows", "Label", "TimeRows", "Unit", "layout_of", "unit_of"]

Unit = Literal["kwh", "kw", "mwh", "mw"]
Label = Literal["start", "end"]

UNITS_MWH: Final[dict[Unit, float]] = {"kwh": 0.001, "kw": 0.0005, "mwh": 1.0, "mw": 0.5}
"""Energy of a half-hour for each printed unit [MWh]."""

UNIT: Final = re.compile(r"(?<![a-z])(kwh|kw|mwh|mw)(?![a-z])")
NOT_ACTIVE_IMPORT: Final = re.compile(r"kvar|kva|reactive|export|status|flag|estimat|total|price|cost")
VALUE: Final = re.compile(r"demand|consumption|usage|value|reading|energy|power|load|import")
UNIT_COLUMN: Final = re.compile(r"units?|uom|unit of measure")
STARTS: Final = re.compile(r"\b(start|starts|starting|from|begin|beginning)\b")
ENDS: Final = re.compile(r"\b(end|ends|ending|to|until)\b")
CLOCK_TITLE: Final = re.compile(r"\D*?(\d{1,2})[:.](\d{2})(?:[:.]00)?\D*")
SHORT_CLOCK_TITLE: Final = re.compile(r"\D*(\d{2})(00|30)")
RANGE_TITLE: Final = re.compile(
    r"\D*?(\d{1,2})[:.](\d{2})(?:[:.]00)?\s*(?:-|to|\u2013)\s*(\d{1,2})[:.](\d{2})(?:[:.]00)?\D*"
)
NUMBER_TITLE: Final = re.compile(r"(?:hh|sp|p|period|settlement period|half hour|reading|value)?\s*0?(\d{1,2})")
FEWEST_SLOTS: Final = 46
DAY_SLOTS: Final = (48, 50)


class DayRows(NamedTuple):
    """A day in a row.

    Attributes:
        date: Position of the date column.
        slots: Positions of the half-hours' columns in order.
        numbered: Whether they are settlement periods; else clock times from midnight.
        label: What the clock times mark.
        titles: Titles that may carry the unit.
    """

    date: int
    slots: list[int]
    numbered: bool
    label: Label
    titles: list[str]


class TimeRows(NamedTuple):
    """A half-hour in a row.

    Attributes:
        when: Positions of the one or two columns that make its time.
        value: Position of the value column.
        label: What the times mark, where the titles say so.
        titles: Titles that may carry the unit.
    """

    when: tuple[int, ...]
    value: int
    label: Label | None
    titles: list[str]


def layout_of(sheet: Sheet, path: Path) -> DayRows | TimeRows:
    """The layout of a file.

    Raises:
        BrokenFile: None is recognised, or more than one reading is possible.
    """
    names = [_plain(title) for title in sheet.header]
    slots = {position: minute for position, name in enumerate(names) if (minute := _clock_title(name)) is not None}
    numbers = {
        position: int(found[1])
        for position, name in enumerate(names)
        if (found := NUMBER_TITLE.fullmatch(_unitless(name)))
    }
    if len(slots) >= FEWEST_SLOTS:
        return _by_clock(names, slots, path)
    if len(numbers) >= FEWEST_SLOTS:
        return _by_number(names, numbers, path)
    return _by_time(names, sheet, path)


def unit_of(layout: DayRows | TimeRows, sheet: Sheet, given: Unit | None, path: Path) -> tuple[Unit, str]:
    """The unit of the values and where it is said.

    Raises:
        BrokenFile: The file names several, or another than the caller.
        InputError: Nobody names one.
    """
    found = {match for title in layout.titles for match in UNIT.findall(title)}
    for position, name in enumerate(map(_plain, sheet.header)):
        if UNIT_COLUMN.fullmatch(name):
            found |= {row[position].casefold() for row in sheet.rows} - {""}
    said = ", ".join(sorted(found))
    if len(found) > 1 or not found <= UNITS_MWH.keys():
        raise BrokenFile(f"the file names the units {said}", where=str(path), available=", ".join(UNITS_MWH))
    if given is not None and found and found != {given}:
        raise BrokenFile(
            f"the file says {said} and --unit says {given}",
            where=str(path),
            next_step="Leave --unit out, or check the file",
        )
    if not found and given is None:
        raise InputError(
            "the file does not say its unit", where=str(path), next_step="Say --unit kwh or --unit kw"
        )
    unit = next(unit for unit in UNITS_MWH if unit in (found or {given}))
    return unit, "the file" if found else "--unit"


def _plain(title: str) -> str:
    return re.sub(r"[\s_]+", " ", title).strip().casefold()


def _unitless(name: str) -> str:
    return re.sub(r"[()\[\]]", "", UNIT.sub("", name)).strip()


def _clock_title(name: str) -> tuple[int, Label | None] | None:
    """The clock time of a title [minutes] and what it marks where the title is a span."""
    name = _unitless(name)
    if found := RANGE_TITLE.fullmatch(name):
        return int(found[1]) * 60 + int(found[2]), "start"
    if found := CLOCK_TITLE.fullmatch(name) or SHORT_CLOCK_TITLE.fullmatch(name):
        return int(found[1]) * 60 + int(found[2]), None
    return None


def _by_clock(names: list[str], slots: dict[int, tuple[int, Label | None]], path: Path) -> DayRows:
    minutes = [minute for minute, _ in slots.values()]
    label: Label = "end" if minutes[0] == HALF_HOUR_MINUTES else "start"
    if label == "end" and minutes[-1] == 0:
        minutes[-1] = len(minutes) * HALF_HOUR_MINUTES
    first = HALF_HOUR_MINUTES if label == "end" else 0
    if minutes != [first + HALF_HOUR_MINUTES * i for i in range(len(minutes))] or len(minutes) not in DAY_SLOTS:
        raise BrokenFile(
            f"{len(minutes)} columns are titled by clock times that are not one day of half-hours",
            where=str(path),
            available=", ".join(names),
            next_step="Titles run from 00:00 to 23:30 (starts) or from 00:30 to 24:00 (ends)",
        )
    numbered = len(minutes) > DAY_SLOTS[0]
    return DayRows(_date_column(names, slots, path), list(slots), numbered, label, names)


def _by_number(names: list[str], numbers: dict[int, int], path: Path) -> DayRows:
    order = list(numbers.values())
    if order != list(range(1, len(order) + 1)) or len(order) not in DAY_SLOTS:
        raise BrokenFile(
            f"{len(order)} numbered columns are not the periods 1 to 48 or 1 to 50",
            where=str(path),
            available=", ".join(names),
        )
    return DayRows(_date_column(names, numbers, path), list(numbers), numbered=True, label="start", titles=names)


def _date_column(names: list[str], taken: Container[int], path: Path) -> int:
    found = [i for i, name in enumerate(names) if i not in taken and re.search("date|^day$", name)]
    if len(found) != 1:
        raise BrokenFile(
            f"{len(found) or 'no'} date columns stand beside the half-hours",
            where=str(path),
            available=", ".join(names),
            next_step="Title one column date",
        )
    return found[0]


def _by_time(names: list[str], sheet: Sheet, path: Path) -> TimeRows:
    kinds = [_kind(cell) for cell in sheet.rows[0]]
    whole, dates, clocks = ([i for i, kind in enumerate(kinds) if kind == k] for k in ("whole", "date", "clock"))
    value = _value_column(names, {*whole, *dates, *clocks}, path)
    starts = [i for i in whole if STARTS.search(names[i])]
    if len(whole) > 1 and len(starts) == 1:
        whole = starts
    when = (whole[0],) if len(whole) == 1 else (*dates, *clocks)
    if (not whole and (len(dates), len(clocks)) != (1, 1)) or len(whole) > 1:
        raise BrokenFile(
            "no layout of a half-hourly load file is recognised",
            where=str(path),
            available=", ".join(names),
            next_step="Give a date and 48 columns, or one column of times and one of values",
        )
    words: dict[Label, re.Pattern[str]] = {"start": STARTS, "end": ENDS}
    said = [label for label, word in words.items() if any(word.search(names[i]) for i in when)]
    return TimeRows(when, value, said[0] if len(said) == 1 else None, [names[value]])


def _kind(cell: str) -> str:
    if date_of(cell) is not None:
        return "date"
    if clock_of(cell) is not None:
        return "clock"
    return "whole" if time_of(cell) is not None else ""


def _value_column(names: list[str], taken: set[int], path: Path) -> int:
    free = [i for i, name in enumerate(names) if i not in taken and not NOT_ACTIVE_IMPORT.search(name)]
    found = [i for i in free if UNIT.search(names[i])] or [i for i in free if VALUE.search(names[i])]
    if len(found) != 1:
        raise BrokenFile(
            f"{len(found) or 'no'} columns could be the load",
            where=str(path),
            available=", ".join(names),
            next_step="Keep one and title it for example demand_kwh",
        )
    return found[0]
