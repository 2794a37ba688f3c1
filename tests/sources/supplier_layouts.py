"""Half-hourly files as suppliers, collectors and apps write them, beside the plain ones of `load_layouts`.

Titles, order of columns and forms of dates follow their exports; the values are those of `load_layouts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from tests.sources.load_layouts import (
    LOCAL,
    LONDON,
    START,
    Layout,
    Row,
    by_clock,
    by_period,
    clock,
    local,
    tall,
    text_of,
    value,
)

__all__ = ["SUPPLIERS"]

METER = "1200000000000"


def wide(
    name: str, before: Row, titles: list[str], row: Callable[[date], Row], *, clocked: bool, **said: str
) -> Layout:
    def write(day: date) -> str:
        values = by_clock(day) if clocked else by_period(day, 50)
        head = [*before, *titles[: len(values)]]
        return text_of([head, [*row(day), *values]])

    return Layout("suppliers", name, write, dict(said), repeats_hour_once=clocked)


def named(forms: str) -> list[str]:
    return [forms.format(n=n) for n in range(1, 51)]


def shown(form: Callable[[int], str]) -> list[str]:
    return [form(place) for place in range(48)]


def days() -> Iterator[Layout]:
    yield wide(
        "V1", ["MPAN", "Date"], named("V{n}"), lambda d: [METER, f"{d:%d/%m/%Y}"], clocked=False, unit="kwh"
    )
    yield wide("KWH_1", ["MPAN", "READ_DATE"], named("KWH_{n}"), lambda d: [METER, f"{d:%d/%m/%Y}"], clocked=False)
    yield wide(
        "01, with units",
        ["MPAN CORE", "DATE", "UNITS"],
        named("{n:02d}"),
        lambda d: [METER, f"{d}", "KWH"],
        clocked=False,
    )
    yield wide("long dates", ["Date"], named("HH{n}"), lambda d: [f"{d:%A, %d %B %Y}"], clocked=False, unit="kwh")
    yield wide(
        "text by apostrophes",
        ["MPAN", "Date"],
        named("HH{n}"),
        lambda d: [f"'{METER}", f"'{d:%d/%m/%Y}"],
        clocked=False,
        unit="kwh",
    )
    yield wide(
        "spaced MPAN",
        ["MPAN", "Date"],
        named("HH{n}"),
        lambda d: ["00 845 501 12 0000 0000 000", f"{d}"],
        clocked=False,
        unit="kwh",
    )
    yield wide(
        "kWh_0030",
        ["MPAN", "READ_DATE"],
        shown(lambda p: "kWh_" + clock(p + 1).replace(":", "")),
        lambda d: [METER, f"{d:%d/%m/%Y}"],
        clocked=True,
        **LOCAL,
    )
    yield wide(
        "00:30 kWh",
        ["Site", "Reading Date"],
        shown(lambda p: f"{clock(p + 1)} kWh"),
        lambda d: ["Mill", f"{d:%d/%m/%Y}"],
        clocked=True,
        **LOCAL,
    )
    yield wide(
        "HH0030 and units",
        ["Meter ID", "Date", "Units"],
        shown(lambda p: "HH" + clock(p + 1).replace(":", "")),
        lambda d: ["M1", f"{d:%d/%m/%Y}", "kWh"],
        clocked=True,
        **LOCAL,
    )
    yield wide(
        "last minutes",
        ["Date"],
        shown(lambda p: f"{clock(p)} - {clock(p)[:3]}{'59' if p % 2 else '29'}"),
        lambda d: [f"{d:%d/%m/%Y}"],
        clocked=True,
        unit="kwh",
        **LOCAL,
    )
    yield wide(
        "number and span",
        ["MPAN", "Date"],
        shown(lambda p: f"Half Hour {p + 1} ({clock(p)}-{clock(p + 1)})"),
        lambda d: [METER, f"{d:%d/%m/%Y}"],
        clocked=True,
        unit="kwh",
        **LOCAL,
    )
    yield wide(
        "channel and read type",
        ["MPAN", "Serial", "Date", "Read Type", "Units"],
        shown(lambda p: f"{clock(p)}-{clock(p + 1)}"),
        lambda d: [METER, "S1", f"{d:%d/%m/%Y}", "Actual", "kWh"],
        clocked=True,
        **LOCAL,
    )


def times_down(day: date) -> str:
    return text_of(
        [["Time", f"{day:%d/%m/%Y}"], *([clock(place), each] for place, each in enumerate(by_clock(day)))]
    )


def totals_between(day: date) -> str:
    titles: Row = ["Date", *named("HH{n}")]
    return text_of(
        [
            ["Mill, half-hourly kWh"],
            titles,
            [f"{day:%d/%m/%Y}", *by_period(day, 50)],
            ["Total", 9],
            ["Average", 4],
            titles,
        ]
    )


def rows() -> Iterator[Layout]:
    both = {"label": "start"}

    def slash(start: datetime, minutes: int = 0) -> str:
        return f"{local(start, minutes):%d/%m/%Y %H:%M}"

    def zoned(start: datetime, minutes: int = 0) -> str:
        return " " + (start + timedelta(minutes=minutes)).astimezone(LONDON).isoformat()

    yield tall(
        "suppliers",
        "timestamp (UTC)",
        ["timestamp (UTC)", "energyConsumption (kWh)"],
        lambda d, p, s: [f"{s:%Y-%m-%d %H:%M}", value(d, p)],
        both,
    )
    yield tall(
        "suppliers",
        "timestampUTC",
        ["timestampUTC", "energyConsumption"],
        lambda d, p, s: [f"{s:%Y%m%d%H%M}", value(d, p)],
        {**both, "unit": "kwh"},
    )
    yield tall(
        "suppliers",
        "electricity, gas and their costs",
        ["Timestamp", "Electricity consumption (kWh)", "Electricity cost (pence)", "Gas consumption (kWh)"],
        lambda d, p, s: [zoned(s), value(d, p), 7, 99],
        both,
    )
    yield tall(
        "suppliers",
        "consumption first",
        ["Consumption (kwh)", " Start", " End"],
        lambda d, p, s: [value(d, p), zoned(s), zoned(s, 30)],
        {},
    )
    yield tall(
        "suppliers",
        "consumption, costs, times",
        ["Consumption (kWh)", " Estimated Cost Inc. Tax (p)", " Start", " End"],
        lambda d, p, s: [value(d, p), 5.1, zoned(s), zoned(s, 30)],
        {},
    )
    yield tall(
        "suppliers",
        "status after each value",
        ["Date/Time", "Active Import (kWh)", "Status", "Reactive Import (kVArh)", "Status"],
        lambda d, p, s: [slash(s, 30), value(d, p), "A", 3, "A"],
        {**LOCAL, "label": "end"},
    )
    yield tall(
        "suppliers",
        "AI, AE, RI, RE",
        ["MPAN", "Timestamp (period end)", "AI", "AE", "RI", "RE", "Unit"],
        lambda d, p, s: [METER, slash(s, 30), value(d, p), 0, 1, 0, "kWh"],
        LOCAL,
    )
    yield tall(
        "suppliers",
        "kWh, kVArh, kVA, pf",
        ["timestamp", "kWh", "kVArh", "kVA", "pf"],
        lambda d, p, s: [f"{local(s)}", value(d, p), 1, 2, 0.9],
        START,
    )
    yield tall(
        "suppliers",
        "energy and the most power",
        ["Time", "Active Energy Import [kWh]", "Max Demand [kW]"],
        lambda d, p, s: [slash(s), value(d, p), 99],
        START,
    )
    yield tall(
        "suppliers",
        "energy and power",
        ["Time", "Import kWh", "Import kW"],
        lambda d, p, s: [slash(s), value(d, p), 2 * value(d, p)],
        START,
    )
    yield tall(
        "suppliers",
        "a register beside",
        ["Time", "kWh used", "Cumulative kWh"],
        lambda d, p, s: [slash(s), value(d, p), 1000 + p],
        START,
    )
    yield tall(
        "suppliers",
        "UTC and local",
        ["Start Time (GMT)", "Start Time (Local)", "kWh"],
        lambda d, p, s: [f"{s:%d/%m/%Y %H:%M}", slash(s), value(d, p)],
        both,
    )
    yield tall(
        "suppliers",
        "last seconds",
        ["From", "To", "Consumption (kWh)"],
        lambda d, p, s: [f"{local(s)}", f"{local(s, 29):%Y-%m-%d %H:%M}:59", value(d, p)],
        LOCAL,
    )
    yield tall(
        "suppliers",
        "a date for each day",
        ["Date", "Time", "kWh"],
        lambda d, p, s: [f"{d:%d/%m/%Y}" if p == 1 else "", f"{local(s):%H:%M}", value(d, p)],
        START,
    )
    yield tall(
        "suppliers",
        "words for zones",
        ["Time", "kWh"],
        lambda d, p, s: [f"{s.astimezone(LONDON):%d-%b-%Y %H:%M:%S %Z}", value(d, p)],
        both,
    )
    yield tall(
        "suppliers",
        "time first",
        ["Time", "Date", "Reading"],
        lambda d, p, s: [f"{local(s):%H:%M}", f"{local(s):%d %B %Y}", value(d, p)],
        {**START, "unit": "kwh"},
    )
    yield tall(
        "suppliers",
        "metered volume",
        ["Settlement Date", "Settlement Period", "Metered Volume (MWh)"],
        lambda d, p, _: [f"{d:%d-%b-%y}", p, f"{value(d, p) / 1000:.4f}"],
        {},
    )
    yield Layout(
        "suppliers", "times down, dates across", times_down, {"unit": "kwh", **START}, repeats_hour_once=True
    )
    yield Layout("suppliers", "totals and titles again", totals_between, {})


SUPPLIERS = [*days(), *rows()]
