"""Where publishers' services are; every command reads them with its settings, so nothing else is imported here."""

from __future__ import annotations

from typing import Final, Literal

__all__ = ["ADDRESSES", "Publisher"]

Publisher = Literal["elexon", "neso"]

ADDRESSES: Final[dict[Publisher, str]] = {
    "elexon": "https://data.elexon.co.uk/bmrs/api/v1",
    "neso": "https://api.neso.energy",
}
"""Elexon's as documented; NESO's as generally known."""
