"""The highest half-hour of net system demand on each day from November to February.

Published by NESO with the triads of a winter. Held: 2023/24 and 2024/25, from the files that `triads` names. The
settlement run differs along a winter, as in the file. Made by `tools/make_tnuos.py`.
"""

from __future__ import annotations

import csv
import functools
import gzip
from datetime import date
from importlib import resources
from typing import NamedTuple

__all__ = ["DailyPeak", "winter_daily_peaks"]


class DailyPeak(NamedTuple):
    """The half-hour of a day with the highest demand.

    Attributes:
        settlement_date: The day.
        settlement_period: Its half-hour.
        net_system_demand_mw: Demand in it [MW].
        settlement_run: The run it was taken from.
    """

    settlement_date: date
    settlement_period: int
    net_system_demand_mw: float
    settlement_run: str


@functools.cache
def winter_daily_peaks() -> tuple[DailyPeak, ...]:
    """Every daily peak that is held, by date.

    Example:
        >>> len(winter_daily_peaks()), str(winter_daily_peaks()[0].settlement_date)
        (241, '2023-11-01')
    """
    path = resources.files("gbflex.gb.rates") / "data" / "tnuos" / "winter_daily_peaks.csv.gz"
    rows = csv.DictReader(gzip.decompress(path.read_bytes()).decode().splitlines())
    return tuple(
        DailyPeak(
            settlement_date=date.fromisoformat(row["settlement_date"]),
            settlement_period=int(row["settlement_period"]),
            net_system_demand_mw=float(row["net_system_demand_mw"]),
            settlement_run=row["settlement_run"],
        )
        for row in rows
    )
