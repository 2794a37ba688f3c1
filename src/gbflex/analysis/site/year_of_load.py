"""The load that stands for a charging year: of the year itself where it is given, else the latest of its file."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import Ports
from gbflex.analysis.series.load_file import load_file_found
from gbflex.analysis.series.setting import setting_of
from gbflex.assets.site import Site
from gbflex.periods import FIRST_DATE, LAST_DATE, Periods
from gbflex.tables import Quality

__all__ = ["LoadOfYear", "year_of_load"]

MOST_DAYS: Final = 365


class LoadOfYear(NamedTuple):
    """A load by half-hour.

    Attributes:
        periods: The time axis.
        energy_mwh: AC at the meter, 0 where it is not counted, shape (n,).
        counted: Half-hours of whole days, shape (n,).
        quality: How sure it is.
        source: Where it is from.
    """

    periods: Periods
    energy_mwh: NDArray[np.float64]
    counted: NDArray[np.bool_]
    quality: Quality
    source: str

    @property
    def days(self) -> int:
        """Whole days that are counted."""
        return int(self.counted[self.periods.first_of_day].sum())


def year_of_load(site: Site, year: int, ports: Ports) -> LoadOfYear | None:
    """The load that stands for a charging year; None where the site gives none.

    A file as it stands counts by its whole days: all of the charging year, or else its last 365.

    Args:
        site: The site.
        year: Calendar year of the charging year's 1 April.
        ports: Where files come from.
    """
    of_year = Periods.between(date(year, 4, 1), date(year + 1, 3, 31))
    if site.demand.file is None or site.demand.replay is not None:
        alone = site.with_assets(()).model_copy(update={"supply": None}).in_folder(site.folder)
        load = setting_of(alone, of_year, ports).series["demand"]
        if not load.values.any():
            return None
        all_of_it = np.ones(len(of_year), dtype=np.bool_)
        return LoadOfYear(of_year, load.values, all_of_it, load.quality, load.source)
    every = Periods.between(FIRST_DATE, LAST_DATE)
    found = load_file_found(site.demand, "demand", site.folder, every, ports.files)
    whole = ~np.logical_or.reduceat(np.isnan(found.values), every.first_of_day)
    days = every.dates[whole]
    if not len(days):
        return None
    in_year = days[(days >= of_year.dates[0]) & (days <= of_year.dates[-1])]
    chosen = in_year if len(in_year) == len(of_year.dates) else days[-MOST_DAYS:]
    axis = Periods.between(chosen[0].astype(object), chosen[-1].astype(object))
    counted = np.isin(axis.settlement_date, chosen)
    values = found.values[np.isin(every.settlement_date, axis.dates)]
    return LoadOfYear(axis, np.where(counted, values, 0.0), counted, found.quality, found.source)
