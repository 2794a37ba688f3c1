"""When an asset cannot be used: whole days, or hours of the clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from gbflex.assets.fields import Clock, Day, Fraction, SiteModel, clock_minute, cross_check
from gbflex.periods import Periods

__all__ = ["Outage", "available_fraction"]


class Outage(SiteModel):
    """Half-hours in which less power is available.

    Attributes:
        from_date: First settlement date; null is always.
        to_date: Last settlement date, inclusive; null is always.
        from_local: Clock time at which it begins each day, "HH:MM" on the half-hour; null is all day.
        to_local: Clock time at which it ends each day; before `from_local` it runs over midnight.
        available_fraction: Share of the power left [fraction].
    """

    from_date: Day | None = None
    to_date: Day | None = None
    from_local: Clock | None = None
    to_local: Clock | None = None
    available_fraction: Fraction = 0.0

    @cross_check
    def _check_dates(self) -> Iterator[str]:
        if self.from_date is not None and self.to_date is not None and self.to_date < self.from_date:
            yield f"to_date {self.to_date} is before from_date {self.from_date}"

    @cross_check
    def _check_clocks(self) -> Iterator[str]:
        if (self.from_local is None) != (self.to_local is None):
            yield "give from_local and to_local, or neither"

    def covers(self, periods: Periods) -> NDArray[np.bool_]:
        """The half-hours of an outage, shape (n,).

        Args:
            periods: The time axis.
        """
        covered = np.ones(len(periods), dtype=bool)
        if self.from_date is not None:
            covered &= periods.settlement_date >= np.datetime64(self.from_date)
        if self.to_date is not None:
            covered &= periods.settlement_date <= np.datetime64(self.to_date)
        if self.from_local is None or self.to_local is None:
            return covered
        start, end = clock_minute(self.from_local), clock_minute(self.to_local)
        if start <= end:
            return covered & periods.in_clock_window(start, end)
        return covered & ~periods.in_clock_window(end, start)


def available_fraction(outages: Iterable[Outage], periods: Periods) -> NDArray[np.float64]:
    """Share of an asset's power that may be used in each half-hour, shape (n,).

    Args:
        outages: Of the asset; where two overlap, the smaller share is left.
        periods: The time axis.
    """
    share = np.ones(len(periods))
    for outage in outages:
        share = np.where(outage.covers(periods), np.minimum(share, outage.available_fraction), share)
    return share
