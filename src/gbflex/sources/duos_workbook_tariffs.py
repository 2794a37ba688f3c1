"""The tariff table of an Annex 1: columns found by meaning, figures checked, each refusal with its cell."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from gbflex.gb.rates.duos_statement import DuosTariffRow
from gbflex.sources.duos_workbook_sheet import Sheet, plain
from gbflex.sources.duos_workbook_title import Title

__all__ = ["Header", "find_header", "tariff_rows"]

MEANINGS: Final[tuple[tuple[str, str], ...]] = (
    ("closed", r"closed"),
    ("open", r"llfc|line loss factor class"),
    ("pcs", r"^pcs?$|profile class"),
    ("red", r"\bred\b|\bblack\b|unit (charge|rate) 1\b"),
    ("amber", r"\bamber\b|\byellow\b|unit (charge|rate) 2\b"),
    ("green", r"\bgreen\b|unit (charge|rate) 3\b"),
    ("exceeded", r"exceed|excess"),
    ("capacity", r"capacity"),
    ("fixed", r"fixed|standing"),
    ("reactive", r"reactive"),
    ("tariff", r"^tariff( name)?$"),
)
"""The first meaning that a title matches is its own: an exceeded capacity charge is no capacity charge."""

UNITS: Final = {
    "red": "p/kwh",
    "amber": "p/kwh",
    "green": "p/kwh",
    "fixed": "p/mpan/day",
    "capacity": "p/kva/day",
    "exceeded": "p/kva/day",
    "reactive": "p/kvarh",
}
NEEDED: Final = ("tariff", "open", "red", "amber", "green", "fixed", "capacity", "exceeded", "reactive")
LARGEST: Final = {"fixed": 200_000.0, "capacity": 200.0, "exceeded": 200.0, "reactive": 10.0}
LARGEST_P_PER_KWH: Final = 100.0
SMALLEST_DEAREST_P_PER_KWH: Final = 1.0
"""In every statement some tariff's red or black rate is above this; below it, the figures are in pounds."""
FAMILY: Final = re.compile(
    r"(Non-)?Domestic Aggregated( or CT)?( with Residual| \(related MPAN\)| No Residual| Band [1-4])"
    r"|(LV|LV Sub|HV) Site Specific (No Residual|Band [1-4])|Unmetered Supplies"
    r"|(LV|LV Sub) Generation Aggregated|(LV|LV Sub|HV) Generation Site Specific( no RP charge)?",
    re.IGNORECASE,
)
SITE_SPECIFIC: Final = frozenset(
    f"{voltage} site specific {band}"
    for voltage in ("lv", "lv sub", "hv")
    for band in ("no residual", "band 1", "band 2", "band 3", "band 4")
)


class Header(NamedTuple):
    """Where the tariff table begins.

    Attributes:
        sheet: The Annex 1 sheet.
        row: Row of the titles.
        columns: Column of each meaning.
    """

    sheet: Sheet
    row: int
    columns: dict[str, int]


def _meaning(title: str) -> str:
    text = plain(title).lower()
    return next((name for name, pattern in MEANINGS if re.search(pattern, text)), "")


def find_header(sheets: list[Sheet], file: str) -> Header:
    """The one row of titles of a tariff table.

    Raises:
        BrokenFile: There is none, there are several, or one lacks a column or its unit.
    """
    found = [
        (sheet, row, columns)
        for sheet in sheets
        for row in sheet.rows
        if {"tariff", "red", "green"} <= set(columns := _columns(sheet, row))
    ]
    # Annex 4 has the same titles, for embedded networks; without a sheet named Annex 1 there must be one table.
    found = [item for item in found if re.match(r"annex\s*1\b", item[0].name, re.IGNORECASE)] or found
    if len(found) != 1:
        sheet = found[1][0] if found else sheets[0]
        what = "several tariff tables" if found else "no table of tariffs with red, amber and green charges"
        raise sheet.broken(
            found[1][1] if found else 0, 0, f"{what} in {file}", available=", ".join(_names(sheets))
        )
    sheet, row, columns = found[0]
    for name in NEEDED:
        if name not in columns:
            raise sheet.broken(row, 0, f"the tariff table has no column of {name} charges or names")
        if len(columns[name]) > 1:
            raise sheet.broken(row, columns[name][1], f"two columns look like the {name} column")
    header = Header(sheet, row, {name: at[0] for name, at in columns.items()})
    for name, unit in UNITS.items():
        _check_unit(header, name, unit)
    return header


def _names(sheets: list[Sheet]) -> list[str]:
    return [sheet.name for sheet in sheets]


def _columns(sheet: Sheet, row: int) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    for column in sheet.columns:
        name = _meaning(sheet.text(row, column))
        if name:
            columns.setdefault(name, []).append(column)
    return columns


