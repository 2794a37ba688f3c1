"""DUoS time bands by licence area and charging year, on the London clock.

Equal for LV and HV; a bank holiday counts as its weekday. Source: the time-band table of each Annex 1.
"""

from __future__ import annotations

import functools
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import NoRateHeld
from gbflex.gb.rates.duos_statement import DuosTimeBandRow
from gbflex.gb.rates.duos_tables import (
    BANDS,
    Band,
    YearKey,
    charging_year_label,
    charging_year_start,
    charging_years,
    duos_rows,
    imported_statement,
)
from gbflex.periods import MINUTES_PER_DAY, SATURDAY, Periods

__all__ = ["band_source", "duos_bands", "in_charging_year"]


class _TimeBand(NamedTuple):
    day_type: str
    band: Band
    start_minute: int
    end_minute: int
    source: str


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


@functools.cache
def _held() -> dict[YearKey, list[_TimeBand]]:
    held: dict[YearKey, list[_TimeBand]] = {}
    for row in duos_rows("time_bands.csv"):
        name = BANDS[BANDS.index(cast("Band", row["band"]))]
        start, end = _minute(row["start_local"]), _minute(row["end_local"])
        source = f"{row['published']} ({row['source']})"
        band = _TimeBand(row["day_type"], name, start, end, source)
        held.setdefault((int(row["charging_year_start"]), row["licence_area"]), []).append(band)
    return held


def _imported_band(row: DuosTimeBandRow) -> _TimeBand:
    source = f"{row.day_type_as_published}: {row.times_as_published} (imported, {row.source})"
    return _TimeBand(
        row.day_type, cast("Band", row.band), _minute(row.start_local), _minute(row.end_local), source
    )


def _bands_of(licence_area: str, year: int) -> list[_TimeBand]:
    imported = imported_statement(year, licence_area)
    if imported is not None:
        return [_imported_band(row) for row in imported.time_bands if row.table == "LV_HV"]
    try:
        return _held()[year, licence_area]
    except KeyError:
        raise NoRateHeld(
            f"no DUoS time bands of licence area {licence_area} are held",
            where=f"charging year {charging_year_label(year)}",
        ) from None


def _clock_bands(licence_area: str, year: int) -> NDArray[np.int64]:
    """Band index by [weekday 0 or weekend 1, minute of the London clock], shape (2, 1440)."""
    clock = np.full((2, MINUTES_PER_DAY), -1, dtype=np.int64)
    where = f"charging year {charging_year_label(year)}"
    for item in _bands_of(licence_area, year):
        row = clock[0 if item.day_type == "weekday" else 1, item.start_minute : item.end_minute]
        if np.any(row != -1):
            raise NoRateHeld(f"two DUoS time bands overlap in area {licence_area}", where=where)
        row[:] = BANDS.index(item.band)
    if np.any(clock == -1):
        raise NoRateHeld(f"the DUoS time bands of area {licence_area} leave a gap", where=where)
    return clock


def duos_bands(licence_area: str, periods: Periods) -> NDArray[np.int64]:
    """The DUoS time band of every half-hour, as an index into `BANDS`, shape (n,).

    Raises:
        NoRateHeld: The bands of a charging year in the span are not held.

    Example:
        >>> day = Periods.between("2025-06-04", "2025-06-04")
        >>> [BANDS[i] for i in duos_bands("14", day)[[0, 15, 32]]]
        ['green', 'amber', 'red']
    """
    years = _year_of_each(periods)
    weekend = (periods.weekday >= SATURDAY).astype(np.int64)
    bands = np.empty(len(periods), dtype=np.int64)
    for year in charging_years(periods):
        at = years == year
        bands[at] = _clock_bands(licence_area, year)[weekend[at], periods.local_minute[at]]
    return bands


def band_source(licence_area: str, year: int) -> str:
    """The time bands of a charging year as published, with where they were read.

    Raises:
        NoRateHeld: They are not held.

    Example:
        >>> "Monday to Friday" in band_source("14", 2025)
        True
    """
    return "; ".join(dict.fromkeys(item.source for item in _bands_of(licence_area, year)))


def _year_of_each(periods: Periods) -> NDArray[np.int64]:
    by_day = np.array([charging_year_start(day) for day in periods.dates.astype(object)], dtype=np.int64)
    return by_day[periods.day_index]


def in_charging_year(periods: Periods, year: int) -> NDArray[np.bool_]:
    """Half-hours of a charging year, shape (n,)."""
    at: NDArray[np.bool_] = _year_of_each(periods) == year
    return at
