"""A series that is whole: every half-hour has a value with a source, or the missing ones are named."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import FoundSeries
from gbflex.cashflows.shape import Series
from gbflex.errors import MissingPeriods
from gbflex.periods import Periods

__all__ = ["complete_series", "constant_series", "made_up_series", "missing_periods", "values_every_half_hours"]

FEWEST_STEPS: Final = 2
"""Values so far apart that often show a pace; fewer are taken for gaps."""


def constant_series(name: str, value: float, unit: str, source: str, periods: Periods) -> Series:
    """The same value in every half-hour.

    Args:
        name: What it is.
        value: The value, in `unit`.
        unit: Unit of the value.
        source: Who says so.
        periods: The time axis.
    """
    n = len(periods)
    return Series(name, unit, np.full(n, value), source, np.zeros(n, dtype=bool))


def complete_series(found: FoundSeries, periods: Periods, field: str) -> Series:
    """What was found, where nothing is missing.

    Args:
        found: The series as far as it is held.
        periods: The time axis.
        field: The site file's key, for messages.

    Raises:
        MissingPeriods: Half-hours have no value.
    """
    missing = np.isnan(found.values)
    if missing.any():
        raise missing_periods(found, periods, missing, field)
    return Series(found.name, found.unit, found.values, found.source, missing, found.quality)


def made_up_series(name: str, series_mw: NDArray[np.float64], source: str, periods: Periods) -> Series:
    """A made-up series as energy, `illustrative` [MWh per half-hour].

    Args:
        name: What it is.
        series_mw: Power of each half-hour [MW], shape (n,).
        source: What was made up, in one sentence.
        periods: The time axis.
    """
    nothing = np.zeros(len(periods), dtype=bool)
    return Series(name, "MWh", series_mw * periods.hours, source, nothing, "illustrative")


def missing_periods(
    found: FoundSeries, periods: Periods, missing: NDArray[np.bool_], field: str
) -> MissingPeriods:
    """The error that names the half-hours without a value.

    Args:
        found: The series as far as it is held.
        periods: The time axis.
        missing: The half-hours without a value, shape (n,).
        field: The site file's key.

    A series of hours is said to be one: nothing else should fill every second half-hour of it.
    """
    positions = np.flatnonzero(missing)
    half_hours = values_every_half_hours(~missing)
    if half_hours > 1:
        return MissingPeriods(
            f"{found.name} looks {_pace(half_hours)}, one value for every {half_hours} half-hours: it lacks "
            f"{len(positions)} of {len(periods)}, {periods.describe(positions)}",
            where=field,
            available=found.held,
            next_step=f"Write each value {half_hours} times, one for each half-hour: a price or MW as it is, "
            f"MWh or kWh divided by {half_hours}",
        )
    return MissingPeriods(
        f"{found.name} lacks {len(positions)} of {len(periods)} half-hours: {periods.describe(positions)}",
        where=field,
        available=found.held,
        next_step="Choose dates that are held or complete the file"
        + (", or set supply.where_missing" if field == "supply.energy" else ""),
    )


def values_every_half_hours(held: NDArray[np.bool_]) -> int:
    """How many half-hours apart the values of a series stand; 1 where it is half-hourly, or too short to tell.

    Args:
        held: The half-hours with a value, shape (n,).

    Example:
        >>> values_every_half_hours(np.array([True, False, True, False, True, False]))
        2
    """
    apart = np.diff(np.flatnonzero(held))
    return int(np.gcd.reduce(apart)) if len(apart) >= FEWEST_STEPS else 1


def _pace(half_hours: int) -> str:
    words = {2: "hourly", 48: "daily"}
    return words.get(half_hours, f"{half_hours / 2:g}-hourly")
