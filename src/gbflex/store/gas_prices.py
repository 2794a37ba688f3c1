"""The system average price of gas by gas day: from the record where it holds it, else from the shipped sample.

Published by National Gas; the sample holds gas days 2023-12-31 to 2025-03-31.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import FoundSeries
from gbflex.observations import ObservationTable
from gbflex.periods import Periods
from gbflex.store.price_series import filled, recorded_series, rows_of, sample_file, sample_series
from gbflex.store.published import Tables
from gbflex.tables import Column, TableSchema

__all__ = ["GAS_DATASET", "recorded_gas_price", "sample_gas_price"]

NAME: Final = "gas_sap"
GAS_DATASET: Final = "gas.sap"

GAS_PRICE_TABLE: Final = TableSchema(
    name="gas price by day",
    columns=(
        Column("gas_day", "date", "Gas day"),
        # Outside these bounds a price is a unit error.
        Column("price_gbp_per_mwh", "number", "Price, gross calorific value", "GBP/MWh", low=-100, high=1000),
    ),
    key=("gas_day",),
)

# 1 p/kWh is 10 GBP/MWh.
SELECT: Final = """
    SELECT gas_day, system_average_price_p_per_kwh * 10 AS price_gbp_per_mwh
    FROM dataset WHERE gas_day BETWEEN ? AND ?
"""


def sample_gas_price(periods: Periods) -> FoundSeries:
    """The price of the gas day of each half-hour, from the shipped sample [GBP/MWh, gross calorific value].

    Args:
        periods: The time axis.
    """
    with sample_file(GAS_DATASET) as path:
        return sample_series(NAME, GAS_DATASET, _read([path], periods))


def recorded_gas_price(held: Tables, tables: Mapping[str, ObservationTable], periods: Periods) -> FoundSeries:
    """The same from the record: the values that hold now, and the sample's where it has none.

    Args:
        held: The record's tables.
        tables: What each table is, by dataset.
        periods: The time axis.
    """
    files = held.files(tables[GAS_DATASET], periods.first_gas_day, periods.last_gas_day)
    found = recorded_series(held, NAME, GAS_DATASET, _read(files, periods))
    sample = sample_gas_price(periods)
    return sample if found is None else filled(found, sample)


def _read(files: Sequence[Path], periods: Periods) -> NDArray[np.float64]:
    """Prices on a time axis; NaN where the gas day is not held."""
    first, last = periods.first_gas_day, periods.last_gas_day
    by_day = np.full((last - first).days + 1, np.nan)
    if files:
        found = rows_of(files, SELECT, [first, last])
        day = found["gas_day"].astype("datetime64[D]")
        price = np.asarray(found["price_gbp_per_mwh"], dtype=np.float64)
        GAS_PRICE_TABLE.check({"gas_day": day, "price_gbp_per_mwh": price})
        by_day[(day - periods.gas_day[0]).astype(np.int64)] = price
    return by_day[periods.gas_day_index]
