"""Line loss factors: D0265 files or three tables, kept as factors that are used from then on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gbflex import bootstrap
from gbflex.analysis.answers.data import DataImportAnswer, ImportedLineLossRow, ShippedRow
from gbflex.analysis.series.data_list import imported_line_losses
from gbflex.api.data.statements import refuse_twins
from gbflex.gb.licence_areas import licence_area
from gbflex.sources.llf.file import read_line_loss_files
from gbflex.store.data_home import DataHome

__all__ = ["held_line_losses", "import_line_losses"]


def held_line_losses(home: DataHome) -> list[ShippedRow]:
    """Imported line loss factors, as `gbflex data list` shows them.

    Args:
        home: Where data lives.
    """
    return [imported_line_losses(one.statement, one.retrieved_time) for one in home.line_losses()]


def import_line_losses(files: Sequence[Path], *, area: str | None) -> DataImportAnswer:
    """Import line loss factors; every file is read before any is kept.

    Args:
        files: D0265 files, or three tables for a distributor and year.
        area: Distributor id, where the files do not say theirs.

    Raises:
        InputError: No such licence area, a table is missing, or two statements of one area and year.
        BrokenFile: A file is not what it should be; file and row are named.
    """
    if area is not None:
        licence_area(area)
    statements = read_line_loss_files(files, area=area)
    refuse_twins(statements)
    home = bootstrap.data_home()
    rows: list[ImportedLineLossRow] = [
        {
            "dataset": "llf",
            "file": one.file,
            "licence_area": one.licence_area,
            "charging_year_start": one.charging_year_start,
            "classes": len(one.calendar_of),
            "dates": len(one.dates),
            "sha256": one.sha256,
            "warnings": list(one.warnings),
            "kept": str(home.keep_line_losses(one)),
        }
        for one in statements
    ]
    return {"imported": rows, "datasets": held_line_losses(home), "changed": []}
