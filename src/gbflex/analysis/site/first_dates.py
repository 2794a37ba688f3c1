"""The dates that a first site file can be run on: those of its load for which prices are held."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import MarketData
from gbflex.errors import MissingPeriods
from gbflex.periods import FIRST_DATE, LAST_DATE, Periods

__all__ = ["FirstDates", "first_dates", "held_days"]

MOST_DAYS: Final = 365


class FirstDates(NamedTuple):
    """A span of dates."""

    first: date
    last: date


def held_days(market: MarketData) -> NDArray[np.datetime64]:
    """The dates on which every half-hour has a market index or, in its place, a system price.

    Args:
        market: Where prices are held.
    """
    every = Periods.between(FIRST_DATE, LAST_DATE)
    held = np.zeros(len(every), dtype=np.bool_)
    for name in ("market_index", "system_price"):
        try:
            held |= ~np.isnan(market.price(name, every).values)
        except MissingPeriods:
            continue
    days: NDArray[np.datetime64] = every.dates[np.logical_and.reduceat(held, every.first_of_day)]
    return days


def first_dates(priced: NDArray[np.datetime64], load: NDArray[np.datetime64] | None) -> FirstDates | None:
    """The longest span, of a year at most, of which both are held; of several the latest. None if there is none.

    Args:
        priced: Dates with prices, in order.
        load: Whole dates of the load, in order; None where it has a value on every date.

    Example:
        >>> days = np.arange("2025-01-01", "2025-01-08", dtype="datetime64[D]")
        >>> span = first_dates(days, days[[0, 1, 3, 4, 5]])
        >>> str(span.first), str(span.last)
        ('2025-01-04', '2025-01-06')
    """
    days = priced if load is None else np.intersect1d(priced, load)
    if not len(days):
        return None
    breaks = np.flatnonzero(np.diff(days) != np.timedelta64(1, "D")) + 1
    spans = np.split(days, breaks)
    longest = max(spans, key=lambda span: (min(len(span), MOST_DAYS), span[-1]))[-MOST_DAYS:]
    return FirstDates(longest[0].astype(object), longest[-1].astype(object))
