"""A declared level by half-hour: where declarations overlap, the newest one that covers the instant holds.

For limits the newest is the one with the higher notification sequence, then the later notification time. Source:
market reference 2.2 (Elexon's rule for MEL and MIL); levels in between are those of the segment's straight line.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.gb.bm import Profile, overlaps
from gbflex.periods import HALF_HOUR_SECONDS

__all__ = ["HalfHourEnergy", "energy_by_half_hour"]

Floats = NDArray[np.float64]

SECONDS_PER_HOUR = 3600.0


class HalfHourEnergy(NamedTuple):
    """A level's energy in each half-hour of a span.

    Attributes:
        mwh: Energy, shape (n,).
        hours: How long of each half-hour is covered [h].
    """

    mwh: Floats
    hours: Floats

    @property
    def mean_mw(self) -> Floats:
        """Mean level where it is covered; NaN where nothing covers."""
        mean: Floats = np.full(len(self.mwh), np.nan)
        np.divide(self.mwh, self.hours, out=mean, where=self.hours > 0)
        return mean


def energy_by_half_hour(profile: Profile, first: int, count: int) -> HalfHourEnergy:
    """Energy of a profile in each half-hour of a span.

    Args:
        profile: Segments that end with their half-hours; of several that cover an instant the one with the highest
            number holds, of equal numbers the one that begins last.
        first: First half-hour since 1970 (UTC).
        count: How many.

    Example:
        >>> half = Profile(*(np.array([c]) for c in (0, 1800)), np.array([10.0]), np.array([20.0]), np.array([0]))
        >>> energy_by_half_hour(half, 0, 2).mwh.tolist()
        [7.5, 0.0]
    """
    alone = Profile(*profile[:4], np.zeros_like(profile.number))
    rows = _newest(profile) if len(overlaps(alone)) else profile
    at = rows.start // HALF_HOUR_SECONDS - first
    inside = (at >= 0) & (at < count)
    hours = (rows.end - rows.start) / SECONDS_PER_HOUR
    mwh = (rows.level_from + rows.level_to) / 2 * hours
    sums = (np.bincount(at[inside], weights=values[inside], minlength=count) for values in (mwh, hours))
    return HalfHourEnergy(*(values.astype(np.float64) for values in sums))


def _newest(profile: Profile) -> Profile:
    """The same level in pieces that do not overlap."""
    cuts = np.unique(np.concatenate([profile.start, profile.end]))
    low, high = np.full(len(cuts) - 1, np.nan), np.full(len(cuts) - 1, np.nan)
    for row in np.lexsort((profile.start, profile.number)):
        start, end = profile.start[row], profile.end[row]
        if end > start:
            begin, last = np.searchsorted(cuts, [start, end])
            share = (cuts[begin : last + 1] - start) / (end - start)
            line = profile.level_from[row] + (profile.level_to[row] - profile.level_from[row]) * share
            low[begin:last], high[begin:last] = line[:-1], line[1:]
    held = np.flatnonzero(~np.isnan(low))
    return Profile(cuts[held], cuts[held + 1], low[held], high[held], np.zeros(len(held), dtype=np.int64))
