"""The Python twins of `data list` and `data import`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gbflex import bootstrap
from gbflex.analysis.data_list import duos_dataset, imported_dataset, price_dataset
from gbflex.errors import InputError
from gbflex.gb.licence_areas import licence_area
from gbflex.gb.rates.duos_statement import DuosStatement
from gbflex.gb.rates.duos_tables import charging_year_label
from gbflex.sources.duos_workbook import read_duos_workbook
from gbflex.store.imported_duos import keep_statement, kept_statements
from gbflex.store.sample import price_of_dataset, sample_manifest

__all__ = ["data_import", "data_list"]

IMPORTABLE = ("duos",)


def data_list() -> dict[str, Any]:
    """What is held; keys as `gbflex data list --json`."""
    imported = [
        imported_dataset(
            item.statement.charging_year_start,
            item.statement.licence_area,
            len(item.statement.tariffs),
            title=item.statement.title,
            file=item.statement.file,
            retrieved_time=item.retrieved_time,
        )
        for item in kept_statements(bootstrap.settings().home)
    ]
    market_data = bootstrap.ports().market_data
    prices = [
        price_dataset(name, entry, price_of_dataset(name), market_data)
        for name, entry in sample_manifest().items()
    ]
    return {"datasets": [*prices, duos_dataset(), *imported]}


def data_import(
    dataset: str, files: Iterable[str | Path], *, area: str | None = None, year: int | None = None
) -> dict[str, Any]:
    """Import published files; every file is read before any is kept. Keys as `gbflex data import --json`.

    Args:
        dataset: "duos": DNOs' Annex 1 workbooks.
        files: The files.
        area: Distributor id, for a title that names no licence holder.
        year: Charging year, for a title without a date.

    Raises:
        InputError: No such dataset or licence area, or two files of one area and year.
        BrokenFile: A file is not what it should be; the sheet and cell are named.
    """
    if dataset not in IMPORTABLE:
        raise InputError(f"there is no dataset {dataset!r} to import", available=", ".join(IMPORTABLE))
    if area is not None:
        licence_area(area)
    statements = [read_duos_workbook(Path(file), area=area, year=year) for file in files]
    _refuse_twins(statements)
    home = bootstrap.settings().home
    rows = []
    for statement in statements:
        kept = keep_statement(home, statement, bootstrap.now())
        rows.append(
            {
                "dataset": dataset,
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
    return {"imported": rows}


def _refuse_twins(statements: Iterable[DuosStatement]) -> None:
    files: dict[tuple[int, str], str] = {}
    for statement in statements:
        key = statement.charging_year_start, statement.licence_area
        if key in files:
            raise InputError(
                f"{files[key]} and {statement.file} are both of area {key[1]}, {charging_year_label(key[0])}",
                where="FILE",
                next_step="Give the one that holds",
            )
        files[key] = statement.file
