"""What a plan may expect of prices, from what was known at an instant; told half-hour by half-hour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from tests.oracles.london import HALF_HOUR, HalfHour, half_hours_of

__all__ = ["Issued", "days_before", "last_issued"]

KNOWN_AFTER = HALF_HOUR + timedelta(hours=1)
"""From the start of a half-hour until its price is known."""

Prices = Mapping[datetime, float]


class Issued(NamedTuple):
    """A row of a file of forecasts."""

    known: datetime
    start: datetime
    price: float


def days_before(
    wanted: HalfHour, prices: Prices, known_at: datetime, *, step: int, most_days: int
) -> float | None:
    """The price at the same clock time on the latest earlier day for which it is known; None where none is.

    Args:
        wanted: The half-hour.
        prices: Prices by their start.
        known_at: The instant.
        step: 1 looks at every day before, 7 at the same weekday.
        most_days: How far back it may look.
    """
    for back in range(step, most_days + 1, step):
        source = _at_clock(wanted.day - timedelta(days=back), wanted.clock)
        if source is not None and source in prices and source + KNOWN_AFTER <= known_at:
            return prices[source]
    return None


def _at_clock(day: date, clock: int) -> datetime | None:
    """The start of the first half-hour of a day at a clock time; None in the hour that spring skips."""
    return next((each.start for each in half_hours_of(day) if each.clock == clock), None)


def last_issued(wanted: HalfHour, issued: Iterable[Issued], known_at: datetime) -> float | None:
    """The price of the forecast that was issued last, of those issued in time; None where there is none."""
    known = [each for each in issued if each.start == wanted.start and each.known <= known_at]
    return max(known).price if known else None
