"""Average demand of small non-domestic customers by season, day type and half-hour of the clock.

Elexon, average profile of profile class 3 (non-domestic, unrestricted) [kW per customer], a sample of the
1990s: good for the shape of a day and a year, not for a level. Contains BMRS data (c) Elexon Limited
copyright and database right. Each row is labelled by the END of its half-hour on the London clock.

Seasons as Elexon's "Load Profiles and their use in Electricity Settlement" defines them, counted from
the August bank holiday and the clock changes. Bank holidays take the Sunday.
"""

from __future__ import annotations

import csv
import functools
from datetime import date, timedelta
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.periods import HALF_HOUR_MINUTES, SATURDAY, Periods

__all__ = ["PROFILE_SOURCE", "profile_class_3_kw", "season_of"]

PROFILE_SOURCE: Final = "Elexon average profile of profile class 3, a sample of the 1990s, shape only"

SEASONS: Final = ("Wtr", "Spr", "Smr", "Hsr", "Aut")
DAY_TYPES: Final = ("Wd", "Sat", "Sun")

SUMMER_STARTS_DAYS: Final = 107
"""The sixteenth Saturday before the August bank holiday, a Monday."""
HIGH_SUMMER_STARTS_DAYS: Final = 37
"""The sixth Saturday before it."""
HIGH_SUMMER_ENDS_DAYS: Final = 6
"""The Sunday after it."""


def season_of(day: date, *, summer_time: bool) -> str:
    """The season of a day, as the profile's columns name it.

    Args:
        day: Settlement date.
        summer_time: Whether the London clock stands on summer time at the end of the day.

    Example:
        >>> season_of(date(2024, 8, 26), summer_time=True), season_of(date(2024, 9, 2), summer_time=True)
        ('Hsr', 'Aut')
    """
    if not summer_time:
        return "Wtr"
    last_of_august = date(day.year, 8, 31)
    holiday = last_of_august - timedelta(days=last_of_august.weekday())
    before = (holiday - day).days
    if before > SUMMER_STARTS_DAYS:
        return "Spr"
    if before > HIGH_SUMMER_STARTS_DAYS:
        return "Smr"
    return "Hsr" if before >= -HIGH_SUMMER_ENDS_DAYS else "Aut"


@functools.cache
def _table() -> NDArray[np.float64]:
    """By season, day type and half-hour of the clock from midnight, shape (5, 3, 48)."""
    text = (resources.files("gbflex.gb") / "data" / "elexon_profile_class_3_average.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    return np.array(
        [[[float(row[f"{season} {kind}"]) for row in rows] for kind in DAY_TYPES] for season in SEASONS]
    )


def profile_class_3_kw(periods: Periods) -> NDArray[np.float64]:
    """The average customer's demand in every half-hour [kW], shape (n,).

    Args:
        periods: The time axis.
    """
    last_of_day = np.append(periods.first_of_day[1:], len(periods)) - 1
    summer_time = periods.local_offset_minutes[last_of_day] > 0
    days = periods.dates.astype(object)
    seasons = [season_of(day, summer_time=bool(at)) for day, at in zip(days, summer_time, strict=True)]
    season = np.array([SEASONS.index(name) for name in seasons])
    day_type = np.select([periods.working_day, periods.weekday == SATURDAY], [0, 1], 2)
    slot = periods.local_minute // HALF_HOUR_MINUTES
    profile: NDArray[np.float64] = _table()[season[periods.day_index], day_type, slot]
    return profile
