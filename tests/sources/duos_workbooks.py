"""Workbooks in three layouts, written by the tests themselves: figures are made up, shapes are those seen."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

Cells = list[list[Any]]

TARIFFS = (
    ["Domestic Aggregated or CT with Residual", "Domestic Aggregated (Related MPAN)"]
    + [f"Non-Domestic Aggregated or CT {band}" for band in ("No Residual", "Band 1", "Band 2", "Band 3", "Band 4")]
    + ["Non-Domestic Aggregated (related MPAN)"]
    + [
        f"{voltage} Site Specific {band}"
        for voltage in ("LV", "LV Sub", "HV")
        for band in ("No Residual", "Band 1", "Band 2", "Band 3", "Band 4")
    ]
    + ["Unmetered Supplies", "LV Generation Aggregated", "LV Sub Generation Aggregated"]
    + [
        f"{voltage} Generation Site Specific{ending}"
        for voltage in ("LV", "LV Sub", "HV")
        for ending in ("", " no RP charge")
    ]
)
TITLES = [
    "Tariff name", "Open LLFCs", "PCs", "Red/black unit charge\np/kWh", "Amber/yellow unit charge\np/kWh",
    "Green unit charge\np/kWh", "Fixed charge p/MPAN/day", "Capacity charge p/kVA/day",
    "Exceeded capacity charge\np/kVA/day", "Reactive power charge\np/kVArh", "Closed LLFCs",
]  # fmt: skip


@dataclass
class Workbook:
    """A statement as cells of its Annex 1 sheet."""

    cells: Cells
    header: int
    sheet: str = "Annex 1 LV, HV and UMS charges"
    others: list[str] = field(default_factory=lambda: ["Overview"])

    def content(self) -> bytes:
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
            for name in self.others:
                book.add_worksheet(name)
            sheet = book.add_worksheet(self.sheet)
            for row, values in enumerate(self.cells):
                for column, value in enumerate(values):
                    if value not in ("", None):
                        sheet.write(row, column, value)
        return target.getvalue()


def tariff_cells() -> Cells:
    rows = []
    for number, name in enumerate(TARIFFS):
        sign = -1 if "Generation" in name else 1
        rates = [round(sign * rate * (1 + number / 40), 3) for rate in (6.5, 1.2, 0.1)]
        capacity = [9.5, 9.5] if "Site Specific" in name and sign > 0 else ["", ""]
        rows.append([name, f"L{number:02d}, {100 + number}", "0", *rates, 12.5 + number, *capacity, 0.05, ""])
    return rows


def as_most_companies() -> Workbook:
    """Two tables of bands side by side above the tariffs, times with colons."""
    days = "Monday to Friday \n(Including Bank Holidays)\nAll Year"
    top: Cells = [
        ["Back to Overview"],
        ["South Eastern Power Networks - Effective from 1 April 2027 - Final LV and HV charges"],
        [],
        ["Time Bands for LV and HV Designated Properties", "", "", "", "", "", "Time Bands for Unmetered Properties"],
        ["Time periods", "Red Time Band", "Amber Time Band", "", "Green Time Band", "", "", "", "Black Time Band",
         "Yellow Time Band", "Green Time Band"],
        [days, "16:00 - 19:00", "07:00 - 16:00\n19:00 - 23:00", "", "00:00 - 07:00\n23:00 - 24:00", "", days, "",
         "16:00 - 19:00", "07:00 - 16:00\n19:00 - 23:00", "00:00 - 07:00\n23:00 - 24:00"],
        ["Saturday and Sunday\nAll Year", "", "", "", "00:00 - 24:00", "", "Saturday and Sunday\nAll year", "", "", "",
         "00:00 - 24:00"],
        ["Notes", "All the above times are in UK Clock time"],
        [],
        list(TITLES),
    ]  # fmt: skip
    return Workbook(top + tariff_cells(), header=len(top) - 1)


def with_dots_and_other_titles() -> Workbook:
    """Times with dots and 00.00 as the end of a day, a row per band, columns in another order, other words."""
    order = [0, 10, 2, 3, 4, 5, 6, 7, 8, 9, 1]
    titles = [
        "Tariff", "Closed Line Loss Factor Classes", "Profile Class", "Red unit charge (p/kWh)",
        "Amber unit charge (p/kWh)", "Green unit charge (p/kWh)", "Fixed charge (p/MPAN/day)",
        "Capacity charge (p/kVA/day)", "Excess capacity charge (p/kVA/day)", "Reactive power charge (p/kVArh)",
        "Line Loss Factor Class",
    ]  # fmt: skip
    top: Cells = [
        ["Northern Powergrid (Yorkshire) plc - Effective from 1 April 2027 - Final LV and HV charges"],
        ["", "Red Time Band", "Amber Time Band", "Green Time Band"],
        ["Weekdays", "16.00 to 19.30", "", ""],
        ["Weekdays", "", "08.00 to 16.00; 19.30 to 22.00", "00.00 to 08.00; 22.00 to 00.00"],
        ["Weekends", "", "", "00.00 to 00.00"],
        [],
        ["", "Black Time Band", "Yellow Time Band", "Green Time Band"],
        ["Weekdays", "16.00 to 19.30", "08.00 to 16.00 and 19.30 to 22.00", "00.00 to 08.00 and 22.00 to 00.00"],
        ["Weekends", "", "", "00.00 to 24.00"],
        [],
        titles,
    ]  # fmt: skip
    rows = [[row[place] for place in order] for row in tariff_cells()]
    return Workbook(top + rows, header=len(top) - 1, sheet="Annex 1")


def shifted_right() -> Workbook:
    """The first layout, three columns and two rows further, on a sheet of another name."""
    book = as_most_companies()
    cells = [[], [], *([["", "", "", *row] for row in book.cells])]
    return Workbook(cells, header=book.header + 2, sheet="Tariffs")


LAYOUTS = {"most": as_most_companies, "dots": with_dots_and_other_titles, "shifted": shifted_right}
