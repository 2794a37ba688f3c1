"""Line loss factors that were imported: one file for each charging year and licence area."""

from __future__ import annotations

import dataclasses
import functools
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from gbflex.gb.rates.line_loss_factors import LineLossStatement
from gbflex.store.imported import ImportedKind
from gbflex.store.seal import unsealed

__all__ = ["LINE_LOSSES", "ImportedLineLosses", "keep_line_losses"]


class ImportedLineLosses(NamedTuple):
    """A statement and when it was imported, ISO UTC."""

    statement: LineLossStatement
    retrieved_time: str


def keep_line_losses(home: Path, statement: LineLossStatement, now: datetime) -> Path:
    """Keep a statement; an earlier one of the same year and area is replaced.

    Args:
        home: Where data lives.
        statement: As read from the files.
        now: The clock, aware UTC.

    Raises:
        InputError: The place cannot be written.
    """
    name = f"{statement.charging_year_start}-{statement.licence_area}.json"
    return LINE_LOSSES.keep(home / "rates" / "llf" / name, dataclasses.asdict(statement), now)


@functools.lru_cache(maxsize=64)
def _statement_of(content: bytes) -> ImportedLineLosses:
    """A kept file's bytes as a statement. The cache is by what the file says, so no home sees another's."""
    kept: dict[str, Any] = unsealed(content)
    retrieved = kept.pop("retrieved_time")
    return ImportedLineLosses(LineLossStatement(**{**kept, "warnings": tuple(kept["warnings"])}), retrieved)


LINE_LOSSES: Final = ImportedKind(
    "llf", "line loss factors", "rates/llf/[!.]*.json", "Import the files again", _statement_of
)
