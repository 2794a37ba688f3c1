"""A DNO's published Annex 1 workbook ("Schedule of charges and other tables") as a statement.

Layouts differ by company and year, so columns are found by what their titles mean, whole company names
decide whose it is, and whatever is not sure is refused with its sheet and cell.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from gbflex.errors import BrokenFile
from gbflex.gb.rates.duos_statement import DuosStatement
from gbflex.sources.duos_workbook_sheet import read_sheets
from gbflex.sources.duos_workbook_tariffs import find_header, tariff_rows
from gbflex.sources.duos_workbook_times import time_band_rows
from gbflex.sources.duos_workbook_title import statement_title

__all__ = ["read_duos_workbook"]


def read_duos_workbook(path: Path, *, area: str | None = None, year: int | None = None) -> DuosStatement:
    """The tariffs and time bands of a workbook.

    Args:
        path: The .xlsx file.
        area: Distributor id, for a title that names no licence holder.
        year: Calendar year of the charging year's 1 April, for a title without a date.

    Raises:
        BrokenFile: It cannot be read, or something in it is not sure; sheet and cell are named.
        InputError: `area` or `year` contradicts the title.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BrokenFile(f"the file cannot be read: {error.strerror}", where=str(path)) from None
    sheets = read_sheets(content, path.name)
    if not sheets:
        raise BrokenFile("the workbook has no visible sheet", where=path.name)
    header = find_header(sheets, path.name)
    title = statement_title(header.sheet, header.row, area, year)
    return DuosStatement(
        title=title.text,
        charging_year_start=title.charging_year_start,
        licence_area=title.licence_area,
        file=path.name,
        sha256=hashlib.sha256(content).hexdigest(),
        quality=title.quality,
        tariffs=tariff_rows(header, title),
        time_bands=time_band_rows(header.sheet, header.row, title),
    )
