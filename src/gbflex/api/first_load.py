"""The load of a first site file: read as a supplier wrote it, with the dates that it can stand for."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gbflex.analysis.answers.load import LoadImportAnswer
from gbflex.analysis.ports import FoundSeries
from gbflex.analysis.series.replay import replayed
from gbflex.analysis.site.first_dates import FirstDates, first_dates
from gbflex.api.loads import import_load
from gbflex.errors import DataError, InputError
from gbflex.periods import Periods, period_count

__all__ = ["LoadRead", "load_dates", "read_load_file"]

FEWEST_DAYS_OF_YEAR: Final = 350
"""Whole days of a calendar year from which it is tried whether the year can stand for others."""
FIRST_YEAR: Final = 1970
"""Of numpy's count of years."""

Days = NDArray[np.datetime64]


class LoadRead(NamedTuple):
    """A load as it was read.

    Attributes:
        rows: The demand file.
        found: What was understood.
        days: Its whole days, in order.
    """

    rows: pl.DataFrame
    found: LoadImportAnswer
    days: Days

    @property
    def own_dates(self) -> FirstDates:
        """Its longest span of whole days, of a year at most."""
        found = first_dates(self.days, None)
        assert found is not None  # noqa: S101 (a load without a whole day is not read)
        return found

    @property
    def about(self) -> str:
        """What was understood, in a sentence without its stop."""
        found = self.found
        gaps = sum(len(gap["settlement_periods"]) for gap in found["gaps"])
        return (
            f"{Path(found['source']).name}: {found['layout']}; {found['unit']} (said by {found['unit_from']}), "
            f"clock {found['times']}; {found['from']} to {found['to']}, {found['rows']:,} half-hours, "
            f"{gaps:,} missing, {found['estimated']:,} estimated, at most {found['max_mw']:.4g} MW"
        )


def read_load_file(file: Path) -> LoadRead:
    """A supplier's half-hourly file, or a demand file.

    Args:
        file: The file.

    Raises:
        InputError: It has no whole day.
        DataError: It cannot be read.
    """
    try:
        rows, found = import_load(file)
    except (DataError, InputError) as error:
        named = "import-load" in error.next_step
        advice = f"{'Then' if named else 'Or'} give --load the file that gbflex site import-load writes"
        raise type(error)(
            error.what,
            where=error.where,
            available=error.available,
            next_step=f"{error.next_step}. {advice}" if error.next_step else advice,
        ) from None
    counts = rows.group_by("settlement_date").len().sort("settlement_date")
    whole = [day for day, count in counts.iter_rows() if count == period_count(day)]
    if not whole:
        raise InputError(
            "the load has no whole day",
            where=str(file),
            next_step="Give a file with every half-hour of some days",
        )
    return LoadRead(rows, found, np.array(whole, dtype="datetime64[D]"))


def load_dates(load: LoadRead, priced: Days) -> tuple[int | None, FirstDates | None]:
    """The year of a load that stands for other dates, where one can, and the dates to run.

    Args:
        load: The load.
        priced: Dates with prices, in order.

    Returns:
        The year, None where the load stands as it is; the dates, None where no prices are held on its own.
    """
    anywhere = first_dates(priced, None)
    for year in _full_years(load.days):
        if anywhere is not None and _stands_for(load, year, anywhere):
            return year, anywhere
    return None, first_dates(priced, load.days)


def _full_years(days: Days) -> list[int]:
    """The calendar years that a load nearly fills, the latest first."""
    years, counts = np.unique(days.astype("datetime64[Y]").astype(int) + FIRST_YEAR, return_counts=True)
    return [
        int(year) for year, count in zip(years[::-1], counts[::-1], strict=True) if count >= FEWEST_DAYS_OF_YEAR
    ]


def _stands_for(load: LoadRead, year: int, dates: FirstDates) -> bool:
    try:
        replayed(year, Periods.between(*dates), lambda axis: _on(load, axis), "demand.replay")
    except (DataError, InputError):
        return False
    return True


def _on(load: LoadRead, axis: Periods) -> FoundSeries:
    """The load on a time axis; NaN where it has no value."""
    values = np.full(len(axis), np.nan)
    dates = load.rows["settlement_date"].to_numpy().astype("datetime64[D]")
    at = axis.positions(dates, load.rows["settlement_period"].to_numpy())
    values[at[at >= 0]] = load.rows["demand_mwh"].to_numpy()[at >= 0]
    return FoundSeries("load", values, "MWh", "load", "")
