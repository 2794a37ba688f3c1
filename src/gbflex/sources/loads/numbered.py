"""Columns numbered 1 to 48 on the two days a year that have not 48 half-hours: settlement periods, or a clock?

Some files number the half-hours as they pass, 46 in spring and 50 in autumn. Others number the labels of a clock,
always 48, so that HH3 and HH4 are 01:00 and 01:30, which spring has not and autumn has twice. Which one a file
does is read from its clock-change days where they show it, and asked for where it matters and they do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Literal

from gbflex.errors import BrokenFile
from gbflex.periods import HALF_HOUR_MINUTES, period_count
from gbflex.sources.loads.clock import AUTUMN, SPRING, Placed, Reading, RepeatedHour, place_local_day
from gbflex.sources.loads.questions import NotSaid, Question

__all__ = ["Numbered", "numbering_of", "numbering_question", "place_numbered_day"]

Numbered = Literal["clock", "periods"]

ORDINARY: Final = 48
HEAD: Final = (3, 4)
"""Numbers that a clock gives to the hour which spring has not."""
MEANINGS: Final = "periods (46 or 50 half-hours, counted) or clock (always 48, HH3 is 01:00)"


def place_numbered_day(
    day: date, readings: Sequence[Reading], numbered: Numbered | None, *, repeated_hour: RepeatedHour = "gap"
) -> Iterator[Placed]:
    """The settlement period of each cell of a day whose half-hours are numbered.

    Args:
        day: Settlement date.
        readings: Its cells; their minute is (number - 1) x 30.
        numbered: What the numbers are; None where it makes no difference.
        repeated_hour: What the two values are of the hour that autumn repeats, by the clock.

    Raises:
        BrokenFile: A day in one row has a value for a half-hour that it has not.
    """
    if numbered == "clock" and period_count(day) != ORDINARY:
        by_clock = [reading for reading in readings if _number(reading) <= ORDINARY]
        yield from place_local_day(day, by_clock, ends=False, columns=True, repeated_hour=repeated_hour)
        return
    beyond = [reading for reading in readings if reading.value and _number(reading) > period_count(day)]
    if beyond and len({reading.row for reading in readings}) == 1:
        raise BrokenFile(
            f"{day} has {period_count(day)} half-hours and the file has a value for number {_number(beyond[0])}",
            where=f"row {beyond[0].row}",
            next_step="Check whether the row has a cell too many",
        )
    for reading in readings:
        # A long day's columns are empty, or zero, on other days.
        if reading.value or _number(reading) <= period_count(day):
            yield Placed(reading, _number(reading))


def numbering_of(days: Mapping[date, Sequence[Reading]], said: Numbered | None) -> Numbered | None:
    """What the numbers of a file are, by its clock-change days or the caller; None where it does not matter.

    Args:
        days: A meter's cells by date.
        said: What the caller says.

    Raises:
        BrokenFile: The days contradict each other, or the caller.
        NotSaid: It matters, and neither the file nor the caller says.
    """
    long_columns_are_empty = not any(
        reading.value is not None and _number(reading) > ORDINARY
        for day, readings in days.items()
        if period_count(day) == ORDINARY
        for reading in readings
    )
    shown: dict[Numbered, date] = {}
    open_days: list[date] = []
    for day, readings in sorted(days.items()):
        count = period_count(day)
        if count == SPRING:
            found = _spring(day, readings)
        elif count == AUTUMN:
            found = _autumn(readings, has_others=len(days) > 1 and long_columns_are_empty)
        else:
            continue
        if found is None:
            open_days.append(day)
        elif found != "either":
            shown[found] = day
    return _settled(shown, open_days, said)


def _settled(shown: Mapping[Numbered, date], open_days: list[date], said: Numbered | None) -> Numbered | None:
    if len(shown) > 1:
        where = ", ".join(f"{day} by {found}" for found, day in shown.items())
        raise BrokenFile(
            f"the numbered half-hours of the clock-change days contradict each other: {where}",
            next_step="Give one meter at a time, or one of the two days",
        )
    found = next(iter(shown), None)
    if found and said and found != said:
        raise BrokenFile(
            f"--numbered says {said}, and {shown[found]} shows that the numbers are by {found}",
            next_step="Leave --numbered out",
        )
    if open_days and not found and not said:
        raise NotSaid(
            numbering_question(
                f"whether its numbers are settlement periods or the labels of a clock on {open_days[0]}, "
                f"which has {period_count(open_days[0])} half-hours"
            )
        )
    return found or said


def numbering_question(what: str) -> Question:
    """The question what numbered half-hours are, answered by `--numbered`."""
    return Question("numbered", what, ("periods", "clock"), MEANINGS)


def _number(reading: Reading) -> int:
    return reading.minute // HALF_HOUR_MINUTES + 1


def _held(readings: Sequence[Reading]) -> dict[int, float]:
    return {_number(reading): reading.value for reading in readings if reading.value is not None}


def _spring(day: date, readings: Sequence[Reading]) -> Numbered | Literal["either"] | None:
    """By the clock HH3 and HH4 are empty; by periods HH47 and HH48 are."""
    held = _held(readings)
    head = [number for number in HEAD if number in held]
    tail = [number for number in held if number > SPRING]
    head_counts, tail_counts = any(held[number] for number in head), any(held[number] for number in tail)
    if head_counts and tail_counts:
        raise BrokenFile(
            f"{day} has 46 half-hours and the file has values for 48",
            next_step="Such a file keeps UTC (GMT) all year; give it with times instead of numbers",
        )
    if head_counts or tail_counts:
        return "periods" if head_counts else "clock"
    if bool(head) != bool(tail):
        return "periods" if head else "clock"
    return None if any(value for number, value in held.items() if number > HEAD[-1]) else "either"


def _autumn(readings: Sequence[Reading], *, has_others: bool) -> Numbered | None:
    """A clock has no HH49: what stands there is a half-hour of the long day."""
    tail = [value for number, value in _held(readings).items() if number > ORDINARY]
    return "periods" if any(tail) or (tail and has_others) else None
