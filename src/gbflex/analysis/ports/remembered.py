"""Ports that read each series once, for questions that ask the same span of several sites."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar, cast

from gbflex.analysis.ports.site import (
    FoundSeries,
    HalfHourlyFiles,
    IssuedPrices,
    MarketData,
    Ports,
    Quantity,
)
from gbflex.assets.supply import PriceName
from gbflex.periods import Periods

__all__ = ["remembering"]

Found = TypeVar("Found")


def remembering(ports: Ports) -> Ports:
    """The same ports; what was read once is not read again.

    Args:
        ports: Where prices and files come from. Nothing that they hold may change while these are used.
    """
    return replace(ports, market_data=_RememberedPrices(ports.market_data), files=_RememberedFiles(ports.files))


@dataclass
class _Memory:
    kept: dict[Hashable, object] = field(default_factory=dict)

    def of(self, key: Hashable, read: Callable[[], Found]) -> Found:
        if key not in self.kept:
            self.kept[key] = read()
        return cast("Found", self.kept[key])


def _span(periods: Periods) -> Hashable:
    return periods.first_date, periods.last_date


@dataclass
class _RememberedPrices:
    held: MarketData
    memory: _Memory = field(default_factory=_Memory)

    def price(self, name: PriceName, periods: Periods) -> FoundSeries:
        return self.memory.of(("price", name, _span(periods)), lambda: self.held.price(name, periods))

    def first_known(self, name: PriceName, periods: Periods) -> FoundSeries:
        return self.memory.of(("first known", name, _span(periods)), lambda: self.held.first_known(name, periods))

    def gas_price(self, periods: Periods) -> FoundSeries:
        return self.memory.of(("gas", _span(periods)), lambda: self.held.gas_price(periods))


@dataclass
class _RememberedFiles:
    held: HalfHourlyFiles
    memory: _Memory = field(default_factory=_Memory)

    def is_issued(self, path: Path) -> bool:
        return self.memory.of(("is issued", path), lambda: self.held.is_issued(path))

    def read_issued(self, path: Path) -> IssuedPrices:
        return self.memory.of(("issued", path), lambda: self.held.read_issued(path))

    def read(self, path: Path, quantity: Quantity, periods: Periods) -> FoundSeries:
        return self.memory.of((path, quantity, _span(periods)), lambda: self.held.read(path, quantity, periods))

    def read_gas(self, path: Path, periods: Periods) -> FoundSeries:
        return self.memory.of((path, "gas", _span(periods)), lambda: self.held.read_gas(path, periods))
