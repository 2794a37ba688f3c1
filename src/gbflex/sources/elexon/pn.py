"""Elexon PN: physical notifications, the level a BM unit says it will run at."""

from __future__ import annotations

from typing import Final

from gbflex.sources.elexon.segments import BMRS_FILE, BMRS_TABLE, level_dataset

__all__ = ["PN"]

PN: Final = level_dataset(
    "elexon.pn",
    insights="PN",
    meaning="physical notification",
    notified=False,
    evidence="seen",
    also=(BMRS_FILE, BMRS_TABLE),
)
