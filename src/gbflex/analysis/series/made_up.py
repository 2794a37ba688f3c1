"""A made-up series that hits a minimum, a mean and a maximum exactly, for any calendar year.

A shape is scaled to run from 0 to 1, bent by a power until its mean is right as far as that goes, and the
rest is made up by moving every half-hour but the lowest and the highest towards one of them in proportion.
The same request gives the same series. It is `illustrative`: nobody measured it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import InputError
from gbflex.periods import FIRST_DATE, LAST_DATE, Periods

__all__ = [
    "DAY_SHIFT_MINUTES",
    "Targets",
    "hits_targets_mw",
    "in_calendar_years",
    "refuse_unknown_shape",
    "whole_year",
]

Array = NDArray[np.float64]

LARGEST_MW: Final = 10_000.0
"""What a demand file may hold at most: 5,000 MWh in a half-hour."""

DAY_SHIFT_MINUTES: Final = (6 * 60, 22 * 60)
"""06:00 to 22:00 on the London clock; the night shift is the rest."""

LARGEST_POWER: Final = 16.0
BISECTIONS: Final = 60


@dataclass(frozen=True)
class Targets:
    """What a made-up series must hit over each calendar year.

    Attributes:
        min_mw: Smallest half-hour [MW].
        mean_mw: Mean of the year [MW].
        max_mw: Largest half-hour [MW].

    Raises:
        InputError: No load can have these.
    """

    min_mw: float
    mean_mw: float
    max_mw: float

    def __post_init__(self) -> None:
        figures = (self.min_mw, self.mean_mw, self.max_mw)
        given = f"min {self.min_mw:g}, mean {self.mean_mw:g}, max {self.max_mw:g} MW"
        if (
            not all(math.isfinite(figure) for figure in figures)
            or not 0 <= self.min_mw <= self.max_mw <= LARGEST_MW
        ):
            raise InputError(
                f"no load has these figures: {given}", available=f"0 <= min <= mean <= max <= {LARGEST_MW:g} MW"
            )
        if not self.min_mw <= self.mean_mw <= self.max_mw:
            raise InputError(
                f"the mean lies outside minimum and maximum: {given}",
                where="mean_mw",
                next_step="Give min_mw <= mean_mw <= max_mw",
            )

    @property
    def in_words(self) -> str:
        """The figures for reports."""
        return (
            f"minimum {self.min_mw:g}, mean {self.mean_mw:g} and maximum {self.max_mw:g} MW in each calendar year"
        )


def refuse_unknown_shape(shape: str, known: tuple[str, ...]) -> None:
    """Refuse a shape that does not exist.

    Raises:
        InputError: The shape is not one of those known.
    """
    if shape not in known:
        raise InputError(f"there is no shape {shape!r}", where="shape", available=", ".join(known))


def whole_year(year: int) -> Periods:
    """The time axis of a calendar year.

    Raises:
        InputError: The year is outside the calendar.
    """
    if not FIRST_DATE.year <= year <= LAST_DATE.year:
        raise InputError(
            f"{year} is outside the calendar", where="year", available=f"{FIRST_DATE.year} to {LAST_DATE.year}"
        )
    return Periods.between(f"{year}-01-01", f"{year}-12-31")


def in_calendar_years(year_mw: Callable[[Periods], Array], periods: Periods) -> Array:
    """A series that is made a calendar year at a time, on a time axis [MW], shape (n,).

    Args:
        year_mw: Makes the series of a whole calendar year.
        periods: The time axis; part of a year gets its part of the year's series.
    """
    series_mw = np.empty(len(periods))
    for year in range(periods.first_date.year, periods.last_date.year + 1):
        axis = whole_year(year)
        position = axis.positions(periods.settlement_date, periods.settlement_period)
        inside = position >= 0
        series_mw[inside] = year_mw(axis)[position[inside]]
    return series_mw


def hits_targets_mw(targets: Targets, shape: Array) -> Array:
    """A year's shape, changed no more than it takes to hit the targets [MW], shape (n,).

    Args:
        targets: What to hit.
        shape: One value per half-hour of a calendar year, in any unit, shape (n,).

    Raises:
        InputError: The mean is closer to the minimum or maximum than one half-hour at the other end allows.
    """
    low, high = targets.min_mw, targets.max_mw
    if low == high:
        return np.full(len(shape), low)
    share = (targets.mean_mw - low) / (high - low)
    least = 1 / len(shape)
    # A rounding of the mean itself must not refuse what is only just possible.
    if not least * (1 - 1e-9) <= share <= 1 - least * (1 - 1e-9):
        raise InputError(
            f"a mean of {targets.mean_mw:g} MW leaves no half-hour for both the minimum {low:g} and the maximum "
            f"{high:g} MW",
            where="mean_mw",
            available=f"{low + (high - low) * least:.9g} to {high - (high - low) * least:.9g} MW",
        )
    unit = _levelled(_bent(_from_0_to_1(shape), share), share)
    load = np.clip(low + (high - low) * unit, low, high)
    load[unit == 1.0] = high
    return load


def _from_0_to_1(shape: Array) -> Array:
    """The shape from 0 to 1; one that knows no difference stands at the middle."""
    low, high = shape.min(), shape.max()
    return np.full(len(shape), 0.5) if low == high else (shape - low) / (high - low)


def _bent(unit: Array, share: float) -> Array:
    """The shape to the power that brings its mean to a share, or as near as a power of 16 comes."""
    low, high = -math.log(LARGEST_POWER), math.log(LARGEST_POWER)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if np.mean(unit ** math.exp(middle)) > share:
            low = middle
        else:
            high = middle
    bent: Array = unit ** math.exp((low + high) / 2)
    return bent


def _levelled(unit: Array, share: float) -> Array:
    """The shape with one half-hour at 0, one at 1 and the rest moved in proportion until the mean is the share."""
    highest = int(np.argmax(unit))
    lowest = int(np.argmin(unit)) if unit[highest] > unit.min() else len(unit) - 1 - highest
    rest = np.ones(len(unit), dtype=bool)
    rest[[highest, lowest]] = False
    values, count = unit[rest], len(unit) - 2
    wanted, held = min(max(share * len(unit) - 1, 0.0), count), values.sum()
    moved = values * (wanted / held) if wanted <= held else 1 - (1 - values) * ((count - wanted) / (count - held))
    levelled = np.empty(len(unit))
    levelled[rest], levelled[highest], levelled[lowest] = moved, 1.0, 0.0
    return levelled
