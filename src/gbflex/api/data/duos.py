"""DUoS statements: DNOs' Annex 1 workbooks, kept as rates that are used from then on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gbflex import bootstrap
from gbflex.analysis.answers.data import DataImportAnswer, ImportedStatementRow, ShippedRow
from gbflex.analysis.series.data_list import duos_dataset, imported_dataset
from gbflex.api.data.statements import refuse_twins
from gbflex.gb.licence_areas import licence_area
from gbflex.sources.duos.workbook import read_duos_workbook
from gbflex.store.data_home import DataHome

__all__ = ["held_statements", "import_statements"]


def held_statements(home: DataHome) -> list[ShippedRow]:
    """The shipped tariffs and every imported statement, as `gbflex data list` shows them.

    Args:
        home: Where data lives.
    """
    imported = [
        imported_dataset(
            item.statement.charging_year_start,
            item.statement.licence_area,
            len(item.statement.tariffs),
            title=item.statement.title,
            file=item.statement.file,
            retrieved_time=item.retrieved_time,
        )
        for item in home.statements()
    ]
    return [duos_dataset(), *imported]


def import_statements(files: Sequence[Path], *, area: str | None, year: int | None) -> DataImportAnswer:
    """Import workbooks; every file is read before any is kept.

    Args:
        files: The workbooks.
        area: Distributor id, for a title that names no licence holder.
        year: Charging year, for a title without a date.

    Raises:
        InputError: No such licence area, or two files of one area and year.
        BrokenFile: A file is not what it should be; the sheet and cell are named.
    """
    if area is not None:
        licence_area(area)
    statements = [read_duos_workbook(file, area=area, year=year) for file in files]
    refuse_twins(statements)
    home = bootstrap.data_home()
    rows: list[ImportedStatementRow] = []
    for statement in statements:
        kept = home.keep_statement(statement)
        rows.append(
            {
                "dataset": "duos",
                "file": statement.file,
                "title": statement.title,
                "licence_area": statement.licence_area,
                "charging_year_start": statement.charging_year_start,
                "tariffs": len(statement.tariffs),
                "time_bands": len(statement.time_bands),
                "sha256": statement.sha256,
                "quality": statement.quality,
                "warnings": list(statement.warnings),
                "kept": str(kept),
            }
        )
    return {"imported": rows, "datasets": held_statements(home), "changed": []}
