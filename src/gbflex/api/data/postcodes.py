"""A directory of postcodes, kept as a hint in look-ups."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gbflex import bootstrap
from gbflex.analysis.answers.data import DataImportAnswer, ImportedPostcodesRow
from gbflex.errors import InputError
from gbflex.sources.postcodes import read_postcodes

__all__ = ["import_postcodes"]


def import_postcodes(files: Sequence[Path]) -> DataImportAnswer:
    """Import a directory; the one before is replaced.

    Args:
        files: One CSV file.

    Raises:
        InputError: Several files.
        BrokenFile: It is no directory of postcodes with coordinates.
    """
    if len(files) != 1:
        raise InputError(f"{len(files)} files are no directory", where="FILE", next_step="Give the one that holds")
    found = read_postcodes(files[0])
    row: ImportedPostcodesRow = {
        "dataset": "postcodes",
        "file": found.file,
        "outward_codes": len(found.places),
        "postcodes": found.postcodes,
        "left_out": found.left_out,
        "sha256": found.sha256,
        "warnings": [],
        "kept": str(bootstrap.data_home().keep_postcodes(found.places, found.file, found.sha256)),
    }
    return {"imported": [row], "datasets": [], "changed": []}
