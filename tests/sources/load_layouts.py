"""Every layout of a load file, written for a day: what a supplier would send, made from its settlement periods.

The value of a half-hour is its period plus a tenth of the day of the month, so that no two days look alike.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gbflex.periods import period_count, start_time_of

LONDON = ZoneInfo("Europe/London")
Row = list[object]
ORDINARY = 48


def value(day: date, period: int) -> float:
    """kWh of a half-hour."""
    return round(period + day.day / 10, 1)


@dataclass(frozen=True)
class Layout:
    """A layout: its name in the table, a variation of it, how a day is written, and what must be said to read it."""

    table_name: str
    variation: str
    write: Callable[[date], str]
    said: dict[str, Any] = field(default_factory=dict)
    repeats_hour_once: bool = False

    @property
    def id(self) -> str:
        return f"{self.table_name} / {self.variation}"


def text_of(rows: list[Row]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def clock(place: int) -> str:
    return f"{place // 2:02d}:{place % 2 * 30:02d}"


def am_pm(place: int) -> str:
    hour = place // 2 % 24
    return f"{hour % 12 or 12}:{place % 2 * 30:02d} {'PM' if hour >= 12 else 'AM'}"


def by_clock(day: date) -> list[object]:
    """48 values by the labels of a clock: spring's missing hour blank, the first pass of autumn's."""
    shift = {46: -2, 50: 2}.get(period_count(day), 0)
    places: list[object] = []
    for place in range(ORDINARY):
        if shift == -2 and place in (2, 3):
            places.append("")
        else:
            places.append(value(day, place + 1 + (shift if place >= 4 else 0)))
    return places


def by_period(day: date, columns: int) -> list[object]:
    held: list[object] = [value(day, number) for number in range(1, period_count(day) + 1)]
    return (held + [""] * columns)[:columns]


def numbered(name: str, title: Callable[[int], str], variation: str) -> Layout:
    def write(day: date) -> str:
        return text_of(
            [
                ["MPAN", "Date", *map(title, range(1, 51))],
                ["1200000000000", f"{day:%d/%m/%Y}", *by_period(day, 50)],
            ]
        )

    return Layout(name, variation, write, {"unit": "kwh"})


def clocked(name: str, title: Callable[[int], str], *, ends: bool, variation: str = "") -> Layout:
    def write(day: date) -> str:
        titles = [title(place + ends) for place in range(ORDINARY)]
        return text_of([["MPAN", "Date", *titles], ["1200000000000", f"{day:%d/%m/%Y}", *by_clock(day)]])

    marks = "ends" if ends else "starts"
    what = {"unit": "kwh", "times": "local"}
    return Layout(name, f"{marks}{variation}", write, what, repeats_hour_once=True)


def instants(day: date) -> Iterator[tuple[int, datetime]]:
    for period in range(1, period_count(day) + 1):
        yield period, start_time_of(day, period)


def tall(
    name: str,
    variation: str,
    titles: list[str],
    row: Callable[[date, int, datetime], Row],
    said: dict[str, Any],
    *,
    newest_first: bool = False,
) -> Layout:
    def write(day: date) -> str:
        rows = [row(day, period, start) for period, start in instants(day)]
        return text_of([list(titles), *(reversed(rows) if newest_first else rows)])

    return Layout(name, variation, write, said)


def local(start: datetime, minutes: int = 0) -> datetime:
    return (start + timedelta(minutes=minutes)).astimezone(LONDON).replace(tzinfo=None)


LOCAL = {"times": "local"}
START = {"times": "local", "label": "start"}


def slots() -> Iterator[Layout]:
    plain: dict[str, Callable[[int], str]] = {
        "2": str,
        "HH2": lambda n: f"HH{n}",
        "SP2": lambda n: f"SP{n:02d}",
        "P2": lambda n: f"P{n}",
        "T2": lambda n: f"T{n}",
        "ID2": lambda n: f"ID{n}",
        "Period 2": lambda n: f"Period {n}",
        "Half hour 2": lambda n: f"Half Hour {n}",
        "interval_2": lambda n: f"interval_{n}",
        "Slot 2": lambda n: f"Slot {n}",
        "Reading 2": lambda n: f"Reading_{n}",
        "Value 2": lambda n: f"Value{n}",
    }
    for name, title in plain.items():
        yield numbered(name, title, "as in the table")
    yield numbered("HH2", lambda n: f"hh{n:02d}", "two digits")
    yield numbered("HH2", lambda n: f"Consumption(KWh) HH{n}", "words before")
    yield numbered("HH2", lambda n: f"HH{n} (kWh)", "unit after")
    yield numbered("Period 2", lambda n: f"Settlement Period {n}", "settlement period")
    yield numbered("2", lambda n: f"kWh_{n}", "unit before")
    clocks: dict[str, Callable[[int], str]] = {
        "00:30": clock,
        "00.30": lambda p: clock(p).replace(":", "."),
        "00h30": lambda p: clock(p).replace(":", "h"),
        "0030": lambda p: clock(p).replace(":", ""),
        "H0030": lambda p: f"H{clock(p).replace(':', '')}",
        "30, 100": lambda p: str(p // 2 * 100 + p % 2 * 30),
        "12:30 AM": am_pm,
        "0.020833 of a day": lambda p: f"{p / 48:.6f}".rstrip("0").rstrip("."),
    }
    for name, title in clocks.items():
        yield clocked(name, title, ends=False)
        yield clocked(name, title, ends=True)
    yield clocked("00:30", lambda p: f"{clock(p % 48)}:00", ends=True, variation=", with seconds")
    yield clocked("00:30", lambda p: f"kWh {clock(p)}", ends=False, variation=", unit before")
    yield clocked("0030", lambda p: f"import{clock(p).replace(':', '')}", ends=False, variation=", word before")
    yield clocked("00:00 - 00:30", lambda p: f"{clock(p)} - {clock(p + 1)}", ends=False)
    yield clocked(
        "00:00 - 00:30", lambda p: f"{clock(p)}:00 to {clock((p + 1) % 48)}:00", ends=False, variation=", to"
    )
    yield clocked("0000-0030", lambda p: f"{clock(p)}-{clock(p + 1)}".replace(":", ""), ends=False)
    yield clocked("12:00 AM - 12:30 AM", lambda p: f"{am_pm(p)} - {am_pm(p + 1)}", ends=False)


def rows() -> Iterator[Layout]:
    formats = {
        "ISO": "%Y-%m-%dT%H:%M:%S",
        "day first": "%d/%m/%Y %H:%M",
        "two-digit year": "%d/%m/%y %H:%M",
        "named month": "%d %b %Y %H:%M:%S",
        "month named first": "%b %d %Y %I:%M%p",
        "AM and PM": "%d/%m/%Y %I:%M:%S %p",
        "compact": "%Y%m%d%H%M",
        "clock before date": "%H:%M:%S %a %d/%m/%Y",
        "with weekday": "%a %d-%b-%Y %H:%M",
    }
    for variation, form in formats.items():
        yield tall(
            "time", variation, ["Start", "kWh"], lambda d, p, s, f=form: [f"{local(s):{f}}", value(d, p)], LOCAL
        )  # type: ignore[misc]
    yield tall(
        "time",
        "newest first",
        ["Start", "kWh"],
        lambda d, p, s: [f"{local(s):%d/%m/%Y %H:%M}", value(d, p)],
        LOCAL,
        newest_first=True,
    )
    yield tall(
        "time", "ends", ["End time", "kWh"], lambda d, p, s: [f"{local(s, 30):%d/%m/%Y %H:%M}", value(d, p)], LOCAL
    )
    yield tall(
        "time",
        "ends, newest first",
        ["End time", "kWh"],
        lambda d, p, s: [f"{local(s, 30):%d/%m/%Y %H:%M}", value(d, p)],
        LOCAL,
        newest_first=True,
    )
    yield tall(
        "time",
        "Z",
        ["Timestamp", "kWh"],
        lambda d, p, s: [f"{s:%Y-%m-%dT%H:%M:%SZ}", value(d, p)],
        {"label": "start"},
    )
    yield tall(
        "time",
        "offsets",
        ["Timestamp", "kWh"],
        lambda d, p, s: [s.astimezone(LONDON).isoformat(), value(d, p)],
        {"label": "start"},
    )
    yield tall(
        "time",
        "UTC in the title",
        ["Read_DateTime_UTC", "kWh"],
        lambda d, p, s: [f"{s:%d/%m/%Y %H:%M:%S}", value(d, p)],
        {"label": "start"},
    )
    yield tall(
        "start and end",
        "two times",
        ["From", "To", "kWh"],
        lambda d, p, s: [f"{s:%Y-%m-%dT%H:%MZ}", f"{s + timedelta(minutes=30):%Y-%m-%dT%H:%MZ}", value(d, p)],
        {},
    )
    yield tall(
        "time slot with its date",
        "one cell",
        ["Interval", "kWh"],
        lambda d, p, s: [f"{local(s):%d/%m/%Y %H:%M} - {local(s, 30):%d/%m/%Y %H:%M}", value(d, p)],
        LOCAL,
    )
    yield tall(
        "date and time slot",
        "as in the table",
        ["Fuel", "Meter Point", "Date", "Time Slot", "Consumption", "Company"],
        lambda d, p, s: [
            "Electricity",
            "1200000000000",
            f"{d:%d/%m/%Y}",
            f"{local(s):%H:%M} - {local(s, 30):%H:%M}",
            value(d, p),
            "Mill",
        ],
        {"unit": "kwh", **LOCAL},
    )
    yield tall(
        "date, start and end",
        "as in the table",
        ["Date", "Start time", "End time", "kWh"],
        lambda d, p, s: [f"{d:%d/%m/%Y}", f"{local(s):%H:%M}", f"{local(s, 30):%H:%M}", value(d, p)],
        LOCAL,
    )
    yield tall(
        "start and end, each a date and a clock time",
        "as in the table",
        ["MPAN", "Start Date", "Reading Time", "End Date", "End Time", "kWh"],
        lambda d, p, s: [
            "1200000000000",
            f"{d:%d-%m-%y}",
            f"{local(s):%H:%M}",
            f"{local(s, 30):%d-%m-%y}",
            f"{local(s, 30):%H:%M}",
            value(d, p),
        ],
        LOCAL,
    )
    yield tall(
        "date and clock time",
        "as in the table",
        ["Date", "Time", "kWh"],
        lambda d, p, s: [f"{d:%d/%m/%Y}", f"{local(s):%H:%M}", value(d, p)],
        START,
    )
    yield tall(
        "date and clock time",
        "AM and PM",
        ["Date", "Time", "kWh"],
        lambda d, p, s: [f"{d:%d/%m/%Y}", f"{local(s):%I:%M %p}", value(d, p)],
        START,
    )
    yield tall(
        "date and settlement period",
        "as in the table",
        ["MPANCore", "Sett Date", "Sett Period", "Type", "Meter Read"],
        lambda d, p, _: ["1200000000000", f"{d:%d/%m/%Y}", p, "A", value(d, p)],
        {"unit": "kwh"},
    )
    yield tall(
        "date and settlement period",
        "gbflex's own",
        ["settlement_date", "settlement_period", "kwh"],
        lambda d, p, _: [f"{d}", p, value(d, p)],
        {},
    )
    yield tall(
        "date and settlement period",
        "a date with midnight",
        ["SettlementDate", "SP", "Consumption kWh"],
        lambda d, p, _: [f"{d} 00:00:00", p, value(d, p)],
        {},
    )


def _flow(name: str) -> Callable[[date], str]:
    def write(day: date) -> str:
        body = [f"103|A|{value(day, p)}|" for p, _ in instants(day)]
        return "\n".join(
            [
                f"ZHV|0100|{name}001|C|SSIL|X|GMTR|20240601||||OPER|",
                "101|1200000000000|AI|GMTR|",
                f"102|{day:%Y%m%d}|",
                *body,
                "ZPT|0100|50||1|20240601|",
                "",
            ]
        )

    return write


def _df2(day: date) -> str:
    body = [f"{s + timedelta(minutes=30):%d/%m/%Y,%H:%M},{value(day, p)},A" for p, s in instants(day)]
    return "\n".join(["#F2", "#O 1200000000000", "#S 1", *body, ""])


def flows() -> Iterator[Layout]:
    yield Layout("D0036", "one meter", _flow("D0036"))
    yield Layout("D0275", "one meter", _flow("D0275"))
    yield Layout("DF2", "one meter", _df2, {"times": "utc"})


LAYOUTS = [*slots(), *rows(), *flows()]
