"""The industry's own files of half-hours: the data flows D0036 and D0275, and Stark's DF2.

D0036 and D0275 ("validated half hourly advances"): a line of meter and measurement quantity, a line of settlement
date, then a line for each settlement period with its flag (A measured, E estimated) and its kWh, in order. DF2:
`#O` begins a meter, `#S` a sensor (1 and 2 active, 3 and 4 reactive), then date, end of the half-hour, kWh and
status. The order of fields is as in public readers and writers of these files; DF2 does not say its clock.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Final

from gbflex.errors import BrokenFile
from gbflex.periods import HALF_HOUR_MINUTES, MINUTES_PER_DAY, period_count
from gbflex.sources.loads.cells import clock_of, number_of
from gbflex.sources.loads.layouts import FLOWS
from gbflex.sources.loads.opening import Grid
from gbflex.sources.loads.parsed import Cell, Parsed, SetAside
from gbflex.sources.loads.table import is_meter_number
from gbflex.sources.loads.words import NAMES, Quantity, flag_is_actual, quantity_of_word
from gbflex.written_dates import date_of

__all__ = ["read_flow"]

SENSORS: Final[dict[str, Quantity]] = {"1": "AI", "2": "AI", "3": "RI", "4": "RE"}
UNIT: Final = "kWh"
ORDINARY: Final = 48
ENVELOPE: Final = ("ZHV", "ZHF", "ZHD", "ZPT", "ZPF")


def read_flow(grid: Grid) -> Parsed | None:
    """The cells of a data flow, None where the file is none.

    Raises:
        BrokenFile: A line that the flow does not have, or a half-hour before its meter and date.
    """
    first = " ".join(grid.rows[0]).casefold()
    found = next((flow for flow in FLOWS if first.startswith(flow.first)), None)
    if found is None:
        return None
    if found.name == "DF2":
        return _read_df2(grid)
    name = next((flow.name for flow in FLOWS if flow.name.casefold() in first), "")
    if not name:
        raise BrokenFile(
            f"the data flow {' '.join(grid.rows[0][:3])} is no file of half-hours",
            available=", ".join(flow.name for flow in FLOWS),
            next_step="Ask for the validated half-hourly advances (D0036 or D0275)",
        )
    return _read_advances(grid, name)


def _read_advances(grid: Grid, name: str) -> Parsed:
    parsed = Parsed(f"data flow {name}", "periods", [UNIT])
    meter, quantity, day, number = "", "", None, 0
    for line, row in zip(grid.line, grid.rows, strict=True):
        fields = [cell for cell in row[1:] if cell]
        if row[0].upper() in ENVELOPE or not fields:
            continue
        if is_meter_number(fields[0]):
            meter, quantity = fields[0], fields[1] if len(fields) > 1 else ""
            day = None
        elif date_of(fields[0]) is not None and len(fields) == 1:
            day, number = date_of(fields[0]), 0
        elif len(fields) > 1 and day is not None and meter:
            parsed.cells.append(_advance(line, row, meter, quantity, day, number))
            number += 1
        else:
            parsed.set_aside.append(SetAside(line, f"{'|'.join(row)} is no line of {name}"))
    _refuse_lost_lines(parsed.cells, name)
    return parsed


def _refuse_lost_lines(cells: list[Cell], name: str) -> None:
    """The order of the lines is their half-hour: where one is missing, all that follow are another's."""
    for (meter, quantity, day), lines in Counter((cell.meter, cell.quantity, cell.day) for cell in cells).items():
        if lines % period_count(day) and lines % ORDINARY:
            raise BrokenFile(
                f"{day} has {period_count(day)} half-hours and the {name} has {lines} lines of it",
                where=f"meter {meter}, {NAMES[quantity]}",
                next_step="Ask for the flow again; which half-hours are missing it does not say",
            )


def _advance(line: int, row: list[str], meter: str, quantity: str, day: date, number: int) -> Cell:
    flag, value = row[1], row[2]
    return Cell(
        line,
        day,
        number * HALF_HOUR_MINUTES,
        number_of(value),
        meter=meter,
        quantity=quantity_of_word(quantity) or "other",
        flag=flag,
        is_actual=flag_is_actual(flag),
    )


def _read_df2(grid: Grid) -> Parsed:
    parsed = Parsed("data flow DF2", "rows", [UNIT], label="end")
    meter, quantity = "", SENSORS["1"]
    for line, row in zip(grid.line, grid.rows, strict=True):
        mark = row[0].upper()
        if mark.startswith("#O"):
            meter, quantity = mark.removeprefix("#O").strip().split("-")[0].strip(), SENSORS["1"]
        elif mark.startswith("#S"):
            quantity = _sensor(mark, line)
        elif not mark.startswith("#"):
            cell = _df2_cell(line, row, meter, quantity)
            if cell is None:
                parsed.set_aside.append(SetAside(line, f"{','.join(row)} is no half-hour"))
            else:
                parsed.cells.append(cell)
    return parsed


def _sensor(mark: str, line: int) -> Quantity:
    sensor = mark.removeprefix("#S").strip()
    if sensor not in SENSORS:
        raise BrokenFile(
            f"there is no sensor {sensor!r}",
            where=f"row {line}",
            available=", ".join(SENSORS),
            next_step="Keep the lines of sensor 1",
        )
    return SENSORS[sensor]


def _df2_cell(line: int, row: list[str], meter: str, quantity: Quantity) -> Cell | None:
    day, clock = (date_of(row[0]), clock_of(row[1])) if len(row) > 2 else (None, None)  # noqa: PLR2004 (date, time, value)
    if day is None or clock is None or clock.minute % HALF_HOUR_MINUTES:
        return None
    days, minute = divmod(clock.minute - HALF_HOUR_MINUTES, MINUTES_PER_DAY)
    flag = row[3][-1:] if len(row) > 3 else ""  # noqa: PLR2004 (the status comes fourth)
    return Cell(
        line,
        day + timedelta(days=days),
        minute,
        number_of(row[2]),
        clock.offset_minutes,
        meter,
        quantity,
        "",
        flag,
        not flag or flag_is_actual(flag),
    )
