"""Half-hourly prices by name: from the record where it holds them, else from the shipped sample.

The record's value is the one that holds now: of the latest settlement run, or retrieved last.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import numpy as np

from gbflex.analysis.ports import FoundSeries
from gbflex.assets.contracts import PriceName
from gbflex.errors import MissingPeriods
from gbflex.periods import Periods
from gbflex.store.engine import quoted
from gbflex.store.sample import sample_manifest
from gbflex.store.tables import Tables
from gbflex.tables import Column, TableContract

__all__ = ["PRICE_TABLE", "RecordedMarketData", "SampleMarketData", "price_of_dataset"]

PRICE_TABLE: Final = TableContract(
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
        SELECT settlement_date, settlement_period, system_sell_price_gbp_per_mwh AS price_gbp_per_mwh
        FROM dataset
        """,
    ),
    # A provider without volume names no price; the index is the volume-weighted mean of the others.
    "market_index": _Query(
        "elexon.market_index",
        """
        SELECT settlement_date, settlement_period,
               SUM(market_index_price_gbp_per_mwh * market_index_volume_mwh) / SUM(market_index_volume_mwh)
                   AS price_gbp_per_mwh
        FROM dataset
        WHERE market_index_volume_mwh > 0
        GROUP BY settlement_date, settlement_period
        """,
    ),
    "day_ahead": _Query(
        "exchange.day_ahead",
        """
        SELECT settlement_date, settlement_period, day_ahead_price_gbp_per_mwh AS price_gbp_per_mwh
        FROM dataset
        """,
    ),
}


def price_of_dataset(dataset: str) -> PriceName:
    """The price that a dataset holds.

    Raises:
        KeyError: It holds none.
    """
    return {query.dataset: name for name, query in QUERIES.items()}[dataset]


class SampleMarketData:
    """Prices from the shipped sample."""

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
        manifest = sample_manifest()[query.dataset]
        with resources.as_file(resources.files("gbflex.data") / "sample" / f"{query.dataset}.parquet") as path:
            values = _read([path], query.select, periods)
        return FoundSeries(
            name=name,
            values=values,
            unit="GBP/MWh",
            source=f"{query.dataset}, {manifest['publisher']}, {manifest['retrieved']}",
            held=f"{name} from {manifest['first_date']} to {manifest['last_date']}",
        )


class RecordedMarketData:
    """Prices from the record, and where it holds none from the shipped sample.

    Args:
        home: Where data lives.
    """

    def __init__(self, home: Path) -> None:
        self.tables = Tables(home)
        self.sample = SampleMarketData()

    def price(self, name: PriceName, periods: Periods) -> FoundSeries:
        """A price series as far as it is held.

        Args:
            name: The price.
            periods: The time axis.

        Raises:
            MissingPeriods: There is no such series.
        """
        dataset = QUERIES[name].dataset
        parts = list(self.tables.manifest(dataset).partitions.values())
        if not parts:
            return self.sample.price(name, periods)
        files = [
            self.tables.folder / dataset / part.current
            for part in parts
            if part.last >= str(periods.first_date) and part.first <= str(periods.last_date)
        ]
        values = _read(files, QUERIES[name].select, periods)
        retrieved = max(part.last_retrieved for part in parts)[:10]
        span = f"{min(part.first for part in parts)} to {max(part.last for part in parts)}"
        recorded = FoundSeries(
            name, values, "GBP/MWh", f"{dataset}, the record, retrieved by {retrieved}", f"{name} from {span}"
        )
        missing = np.isnan(values)
        if not missing.any() or dataset not in sample_manifest():
            return recorded
        return _filled(recorded, self.sample.price(name, periods), missing)


def _filled(
    recorded: FoundSeries, sample: FoundSeries, missing: np.ndarray[Any, np.dtype[np.bool_]]
) -> FoundSeries:
    """The record's values, and the sample's where it has none."""
    used = missing & ~np.isnan(sample.values)
    if not used.any():
        return recorded
    values = np.where(used, sample.values, recorded.values)
    source = sample.source if used.sum() == (~np.isnan(values)).sum() else f"{recorded.source}; {sample.source}"
    return FoundSeries(recorded.name, values, recorded.unit, source, f"{recorded.held}; {sample.held}")


def _not_held(name: str, where: str) -> MissingPeriods:
    return MissingPeriods(
        f"no {name} prices are held",
        where=where,
        available=", ".join(price_of_dataset(dataset) for dataset in sample_manifest()),
        next_step="Day-ahead prices belong to their exchange: import your own with gbflex data import "
        "exchange.day_ahead FILE, or name a file in the site as {file: prices.csv}",
    )


def _read(files: Sequence[Path], select: str, periods: Periods) -> np.ndarray[Any, np.dtype[np.float64]]:
    values = np.full(len(periods), np.nan)
    if not files:
        return values
    with duckdb.connect() as engine:
        engine.execute(f"CREATE VIEW dataset AS SELECT * FROM read_parquet([{', '.join(map(quoted, files))}])")  # noqa: S608 (our own text)
        found = engine.execute(
            f"SELECT * FROM ({select}) WHERE settlement_date BETWEEN ? AND ?",  # noqa: S608 (our own text)
            [periods.first_date, periods.last_date],
        ).fetchnumpy()
    date = found["settlement_date"].astype("datetime64[D]")
    period = found["settlement_period"].astype(np.int64)
    price = np.asarray(found["price_gbp_per_mwh"], dtype=np.float64)
    PRICE_TABLE.check({"settlement_date": date, "settlement_period": period, "price_gbp_per_mwh": price})
    values[periods.positions(date, period)] = price
    return values
