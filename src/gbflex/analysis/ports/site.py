"""What questions about a site need from outside: half-hourly series, files, and the DUoS rates that are held."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from gbflex.assets.supply import PriceName
from gbflex.gb.rates.duos_rates import DuosRates
from gbflex.gb.rates.line_loss_factors import SHIPPED_LINE_LOSSES, LineLossFactors
from gbflex.periods import Periods
from gbflex.tables import Quality

__all__ = ["FoundSeries", "HalfHourlyFiles", "IssuedPrices", "MarketData", "Ports", "Quantity"]

Quantity = Literal["price", "demand", "heat", "generation", "carbon"]
"""What the values of a half-hourly file are."""


@dataclass(frozen=True, eq=False)
class FoundSeries:
    """A half-hourly series as far as it is held.

    Attributes:
        name: What it is.
        values: One per half-hour, NaN where nothing is held, shape (n,).
        unit: Unit of the values.
        source: Publisher, dataset or file.
        held: The span that is held, for messages.
        quality: Quality of the values.
        known_time: When each value could be known (UTC), shape (n,); null where nobody says.
    """

    name: str
    values: NDArray[np.float64]
    unit: str
    source: str
    held: str
    quality: Quality = "actual"
    known_time: NDArray[np.datetime64] | None = None


class MarketData(Protocol):
    """Half-hourly prices by name, and the price of gas."""

    def price(self, name: PriceName, periods: Periods) -> FoundSeries:
        """A price series on a time axis: the values that hold now."""

    def first_known(self, name: PriceName, periods: Periods) -> FoundSeries:
        """The same as each value was first known, with when; later restatements are left out."""

    def gas_price(self, periods: Periods) -> FoundSeries:
        """The system average price of the gas day of each half-hour [GBP/MWh, gross calorific value]."""


@dataclass(frozen=True, eq=False)
class IssuedPrices:
    """Forecast prices with the time each was known.

    Attributes:
        known_time: When the value was known (UTC), shape (m,).
        start_time: Start of the half-hour it is for (UTC), shape (m,).
        gbp_per_mwh: The value [GBP/MWh], shape (m,).
        source: Where it came from.
    """

    known_time: NDArray[np.datetime64]
    start_time: NDArray[np.datetime64]
    gbp_per_mwh: NDArray[np.float64]
    source: str


class HalfHourlyFiles(Protocol):
    """Half-hourly and daily files that a site file or a caller names."""

    def is_issued(self, path: Path) -> bool:
        """Whether a file says when each of its prices was known."""

    def read_issued(self, path: Path) -> IssuedPrices:
        """A file of forecasts."""

    def read(self, path: Path, quantity: Quantity, periods: Periods) -> FoundSeries:
        """A file's values on a time axis."""

    def read_gas(self, path: Path, periods: Periods) -> FoundSeries:
        """A file's gas price of the gas day of each half-hour [GBP/MWh, gross calorific value]."""


@dataclass(frozen=True)
class Ports:
    """What questions about a site may ask the outside for.

    Attributes:
        market_data: Prices by name.
        files: Files that a site file names.
        duos: The DUoS rates that are held, imported ones included.
        line_losses: The line loss factors that are held, likewise.
    """

    market_data: MarketData
    files: HalfHourlyFiles
    duos: DuosRates
    line_losses: LineLossFactors = SHIPPED_LINE_LOSSES
