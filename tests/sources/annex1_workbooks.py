"""Small Annex 1 workbooks in three layouts, made from the shipped tariffs of West Midlands 2025/26."""

from __future__ import annotations

import copy
import csv
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import xlsxwriter

SHEET = "Annex 1 LV and HV charges"
FIGURES = ("red", "amber", "green", "fixed", "capacity", "exceeded", "reactive")
COLUMNS = {
    "red": "red_p_per_kwh",
    "amber": "amber_p_per_kwh",
    "green": "green_p_per_kwh",
    "fixed": "fixed_p_per_mpan_day",
    "capacity": "capacity_p_per_kva_day",
    "exceeded": "exceeded_capacity_p_per_kva_day",
    "reactive": "reactive_p_per_kvarh",
}
TITLE = "National Grid Electricity Distribution (West Midlands) plc - Effective from 1 April 2025 - Final LV and HV charges"
UNMETERED = {
    "name": "Unmetered Supplies",
    "open": "95, 96",
    "closed": "",
    "red": 35.695,
    "amber": 3.201,
    "green": 1.69,
}
WEEKDAYS = "Monday to Friday \n(Including Bank Holidays)\nAll Year"

Row = dict[str, Any]
Bands = list[tuple[str, dict[str, str]]]


def tariffs() -> list[Row]:
    """The 32 tariffs of 14 in 2025/26; closed classes are invented."""
    text = (resources.files("gbflex.gb.rates") / "data" / "duos" / "tariffs.csv").read_text("utf-8")
    rows = [
        row
        for row in csv.DictReader(text.splitlines())
        if (row["charging_year_start"], row["licence_area"]) == ("2025", "14")
    ]
    found: list[Row] = [
        {
            "name": row["published_name"],
            "open": row["line_loss_factor_classes"],
            "closed": "2, 3,  5" if row["tariff"].startswith("Domestic") else "",
            **{name: float(row[column] or 0) for name, column in COLUMNS.items()},
        }
        for row in rows
        if row["published_name"] != UNMETERED["name"]
    ]
    found.sort(
        key=lambda row: (not row["name"].startswith("Domestic"), row["name"].startswith("Domestic Aggregated ("))
    )
    return [*found, {**dict.fromkeys(FIGURES, 0.0), **UNMETERED}]


LV_HV: Bands = [
    (
        WEEKDAYS,
        {
            "red": "16:00 - 19:00",
            "amber": "07:30 to 16:00\n19:00 to 21:00",
            "green": "00:00 to 07:30\n21:00 to 24:00",
        },
    ),
    ("Saturday and Sunday\nAll Year", {"green": "00:00 to 24:00"}),
]
UMS: Bands = [
    (
        "Monday to Friday Nov to Feb Inclusive",
        {
            "black": "16:00 to 19:00",
            "yellow": "07:30 to 16:00\n19:00 to 21:00",
            "green": "00:00 to 07:30\n21:00 to 24:00",
        },
    ),
    (
        "Monday to Friday Mar to Oct Inclusive",
        {"yellow": "07:30 to 21:00", "green": "00:00 to 07:30\n21:00 to 24:00"},
    ),
    ("Saturday and Sunday\nAll year", {"green": "00:00 to 24:00"}),
]


@dataclass
class Workbook:
    """Sheets of cells, ready to be changed and written."""

    sheets: dict[str, dict[tuple[int, int], Any]] = field(default_factory=dict)
    merged: list[tuple[str, int, int, int, int]] = field(default_factory=list)

    def copy(self) -> Workbook:
        return copy.deepcopy(self)

    def write(self, path: Path) -> Path:
        with xlsxwriter.Workbook(path) as book:
            for name, cells in self.sheets.items():
                sheet = book.add_worksheet(name)
                for of, *corners in self.merged:
                    if of == name:
                        sheet.merge_range(*corners, "")
                for (row, column), value in cells.items():
                    if value is not None and value != "":
                        sheet.write(row, column, value)
        return path


def _bands(
    cells: dict[tuple[int, int], Any], row: int, column: int, bands: Bands, colours: tuple[str, ...], title: str
) -> int:
    cells[row, column] = "Time periods"
    for position, colour in enumerate(colours, 1):
        cells[row, column + position] = title.format(colour.title())
    for at, (label, times) in enumerate(bands, row + 1):
        cells[at, column] = label
        for position, colour in enumerate(colours, 1):
            cells[at, column + position] = times.get(colour, "")
    end = row + len(bands) + 1
    cells[end, column], cells[end, column + 1] = "Notes", "All the above times are in UK Clock time"
    return end


