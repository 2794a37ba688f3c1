"""The shipped prices as they lie on disk: market index, and the system price where it has none."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import polars as pl

from tests.oracles.london import half_hours_of

__all__ = ["market_index", "system_price"]

SAMPLE = Path(__file__).resolve().parents[2] / "src" / "gbflex" / "store" / "sample"


def system_price(days: list[date]) -> dict[date, list[float]]:
    """GBP/MWh of each half-hour of some dates."""
    rows = pl.read_parquet(SAMPLE / "elexon.system_prices.parquet").iter_rows(named=True)
    held = {
        (row["settlement_date"], row["settlement_period"]): row["system_sell_price_gbp_per_mwh"] for row in rows
    }
    return {day: [held[day, half.period] for half in half_hours_of(day)] for day in days}


def market_index(days: list[date]) -> dict[date, list[float]]:
    """The same by the volume of each provider; where nothing was traded, the system price."""
    paid: dict[tuple[date, int], float] = defaultdict(float)
    traded: dict[tuple[date, int], float] = defaultdict(float)
    for row in pl.read_parquet(SAMPLE / "elexon.market_index.parquet").iter_rows(named=True):
        at = row["settlement_date"], row["settlement_period"]
        paid[at] += row["market_index_volume_mwh"] * row["market_index_price_gbp_per_mwh"]
        traded[at] += row["market_index_volume_mwh"]
    otherwise = system_price(days)
    return {
        day: [
            paid[day, half.period] / traded[day, half.period]
            if traded[day, half.period] > 0
            else otherwise[day][half.period - 1]
            for half in half_hours_of(day)
        ]
        for day in days
    }
