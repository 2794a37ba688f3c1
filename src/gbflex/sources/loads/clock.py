"""London clock labels of a load file to settlement periods, on the two days a year when they are in doubt.

A label is turned into the clock time at which its half-hour starts. In spring the clock has no 01:00 and 01:30;
in autumn it shows them twice. What only the order of the rows can settle is settled by the order, and what
nothing settles is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from gbflex.errors import BrokenFile
from gbflex.periods import HALF_HOUR_MINUTES, MINUTES_PER_DAY, period_count

__all__ = [
    "AUTUMN",
    "SPRING",
    "Placed",
    "Reading",
    "RepeatedHour",
    "place_local_day",
    "place_local_day_with_extra_hour",
]

RepeatedHour = Literal["gap", "copy"]

SPRING, AUTUMN = 46, 50
CHANGE, AFTER_CHANGE = 60, 120
"""The clock changes at 01:00 [minutes after midnight]; from 02:00 it is plain again."""
LAST_TWO: Final = frozenset({1380, 1410})
MISSING_HOUR: Final = frozenset({60, 90})
EXTRA_HOUR_PLACES: Final = 43
"""From place 48 and 49 in the row to periods 5 and 6."""
PERIODS_AROUND_CHANGE: Final = (2, 3, 4, 5, 6)


class Reading(NamedTuple):
    """A cell.

    Attributes:
        row: Row of the file, for messages.
        minute: Clock time at which its half-hour starts [minutes after midnight].
        value: As the file prints it; None is blank.
        is_actual: Whether the file does not call it an estimate.
    """

    row: int
    minute: int
    value: float | None
    is_actual: bool = True


class Placed(NamedTuple):
    """A cell and its half-hour.

    Attributes:
        reading: The cell.
        period: Settlement period; None where the cell is set aside.
        reason: Why it is set aside, or how it was placed where that is an estimate.
    """

    reading: Reading
    period: int | None
    reason: str = ""


def place_local_day(
    day: date, readings: Sequence[Reading], *, ends: bool, columns: bool, repeated_hour: RepeatedHour = "gap"
) -> Iterator[Placed]:
    """The settlement period of each cell of a day.

    Args:
        day: Settlement date.
        readings: Its cells in the order of the file.
        ends: Whether the labels are the ends of the half-hours.
        columns: Whether the day is one row of 48 columns, which cannot show an hour twice.
        repeated_hour: What 48 columns mean for the hour that autumn repeats: a gap, or the same in both.

    Yields:
        Each cell; blank ones of an hour that does not exist are left out.

    Raises:
        BrokenFile: An hour that does not exist has a value, so that the clock cannot be the local one.
    """
    count = period_count(day)
    if count == SPRING:
        yield from _spring(day, readings, ends=ends, columns=columns)
    elif count == AUTUMN:
        yield from _autumn(readings, ends=ends, columns=columns, repeated_hour=repeated_hour)
    else:
        yield from (Placed(reading, reading.minute // HALF_HOUR_MINUTES + 1) for reading in readings)


def _spring(day: date, readings: Sequence[Reading], *, ends: bool, columns: bool) -> Iterator[Placed]:
    blank = {reading.minute for reading in readings if reading.value is None}
    if columns and blank == LAST_TWO:
        # 46 values from the left and two blanks: the columns are periods, whatever their titles say.
        yield from (
            Placed(reading, reading.minute // HALF_HOUR_MINUTES + 1)
            for reading in readings
            if reading.minute not in blank
        )
        return
    before_change = {reading.minute for reading in readings} >= {HALF_HOUR_MINUTES}
    for reading in readings:
        if reading.minute < CHANGE:
            yield Placed(reading, reading.minute // HALF_HOUR_MINUTES + 1)
        elif reading.minute >= AFTER_CHANGE:
            yield Placed(reading, reading.minute // HALF_HOUR_MINUTES - 1)
        elif ends and not before_change and reading.minute == CHANGE + HALF_HOUR_MINUTES:
            # The half-hour from 00:30 ends as the clock jumps from 01:00 to 02:00; this file says 02:00.
            yield Placed(reading, 2)
        elif reading.value:
            raise BrokenFile(
                f"a local clock has no half-hour from {_clock(reading)} on {day}, and the file has "
                f"{reading.value:g} there",
                where=f"row {reading.row}",
                next_step="If the file keeps UTC (GMT) all year, say --times utc",
            )


def _autumn(
    readings: Sequence[Reading], *, ends: bool, columns: bool, repeated_hour: RepeatedHour
) -> Iterator[Placed]:
    doubtful = MISSING_HOUR if columns or not ends else MISSING_HOUR | {HALF_HOUR_MINUTES}
    around = [reading for reading in readings if reading.minute in doubtful]
    order = tuple(reading.minute for reading in around)
    # By the clock that runs on past 02:00 and then falls back, or by the one that falls back at once.
    known = (
        [(60, 90, 60, 90)] if len(doubtful) == len(MISSING_HOUR) else [(30, 60, 90, 60, 90), (30, 60, 30, 60, 90)]
    )
    # Rows that jump about show no order; a long day's clock goes back once.
    falls = sum(b.minute < a.minute for a, b in pairwise(readings))
    is_ordered = order in known and not columns and falls <= 1
    numbers = iter(PERIODS_AROUND_CHANGE[-len(known[0]) :])
    for reading in readings:
        if reading.minute in doubtful:
            yield from _doubtful(
                reading,
                next(numbers) if is_ordered else None,
                copy=columns and repeated_hour == "copy",
            )
        else:
            later = 3 if reading.minute >= AFTER_CHANGE else 1
            yield Placed(reading, reading.minute // HALF_HOUR_MINUTES + later)


def _clock(reading: Reading) -> str:
    return f"{reading.minute // 60:02d}:{reading.minute % 60:02d}"


def _doubtful(reading: Reading, period: int | None, *, copy: bool) -> Iterator[Placed]:
    clock = _clock(reading)
    if period is not None:
        yield Placed(reading, period)
    elif copy:
        first = reading.minute // HALF_HOUR_MINUTES + 1
        for number in (first, first + 2):
            yield Placed(reading, number, f"one value for {clock}, which the clock shows twice: used for both")
    else:
        yield Placed(reading, None, f"the clock shows {clock} twice on this day, and the file does not say which")


def place_local_day_with_extra_hour(readings: Sequence[Reading]) -> Iterator[Placed]:
    """A long day in 48 columns by the clock and two more for the hour that the clock repeats.

    Which pass of the hour stands in which columns the file does not say: the four half-hours are estimates.
    """
    for reading in readings:
        place = reading.minute // HALF_HOUR_MINUTES
        if reading.minute in MISSING_HOUR or reading.minute >= MINUTES_PER_DAY:
            period = place + 1 if reading.minute in MISSING_HOUR else place - EXTRA_HOUR_PLACES
            yield Placed(reading, period, "which pass of the repeated hour this is the file does not say")
        else:
            yield Placed(reading, place + (3 if reading.minute >= AFTER_CHANGE else 1))
