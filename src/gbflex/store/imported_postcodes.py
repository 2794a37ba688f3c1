"""Where outward codes lie, by the directory that was imported last: one JSON file, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from gbflex.errors import BrokenFile
from gbflex.store.imported_duos import keep_json
from gbflex.store.seal import unsealed

__all__ = ["PlacesByOutwardCode", "keep_postcodes", "kept_postcodes"]

PlacesByOutwardCode = Mapping[str, Sequence[tuple[float, float, int]]]
"""Latitude, longitude and number of postcodes of each place."""


def _target(home: Path) -> Path:
    return home / "rates" / "postcodes.json"


def keep_postcodes(home: Path, places: PlacesByOutwardCode, file: str, sha256: str, now: datetime) -> Path:
    """Keep a directory in the place of an earlier one; where it lies.

    Args:
        home: Where data lives.
        places: By outward code.
        file: Name of the file they come from.
        sha256: Of its content.
        now: The clock, aware UTC.

    Raises:
        InputError: The place cannot be written.
    """
    kept = {"retrieved_time": f"{now:%Y-%m-%dT%H:%M:%SZ}", "file": file, "sha256": sha256, "places": places}
    keep_json(_target(home), kept)
    return _target(home)


def kept_postcodes(home: Path) -> PlacesByOutwardCode:
    """The directory that is kept; empty where none is.

    Raises:
        BrokenFile: It is damaged.
    """
    path = _target(home)
    if not path.is_file():
        return {}
    try:
        places = unsealed(path.read_bytes())["places"]
        return {
            str(code): [(float(latitude), float(longitude), int(count)) for latitude, longitude, count in found]
            for code, found in places.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BrokenFile(
            f"imported postcodes are damaged: {error}", where=str(path), next_step="Import the directory again"
        ) from None
