"""Line loss factors that were imported: one JSON file per charging year and licence area, whole or not at all."""

from __future__ import annotations

import dataclasses
import functools
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from gbflex.errors import BrokenFile
from gbflex.gb.rates.line_loss_factors import LineLossStatement
from gbflex.store.imported_duos import keep_json
from gbflex.store.seal import unsealed

__all__ = ["ImportedLineLosses", "keep_line_losses", "kept_line_losses"]


class ImportedLineLosses(NamedTuple):
    """A statement and when it was imported, ISO UTC."""

    statement: LineLossStatement
    retrieved_time: str


def _folder(home: Path) -> Path:
    return home / "rates" / "llf"


def keep_line_losses(home: Path, statement: LineLossStatement, now: datetime) -> Path:
    """Keep a statement; an earlier one of the same year and area is replaced.

    Args:
        home: Where data lives.
        statement: As read from the files.
        now: The clock, aware UTC.

    Raises:
        InputError: The place cannot be written.
    """
    target = _folder(home) / f"{statement.charging_year_start}-{statement.licence_area}.json"
    keep_json(target, {"retrieved_time": f"{now:%Y-%m-%dT%H:%M:%SZ}", **dataclasses.asdict(statement)})
    return target


def kept_line_losses(home: Path) -> list[ImportedLineLosses]:
    """Every statement that was imported, by file name.

    Raises:
        BrokenFile: A kept file is damaged.
    """
    folder = _folder(home)
    return [_read(path) for path in sorted(folder.glob("[!.]*.json"))] if folder.is_dir() else []


def _read(path: Path) -> ImportedLineLosses:
    try:
        return _statement_of(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenFile(
            f"imported line loss factors are damaged: {error}", where=str(path), next_step="Import the files again"
        ) from None


@functools.lru_cache(maxsize=64)
def _statement_of(content: bytes) -> ImportedLineLosses:
    """A kept file's bytes as a statement. The cache is by what the file says, so no home sees another's."""
    kept: dict[str, Any] = unsealed(content)
    retrieved = kept.pop("retrieved_time")
    return ImportedLineLosses(LineLossStatement(**{**kept, "warnings": tuple(kept["warnings"])}), retrieved)
