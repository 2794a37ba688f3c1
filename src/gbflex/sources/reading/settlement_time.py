"""The half-hour of each row: settlement date and period, start time, or both where they agree."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gbflex.periods import FIRST_DATE, HALF_HOUR_SECONDS, LAST_DATE, LONDON, Periods
from gbflex.sources.reading.rules import RowRefused

__all__ = ["from_start_time", "local_date_of", "with_start_time", "within_half_hour"]

SECOND = np.timedelta64(1, "s")


@functools.lru_cache(maxsize=8)
def _days(first: date, last: date) -> tuple[NDArray[np.datetime64], NDArray[np.int64]]:
    """Midnight of each day in UTC, and how many half-hours it has."""
    axis = Periods.between(first, last)
    firsts = axis.first_of_day
    return axis.start_time[firsts], np.diff(np.append(firsts, len(axis)))


def _placed(dates: pl.Series) -> tuple[NDArray[np.datetime64], NDArray[np.int64]]:
    first, last = dates.min(), dates.max()
    assert isinstance(first, date)  # noqa: S101 (dates are not empty here)
    assert isinstance(last, date)  # noqa: S101 (dates are not empty here)
    midnight, count = _days(first, last)
    day = (dates.to_numpy().astype("datetime64[D]") - np.datetime64(first, "D")).astype(np.int64)
    return midnight[day], count[day]


def with_start_time(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `start_time` from date and period; where the payload has one, it must agree.

    Args:
        frame: With `settlement_date` and `settlement_period`, none empty.

    Raises:
        RowRefused: A day has no such period, or the payload's own start time is another.
    """
    if frame.is_empty():
        return frame
    midnight, count = _placed(frame["settlement_date"])
    period = frame["settlement_period"].to_numpy()
    wrong = np.flatnonzero((period < 1) | (period > count))
    if len(wrong):
        row = int(wrong[0])
        raise RowRefused(
            f"settlement period {period[row]} does not exist on {frame['settlement_date'][row]}",
            row,
            "settlement_period",
            f"periods 1 to {count[row]}",
        )
    start = midnight + (period - 1) * HALF_HOUR_SECONDS * SECOND
    ours = pl.Series("start_time", start.astype("datetime64[us]")).dt.replace_time_zone("UTC")
    if "start_time" in frame.columns:
        apart = (frame["start_time"] != ours).fill_null(value=False).arg_true()
        if len(apart):
            row = int(apart[0])
            raise RowRefused(
                f"start_time {frame['start_time'][row]} is not the start of {frame['settlement_date'][row]} "
                f"period {period[row]}",
                row,
                "start_time",
                str(ours[row]),
            )
    return frame.with_columns(ours)


def local_date_of(instants: pl.Series) -> pl.Series:
    """The settlement date of each instant."""
    return instants.dt.convert_time_zone(str(LONDON)).dt.date()


def from_start_time(frame: pl.DataFrame, instant: str = "start_time") -> pl.DataFrame:
    """Add `settlement_date` and `settlement_period`: those of an instant.

    Args:
        frame: With the instant, never empty.
        instant: Its column.

    Raises:
        RowRefused: It is outside the calendar.
    """
    if frame.is_empty():
        return frame.with_columns(
            pl.Series("settlement_date", [], dtype=pl.Date), pl.Series("settlement_period", [], dtype=pl.Int64)
        )
    days = local_date_of(frame[instant])
    outside = ((days < FIRST_DATE) | (days > LAST_DATE)).arg_true()
    if len(outside):
        row = int(outside[0])
        raise RowRefused(
            f"{frame[instant][row]} is outside the calendar", row, instant, f"{FIRST_DATE} to {LAST_DATE}"
        )
    midnight, _ = _placed(days)
    passed = _plain(frame[instant]) - midnight
    period = passed.astype("timedelta64[s]").astype(np.int64) // HALF_HOUR_SECONDS + 1
    return frame.with_columns(days.alias("settlement_date"), pl.Series("settlement_period", period))


def _plain(instants: pl.Series) -> NDArray[np.datetime64]:
    return instants.dt.replace_time_zone(None).to_numpy()


def within_half_hour(instant: str) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Add `start_time`, and refuse a row whose instant is outside its half-hour.

    Args:
        instant: Its column.
    """

    def finish(frame: pl.DataFrame) -> pl.DataFrame:
        given = {"settlement_date", "settlement_period"} & set(frame.columns)
        placed = from_start_time(frame, instant)
        # A row that does not say its date or period has those of its instant.
        said = [frame[name].zip_with(frame[name].is_not_null(), placed[name]) for name in sorted(given)]
        placed = with_start_time(placed.with_columns(said))
        if placed.is_empty():
            return placed
        since = (placed[instant] - placed["start_time"]).dt.total_seconds()
        outside = ((since < 0) | (since >= HALF_HOUR_SECONDS)).arg_true()
        if len(outside):
            row = int(outside[0])
            raise RowRefused(
                f"{instant} {placed[instant][row]} is not in {placed['settlement_date'][row]} period "
                f"{placed['settlement_period'][row]}",
                row,
                instant,
            )
        return placed

    return finish
