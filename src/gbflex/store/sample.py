"""The shipped sample of real prices: Parquet in the package, read by DuckDB in memory.

Elexon system prices and market index data, 2024-01-01 to 2025-02-28. There is no database file.
"""

from __future__ import annotations

import functools
from importlib import resources
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import numpy as np
from ruamel.yaml import YAML

from gbflex.analysis.ports import FoundSeries
from gbflex.assets.contracts import PriceName
from gbflex.errors import MissingPeriods
from gbflex.periods import Periods
from gbflex.tables import Column, TableContract

__all__ = ["PRICE_TABLE", "SampleMarketData", "price_of_dataset", "sample_manifest"]

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
}


def price_of_dataset(dataset: str) -> PriceName:
    """The price that a shipped dataset holds.

    Raises:
        KeyError: It holds none.
    """
    return {query.dataset: name for name, query in QUERIES.items()}[dataset]


@functools.cache
def sample_manifest() -> dict[str, dict[str, Any]]:
    """Publisher, licence, span and notes of each shipped dataset, by name."""
    text = (resources.files("gbflex.data") / "sample" / "manifest.yaml").read_text("utf-8")
    return {entry["dataset"]: entry for entry in YAML(typ="safe", pure=True).load(text)}


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
        if name not in QUERIES:
            raise MissingPeriods(
                f"no {name} prices are held",
                where="shipped sample",
                available=", ".join(QUERIES),
                next_step="Day-ahead prices belong to their exchange: give your own as {file: prices.csv}",
            )
        query = QUERIES[name]
        manifest = sample_manifest()[query.dataset]
        with resources.as_file(resources.files("gbflex.data") / "sample" / f"{query.dataset}.parquet") as path:
            rows = _read(path, query.select, periods)
        PRICE_TABLE.check(rows)
        values = np.full(len(periods), np.nan)
        position = periods.positions(rows["settlement_date"], rows["settlement_period"])
        values[position] = rows["price_gbp_per_mwh"]
        return FoundSeries(
            name=name,
            values=values,
            unit="GBP/MWh",
            source=f"{query.dataset}, {manifest['publisher']}, {manifest['retrieved']}",
            held=f"{name} from {manifest['first_date']} to {manifest['last_date']}",
        )


def _read(path: Path, select: str, periods: Periods) -> dict[str, Any]:
    with duckdb.connect() as engine:
        engine.execute("CREATE VIEW dataset AS SELECT * FROM read_parquet($path)".replace("$path", _quoted(path)))
        found = engine.execute(
            f"SELECT * FROM ({select}) WHERE settlement_date BETWEEN ? AND ?",  # noqa: S608 (our own text)
            [periods.first_date, periods.last_date],
        ).fetchnumpy()
    return {
        "settlement_date": found["settlement_date"].astype("datetime64[D]"),
        "settlement_period": found["settlement_period"].astype(np.int64),
        "price_gbp_per_mwh": np.asarray(found["price_gbp_per_mwh"], dtype=np.float64),
    }


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