def as_published(rows: list[Row], title: str = TITLE, lv_hv: Bands = LV_HV, ums: Bands = UMS) -> Workbook:
    """Tables side by side over one header row, zeros written: the common layout."""
    cells: dict[tuple[int, int], Any] = {(0, 0): "Back to Overview", (1, 0): title}
    cells[3, 0], cells[3, 6] = (
        "Time Bands for LV and HV Designated Properties",
        "Time Bands for Unmetered Properties",
    )
    ends = [
        _bands(cells, 4, 0, lv_hv, ("red", "amber", "green"), "{} Time Band"),
        _bands(cells, 4, 6, ums, ("black", "yellow", "green"), "{} Time Band"),
    ]
    header = max(ends) + 2
    titles = (
        "Tariff name", "Open LLFCs", "PCs", "Red/black unit charge\np/kWh", "Amber/yellow unit charge\np/kWh",
        "Green unit charge\np/kWh", "Fixed charge p/MPAN/day", "Capacity charge p/kVA/day",
        "Exceeded capacity charge\np/kVA/day", "Reactive power charge\np/kVArh", "Closed LLFCs",
    )  # fmt: skip
    for column, text in enumerate(titles):
        cells[header, column] = text
    for at, row in enumerate(rows, header + 1):
        values = [row["name"], _class(row["open"]), "0, 1, 2", *(row[name] for name in FIGURES), row["closed"]]
        cells |= {(at, column): value for column, value in enumerate(values)}
    return Workbook({"Overview": {(1, 0): "List of data tables"}, SHEET: cells})


def in_another_order(rows: list[Row]) -> Workbook:
    """Times with dots in stacked tables, numbered unit charges, units on a line of their own, empty for zero."""
    dotted = [
        (
            label.replace("\n", " "),
            {colour: text.replace(":", ".").replace("24.00", "00.00") for colour, text in times.items()},
        )
        for label, times in LV_HV
    ]
    dash = "\u2013"
    title = f"Western Power Distribution (West Midlands) plc {dash} Effective between 01/04/2025 and 31/03/2026 {dash} Final"
    cells: dict[tuple[int, int], Any] = {(0, 1): title}
    end = _bands(cells, 2, 1, dotted, ("green", "red", "amber"), "{} period")
    header = _bands(cells, end + 2, 1, UMS, ("black", "yellow", "green"), "{} Time Band") + 2
    titles = (
        ("closed", "LLFCs closed to new sites", ""), ("green", "Unit charge 3", "(p/kWh)"), ("name", "Tariff", ""),
        ("amber", "Unit charge 2", "(p/kWh)"), ("red", "Unit charge 1", "(pence per kWh)"), ("open", "LLFCs", ""),
        ("reactive", "Reactive power", "p per kVArh"), ("fixed", "Standing charge", "p/MPAN/day"),
        ("exceeded", "Capacity in excess", "p / kVA / day"), ("capacity", "Capacity charge", "pence per kVA per day"),
    )  # fmt: skip
    for column, (_, text, unit) in enumerate(titles):
        cells[header, column], cells[header + 1, column] = text, unit
    for at, row in enumerate(reversed(rows), header + 2):
        for column, (name, _, _) in enumerate(titles):
            cells[at, column] = None if row[name] == 0 and name not in ("red", "amber", "green") else row[name]
    return Workbook({"Annex 1": cells})


def with_one_title_over_three(rows: list[Row]) -> Workbook:
    """A merged title over the unit charges, the table away from the corner, numbers as text, a decoy sheet."""
    cells: dict[tuple[int, int], Any] = {
        (
            2,
            3,
        ): "Effective from 1st April 2025: National Grid Electricity Distribution (West Midlands) Limited: Final charges"
    }
    weekdays, weekends = LV_HV
    lines = [("Weekdays", {colour: text}) for colour, text in weekdays[1].items()]
    lines = [lines[0], *(("", times) for _, times in lines[1:]), ("Weekends", weekends[1])]
    header = _bands(cells, 5, 2, lines, ("red", "amber", "green"), "Super {}") + 3
    cells[5, 3], cells[5, 4], cells[5, 5] = "Super Red", "Amber", "Green"
    _bands(cells, 5, 7, UMS, ("black", "yellow", "green"), "{}")
    titles = (
        ("name", "Tariff name"), ("open", "Open line loss factor classes"), ("red", "Super red / black"), ("amber", "Amber or yellow"), ("green", "Green"),
        ("fixed", "Fixed charge p/MPAN/day"), ("capacity", "Capacity p/kVA/day"), ("exceeded", "Exceeded capacity p/kVA/day"),
        ("reactive", "Reactive p/kVArh"), ("closed", "Closed line loss factor classes"),
    )  # fmt: skip
    cells[header, 4] = "Unit charges in p/kWh"
    for column, (name, text) in enumerate(titles, 2):
        cells[header + 1, column] = text
        for at, row in enumerate(rows, header + 2):
            cells[at, column] = str(row[name]) if name in FIGURES else row[name]
    cells[header + 3 + len(rows), 2] = "Note: charges exclude VAT"
    lossy = {(row, 0): f"LDNO LV: {item['name']}" for row, item in enumerate(rows)}
    names = {(row, 0): item["name"] for row, item in enumerate(rows)}
    merged = [("Charges", header, 4, header, 6), ("Charges", 6, 2, 8, 2)]
    return Workbook({"Charges": cells, "Annex 4": lossy, "TNUoS Mapping": names}, merged)


def _class(text: str) -> Any:
    """A single numeric class is typed as a number, as DNOs do."""
    return int(text) if text.isdigit() else text
