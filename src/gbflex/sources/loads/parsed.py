"""What a layout's reader hands on: every cell with its date, its half-hour, and what the file says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from gbflex.sources.loads.words import Quantity, Times

__all__ = ["Cell", "Label", "Parsed", "SetAside", "Shape"]

Label = Literal["start", "end"]
Shape = Literal["periods", "clock columns", "rows"]


class SetAside(NamedTuple):
    """A cell that is not used, and why."""

    row: int
    reason: str


class Cell(NamedTuple):
    """A cell of a half-hour.

    Attributes:
        row: Row of the file, for messages.
        day: Date on the file's own clock.
        minute: When its half-hour starts [minutes after midnight], by the clock or by its number in the day.
        value: As the file prints it; None is blank, text is no number.
        offset_minutes: Offset from UTC that its time carries.
        meter: Whose it is; "" where the file names none.
        quantity: What it is, where its row says so.
        unit: Unit, where its row says so.
        flag: How it was come by, as the file prints it.
        is_actual: Whether the flag says measured; True without a flag.
    """

    row: int
    day: date
    minute: int
    value: float | str | None
    offset_minutes: int | None = None
    meter: str = ""
    quantity: Quantity = ""
    unit: str = ""
    flag: str = ""
    is_actual: bool = True


@dataclass
class Parsed:
    """A file as read, before its clock is settled.

    Attributes:
        layout: In words.
        shape: Whether its places are settlement periods, columns of a clock, or rows of times.
        titles: Titles of the values, which may name unit and quantity.
        said: Other cells that may name the unit.
        clocks: Clocks that the file names.
        label: What its times mark, where the file says.
        cells: In the order of the file.
        set_aside: Rows that are not used.
    """

    layout: str
    shape: Shape
    titles: list[str]
    said: list[str] = field(default_factory=list)
    clocks: set[Times] = field(default_factory=set)
    label: Label | None = None
    cells: list[Cell] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
