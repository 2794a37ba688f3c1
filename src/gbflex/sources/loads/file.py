"""A supplier's half-hourly load file to settlement periods, with everything that is missing or set aside.

What the file does not say is asked for and never guessed: the unit, whether its clock is local or UTC, and
whether a time marks the start or the end of its half-hour. The layouts are in docs/reference/load-files.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from gbflex.errors import BrokenFile, InputError
from gbflex.periods import (
    FIRST_DATE,
    HALF_HOUR_MINUTES,
    LAST_DATE,
    MINUTES_PER_DAY,
    Periods,
    period_count,
    settlement_period_of,
)
from gbflex.sources.half_hours.columns import LARGEST_DEMAND_MWH
from gbflex.sources.loads.cells import Sheet, clock_of, date_of, number_of, read_sheet, time_of
from gbflex.sources.loads.clock import Placed, Reading, RepeatedHour, place_local_day
from gbflex.sources.loads.layout import UNITS_MWH, DayRows, Label, TimeRows, Unit, layout_of, unit_of

__all__ = ["Declared", "LoadFile", "SetAside", "Times", "read_load"]

Times = Literal["utc", "local"]


@dataclass(frozen=True)
class Declared:
    """What the caller says of a file; None is left to the file.

    Attributes:
        unit: Unit of the values.
        times: Clock of the file.
        label: What its times mark.
        repeated_hour: What 48 clock columns mean for the hour that autumn repeats.
    """

    unit: Unit | None = None
    times: Times | None = None
    label: Label | None = None
    repeated_hour: RepeatedHour = "gap"


class SetAside(NamedTuple):
    """A cell that is not used, and why."""

    row: int
    reason: str


class _Cell(NamedTuple):
    """A cell with its date and clock; offset None is what the caller declared."""

    row: int
    day: date
    minute: int
    value: float | None
    offset_minutes: int | None = None


@dataclass
class LoadFile:
    """A load file as read.

    Attributes:
        layout: "date and columns" or "rows of times".
        unit: Unit of its values, and where that is said.
        times: "settlement periods", "utc", "local" or "offsets in the file".
        label: What its times mark.
        demand_mwh: Energy by (date, period) [MWh].
        estimated: Half-hours that are an estimate.
        duplicates: Half-hours that stand more than once with the same value.
        set_aside: Cells that are not used.
    """

    layout: str
    unit: tuple[Unit, str]
    times: str = "settlement periods"
    label: str = "settlement periods"
    demand_mwh: dict[tuple[date, int], float] = field(default_factory=dict)
    estimated: set[tuple[date, int]] = field(default_factory=set)
    duplicates: int = 0
    set_aside: list[SetAside] = field(default_factory=list)

    def add(self, day: date, placed: Placed) -> None:
        """Take in a cell with its half-hour.

        Raises:
            BrokenFile: The half-hour stands twice with different values.
        """
        row, value = placed.reading.row, placed.reading.value
        if value is None:
            return
        energy = value * UNITS_MWH[self.unit[0]]
        reason = placed.reason if placed.period is None else _impossible(day, placed.period, energy)
        if reason or placed.period is None:
            self.set_aside.append(SetAside(row, f"{day}: {reason}"))
            return
        at = day, placed.period
        if at in self.demand_mwh and self.demand_mwh[at] != energy:
            raise BrokenFile(
                f"{day} period {placed.period} stands twice with different values",
                where=f"row {row}",
                next_step="Keep the rows of one meter and one quantity",
            )
        self.duplicates += at in self.demand_mwh
        self.demand_mwh[at] = energy
        if placed.reason:
            self.estimated.add(at)

    @property
    def axis(self) -> Periods:
        """The days from the first half-hour to the last."""
        days = [day for day, _ in self.demand_mwh]
        return Periods.between(min(days), max(days))


def read_load(path: Path, declared: Declared) -> LoadFile:
    """A supplier's file, half-hour by half-hour.

    Args:
        path: CSV file.
        declared: What the caller says of it.

    Raises:
        BrokenFile: No known layout, several readings possible, or values that contradict what is said.
        InputError: The file does not say its unit, its clock or its label, and neither does the caller.
    """
    sheet = read_sheet(path)
    layout = layout_of(sheet, path)
    unit = unit_of(layout, sheet, declared.unit, path)
    try:
        if isinstance(layout, DayRows):
            found = _from_days(sheet, layout, declared, LoadFile("date and columns", unit), path)
        else:
            found = _from_times(sheet, layout, declared, LoadFile("rows of times", unit), path)
    except BrokenFile as error:
        where = error.where if error.where.startswith(str(path)) else f"{path}, {error.where}".rstrip(", ")
        raise BrokenFile(error.what, where=where, available=error.available, next_step=error.next_step) from None
    if not found.demand_mwh:
        first = (
            f"; the first, row {found.set_aside[0].row}: {found.set_aside[0].reason}" if found.set_aside else ""
        )
        raise BrokenFile(
            f"no half-hour could be read{first}",
            where=str(path),
            next_step="See docs/reference/load-files.md for the layouts that are read",
        )
    return found


def _impossible(day: date, period: int, energy_mwh: float) -> str:
    if not FIRST_DATE <= day <= LAST_DATE:
        return f"outside the calendar of {FIRST_DATE} to {LAST_DATE}"
    if not 1 <= period <= period_count(day):
        return f"there is no period {period} on this day"
    if energy_mwh < 0:
        return f"a demand of {energy_mwh:g} MWh is negative"
    return f"a demand of {energy_mwh:g} MWh cannot be true" if energy_mwh > LARGEST_DEMAND_MWH else ""


def _declared_label(layout_label: Label | None, declared: Declared, path: Path) -> Label:
    if layout_label and declared.label and layout_label != declared.label:
        raise BrokenFile(
            f"the titles mark the {layout_label} and --label says {declared.label}",
            where=str(path),
            next_step="Leave --label out, or check the file",
        )
    label = layout_label or declared.label
    if label is None:
        raise InputError(
            "the file does not say whether a time marks the start or the end of its half-hour",
            where=str(path),
            next_step="Say --label start or --label end",
        )
    return label


def _declared_times(declared: Declared, path: Path) -> Times:
    if declared.times is None:
        raise InputError(
            "the times carry no offset, and their clock is not declared",
            where=str(path),
            next_step="Say --times local (the London clock) or --times utc",
        )
    return declared.times


def _from_days(sheet: Sheet, layout: DayRows, declared: Declared, found: LoadFile, path: Path) -> LoadFile:
    if layout.numbered and declared.times == "utc":
        raise BrokenFile(
            "the columns are the settlement periods of a local day, and --times says utc",
            where=str(path),
            next_step="Leave --times out, or say --times local",
        )
    if not layout.numbered:
        found.label = _declared_label(layout.label, declared, path)
        found.times = _declared_times(declared, path)
    for line, cells in zip(sheet.line, sheet.rows, strict=True):
        day = date_of(cells[layout.date])
        if day is None or not FIRST_DATE <= day <= LAST_DATE:
            found.set_aside.append(SetAside(line, f"{cells[layout.date]!r} is no date of the calendar"))
            continue
        readings = []
        for number, position in enumerate(layout.slots):
            value = _value(cells[position], line, found)
            readings.append(Reading(line, number * HALF_HOUR_MINUTES, value))
        _place_day(day, readings, layout, declared, found)
    return found


def _place_day(day: date, readings: list[Reading], layout: DayRows, declared: Declared, found: LoadFile) -> None:
    if layout.numbered:
        for reading in readings:
            found.add(day, Placed(reading, reading.minute // HALF_HOUR_MINUTES + 1))
    elif found.times == "utc":
        for reading in readings:
            _add_instant(day, reading, 0, found)
    else:
        ends = found.label == "end"
        hour = declared.repeated_hour
        for placed in place_local_day(day, readings, ends=ends, columns=True, repeated_hour=hour):
            found.add(day, placed)


def _add_instant(day: date, reading: Reading, offset_minutes: int, found: LoadFile) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=reading.minute - offset_minutes)
    at = settlement_period_of(start)
    found.add(at.settlement_date, Placed(reading, at.settlement_period))


def _value(text: str, line: int, found: LoadFile) -> float | None:
    value = number_of(text)
    if isinstance(value, str):
        found.set_aside.append(SetAside(line, f"{value!r} is no number"))
        return None
    return value


def _from_times(sheet: Sheet, layout: TimeRows, declared: Declared, found: LoadFile, path: Path) -> LoadFile:
    found.label = _declared_label(layout.label, declared, path)
    cells = list(_cells(sheet, layout, found))
    offsets = {cell.offset_minutes is not None for cell in cells}
    if offsets == {True, False}:
        raise BrokenFile(
            "some times carry an offset and some do not",
            where=str(path),
            next_step="Write all of them with an offset, or none",
        )
    if offsets == {True}:
        _refuse_contradiction(declared, cells, path)
        found.times = "offsets in the file"
    elif cells:
        found.times = _declared_times(declared, path)
    if found.times == "local":
        _place_local(cells, found)
    else:
        for cell in cells:
            _add_instant(cell.day, Reading(cell.row, cell.minute, cell.value), cell.offset_minutes or 0, found)
    _refuse_other_steps(found, path)
    return found


def _refuse_contradiction(declared: Declared, cells: list[_Cell], path: Path) -> None:
    if declared.times == "local" or (declared.times == "utc" and any(cell.offset_minutes for cell in cells)):
        raise BrokenFile(
            f"the times carry their own offset and --times says {declared.times}",
            where=str(path),
            next_step="Leave --times out",
        )


def _cells(sheet: Sheet, layout: TimeRows, found: LoadFile) -> Iterator[_Cell]:
    """Each row's start time on its own clock, and its value."""
    back = HALF_HOUR_MINUTES if found.label == "end" else 0
    for line, cells in zip(sheet.line, sheet.rows, strict=True):
        texts = [cells[position] for position in layout.when]
        if len(texts) == 1:
            time = time_of(texts[0])
        else:
            day, clock = date_of(texts[0]), clock_of(texts[1])
            time = None if day is None or clock is None else (day, clock)
        if time is None or not FIRST_DATE <= time[0] <= LAST_DATE:
            found.set_aside.append(SetAside(line, f"{' '.join(texts)!r} is no time of the calendar"))
            continue
        if time[1].minute % HALF_HOUR_MINUTES:
            raise BrokenFile(
                f"{' '.join(texts)} is not on a half-hour",
                where=f"row {line}",
                next_step="Only half-hourly files are read",
            )
        days, minute = divmod(time[1].minute - back, MINUTES_PER_DAY)
        value = _value(cells[layout.value], line, found)
        yield _Cell(line, time[0] + timedelta(days=days), minute, value, time[1].offset_minutes)


def _place_local(cells: list[_Cell], found: LoadFile) -> None:
    # Sorting by day keeps the order of the file within each day.
    for day, group in groupby(sorted(cells, key=lambda cell: cell.day), key=lambda cell: cell.day):
        readings = [Reading(cell.row, cell.minute, cell.value) for cell in group]
        for placed in place_local_day(day, readings, ends=found.label == "end", columns=False):
            found.add(day, placed)


def _refuse_other_steps(found: LoadFile, path: Path) -> None:
    """A file of hours would be read as half its energy, with every second half-hour missing."""
    if len(found.demand_mwh) < 3:  # noqa: PLR2004 (two steps say what the usual one is)
        return
    axis, at = found.axis, sorted(found.demand_mwh)
    days = np.array([day for day, _ in at], dtype="datetime64[D]")
    positions = axis.positions(days, np.array([period for _, period in at], dtype=np.int64))
    step, _ = Counter(np.diff(positions).tolist()).most_common(1)[0]
    if step != 1:
        raise BrokenFile(
            f"the rows are {step * HALF_HOUR_MINUTES} minutes apart",
            where=str(path),
            next_step="Only half-hourly files are read",
        )
