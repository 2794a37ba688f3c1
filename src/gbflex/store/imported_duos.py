"""DUoS statements that were imported: one JSON file per charging year and licence area, whole or not at all."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from gbflex.errors import BrokenFile, InputError
from gbflex.gb.rates.duos_statement import DuosStatement, DuosTariffRow, DuosTimeBandRow
from gbflex.store.disk import keep_file
from gbflex.store.seal import sealed, unsealed

__all__ = [
    "ImportedStatement",
    "keep_json",
    "keep_statement",
    "kept_statements",
    "read_statement",
    "statement_files",
]


class ImportedStatement(NamedTuple):
    """A statement and when it was imported, ISO UTC."""

    statement: DuosStatement
    retrieved_time: str


def _folder(home: Path) -> Path:
    return home / "rates" / "duos"


def keep_statement(home: Path, statement: DuosStatement, now: datetime) -> Path:
    """Keep a statement; an earlier one of the same year and area is replaced.

    Args:
        home: Where data lives.
        statement: As read from the workbook.
        now: The clock, aware UTC.

    Raises:
        InputError: The place cannot be written.
    """
    target = _folder(home) / f"{statement.charging_year_start}-{statement.licence_area}.json"
    keep_json(target, {"retrieved_time": f"{now:%Y-%m-%dT%H:%M:%SZ}", **dataclasses.asdict(statement)})
    return target


def keep_json(target: Path, kept: Mapping[str, object]) -> None:
    """Write a file of imported rates, whole or not at all.

    Args:
        target: Where it goes.
        kept: What it says.

    Raises:
        InputError: The place cannot be written.
    """
    try:
        keep_file(target, sealed(kept, indent=1))
    except OSError as error:
        raise InputError(
            f"the rates cannot be kept: {error.strerror}",
            where=str(target),
            next_step="Choose another GBFLEX_HOME, or make room on its disk",
        ) from None


def kept_statements(home: Path) -> list[ImportedStatement]:
    """Every statement that was imported, by file name.

    Raises:
        BrokenFile: A kept file is damaged.
    """
    return [read_statement(path) for path in statement_files(home)]


def statement_files(home: Path) -> list[Path]:
    """The files of the statements that were imported, by name."""
    folder = _folder(home)
    return sorted(folder.glob("[!.]*.json")) if folder.is_dir() else []


def read_statement(path: Path) -> ImportedStatement:
    """A kept file as a statement.

    Args:
        path: The file.

    Raises:
        BrokenFile: It is damaged.
    """
    try:
        return _statement_of(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenFile(
            f"imported rates are damaged: {error}", where=str(path), next_step="Import the workbook again"
        ) from None


@functools.lru_cache(maxsize=64)
def _statement_of(content: bytes) -> ImportedStatement:
    """A kept file's bytes as a statement. The cache is by what the file says, so no home sees another's."""
    kept: dict[str, Any] = unsealed(content)
    retrieved = kept.pop("retrieved_time")
    tariffs = tuple(DuosTariffRow(**row) for row in kept.pop("tariffs"))
    bands = tuple(DuosTimeBandRow(**row) for row in kept.pop("time_bands"))
    warnings = tuple(kept.pop("warnings", ()))
    statement = DuosStatement(tariffs=tariffs, time_bands=bands, warnings=warnings, **kept)
    return ImportedStatement(statement, retrieved)
