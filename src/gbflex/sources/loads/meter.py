"""One meter's cells to settlement periods: by number, by a local or UTC clock, or by the offsets in its times."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

import numpy as np

from gbflex.errors import BrokenFile
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
from gbflex.sources.loads.clock import (
    AUTUMN,
    Placed,
    Reading,
    place_local_day,
    place_local_day_with_extra_hour,
)
from gbflex.sources.loads.declared import Declared
from gbflex.sources.loads.doubts import refuse_register
from gbflex.sources.loads.numbered import Numbered, numbering_of, numbering_question, place_numbered_day
from gbflex.sources.loads.parsed import Cell, Label, Parsed, SetAside
from gbflex.sources.loads.questions import NotSaid, Question
from gbflex.sources.loads.words import UNITS_MWH, Times, Unit

__all__ = ["MeterLoad", "place_meter"]

FEWEST_FOR_A_STEP: Final = 3


@dataclass
class MeterLoad:
    """A meter's half-hours.

    Attributes:
        unit: Unit of the file's values.
        times: Which clock they were read by.
        label: What its times mark.
        energy_mwh: Energy by (date, period) [MWh].
        estimated: Half-hours that are an estimate.
        duplicates: Half-hours that stand more than once with the same value.
        set_aside: Cells that are not used.
    """

    unit: Unit
    times: str = "settlement periods"
    label: str = "settlement periods"
    energy_mwh: dict[tuple[date, int], float] = field(default_factory=dict)
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
        energy = value * UNITS_MWH[self.unit]
        reason = placed.reason if placed.period is None else _impossible(day, placed.period, energy)
        if reason or placed.period is None:
            self.set_aside.append(SetAside(row, f"{day}: {reason}"))
            return
        at = day, placed.period
        if at in self.energy_mwh and self.energy_mwh[at] != energy:
            raise BrokenFile(
                f"{day} period {placed.period} stands twice with different values",
                where=f"row {row}",
                next_step="Keep the rows of one meter and one quantity",
            )
        self.duplicates += at in self.energy_mwh
        self.energy_mwh[at] = energy
        if placed.reason or not placed.reading.is_actual:
            self.estimated.add(at)


def place_meter(parsed: Parsed, cells: list[Cell], unit: Unit, declared: Declared) -> MeterLoad:
    """A meter's half-hours.

    Args:
        parsed: What the file says of its clock and labels.
        cells: The meter's cells in the order of the file.
        unit: Unit of their values.
        declared: What the caller says of the file.

    Raises:
        BrokenFile: What the caller says contradicts the file, or the values cannot be a load.
        NotSaid: Neither says its clock, its label or its numbering.
    """
    load = MeterLoad(unit)
    if parsed.shape == "periods":
        _place_periods(parsed, cells, load, declared)
    else:
        load.label = _label(parsed.label, declared.label)
        if parsed.shape == "clock columns":
            _place_columns(parsed, cells, load, declared)
        else:
            _place_rows(parsed, cells, load, declared.times)
            _refuse_other_steps(load)
    refuse_register([load.energy_mwh[at] / UNITS_MWH[unit] for at in sorted(load.energy_mwh)], cells[0].meter)
    return load


def _impossible(day: date, period: int, energy_mwh: float) -> str:
    if not FIRST_DATE <= day <= LAST_DATE:
        return f"outside the calendar of {FIRST_DATE} to {LAST_DATE}"
    if not 1 <= period <= period_count(day):
        return f"there is no period {period} on this day"
    if energy_mwh < 0:
        return f"a demand of {energy_mwh:g} MWh is negative"
    return f"a demand of {energy_mwh:g} MWh cannot be true" if energy_mwh > LARGEST_DEMAND_MWH else ""


def _place_periods(parsed: Parsed, cells: list[Cell], load: MeterLoad, declared: Declared) -> None:
    times = declared.times
    if times == "utc" or parsed.clocks == {"utc"}:
        raise BrokenFile(
            "the half-hours are the settlement periods of a local day, and "
            f"{'--times' if times else 'a title'} says utc",
            next_step="Leave --times out, or say --times local" if times else "Give the file with times of day",
        )
    days = _by_day(cells, load)
    habit = numbering_of(days, declared.numbered)
    if habit == "clock":
        load.times = load.label = "numbers of a local clock"
    for day, readings in days.items():
        for placed in place_numbered_day(day, readings, habit, repeated_hour=declared.repeated_hour):
            load.add(day, placed)


def _place_columns(parsed: Parsed, cells: list[Cell], load: MeterLoad, declared: Declared) -> None:
    load.times = _clock(parsed, declared.times)
    for day, readings in _by_day(cells, load).items():
        if load.times == "utc":
            for reading in readings:
                _add_instant(day, reading, 0, load)
            continue
        extra = [
            reading for reading in readings if reading.minute >= MINUTES_PER_DAY and reading.value is not None
        ]
        if extra and period_count(day) == AUTUMN:
            placed_day = _with_extra_hour(day, readings, declared.numbered)
        else:
            shown = [reading for reading in readings if reading.minute < MINUTES_PER_DAY]
            lost = [reading for reading in extra if reading.value]
            placed_day = place_local_day(
                day, [*shown, *lost], ends=load.label == "end", columns=True, repeated_hour=declared.repeated_hour
            )
        for placed in placed_day:
            load.add(day, placed)


def _with_extra_hour(day: date, readings: list[Reading], numbered: Numbered | None) -> Iterator[Placed]:
    if numbered is None:
        raise NotSaid(
            numbering_question(
                f"whether its columns DST hold the last hour of {day}, which has 50 half-hours, or the hour that "
                "the clock repeats"
            )
        )
    if numbered == "periods":
        return (Placed(reading, reading.minute // HALF_HOUR_MINUTES + 1) for reading in readings)
    return place_local_day_with_extra_hour(readings)


def _place_rows(parsed: Parsed, cells: list[Cell], load: MeterLoad, times: Times | None) -> None:
    offsets = {cell.offset_minutes is not None for cell in cells}
    if offsets == {True, False}:
        raise BrokenFile(
            "some times carry an offset and some do not", next_step="Write all of them with an offset, or none"
        )
    if offsets == {True}:
        _refuse_contradiction(times, cells)
        load.times = "offsets in the file"
    else:
        load.times = _clock(parsed, times)
    ordered = list(reversed(cells)) if _is_newest_first(cells) else cells
    if load.times == "local":
        for day, readings in _by_day(ordered, load).items():
            for placed in place_local_day(day, readings, ends=load.label == "end", columns=False):
                load.add(day, placed)
        return
    for cell in ordered:
        if (reading := _reading(cell, load)) is not None:
            _add_instant(cell.day, reading, cell.offset_minutes or 0, load)


def _is_newest_first(cells: list[Cell]) -> bool:
    steps = [
        (b.day, b.minute) < (a.day, a.minute) for a, b in pairwise(cells) if (a.day, a.minute) != (b.day, b.minute)
    ]
    return sum(steps) * 2 > len(steps)


def _by_day(cells: list[Cell], load: MeterLoad) -> dict[date, list[Reading]]:
    """Readings by date, in the order of the file within each day."""
    days: dict[date, list[Reading]] = defaultdict(list)
    for cell in cells:
        if (reading := _reading(cell, load)) is not None:
            days[cell.day].append(reading)
    return dict(sorted(days.items()))


def _reading(cell: Cell, load: MeterLoad) -> Reading | None:
    if isinstance(cell.value, str):
        load.set_aside.append(SetAside(cell.row, f"{cell.value!r} is no number"))
        return Reading(cell.row, cell.minute, None)
    return Reading(cell.row, cell.minute, cell.value, cell.is_actual)


def _add_instant(day: date, reading: Reading, offset_minutes: int, load: MeterLoad) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=reading.minute - offset_minutes)
    at = settlement_period_of(start)
    load.add(at.settlement_date, Placed(reading, at.settlement_period))


def _label(in_file: Label | None, declared: Label | None) -> Label:
    if in_file and declared and in_file != declared:
        raise BrokenFile(
            f"the titles mark the {in_file} and --label says {declared}",
            next_step="Leave --label out, or check the file",
        )
    label = in_file or declared
    if label is None:
        raise NotSaid(
            Question("label", "whether a time marks the start or the end of its half-hour", ("start", "end"))
        )
    return label


def _clock(parsed: Parsed, declared: Times | None) -> Times:
    in_file = next(iter(parsed.clocks)) if len(parsed.clocks) == 1 else None
    if in_file and declared and in_file != declared:
        raise BrokenFile(
            f"the file says that its times are {in_file} and --times says {declared}",
            next_step="Leave --times out, or check the file",
        )
    times = in_file or declared
    if times is None:
        raise NotSaid(Question("times", "whether its times are local or UTC", ("local", "utc")))
    return times


def _refuse_contradiction(times: Times | None, cells: list[Cell]) -> None:
    if times == "local" or (times == "utc" and any(cell.offset_minutes for cell in cells)):
        raise BrokenFile(
            f"the times carry their own offset and --times says {times}", next_step="Leave --times out"
        )


def _refuse_other_steps(load: MeterLoad) -> None:
    """A file of hours would be read as half its energy, with every second half-hour missing."""
    if len(load.energy_mwh) < FEWEST_FOR_A_STEP:
        return
    at = sorted(load.energy_mwh)
    axis = Periods.between(at[0][0], at[-1][0])
    days = np.array([day for day, _ in at], dtype="datetime64[D]")
    positions = axis.positions(days, np.array([period for _, period in at], dtype=np.int64))
    step, _ = Counter(np.diff(positions).tolist()).most_common(1)[0]
    if step != 1:
        raise BrokenFile(
            f"the rows are {step * HALF_HOUR_MINUTES} minutes apart", next_step="Only half-hourly files are read"
        )
