"""The DUoS time band of each half-hour, on the London clock; `duos_time_bands` has the bands as published."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import NoRateHeld
from gbflex.gb.rates.duos_rates import DuosRates
from gbflex.gb.rates.duos_tables import BANDS, charging_year_label, charging_year_start, charging_years
from gbflex.periods import MINUTES_PER_DAY, SATURDAY, Periods

__all__ = ["band_source", "bands_of_year", "duos_bands", "in_charging_year"]


def _clock_bands(rates: DuosRates, licence_area: str, year: int) -> NDArray[np.int64]:
    """Band index by [weekday 0 or weekend 1, minute of the London clock], shape (2, 1440)."""
    clock = np.full((2, MINUTES_PER_DAY), -1, dtype=np.int64)
    where = f"charging year {charging_year_label(year)}"
    for item in rates.time_bands_of(licence_area, year):
        row = clock[0 if item.day_type == "weekday" else 1, item.start_minute : item.end_minute]
        if np.any(row != -1):
            raise NoRateHeld(
                f"two DUoS time bands overlap in area {licence_area}",
                where=where,
                next_step="Import the DNO's workbook with gbflex data import duos FILE.xlsx",
            )
        row[:] = BANDS.index(item.band)
    if np.any(clock == -1):
        raise NoRateHeld(
            f"the DUoS time bands of area {licence_area} leave a gap",
            where=where,
            next_step="Import the DNO's workbook with gbflex data import duos FILE.xlsx",
        )
    return clock


def bands_of_year(rates: DuosRates, licence_area: str, year: int, periods: Periods) -> NDArray[np.int64]:
    """The bands that a charging year's hours would give to half-hours of any date, as `duos_bands`, shape (n,).

    Args:
        rates: The rates that are held.
        licence_area: Distributor id.
        year: Calendar year of the charging year's 1 April.
        periods: The time axis.

    Raises:
        NoRateHeld: The bands of the year are not held.
    """
    weekend = (periods.weekday >= SATURDAY).astype(np.int64)
    return _clock_bands(rates, licence_area, year)[weekend, periods.local_minute]


def duos_bands(rates: DuosRates, licence_area: str, periods: Periods) -> NDArray[np.int64]:
    """The DUoS time band of every half-hour, as an index into `BANDS`, shape (n,).

    Args:
        rates: The rates that are held.
        licence_area: Distributor id.
        periods: The time axis.

    Raises:
        NoRateHeld: The bands of a charging year in the span are not held.

    Example:
        >>> from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
        >>> day = Periods.between("2025-06-04", "2025-06-04")
        >>> [BANDS[i] for i in duos_bands(SHIPPED_DUOS, "14", day)[[0, 15, 32]]]
        ['green', 'amber', 'red']
    """
    years = _year_of_each(periods)
    weekend = (periods.weekday >= SATURDAY).astype(np.int64)
    bands = np.empty(len(periods), dtype=np.int64)
    for year in charging_years(periods):
        at = years == year
        bands[at] = _clock_bands(rates, licence_area, year)[weekend[at], periods.local_minute[at]]
    return bands


def band_source(rates: DuosRates, licence_area: str, year: int) -> str:
    """The time bands of a charging year as published, with where they were read.

    Args:
        rates: The rates that are held.
        licence_area: Distributor id.
        year: Calendar year of the charging year's 1 April.

    Raises:
        NoRateHeld: They are not held.

    Example:
        >>> from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
        >>> "Monday to Friday" in band_source(SHIPPED_DUOS, "14", 2025)
        True
    """
    return "; ".join(dict.fromkeys(item.source for item in rates.time_bands_of(licence_area, year)))


def _year_of_each(periods: Periods) -> NDArray[np.int64]:
    by_day = np.array([charging_year_start(day) for day in periods.dates.astype(object)], dtype=np.int64)
    return by_day[periods.day_index]


def in_charging_year(periods: Periods, year: int) -> NDArray[np.bool_]:
    """Half-hours of a charging year, shape (n,)."""
    at: NDArray[np.bool_] = _year_of_each(periods) == year
    return at
