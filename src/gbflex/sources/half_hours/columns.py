"""The columns that half-hourly files share: which half-hour a row is, and its numbers, refused where unsure."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gbflex.errors import BrokenFile
from gbflex.periods import FIRST_DATE, HALF_HOUR_SECONDS, LAST_DATE, LONDON, Periods

__all__ = ["LARGEST_DEMAND_MWH", "HalfHours", "dates", "half_hours", "numbers", "row", "utc_times"]

HALF_HOUR_MICROSECONDS = HALF_HOUR_SECONDS * 1_000_000
MOST_NAMED = 3
LARGEST_DEMAND_MWH = 5000.0
"""Demand of one half-hour that no site has: beyond it the unit is wrong."""


class HalfHours(NamedTuple):
    """The half-hour of each row.

    Attributes:
        date: Settlement date, shape (rows,).
        period: Settlement period, shape (rows,).
    """

    date: NDArray[np.datetime64]
    period: NDArray[np.int64]

    def named(self, rows: NDArray[np.int64]) -> str:
        """The first few of some rows, for messages."""
        first = ", ".join(f"{self.date[i]} period {self.period[i]}" for i in rows[:MOST_NAMED])
        return first + (f" and {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else "")


def half_hours(frame: pl.DataFrame, date: str, period: str, path: Path) -> HalfHours:
    """The half-hour of each row, by date and period, by `start_time`, or by both where they agree.

    Args:
        frame: The file.
        date: Name of its date column.
        period: Name of its period column.
        path: For messages.

    Raises:
        BrokenFile: A cell is no date, no whole period or no start of a half-hour, or the two disagree.
    """
    by_number = {date, period} <= set(frame.columns)
    at = HalfHours(dates(frame, date, path), _periods(frame, period, path)) if by_number else None
    if "start_time" not in frame.columns:
        assert at is not None  # noqa: S101 (the layout asked for one or the other)
        return at
    by_time = _by_start_time(frame, path)
    if at is None:
        return by_time
    apart = np.flatnonzero((at.date != by_time.date) | (at.period != by_time.period))
    if len(apart):
        raise BrokenFile(
            f"start_time and {date}, {period} disagree in {len(apart)} rows: {at.named(apart)}",
            where=row(path, apart),
            next_step="start_time is UTC; remove the columns that are wrong",
        )
    return at


def numbers(frame: pl.DataFrame, name: str, path: Path) -> NDArray[np.float64]:
    """A column of numbers.

    Raises:
        BrokenFile: A cell is empty or no number.
    """
    column = frame[name]
    if not (column.dtype.is_numeric() or column.dtype == pl.String):
        raise BrokenFile(
            f"column {name} holds {column.dtype} and no numbers",
            where=str(path),
            next_step="Write plain numbers such as 1234.5",
        )
    values = column.cast(pl.Float64, strict=False)
    _refuse_nulls(values, name, path, "Write plain numbers such as 1234.5")
    return values.to_numpy()


def row(path: Path, rows: NDArray[np.int64]) -> str:
    """Where the first of some rows stands, as a spreadsheet counts: row 1 is the header."""
    return f"{path}, row {rows[0] + 2}"


def _refuse_nulls(column: pl.Series, name: str, path: Path, next_step: str) -> None:
    empty = np.flatnonzero(column.is_null().to_numpy())
    if len(empty):
        raise BrokenFile(
            f"column {name} has {len(empty)} cells that cannot be read",
            where=row(path, empty),
            next_step=next_step,
        )


def dates(frame: pl.DataFrame, name: str, path: Path) -> NDArray[np.datetime64]:
    """A column of dates.

    Raises:
        BrokenFile: A cell is empty or no date.
    """
    column = frame[name]
    if column.dtype == pl.String:
        column = column.str.strip_chars().str.to_date("%Y-%m-%d", strict=False)
    if isinstance(column.dtype, pl.Datetime):
        # The wall clock counts: midnight of the day itself, whatever the zone.
        wall = column.dt.replace_time_zone(None)
        days = wall.dt.date()
        column = days.set((wall != days.cast(wall.dtype)).fill_null(value=False), None)
    if column.dtype != pl.Date:
        raise BrokenFile(f"column {name} holds no dates", where=str(path), next_step="Write them as 2024-04-01")
    _refuse_nulls(column, name, path, "Write dates as 2024-04-01")
    return column.to_numpy().astype("datetime64[D]")


def _periods(frame: pl.DataFrame, name: str, path: Path) -> NDArray[np.int64]:
    values = numbers(frame, name, path)
    broken = np.flatnonzero((values != np.floor(values)) | (np.abs(values) > 2**31))
    if len(broken):
        raise BrokenFile(
            f"column {name} has {len(broken)} cells that are no settlement period, first {values[broken[0]]:g}",
            where=row(path, broken),
            available="1 to 50",
        )
    return values.astype(np.int64)


def utc_times(frame: pl.DataFrame, name: str, path: Path) -> pl.Series:
    """A column of instants as aware UTC; a time without a zone is read as UTC.

    Raises:
        BrokenFile: A cell is empty or no time.
    """
    column = frame[name]
    if column.dtype == pl.String:
        column = column.str.strip_chars().str.to_datetime(time_zone="UTC", time_unit="us", strict=False)
    if not isinstance(column.dtype, pl.Datetime):
        raise BrokenFile(f"column {name} holds no times", where=str(path), next_step="Write 2024-04-01T00:00:00Z")
    _refuse_nulls(column, name, path, "Write 2024-04-01T00:00:00Z")
    return column.dt.convert_time_zone("UTC") if column.dtype.time_zone else column.dt.replace_time_zone("UTC")


def _by_start_time(frame: pl.DataFrame, path: Path) -> HalfHours:
    utc = utc_times(frame, "start_time", path)
    start = utc.dt.replace_time_zone(None).dt.cast_time_unit("us").to_numpy()
    off_grid = np.flatnonzero(start.astype(np.int64) % HALF_HOUR_MICROSECONDS)
    if len(off_grid):
        raise BrokenFile(
            f"start_time {start[off_grid[0]]} does not begin a half-hour",
            where=row(path, off_grid),
            next_step="Write the start of each half-hour: minute 00 or 30, in UTC",
        )
    return _settlement_half_hours(start, utc.dt.convert_time_zone(str(LONDON)).dt.date(), path)


def _settlement_half_hours(start: NDArray[np.datetime64], local_date: pl.Series, path: Path) -> HalfHours:
    day = local_date.to_numpy().astype("datetime64[D]")
    if not len(day):
        return HalfHours(day, np.empty(0, dtype=np.int64))
    outside = np.flatnonzero((day < np.datetime64(FIRST_DATE)) | (day > np.datetime64(LAST_DATE)))
    if len(outside):
        raise BrokenFile(
            f"start_time {start[outside[0]]} is outside the calendar",
            where=row(path, outside),
            available=f"{FIRST_DATE} to {LAST_DATE}",
        )
    axis = Periods.between(day.min().astype(object), day.max().astype(object))
    at = (start - axis.start_time[0]).astype("timedelta64[s]").astype(np.int64) // HALF_HOUR_SECONDS
    return HalfHours(axis.settlement_date[at], axis.settlement_period[at])
