"""Daily files of a gas price: one row for each gas day.

CSV or Parquet with `gas_day` and `price_gbp_per_mwh` or `price_p_per_kwh`, on gross calorific value. Whatever
cannot be true is refused with the row: nothing is dropped and nothing is filled.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gbflex.analysis.ports import FoundSeries
from gbflex.errors import BrokenFile
from gbflex.outside_file import name_in_words
from gbflex.periods import Periods
from gbflex.sources.half_hours.columns import dates, numbers, row

__all__ = ["is_daily_gas_price", "read_daily_gas_price"]

GAS_DAY: Final = "gas_day"
FACTORS: Final = {"price_gbp_per_mwh": 1.0, "price_p_per_kwh": 10.0}
PLAUSIBLE_GBP_PER_MWH: Final = (-100.0, 1000.0)
"""The highest system average price so far is 194 GBP/MWh, of 29 August 2022; beyond this the unit is wrong."""


def is_daily_gas_price(frame: pl.DataFrame) -> bool:
    """Whether a file has one row for each gas day."""
    return GAS_DAY in frame.columns


def read_daily_gas_price(frame: pl.DataFrame, path: Path, periods: Periods) -> FoundSeries:
    """The price of the gas day of each half-hour [GBP/MWh, gross calorific value]; NaN where the file has none.

    Args:
        frame: The file.
        path: For messages.
        periods: The time axis.

    Raises:
        BrokenFile: No price column or two, a day that is none or stands twice, or an implausible price.
    """
    named = [name for name in FACTORS if name in frame.columns]
    if len(named) != 1:
        raise BrokenFile(
            "a daily gas price needs one price column",
            where=str(path),
            available=", ".join(frame.columns)[:200],
            next_step=f"Name it {' or '.join(FACTORS)}, on gross calorific value",
        )
    days = dates(frame, GAS_DAY, path)
    prices = numbers(frame, named[0], path) * FACTORS[named[0]]
    low, high = PLAUSIBLE_GBP_PER_MWH
    odd = np.flatnonzero(~((prices >= low) & (prices <= high)))
    if len(odd):
        raise BrokenFile(
            f"{len(odd)} prices are implausible, the first is {prices[odd[0]]:g} GBP/MWh",
            where=row(path, odd),
            available=f"{low:g} to {high:g} GBP/MWh",
            next_step="Check the unit: 1 p/kWh is 10 GBP/MWh",
        )
    return _series(days, prices, path, periods)


def _series(
    days: NDArray[np.datetime64], prices: NDArray[np.float64], path: Path, periods: Periods
) -> FoundSeries:
    order = np.argsort(days, kind="stable")
    repeated = order[1:][days[order][1:] == days[order][:-1]]
    if len(repeated):
        raise BrokenFile(
            f"gas day {days[repeated[0]]} stands twice",
            where=row(path, repeated),
            next_step="Keep one row for each gas day",
        )
    found = np.full(len(periods), np.nan)
    if len(days):
        at = np.minimum(np.searchsorted(days[order], periods.gas_day), len(days) - 1)
        held = days[order][at] == periods.gas_day
        found[held] = prices[order][at][held]
    span = (
        f"{name_in_words(path)} from {days.min()} to {days.max()}"
        if len(days)
        else f"{name_in_words(path)} is empty"
    )
    return FoundSeries(name_in_words(path), found, "GBP/MWh", f"file {name_in_words(path)}", span)
