"""Elexon MELS: maximum export limits, resolved by Elexon: the higher notification wins."""

from __future__ import annotations

from typing import Final

from gbflex.sources.elexon.segments import BMRS_FILE, level_dataset

__all__ = ["MELS"]

MELS: Final = level_dataset(
    "elexon.mels",
    insights="MELS",
    meaning="maximum export limit",
    notified=True,
    evidence="seen",
    also=(BMRS_FILE,),
)
