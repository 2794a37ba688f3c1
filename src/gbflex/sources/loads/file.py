"""A supplier's half-hourly load file to settlement periods, with everything that is missing or set aside.

What the file does not say is asked for and never guessed: the unit, whether its clock is local or UTC, whether a
time marks the start or the end of its half-hour, and which of several meters or quantities is meant. What it says
is not overruled. The layouts are in docs/reference/load-files.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from gbflex.errors import BrokenFile, GbflexError
from gbflex.periods import Periods
from gbflex.sources.loads.asks import ask_all
from gbflex.sources.loads.choice import chosen_cells, unit_of
from gbflex.sources.loads.days import read_days
from gbflex.sources.loads.declared import Declared
from gbflex.sources.loads.doubts import refuse_cumulative, refuse_decimal_commas, refuse_month_first
from gbflex.sources.loads.flows import read_flow
from gbflex.sources.loads.headings import turned
from gbflex.sources.loads.layouts import slots_in
from gbflex.sources.loads.meter import MeterLoad, place_meter
from gbflex.sources.loads.opening import Grid, open_grids
from gbflex.sources.loads.parsed import Cell, Parsed, SetAside
from gbflex.sources.loads.questions import NotSaid, Question
from gbflex.sources.loads.table import Table, refuse_broken_rows, table_of
from gbflex.sources.loads.times import read_times
from gbflex.sources.loads.words import NAMES, Unit, said_clocks

__all__ = ["LoadFile", "read_load"]

LAYOUTS: Final = "See docs/reference/load-files.md for the layouts that are read"


@dataclass
class LoadFile:
    """A load file as read.

    Attributes:
        layout: In words.
        sheet: Worksheet; "" of a text file.
        unit: Unit of its values, and where that is said.
        times: "settlement periods", "utc", "local", "offsets in the file" or "numbers of a local clock".
        label: What its times mark.
        meters: Meters read, as the file names them.
        quantity: What the file says that its values are.
        energy_mwh: Energy by (date, period) [MWh]; of gas by gross calorific value, as it is billed.
        estimated: Half-hours that are an estimate.
        duplicates: Half-hours that stand more than once with the same value.
        flags: Values by the flag that the file gives them.
        set_aside: Cells that are not used.
    """

    layout: str
    sheet: str
    unit: tuple[Unit, str]
    times: str
    label: str
    meters: list[str]
    quantity: str
    energy_mwh: dict[tuple[date, int], float]
    estimated: set[tuple[date, int]]
    duplicates: int
    flags: dict[str, int]
    set_aside: list[SetAside] = field(default_factory=list)

    @property
    def axis(self) -> Periods:
        """The days from the first half-hour to the last."""
        days = [day for day, _ in self.energy_mwh]
        return Periods.between(min(days), max(days))


def read_load(path: Path, declared: Declared, command: Sequence[str]) -> LoadFile:
    """A supplier's file, half-hour by half-hour.

    Args:
        path: CSV file, workbook or data flow.
        declared: What the caller says of it.
        command: How the caller's command begins, for an example that answers what the file leaves open.

    Raises:
        BrokenFile: No known layout, several readings possible, or values that contradict what is said.
        InputError: The file does not say its unit, its clock, its label, its meter or its quantity, and neither
            does the caller; all that is open is named.
    """
    grids = open_grids(path, declared.sheet)

    def read(by: Declared) -> LoadFile:
        shown = [grid for grid in grids if by.sheet in (declared.sheet, grid.sheet)]
        return _load(*_parsed(shown, by), by)

    try:
        try:
            return read(declared)
        except NotSaid:
            ask_all(read, declared, command)
    except GbflexError as error:
        where = error.where if error.where.startswith(str(path)) else f"{path}, {error.where}".rstrip(", ")
        raise type(error)(error.what, where=where, available=error.available, next_step=error.next_step) from None


def _parsed(grids: list[Grid], declared: Declared) -> tuple[Grid, Parsed]:
    """The sheet that holds half-hours, as read."""
    found: list[tuple[Grid, Parsed]] = []
    asked: dict[str, NotSaid] = {}
    refused: list[GbflexError] = []
    for grid in grids:
        try:
            if (parsed := _parsed_grid(grid, declared)) is not None:
                found.append((grid, parsed))
        except NotSaid as open_question:
            asked[grid.sheet] = open_question
        except GbflexError as error:
            refused.append(error)
    sheets = (*(grid.sheet for grid, _ in found), *asked)
    if len(sheets) > 1:
        raise NotSaid(Question("sheet", "which of several sheets that hold half-hours is meant", sheets))
    if asked:
        raise asked[sheets[0]]
    if found:
        return found[0]
    if refused:
        raise refused[0]
    if not any(grid.rows for grid in grids):
        raise BrokenFile("the file holds no rows", next_step="Give titles and a row for each day or half-hour")
    titles = next(grid.rows[0] for grid in grids if grid.rows)
    raise BrokenFile(
        "no layout of a half-hourly load file is recognised", available=", ".join(titles[:60]), next_step=LAYOUTS
    )


def _parsed_grid(grid: Grid, declared: Declared) -> Parsed | None:
    if not grid.rows:
        return None
    if (flow := read_flow(grid)) is not None:
        return flow
    table = table_of(turned(grid))
    if table is None:
        return None
    refuse_broken_rows(table)
    refuse_month_first(table)
    refuse_decimal_commas(table)
    parsed = _parsed_table(table, declared)
    refuse_cumulative(parsed.titles)
    if not parsed.clocks:
        parsed.clocks = said_clocks(cell for cell in table.above if "time" in cell.casefold())
    return parsed


def _parsed_table(table: Table, declared: Declared) -> Parsed:
    if not table.rows:
        raise BrokenFile("the file holds no rows", next_step="Give a row for each day or half-hour")
    layout = slots_in(table.titles)
    if layout is None:
        return read_times(table, declared.label, declared.fuel)
    return read_days(table, layout, declared.quantity, declared.fuel)


def _load(grid: Grid, parsed: Parsed, declared: Declared) -> LoadFile:
    by_meter, quantity = chosen_cells(parsed, declared)
    cells = [cell for each in by_meter.values() for cell in each]
    unit = unit_of(parsed, cells, declared.unit)
    loads = {meter: place_meter(parsed, each, unit[0], declared) for meter, each in by_meter.items()}
    set_aside = sorted({*parsed.set_aside, *(item for load in loads.values() for item in load.set_aside)})
    energy_mwh, estimated = _summed(list(loads.values()))
    if not energy_mwh:
        first = f"; the first, row {set_aside[0].row}: {set_aside[0].reason}" if set_aside else ""
        raise BrokenFile(f"no half-hour could be read{first}", next_step=LAYOUTS)
    some = next(iter(loads.values()))
    return LoadFile(
        parsed.layout,
        grid.sheet,
        unit,
        some.times,
        some.label,
        [meter for meter in by_meter if meter],
        NAMES[quantity],
        energy_mwh,
        estimated,
        sum(load.duplicates for load in loads.values()),
        _flags(cells),
        set_aside,
    )


def _summed(loads: list[MeterLoad]) -> tuple[dict[tuple[date, int], float], set[tuple[date, int]]]:
    """The meters added up; a half-hour that a meter lacks between its first and its last has no sum."""
    total: dict[tuple[date, int], float] = {}
    held = [load for load in loads if load.energy_mwh]
    spans = [(min(load.energy_mwh), max(load.energy_mwh)) for load in held]
    for at in {at for load in held for at in load.energy_mwh}:
        inside = [load for load, (first, last) in zip(held, spans, strict=True) if first <= at <= last]
        if all(at in load.energy_mwh for load in inside):
            total[at] = sum(load.energy_mwh[at] for load in inside)
    return total, {at for load in held for at in load.estimated if at in total}


def _flags(cells: list[Cell]) -> dict[str, int]:
    return dict(sorted(Counter(cell.flag for cell in cells if cell.flag and cell.value is not None).items()))
