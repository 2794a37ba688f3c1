"""DUoS time bands as published: ranges of the London clock on weekdays and at weekends.

Equal for LV and HV; a bank holiday counts as its weekday. Source: the time-band table of each Annex 1.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, cast

from gbflex.gb.rates.duos_statement import DuosTimeBandRow
from gbflex.gb.rates.duos_tables import BANDS, Band, YearKey, duos_rows

__all__ = ["TimeBand", "imported_time_band", "shipped_time_bands"]


class TimeBand(NamedTuple):
    """One range of the London clock in which a band applies.

    Attributes:
        day_type: "weekday" or "weekend".
        band: The band.
        start_minute: Minutes after midnight.
        end_minute: The first minute after it.
        source: As published, with where it was read.
    """

    day_type: str
    band: Band
    start_minute: int
    end_minute: int
    source: str


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


@functools.cache
def shipped_time_bands() -> Mapping[YearKey, Sequence[TimeBand]]:
    """The shipped time bands by charging year and licence area; constants of the package, read once."""
    held: dict[YearKey, list[TimeBand]] = {}
    for row in duos_rows("time_bands.csv"):
        name = BANDS[BANDS.index(cast("Band", row["band"]))]
        start, end = _minute(row["start_local"]), _minute(row["end_local"])
        source = f"{row['published']} ({row['source']})"
        band = TimeBand(row["day_type"], name, start, end, source)
        held.setdefault((int(row["charging_year_start"]), row["licence_area"]), []).append(band)
    return MappingProxyType({key: tuple(bands) for key, bands in held.items()})


def imported_time_band(row: DuosTimeBandRow) -> TimeBand:
    """A row of an imported statement.

    Args:
        row: The row.
    """
    source = f"{row.day_type_as_published}: {row.times_as_published} (imported, {row.source})"
    return TimeBand(row.day_type, cast("Band", row.band), _minute(row.start_local), _minute(row.end_local), source)
