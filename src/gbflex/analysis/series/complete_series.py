"""A series that is whole: every half-hour has a value with a source, or the missing ones are named."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import FoundSeries
from gbflex.cashflows.shape import Series
from gbflex.errors import MissingPeriods
from gbflex.periods import Periods

__all__ = ["complete_series", "constant_series", "made_up_series", "missing_periods"]


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
    """
    positions = np.flatnonzero(missing)
    return MissingPeriods(
        f"{found.name} lacks {len(positions)} of {len(periods)} half-hours: {periods.describe(positions)}",
        where=field,
        available=found.held,
        next_step="Choose dates that are held or complete the file"
        + (", or set supply.where_missing" if field == "supply.energy" else ""),
    )