def _check_unit(header: Header, name: str, unit: str) -> None:
    text = plain(header.sheet.text(header.row, header.columns[name])).lower().replace(" ", "")
    text = text.replace("pence", "p").replace("per", "/")
    if unit in text:
        return
    in_pounds = re.search(r"£/(kwh|mwh)|gbp/(kwh|mwh)", text)
    if in_pounds and unit == "p/kwh":
        times = 100 if "kwh" in in_pounds[0] else 0.1
        raise header.sheet.broken(
            header.row,
            header.columns[name],
            f"the column says {in_pounds[0]}, a statement's unit charges are p/kWh: read as printed, 4.837 "
            f"is {4.837 * times:g} p/kWh; read as p/kWh, it is 48.37 GBP/MWh",
            next_step="Correct the column's unit, or the figures",
        )
    raise header.sheet.broken(header.row, header.columns[name], f"the {name} column does not say {unit}")


def tariff_rows(header: Header, title: Title) -> tuple[DuosTariffRow, ...]:
    """Every tariff of the table.

    Raises:
        BrokenFile: A figure that is none or cannot be true, an unknown or repeated tariff, or a site-specific
            tariff that is missing.
    """
    rows: dict[str, DuosTariffRow] = {}
    for row in range(header.row + 1, len(header.sheet.cells)):
        name = plain(header.sheet.text(row, header.columns["tariff"]))
        if not name and not any(header.sheet.is_number(row, column) for column in header.columns.values()):
            if rows:
                break
            continue
        _check_name(header, row, name, rows)
        rows[name.lower()] = _row(header, row, name, title)
    missing = SITE_SPECIFIC - rows.keys()
    if missing:
        raise header.sheet.broken(header.row, 0, f"tariffs are missing: {', '.join(sorted(missing))}")
    _check_readings(header, rows)
    return tuple(rows.values())


def _check_name(header: Header, row: int, name: str, rows: dict[str, DuosTariffRow]) -> None:
    column = header.columns["tariff"]
    if not FAMILY.fullmatch(name):
        raise header.sheet.broken(row, column, f"{name!r} is no tariff that is known")
    if name.lower() in rows:
        raise header.sheet.broken(row, column, f"tariff {name!r} stands twice")


def _row(header: Header, row: int, name: str, title: Title) -> DuosTariffRow:
    sheet, columns = header.sheet, header.columns
    figures = {figure: sheet.number(row, columns[figure]) for figure in UNITS}
    for figure, largest in LARGEST.items():
        value = figures[figure] or 0.0
        if not 0 <= value <= largest:
            raise sheet.broken(row, columns[figure], f"{value:g} cannot be a {figure} charge in {UNITS[figure]}")
    _check_unit_rates(header, row, name, figures)
    return DuosTariffRow(
        charging_year_start=title.charging_year_start,
        licence_area=title.licence_area,
        tariff=name,
        red_p_per_kwh=figures["red"],
        amber_p_per_kwh=figures["amber"],
        green_p_per_kwh=figures["green"],
        fixed_p_per_mpan_day=figures["fixed"],
        capacity_p_per_kva_day=figures["capacity"],
        exceeded_capacity_p_per_kva_day=figures["exceeded"],
        reactive_p_per_kvarh=figures["reactive"],
        open_llfcs=_classes(sheet, row, columns.get("open")),
        closed_llfcs=_classes(sheet, row, columns.get("closed")),
        source=f"{title.text}; {sheet.address(row, columns['tariff'])}",
    )


def _check_unit_rates(header: Header, row: int, name: str, figures: dict[str, float | None]) -> None:
    bands = ("red", "amber", "green")
    for band in bands:
        if figures[band] is None:
            raise header.sheet.broken(row, header.columns[band], f"the {band} rate of {name} is empty")
    red, amber, green = (figures[band] or 0.0 for band in bands)
    sign = -1.0 if "generation" in name.lower() else 1.0
    if max(abs(red), abs(amber), abs(green)) > LARGEST_P_PER_KWH:
        worst = max(bands, key=lambda band: abs(figures[band] or 0.0))
        value = abs(figures[worst] or 0.0)
        raise header.sheet.broken(
            row,
            header.columns[worst],
            f"{value:g} p/kWh cannot be true: if it is GBP/MWh it is {value / 10:g} p/kWh, if it is p/MWh "
            f"{value / 1000:g} p/kWh",
        )
    if not sign * red >= sign * amber >= sign * green >= 0:
        kind = "a generation credit" if sign < 0 else "a demand tariff"
        raise header.sheet.broken(
            row,
            header.columns["red"],
            f"{name} is not in the order of {kind}: {red:g}, {amber:g}, {green:g} p/kWh",
        )


def _check_readings(header: Header, rows: dict[str, DuosTariffRow]) -> None:
    """A table in pounds has every figure a hundredth of what it should be."""
    dearest = max(row.red_p_per_kwh or 0.0 for row in rows.values())
    if dearest < SMALLEST_DEAREST_P_PER_KWH:
        raise header.sheet.broken(
            header.row,
            header.columns["red"],
            f"the dearest unit charge is {dearest:g} p/kWh: if the figures are GBP/kWh, {dearest * 100:g} p/kWh",
            next_step="Correct the figures or their unit",
        )


def _classes(sheet: Sheet, row: int, column: int | None) -> str:
    if column is None:
        return ""
    value = sheet.value(row, column)
    if isinstance(value, float | int) and not isinstance(value, bool):
        if value != int(value):
            raise sheet.broken(row, column, f"{value!r} is no line loss factor class")
        return str(int(value))
    return value if isinstance(value, str) else ""
