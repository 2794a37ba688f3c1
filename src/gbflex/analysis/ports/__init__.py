"""What analysis needs from outside; `bootstrap` decides who provides it."""

from __future__ import annotations

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
