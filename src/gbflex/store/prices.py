"""Half-hourly prices by name, and the price of gas: from the record where it holds them, else the sample.

The record's value is the one that holds now: of the latest settlement run, or retrieved last.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import FoundSeries
from gbflex.assets.supply import PriceName
from gbflex.errors import MissingPeriods
from gbflex.observations import ObservationTable
from gbflex.periods import Periods
from gbflex.store.difference import first_versions
from gbflex.store.gas_prices import GAS_DATASET, recorded_gas_price, sample_gas_price
from gbflex.store.price_series import filled, recorded_series, rows_of, sample_file, sample_series
from gbflex.store.published import Tables
from gbflex.store.sample.manifest import sample_manifest
from gbflex.tables import Column, TableSchema

__all__ = ["PRICE_DATASETS", "PRICE_TABLE", "RecordedMarketData", "SampleMarketData", "price_of_dataset"]

PRICE_TABLE: Final = TableSchema(
    name="half-hourly price",
    columns=(
        Column("settlement_date", "date", "Local day"),
        Column("settlement_period", "integer", "Half-hour of the day, from 1", low=1, high=50),
        # Outside these bounds a price is a unit error; the cash-out price is capped at the value of lost load.
        Column("price_gbp_per_mwh", "number", "Price of the half-hour", unit="GBP/MWh", low=-2000, high=10000),
    ),
    key=("settlement_date", "settlement_period"),
)


class _Query(NamedTuple):
    dataset: str
    select: str


QUERIES: Final[dict[PriceName, _Query]] = {
    "system_price": _Query(
        "elexon.system_prices",
        """
        SELECT settlement_date, settlement_period, system_sell_price_gbp_per_mwh AS price_gbp_per_mwh,
               {known_time} AS known_time
        FROM dataset
        """,
    ),
    # A provider without volume names no price; the index is the volume-weighted mean of the others.
    "market_index": _Query(
        "elexon.market_index",
        """
        SELECT settlement_date, settlement_period,
               SUM(market_index_price_gbp_per_mwh * market_index_volume_mwh) / SUM(market_index_volume_mwh)
                   AS price_gbp_per_mwh,
               MAX({known_time}) AS known_time
        FROM dataset
        WHERE market_index_volume_mwh > 0
        GROUP BY settlement_date, settlement_period
        """,
    ),
    "day_ahead": _Query(
        "exchange.day_ahead",
        """
        SELECT settlement_date, settlement_period, day_ahead_price_gbp_per_mwh AS price_gbp_per_mwh,
               {known_time} AS known_time
        FROM dataset
        """,
    ),
}


PRICE_DATASETS: Final = (*(query.dataset for query in QUERIES.values()), GAS_DATASET)
"""Datasets that prices of a site can come from."""


def price_of_dataset(dataset: str) -> PriceName:
    """The price that a dataset holds.

    Raises:
        KeyError: It holds none.
    """
    return {query.dataset: name for name, query in QUERIES.items()}[dataset]


class SampleMarketData:
    """Prices from the shipped sample."""

    def first_known(self, name: PriceName, periods: Periods) -> FoundSeries:
        """The same: the sample has one version, and does not say when it was known."""
        return self.price(name, periods)

    def price(self, name: PriceName, periods: Periods) -> FoundSeries:
        """A price series as far as the sample holds it.

        Args:
            name: "market_index" or "system_price".
            periods: The time axis.

        Raises:
            MissingPeriods: The sample has no such series.
        """
        query = QUERIES[name]
        if query.dataset not in sample_manifest():
            raise _not_held(name, "shipped sample")
        with sample_file(query.dataset) as path:
            values = _read([path], query.select, periods).values
        return sample_series(name, query.dataset, values)

    def gas_price(self, periods: Periods) -> FoundSeries:
        """The system average price of gas by gas day [GBP/MWh, gross calorific value].

        Args:
            periods: The time axis.
        """
        return sample_gas_price(periods)


class RecordedMarketData:
    """Prices from the record, and where it holds none from the shipped sample.

    Args:
        home: Where data lives.
        tables: The record's tables by dataset.
    """

    def __init__(self, home: Path, tables: Mapping[str, ObservationTable]) -> None:
        self.held = Tables(home)
        self.tables = tables
        self.sample = SampleMarketData()

    def price(self, name: PriceName, periods: Periods) -> FoundSeries:
        """A price series as far as it is held: the values that hold now.

        Args:
            name: The price.
            periods: The time axis.

        Raises:
            MissingPeriods: There is no such series.
        """
        query = QUERIES[name]
        manifest = self.held.manifest(query.dataset)
        # Of a home that holds nothing of it no table is asked for: that would import every dataset.
        files = (
            self.held.files(self.tables[query.dataset], periods.first_date, periods.last_date)
            if manifest.partitions or manifest.columns
            else []
        )
        return self._with_sample(name, periods, _read(files, query.select, periods))

    def first_known(self, name: PriceName, periods: Periods) -> FoundSeries:
        """The same as each value was first known, with when.

        Args:
            name: The price.
            periods: The time axis.

        Raises:
            MissingPeriods: There is no such series.
        """
        query, table = QUERIES[name], self.tables[QUERIES[name].dataset]
        first = first_versions(self.held.history(table, periods.first_date, periods.last_date), table)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "first.parquet"
            first.write_parquet(file)
            found = _read([file] if len(first) else [], query.select, periods, known=True)
        return self._with_sample(name, periods, found)

    def gas_price(self, periods: Periods) -> FoundSeries:
        """The system average price of gas by gas day [GBP/MWh, gross calorific value]: what holds now.

        Args:
            periods: The time axis.
        """
        return recorded_gas_price(self.held, self.tables, periods)

    def _with_sample(self, name: PriceName, periods: Periods, recorded: _Read) -> FoundSeries:
        """The record's values, and the sample's where it has none."""
        dataset = QUERIES[name].dataset
        found = recorded_series(self.held, name, dataset, *recorded)
        if found is None:
            return self.sample.price(name, periods)
        if not np.isnan(found.values).any() or dataset not in sample_manifest():
            return found
        return filled(found, self.sample.price(name, periods))


def _not_held(name: str, where: str) -> MissingPeriods:
    return MissingPeriods(
        f"no {name} prices are held",
        where=where,
        available=", ".join(price for price, query in QUERIES.items() if query.dataset in sample_manifest()),
        next_step="Day-ahead prices belong to their exchange: import your own with gbflex data import "
        "exchange.day_ahead FILE, or name a file in the site as {file: prices.csv}",
    )


class _Read(NamedTuple):
    """Prices on a time axis, NaN where there is none, and when each was known where that was asked for."""

    values: NDArray[np.float64]
    known_time: NDArray[np.datetime64] | None


def _read(files: Sequence[Path], select: str, periods: Periods, *, known: bool = False) -> _Read:
    values = np.full(len(periods), np.nan)
    times = np.full(len(periods), np.datetime64("NaT"), dtype="datetime64[s]") if known else None
    if not files:
        return _Read(values, times)
    text = select.format(known_time="available_time" if known else "CAST(NULL AS TIMESTAMP)")
    found = rows_of(
        files,
        f"SELECT * REPLACE (CAST(known_time AS TIMESTAMP) AS known_time) FROM ({text}) "  # noqa: S608 (our own text)
        "WHERE settlement_date BETWEEN ? AND ?",
        [periods.first_date, periods.last_date],
    )
    date = found["settlement_date"].astype("datetime64[D]")
    period = found["settlement_period"].astype(np.int64)
    price = np.asarray(found["price_gbp_per_mwh"], dtype=np.float64)
    PRICE_TABLE.check({"settlement_date": date, "settlement_period": period, "price_gbp_per_mwh": price})
    at = periods.positions(date, period)
    values[at] = price
    if times is not None:
        times[at] = np.asarray(found["known_time"]).astype("datetime64[s]")
    return _Read(values, times)
