"""DUoS statements that were imported: one file for each charging year and licence area."""

from __future__ import annotations

import dataclasses
import functools
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from gbflex.gb.rates.duos_statement import DuosStatement, DuosTariffRow, DuosTimeBandRow
from gbflex.store.imported import ImportedKind
from gbflex.store.seal import unsealed

__all__ = ["DUOS", "ImportedStatement", "keep_statement"]


class ImportedStatement(NamedTuple):
    """A statement and when it was imported, ISO UTC."""

    statement: DuosStatement
    retrieved_time: str


def keep_statement(home: Path, statement: DuosStatement, now: datetime) -> Path:
    """Keep a statement; an earlier one of the same year and area is replaced.

    Args:
        home: Where data lives.
        statement: As read from the workbook.
        now: The clock, aware UTC.

    Raises:
        InputError: The place cannot be written.
    """
    name = f"{statement.charging_year_start}-{statement.licence_area}.json"
    return DUOS.keep(home / "rates" / "duos" / name, dataclasses.asdict(statement), now)


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


DUOS: Final = ImportedKind("duos", "rates", "rates/duos/[!.]*.json", "Import the workbook again", _statement_of)
