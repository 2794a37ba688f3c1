"""What analysis needs from outside; `bootstrap` decides who provides it."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from gbflex.analysis.ports.bm import (
        BmData,
        BmLevel,
        BmPorts,
        FirstPairPrices,
        HeldFacts,
        LimitRanges,
        PublishedFigures,
        StackMultipliers,
        UnitData,
    )
    from gbflex.analysis.ports.site import (
        FoundSeries,
        HalfHourlyFiles,
        IssuedPrices,
        MarketData,
        Ports,
        Quantity,
    )

__all__ = [
    "BmData",
    "BmLevel",
    "BmPorts",
    "FirstPairPrices",
    "FoundSeries",
    "HalfHourlyFiles",
    "HeldFacts",
    "IssuedPrices",
    "LimitRanges",
    "MarketData",
    "Ports",
    "PublishedFigures",
    "Quantity",
    "StackMultipliers",
    "UnitData",
]

OF_UNITS: Final = {
    "BmData", "BmLevel", "BmPorts", "FirstPairPrices", "HeldFacts", "LimitRanges", "PublishedFigures",
    "StackMultipliers", "UnitData",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    # Loaded on first use: a run of a site imports nothing of the Balancing Mechanism.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{'bm' if name in OF_UNITS else 'site'}"), name)
