"""Elexon MILS: maximum import limits, zero or negative, resolved by Elexon as the export limits are."""

from __future__ import annotations

from typing import Final

from gbflex.sources.elexon.segments import BMRS_FILE, level_dataset

__all__ = ["MILS"]

MILS: Final = level_dataset(
    "elexon.mils",
    insights="MILS",
    meaning="maximum import limit",
    notified=True,
    evidence="seen",
    also=(BMRS_FILE,),
)
