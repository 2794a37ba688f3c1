"""DNOs' published Annex 1 workbooks ("Schedule of charges and other tables"), read by meaning.

Layouts differ by company and year. The sheet, the columns, the title and the time bands are found by what they
say; what cannot be sure is refused with the sheet and the cell. Method and limits: docs/methods/duos-workbooks.md.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from gbflex import limits
from gbflex.errors import BrokenFile
from gbflex.gb.rates.duos_statement import DuosStatement, DuosTariffRow, DuosTimeBandRow
from gbflex.outside_file import content_of
from gbflex.sources.duos.checks import check_figures
from gbflex.sources.duos.clock import clock
from gbflex.sources.duos.sheet import Sheet, read_sheets
from gbflex.sources.duos.tariffs import (
    TariffFigures,
    TariffTable,
    find_table,
    has_unit_charges,
    read_tariffs,
)
from gbflex.sources.duos.times import TimeBand, read_time_bands
from gbflex.sources.duos.title import Title, statement_title

__all__ = ["read_duos_workbook"]

ANNEX_1: Final = re.compile(r"\bannex\s*1\b", re.IGNORECASE)


def read_duos_workbook(path: Path, *, area: str | None = None, year: int | None = None) -> DuosStatement:
    """One licence area's tariffs and time bands of one charging year.

    Args:
        path: An .xlsx file.
        area: Distributor id, for a title that names no licence holder in full.
        year: Year of the charging year's 1 April, for a title without a date.

    Raises:
        BrokenFile: The file cannot be read, or something in it is not sure.
        InputError: The caller and the workbook disagree about area or year.
    """
    content = content_of(path, limits.WORKBOOK_BYTES, what="workbook", kept=True)
    table = _annex_1(read_sheets(content, path.name), path.name)
    header, figures = read_tariffs(table)
    title = statement_title(table.sheet, header.first_row, area, year)
    check_figures(table.sheet, header.columns, figures)
    bands, warnings = read_time_bands(table.sheet, header.first_row)
    if title.quality != "actual":
        warnings = [f"the title calls itself not final: {title.text}", *warnings]
    return DuosStatement(
        title=title.text,
        charging_year_start=title.charging_year_start,
        licence_area=title.licence_area,
        file=path.name,
        sha256=hashlib.sha256(content).hexdigest(),
        quality=title.quality,
        warnings=tuple(warnings),
        tariffs=tuple(_tariff_row(item, title, table.sheet) for item in figures),
        time_bands=tuple(row for band in bands for row in _band_rows(band, title, table.sheet)),
    )


def _annex_1(sheets: list[Sheet], file: str) -> TariffTable:
    """The table of all LV and HV tariffs with unit charges; its sheet's name decides only between several."""
    tables = [table for sheet in sheets if (table := find_table(sheet))]
    found = [table for table in tables if has_unit_charges(table)] or tables
    named = [table for table in found if ANNEX_1.search(table.sheet.name)]
    one = found if len(found) == 1 else named
    if len(one) == 1:
        return one[0]
    names = ", ".join(table.sheet.name for table in found) or ", ".join(sheet.name for sheet in sheets)
    what = "several sheets hold tariffs with unit charges" if found else "no sheet holds the LV and HV tariffs"
    raise BrokenFile(
        what, where=file, available=f"sheets {names}", next_step="Give the workbook as published, with its Annex 1"
    )


def _source(title: Title, sheet: Sheet, row: int) -> str:
    return f"{title.text}; {sheet.file}, {sheet.name}, row {row + 1}"


def _tariff_row(item: TariffFigures, title: Title, sheet: Sheet) -> DuosTariffRow:
    return DuosTariffRow(
        charging_year_start=title.charging_year_start,
        licence_area=title.licence_area,
        tariff=item.name,
        red_p_per_kwh=item.rates["red"],
        amber_p_per_kwh=item.rates["amber"],
        green_p_per_kwh=item.rates["green"],
        fixed_p_per_mpan_day=item.charges["fixed"],
        capacity_p_per_kva_day=item.charges["capacity"],
        exceeded_capacity_p_per_kva_day=item.charges["exceeded"],
        reactive_p_per_kvarh=item.charges["reactive"],
        open_llfcs=item.open_llfcs,
        closed_llfcs=item.closed_llfcs,
        source=_source(title, sheet, item.row),
    )


def _band_rows(band: TimeBand, title: Title, sheet: Sheet) -> list[DuosTimeBandRow]:
    return [
        DuosTimeBandRow(
            charging_year_start=title.charging_year_start,
            licence_area=title.licence_area,
            table=band.table,
            day_type=day_type,
            day_type_as_published=band.label,
            band=band.band,
            start_local=clock(band.start),
            end_local=clock(band.end),
            times_as_published=band.published,
            source=_source(title, sheet, band.row),
        )
        for day_type in band.days.day_types
    ]
