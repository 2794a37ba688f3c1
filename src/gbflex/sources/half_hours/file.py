"""Half-hourly files of prices, demand, heat, generation and carbon intensity, and Elexon's own price exports.

CSV or Parquet. The half-hour is `settlement_date, settlement_period`, or `start_time` in UTC (a time
without a zone is read as UTC, because this format declares it); where a file has both, they must agree.
Elexon's exports are known by their own column names. A column `quality`, as gbflex writes it into a made-up
load, travels with the values: the least sure of the half-hours read. Whatever cannot be true is refused with
the row: nothing is dropped and nothing is filled.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gbflex import limits
from gbflex.analysis.ports import FoundSeries, IssuedPrices, Quantity
from gbflex.cashflows.ledger import QUALITIES, worst_quality
from gbflex.errors import BrokenFile
from gbflex.outside_file import content_of, name_in_words
from gbflex.periods import FIRST_DATE, LAST_DATE, Periods
from gbflex.sources.half_hours.columns import HalfHours, half_hours, numbers, row, utc_times
from gbflex.sources.half_hours.gas_price_file import is_daily_gas_price, read_daily_gas_price
from gbflex.sources.half_hours.layouts import PLAUSIBLE, UNITS, HalfHourLayout, layout_of
from gbflex.sources.reading.parquet import ALL_ROWS, parquet_pieces
from gbflex.sources.reading.payload import unpacked
from gbflex.tables import duplicate_rows

__all__ = ["HalfHourlyFileReader"]

Array = NDArray[np.float64]


class HalfHourlyFileReader:
    """Reads half-hourly files that a site file names."""

    def read(self, path: Path, quantity: Quantity, periods: Periods) -> FoundSeries:
        """A file's values on a time axis; NaN where it has none.

        Args:
            path: CSV or Parquet file.
            quantity: What the values are.
            periods: The time axis.

        Raises:
            BrokenFile: Not readable, no known columns, a half-hour that does not exist or stands twice, or a
                value that is not a plausible number.
        """
        try:
            frame = _frame(path)
            at, values = _rows(frame, path, quantity)
            how_sure = _qualities(frame, path)
        except pl.exceptions.PolarsError as error:
            reason = str(error).splitlines()[0]
            raise BrokenFile(
                f"the file is not a half-hourly table: {reason}",
                where=str(path),
                next_step="Write settlement_date,settlement_period and the value, or start_time and the value",
            ) from None
        found = np.full(len(periods), np.nan)
        position = periods.positions(at.date, at.period)
        inside = position >= 0
        found[position[inside]] = values[inside]
        held = (
            f"{name_in_words(path)} from {at.date.min()} to {at.date.max()}"
            if len(values)
            else f"{name_in_words(path)} is empty"
        )
        sure = worst_quality(how_sure if len(how_sure) != len(inside) else how_sure[inside])
        return FoundSeries(name_in_words(path), found, UNITS[quantity], f"file {name_in_words(path)}", held, sure)

    def read_gas(self, path: Path, periods: Periods) -> FoundSeries:
        """A gas price on a time axis, from a file by gas days or by half-hours [GBP/MWh, gross calorific value].

        Args:
            path: CSV or Parquet file.
            periods: The time axis.

        Raises:
            BrokenFile: As for any half-hourly file, or a gas day that stands twice.
        """
        frame = _frame(path)
        if is_daily_gas_price(frame):
            return read_daily_gas_price(frame, path, periods)
        return self.read(path, "price", periods)

    def is_issued(self, path: Path) -> bool:
        """Whether a file says when each of its prices was known.

        Args:
            path: CSV or Parquet file.

        Raises:
            BrokenFile: Not readable.
        """
        return "known_time" in _frame(path).columns

    def read_issued(self, path: Path) -> IssuedPrices:
        """A file of forecasts: `known_time`, `start_time` (both UTC) and `price_gbp_per_mwh`.

        Args:
            path: CSV or Parquet file.

        Raises:
            BrokenFile: Not readable, other columns, a time or price that is none, one known after it began, or two
                rows of one half-hour known at one time.
        """
        frame = _frame(path)
        wanted = ("known_time", "start_time", "price_gbp_per_mwh")
        absent = [name for name in wanted if name not in frame.columns]
        if absent:
            raise BrokenFile(
                f"no column {absent[0]}",
                where=str(path),
                available=", ".join(frame.columns)[:200],
                next_step=f"Name the columns {', '.join(wanted)}; times are UTC",
            )
        known, start = (_seconds(utc_times(frame, name, path)) for name in wanted[:2])
        values = numbers(frame, "price_gbp_per_mwh", path)
        _refuse_implausible(values, "price", HalfHourLayout("price", "price_gbp_per_mwh"), path)
        late = np.flatnonzero(known > start)
        if len(late):
            raise BrokenFile(
                f"{len(late)} rows are known only after their half-hour began",
                where=row(path, late),
                next_step="known_time is when the forecast was made",
            )
        repeats = duplicate_rows([known, start])
        if len(repeats):
            raise BrokenFile(
                f"{len(repeats)} rows say the price of the same half-hour at the same known_time twice",
                where=row(path, repeats),
                next_step="Keep one row of each known_time and start_time",
            )
        return IssuedPrices(known, start, values, f"file {name_in_words(path)}")


def _seconds(column: pl.Series) -> NDArray[np.datetime64]:
    return column.dt.replace_time_zone(None).dt.cast_time_unit("us").to_numpy().astype("datetime64[s]")


def _qualities(frame: pl.DataFrame, path: Path) -> NDArray[np.str_]:
    """The quality of each row; none where the file does not say."""
    if "quality" not in frame.columns:
        return np.empty(0, dtype=np.str_)
    words = frame["quality"].cast(pl.String).fill_null("").to_numpy().astype(np.str_)
    unknown = np.flatnonzero(~np.isin(words, QUALITIES))
    if len(unknown):
        raise BrokenFile(
            f"column quality holds {str(words[unknown[0]])!r}",
            where=row(path, unknown),
            available=", ".join(QUALITIES),
        )
    return words


def _rows(frame: pl.DataFrame, path: Path, quantity: Quantity) -> tuple[HalfHours, Array]:
    layout = layout_of(frame, quantity, path)
    at = half_hours(frame, layout.date, layout.period, path)
    _refuse_unreal(at, path)
    values = numbers(frame, layout.value, path) * layout.factor
    _refuse_implausible(values, quantity, layout, path)
    provider = frame[layout.provider].cast(pl.String).to_numpy() if layout.provider in frame.columns else None
    _refuse_repeats(at, provider, path)
    if layout.volume in frame.columns:
        return _weighted(at, values, numbers(frame, layout.volume, path))
    return at, values


def _frame(path: Path) -> pl.DataFrame:
    content = content_of(path, limits.PRICE_FILE_BYTES)
    try:
        if path.suffix.lower() == ".parquet":
            return next(parquet_pieces(content, str(path), rows=ALL_ROWS))
        # By its bytes: Polars takes a path with [1] in it as a pattern.
        plain = unpacked(content, str(path), limits.PRICE_FILE_BYTES)
        return pl.read_csv(plain, infer_schema_length=None, truncate_ragged_lines=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise BrokenFile(
            f"the file is not a table: {str(error).splitlines()[0]}",
            where=str(path),
            next_step="Save it as CSV with commas, or as Parquet",
        ) from None


def _refuse_implausible(values: Array, quantity: Quantity, layout: HalfHourLayout, path: Path) -> None:
    low, high = PLAUSIBLE[quantity]
    wrong = np.flatnonzero(~((values >= low) & (values <= high)))
    if len(wrong):
        raise BrokenFile(
            f"{len(wrong)} values of {layout.value} cannot be true, "
            f"the first {values[wrong[0]]:g} {UNITS[quantity]}",
            where=row(path, wrong),
            available=f"values from {low:g} to {high:g} {UNITS[quantity]}",
            next_step="Check the unit of the column",
        )


def _refuse_unreal(at: HalfHours, path: Path) -> None:
    outside = np.flatnonzero((at.date < np.datetime64(FIRST_DATE)) | (at.date > np.datetime64(LAST_DATE)))
    if len(outside):
        raise BrokenFile(
            f"{len(outside)} dates are outside the calendar, the first {at.date[outside[0]]}",
            where=row(path, outside),
            available=f"{FIRST_DATE} to {LAST_DATE}",
        )
    if not len(at.date):
        return
    axis = Periods.between(at.date.min().astype(object), at.date.max().astype(object))
    unreal = np.flatnonzero(axis.positions(at.date, at.period) < 0)
    if len(unreal):
        raise BrokenFile(
            f"{len(unreal)} half-hours do not exist: {at.named(unreal)}",
            where=row(path, unreal),
            available="46 periods on the spring clock-change day, 50 on the autumn one, 48 on others",
        )


def _refuse_repeats(at: HalfHours, provider: NDArray[np.object_] | None, path: Path) -> None:
    key: list[NDArray[np.generic]] = [at.date, at.period]
    if provider is not None:
        key.append(provider.astype(str))
    repeats = duplicate_rows(key)
    if len(repeats):
        raise BrokenFile(
            f"{len(repeats)} half-hours stand twice: {at.named(repeats)}",
            where=row(path, repeats),
            next_step="Keep one row of each half-hour",
        )


def _weighted(at: HalfHours, values: Array, volume: Array) -> tuple[HalfHours, Array]:
    """The volume-weighted mean of each half-hour; one without volume has no price."""
    traded = volume > 0
    key = at.date[traded].astype(np.int64) * 100 + at.period[traded]
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    weight = volume[traded]
    mean = np.bincount(group, weights=values[traded] * weight) / np.bincount(group, weights=weight)
    return HalfHours(at.date[traded][first], at.period[traded][first]), mean
