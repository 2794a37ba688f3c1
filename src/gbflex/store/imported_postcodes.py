"""Where outward codes lie, by the directory that was imported last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from gbflex.store.imported import ImportedKind
from gbflex.store.seal import unsealed

__all__ = ["POSTCODES", "PlacesByOutwardCode", "keep_postcodes", "kept_postcodes"]

PlacesByOutwardCode = Mapping[str, Sequence[tuple[float, float, int]]]
"""Latitude, longitude and number of postcodes of each place."""


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
    return POSTCODES.keep(home / POSTCODES.files_below, {"file": file, "sha256": sha256, "places": places}, now)


def kept_postcodes(home: Path) -> PlacesByOutwardCode:
    """The directory that is kept; empty where none is.

    Raises:
        BrokenFile: It is damaged.
    """
    return next(iter(POSTCODES.kept(home)), {})


def _places_of(content: bytes) -> PlacesByOutwardCode:
    return {
        str(code): [(float(latitude), float(longitude), int(count)) for latitude, longitude, count in found]
        for code, found in unsealed(content)["places"].items()
    }


POSTCODES: Final = ImportedKind(
    "postcodes", "postcodes", "rates/postcodes.json", "Import the directory again", _places_of
)
