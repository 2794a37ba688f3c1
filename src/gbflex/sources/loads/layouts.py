"""The layouts of half-hourly files that are read: one line a layout.

A day in a row: 48 or 50 columns whose titles number the half-hours or show their clock. A half-hour in a row: the
kinds of its columns of time. A data flow: lines of the industry's own files. Words around the part of a title that
tells the half-hour ("Consumption (kWh) HH1", "00:30 Flag") say what it holds; docs/reference/load-files.md.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from gbflex.periods import HALF_HOUR_MINUTES
from gbflex.sources.loads.words import plain

__all__ = [
    "FEWEST_SLOTS",
    "FLOWS",
    "HALF_HOURS",
    "ROWS",
    "SLOTS",
    "ColumnKind",
    "Flow",
    "Rows",
    "Slot",
    "Slots",
    "slot_of",
    "slots_in",
]

ColumnKind = Literal["time", "date", "clock", "span", "period"]

HALF_HOURS: Final = 48
FEWEST_SLOTS: Final = 46
HOURS_OF_HALF: Final = 12
SHARE_ROUNDS_TO: Final = 0.01
N: Final = r"0*(?P<n>[1-9]\d?)"
H_MM: Final = r"(?P<h>\d{1,2}):(?P<m>00|30)(?::00)?"
NEXT_H_MM: Final = r"\d{1,2}:\d{2}(?::\d{2})?"
AM_PM: Final = r"(?P<half>[ap])\.?m\.?"


class Slots(NamedTuple):
    """Titles of the columns of a day in a row.

    Attributes:
        name: As the second half-hour's column may be titled.
        pattern: The part of a title that tells the half-hour, lower case.
        by_clock: Whether titles show a clock; else they number the half-hours.
        is_span: Whether titles show start and end.
    """

    name: str
    pattern: str
    by_clock: bool = True
    is_span: bool = False


class Rows(NamedTuple):
    """Columns of time of a half-hour in a row."""

    name: str
    kinds: tuple[ColumnKind, ...]


class Flow(NamedTuple):
    """A file of typed lines.

    Attributes:
        name: Its name.
        first: How its first line begins, lower case.
    """

    name: str
    first: str


SPANS: Final = (
    Slots("00:00 - 00:30", rf"{H_MM} ?(?:-|\u2013|to) ?{NEXT_H_MM}", is_span=True),
    Slots("0000-0030", r"(?P<h>\d\d)(?P<m>00|30) ?(?:-|\u2013|to) ?\d{4}", is_span=True),
    Slots(
        "12:00 AM - 12:30 AM",
        rf"(?P<h>\d{{1,2}}):(?P<m>00|30) ?{AM_PM} ?(?:-|\u2013|to) ?\d{{1,2}}:\d\d ?[ap]\.?m\.?",
        is_span=True,
    ),
)
"""First: a title may number a half-hour and show its clock, as "Half hour 2 (00:30 - 01:00)"."""

SLOTS: Final = (
    *SPANS,
    Slots("HH2", rf"hh ?{N}", by_clock=False),
    Slots("SP2", rf"sp ?{N}", by_clock=False),
    Slots("P2", rf"p ?{N}", by_clock=False),
    Slots("T2", rf"t ?{N}", by_clock=False),
    Slots("ID2", rf"id ?{N}", by_clock=False),
    Slots("Period 2", rf"(?:settlement ?|half ?hour(?:ly)? ?)?period ?{N}", by_clock=False),
    Slots("Half hour 2", rf"half[ -]?hour(?:ly)? ?{N}", by_clock=False),
    Slots("interval_2", rf"int(?:erval)? ?{N}", by_clock=False),
    Slots("Slot 2", rf"(?:time ?)?slot ?{N}", by_clock=False),
    Slots("Reading 2", rf"read(?:ing)? ?{N}", by_clock=False),
    Slots("Value 2", rf"val(?:ue)? ?{N}", by_clock=False),
    Slots("12:30 AM", rf"(?P<h>\d{{1,2}}):(?P<m>00|30)(?::00)? ?{AM_PM}"),
    Slots("00:30", H_MM),
    Slots("00.30", r"(?P<h>\d{1,2})\.(?P<m>00|30)"),
    Slots("00h30", r"(?P<h>\d{1,2})h(?P<m>00|30)"),
    Slots("0030", r"(?P<h>\d\d)(?P<m>00|30)"),
    Slots("H0030", r"(?:hh|h|t)(?P<h>\d\d)(?P<m>00|30)"),
    Slots("30, 100", r"(?P<h>\d{0,2})(?P<m>00|30)|(?P<zero>0)"),
    Slots("0.020833 of a day", r"(?P<share>[01](?:\.\d{1,17})?)"),
    Slots("2", N, by_clock=False),
)

ROWS: Final = (
    Rows("date and settlement period", ("date", "period")),
    Rows("start and end", ("time", "time")),
    Rows("time", ("time",)),
    Rows("date and time slot", ("date", "span")),
    Rows("time slot with its date", ("span",)),
    Rows("date, start and end", ("date", "clock", "clock")),
    Rows("start and end, each a date and a clock time", ("date", "clock", "date", "clock")),
    Rows("date and clock time", ("date", "clock")),
)
"""The first line whose kinds the file has; the order in which the columns stand does not matter."""

FLOWS: Final = (
    Flow("D0036", "zhv"),
    Flow("D0275", "zhv"),
    Flow("DF2", "#f2"),
)

NUMBERED: Final = re.compile(r"(?:half[ -]?hour|hh|sp|period|interval|slot) ?\d{1,2} ?")
DST_COLUMN: Final = re.compile(r"dst ?\+ ?0?(0:30|1:00)")


def slots_in(titles: list[str]) -> Slots | None:
    """The layout by which titles show the half-hours of a day, if enough of them do."""
    names = [plain(title) for title in titles]
    if len(names) < FEWEST_SLOTS:
        return None
    for layout in SLOTS:
        places = [slot.place for name in names if (slot := slot_of(name, layout)) is not None]
        if len(set(places) & set(range(HALF_HOURS + 1))) >= FEWEST_SLOTS:
            return layout
    return None


class Slot(NamedTuple):
    """A column of a half-hour.

    Attributes:
        place: From 0 in the day, as the title shows it: number or clock time in half-hours.
        words: What else the title says.
    """

    place: int
    words: str


def slot_of(title: str, layout: Slots) -> Slot | None:
    """The half-hour that a title shows in a layout, or None.

    Example:
        >>> slot_of("consumption(kwh) hh2", SLOTS[3]), slot_of("address 2", SLOTS[3])
        (Slot(place=1, words='consumption(kwh)'), None)
    """
    if layout.by_clock and (extra := DST_COLUMN.fullmatch(title)):
        return Slot(HALF_HOURS + (extra[1] == "1:00") + 1, "dst")
    # A number may follow a letter ("import0030"); a word may not be the end of another.
    begins = r"(?<![a-z\d:.])" if layout.name[0].isalpha() else r"(?<![\d:.])"
    found = re.fullmatch(rf"(?P<before>.*?){begins}(?:{layout.pattern})(?P<after>(?![\d:]).*)", title)
    place = _place(found.groupdict()) if found else None
    if found is None or place is None:
        return None
    words = " ".join(f"{found['before']} {found['after']}".split())
    return Slot(place, NUMBERED.sub("", words) if layout.is_span else words)


def _place(part: dict[str, str | None]) -> int | None:
    if number := part.get("n"):
        return int(number) - 1
    if share := part.get("share"):
        halves = float(share) * HALF_HOURS
        return round(halves) if abs(halves - round(halves)) < SHARE_ROUNDS_TO else None
    if part.get("zero"):
        return 0
    hour = int(part["h"] or 0)
    if half := part.get("half"):
        hour = hour % HOURS_OF_HALF + (HOURS_OF_HALF if half == "p" else 0)
    return (hour * 60 + int(part["m"] or 0)) // HALF_HOUR_MINUTES
