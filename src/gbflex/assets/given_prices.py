"""Energy prices that a Python caller holds in memory, in place of a price file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import InputError
from gbflex.periods import Periods, parse_date, settlement_period_of, start_time_of

__all__ = ["GIVEN", "GivenPrices", "given_prices"]

GIVEN: Final = "prices given in Python"
"""Stands where the site file would name a price file, and in the ledger as the source."""

HALF_HOUR: Final = np.timedelta64(30, "m")
LARGEST_GBP_PER_MWH: Final = 10_000
"""As for a price in the site file: beyond it the unit is wrong."""


@dataclass(frozen=True, eq=False)
class GivenPrices:
    """Half-hourly prices.

    Attributes:
        start_time: Start of each half-hour, UTC, shape (n,), datetime64[s], in order.
        gbp_per_mwh: Its price [GBP/MWh], shape (n,); NaN where the caller has none.
    """

    start_time: NDArray[np.datetime64]
    gbp_per_mwh: NDArray[np.float64]

    @property
    def span(self) -> tuple[date, date]:
        """Settlement dates of the first and the last half-hour."""
        first, last = (one.astype("datetime64[s]").item().replace(tzinfo=UTC) for one in self.start_time[[0, -1]])
        return settlement_period_of(first).settlement_date, settlement_period_of(last).settlement_date

    @property
    def held(self) -> str:
        """The span in words, for messages."""
        return f"{GIVEN} from {self.start_time[0]}Z to {self.start_time[-1]}Z"

    def on(self, periods: Periods) -> NDArray[np.float64]:
        """The prices on a time axis, NaN where there is none, shape (n,)."""
        at = np.searchsorted(self.start_time, periods.start_time)
        safe = np.minimum(at, len(self.start_time) - 1)
        return np.where(self.start_time[safe] == periods.start_time, self.gbp_per_mwh[safe], np.nan)


def given_prices(prices: Any, *, start: Any = None, times: Any = None) -> GivenPrices:
    """Prices as a caller holds them.

    Args:
        prices: One for each half-hour [GBP/MWh]: a list, a numpy array, or a Polars or pandas Series.
        start: When the first half-hour starts: a settlement date, or an aware instant. The others follow it.
        times: Start of each half-hour instead: aware instants, or numpy's, which are UTC. A pandas Series that is
            indexed by time needs neither.

    Raises:
        InputError: Not numbers, as many times as there are not prices, or a time that is no half-hour.

    Example:
        >>> given_prices([40, 160], start="2025-01-15").held
        'prices given in Python from 2025-01-15T00:00:00Z to 2025-01-15T00:30:00Z'
    """
    values = _numbers(prices)
    index = getattr(prices, "index", None)
    if times is None and start is None and type(index).__name__ == "DatetimeIndex":
        times = index
    if (times is None) == (start is None):
        raise InputError(
            "prices need to say when they are: give start or times, and not both",
            where="prices",
            next_step='Write start="2025-01-15", the settlement date of the first half-hour',
        )
    at = _following(start, len(values)) if times is None else _utc(times)
    if len(at) != len(values):
        raise InputError(
            f"{len(values)} prices have {len(at)} times", where="times", next_step="Give one time for each price"
        )
    order = np.argsort(at, kind="stable")
    return GivenPrices(_half_hours(at[order]), values[order])


def _numbers(prices: Any) -> NDArray[np.float64]:
    try:
        values = np.asarray(prices, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        values = np.empty((0, 0))
    if values.ndim != 1 or not len(values):
        raise InputError(
            f"prices are numbers in a row, and this {type(prices).__name__} holds none or something else",
            where="prices",
            available="a list, a numpy array, a Polars or pandas Series [GBP/MWh]",
        )
    beyond = np.flatnonzero(np.abs(values) > LARGEST_GBP_PER_MWH)
    if len(beyond):
        raise InputError(
            f"{values[beyond[0]]:g} GBP/MWh is beyond every price",
            where=f"prices[{beyond[0]}]",
            available=f"-{LARGEST_GBP_PER_MWH:,} to {LARGEST_GBP_PER_MWH:,} GBP/MWh",
        )
    return values


def _following(start: Any, n: int) -> NDArray[np.datetime64]:
    """So many half-hours from an instant or the start of a settlement date on."""
    text = isinstance(start, str) and len(start.strip()) > len("2025-01-15")
    is_instant = text or (isinstance(start, datetime) and start.tzinfo is not None)
    first = _instant(start, "start") if is_instant else start_time_of(parse_date(_day(start), field="start"), 1)
    return np.datetime64(first.astimezone(UTC).replace(tzinfo=None), "s") + np.arange(n) * HALF_HOUR


def _day(start: Any) -> Any:
    """What pandas and numpy make of a date is one."""
    if isinstance(start, np.datetime64):
        start = start.astype("datetime64[s]").item()
    midnight = isinstance(start, datetime) and start.time() == datetime.min.time()
    return start.date() if midnight else start


def _utc(times: Any) -> NDArray[np.datetime64]:
    if isinstance(times, str) or not isinstance(times, Iterable):
        raise InputError(
            f"times is a {type(times).__name__}",
            where="times",
            available="a list of instants, or a Series of them",
        )
    return np.array([_utc_time(one) for one in times], dtype="datetime64[s]")


def _utc_time(one: Any) -> np.datetime64:
    if isinstance(one, np.datetime64):
        seconds: np.datetime64 = one.astype("datetime64[s]")
        return seconds
    return np.datetime64(_instant(one, "times").astimezone(UTC).replace(tzinfo=None), "s")


def _instant(one: Any, where: str) -> datetime:
    try:
        instant = datetime.fromisoformat(one) if isinstance(one, str) else one
    except ValueError:
        instant = None
    if not isinstance(instant, datetime):
        raise InputError(f"{one!r} is no instant", where=where, next_step="Write 2025-01-15T00:30Z")
    if instant.tzinfo is None:
        raise InputError(
            f"{one!s} has no time zone and could be either clock",
            where=where,
            next_step='Add Z for UTC; in pandas tz_localize("UTC") or tz_localize("Europe/London"), in Polars '
            "dt.replace_time_zone",
        )
    return instant


def _half_hours(at: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    odd = np.flatnonzero(at.astype(np.int64) % int(timedelta(minutes=30).total_seconds()))
    if len(odd):
        raise InputError(
            f"{at[odd[0]]}Z is not the start of a half-hour",
            where="times",
            next_step="Give half-hourly prices; their mean over each half-hour where they are finer",
        )
    twice = np.flatnonzero(np.diff(at) == np.timedelta64(0, "s"))
    if len(twice):
        raise InputError(
            f"{at[twice[0]]}Z stands twice", where="times", next_step="Give one price for each half-hour"
        )
    return at
