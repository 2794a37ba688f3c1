"""The shipped series with their manifest: constants of the package, the same for every home."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from gbflex.analysis.ports import FoundSeries
from gbflex.analysis.series.data_list import SampleEntry
from gbflex.periods import Periods
from gbflex.store.gas_prices import GAS_DATASET
from gbflex.store.prices import SampleMarketData, price_of_dataset
from gbflex.store.sample.manifest import sample_manifest

__all__ = ["ShippedSeries", "shipped_series"]


class ShippedSeries(NamedTuple):
    """A shipped dataset.

    Attributes:
        name: Its name.
        entry: Its manifest.
        periods: The half-hours it should hold.
        found: What it holds of them.
    """

    name: str
    entry: SampleEntry
    periods: Periods
    found: FoundSeries


def shipped_series() -> Iterator[ShippedSeries]:
    """Every shipped dataset with its series."""
    sample = SampleMarketData()
    for name, entry in sample_manifest().items():
        first, last = entry["first_date"], entry["last_date"]
        if name == GAS_DATASET:
            # The first gas day ends in the morning of the day after.
            periods = Periods.between(first + timedelta(days=1), last)
            yield ShippedSeries(name, entry, periods, sample.gas_price(periods))
        else:
            periods = Periods.between(first, last)
            yield ShippedSeries(name, entry, periods, sample.price(price_of_dataset(name), periods))
