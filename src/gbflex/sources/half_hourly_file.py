"""Half-hourly price and demand files, and Elexon's own price exports.

CSV or Parquet. The half-hour is `settlement_date, settlement_period`, or `start_time` in UTC (a time
without a zone is read as UTC, because this format declares it). Elexon's exports are known by their own
column names. Whatever cannot be true is refused with the row: nothing is dropped and nothing is filled.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gbflex.analysis.ports import FoundSeries
from gbflex.errors import BrokenFile
from gbflex.periods import HALF_HOUR_SECONDS, Periods
from gbflex.tables import duplicate_rows
from gbflex.units import SETTLEMENT_PERIOD_HOURS

__all__ = ["HalfHourlyFileReader"]

Quantity = Literal["price", "demand"]


class _Layout(NamedTuple):
    """How a kind of file names its columns; times any factor to the house unit."""

    quantity: Quantity
    value: str
    date: str = "settlement_date"
    period: str = "settlement_period"
    factor: float = 1.0
    volume: str = ""


LAYOUTS: Final = (
    _Layout("price", "price_gbp_per_mwh"),
    _Layout("demand", "demand_mwh"),
    _Layout("demand", "demand_kwh", factor=0.001),
    _Layout("demand", "demand_mw", factor=SETTLEMENT_PERIOD_HOURS),
    _Layout("demand", "demand_kw", factor=0.001 * SETTLEMENT_PERIOD_HOURS),
    # Elexon portal exports.
    _Layout("price", "System Sell Price(GBP/MWh)", "Settlement Date", "Settlement Period"),
    _Layout(
        "price",
        "Market Index Price (GBP/MWh)",
        "Settlement Date",
        "Settlement Period",
        volume="Market Index Volume (MWh)",
    ),
    # Elexon Insights API.
    _Layout("price", "systemSellPrice", "settlementDate", "settlementPeriod"),
    _Layout("price", "price", "settlementDate", "settlementPeriod", volume="volume"),
)
"""The first layout whose columns are all there is used. A provider without volume names no price."""

PLAUSIBLE: Final[dict[Quantity, tuple[float, float]]] = {"price": (-2000.0, 10000.0), "demand": (0.0, 5000.0)}
UNITS: Final[dict[Quantity, str]] = {"price": "GBP/MWh", "demand": "MWh"}


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
        frame = _frame(path)
        layout = _layout(frame, quantity, path)
        frame = _weighted(frame, layout)
        date, period = _half_hours(frame, layout, path)
        values = _numbers(frame, layout.value, path) * layout.factor
        _refuse_implausible(values, quantity, layout, path)
        _refuse_repeats(date, period, path)
        _refuse_unreal_periods(date, period, path)
        found = np.full(len(periods), np.nan)
        position = periods.positions(date, period)
        inside = position >= 0
        found[position[inside]] = values[inside]
        return FoundSeries(
            name=path.name,
            values=found,
            unit=UNITS[quantity],
            source=f"file {path.name}",
            held=f"{path.name} from {date.min()} to {date.max()}" if len(date) else f"{path.name} is empty",
        )


def _frame(path: Path) -> pl.DataFrame:
    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        return pl.read_csv(path, infer_schema_length=None, truncate_ragged_lines=False)
    except OSError as error:
        reason = error.strerror or "no such file"
        raise BrokenFile(f"the file cannot be read: {reason}", where=str(path)) from None
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise BrokenFile(f"the file is not a table: {str(error).splitlines()[0]}", where=str(path)) from None


def _layout(frame: pl.DataFrame, quantity: Quantity, path: Path) -> _Layout:
    for layout in LAYOUTS:
        timed = "start_time" in frame.columns or {layout.date, layout.period} <= set(frame.columns)
        if layout.quantity == quantity and layout.value in frame.columns and timed:
            return layout
    wanted = [layout.value for layout in LAYOUTS if layout.quantity == quantity]
    raise BrokenFile(
        f"no columns of a half-hourly {quantity} file",
        where=str(path),
        available=", ".join(frame.columns),
        next_step=f"Name them settlement_date, settlement_period (or start_time in UTC) and {wanted[0]}",
    )


def _weighted(frame: pl.DataFrame, layout: _Layout) -> pl.DataFrame:
    if not layout.volume or layout.volume not in frame.columns:
        return frame
    traded = frame.filter(pl.col(layout.volume) > 0)
    mean = (pl.col(layout.value) * pl.col(layout.volume)).sum() / pl.col(layout.volume).sum()
    return traded.group_by(layout.date, layout.period, maintain_order=True).agg(mean.alias(layout.value))


def _half_hours(
    frame: pl.DataFrame, layout: _Layout, path: Path
) -> tuple[NDArray[np.datetime64], NDArray[np.int64]]:
    if layout.date not in frame.columns:
        return _from_start_times(frame, path)
    date = frame[layout.date]
    if date.dtype == pl.String:
        date = date.str.strip_chars().str.to_date("%Y-%m-%d", strict=False)
    if date.dtype not in (pl.Date, pl.Datetime):
        raise BrokenFile(f"column {layout.date} holds no dates", where=str(path), next_step="Write 2024-04-01")
    _refuse_nulls(date, layout.date, path)
    period = frame[layout.period].cast(pl.Int64, strict=False)
    _refuse_nulls(period, layout.period, path)
    return date.cast(pl.Date).to_numpy().astype("datetime64[D]"), period.to_numpy()


def _from_start_times(frame: pl.DataFrame, path: Path) -> tuple[NDArray[np.datetime64], NDArray[np.int64]]:
    column = frame["start_time"]
    if column.dtype == pl.String:
        column = column.str.strip_chars().str.to_datetime(time_zone="UTC", time_unit="us", strict=False)
    if not isinstance(column.dtype, pl.Datetime):
        raise BrokenFile(
            "column start_time holds no times", where=str(path), next_step="Write 2024-04-01T00:00:00Z"
        )
    _refuse_nulls(column, "start_time", path)
    utc = column.dt.convert_time_zone("UTC") if column.dtype.time_zone else column.dt.replace_time_zone("UTC")
    start = utc.dt.replace_time_zone(None).to_numpy().astype("datetime64[s]")
    off_grid = np.flatnonzero(start.astype(np.int64) % HALF_HOUR_SECONDS)
    if len(off_grid):
        raise BrokenFile(f"start_time {start[off_grid[0]]} does not begin a half-hour", where=_row(path, off_grid))
    day = utc.dt.convert_time_zone("Europe/London").dt.date().to_numpy().astype("datetime64[D]")
    if not len(day):
        return day, np.empty(0, dtype=np.int64)
    axis = Periods.between(day.min().astype(object), day.max().astype(object))
    at = ((start - axis.start_time[0]).astype(np.int64)) // HALF_HOUR_SECONDS
    return axis.settlement_date[at], axis.settlement_period[at]


def _numbers(frame: pl.DataFrame, name: str, path: Path) -> NDArray[np.float64]:
    numbers = frame[name].cast(pl.Float64, strict=False)
    _refuse_nulls(numbers, name, path)
    return numbers.to_numpy()


def _refuse_nulls(column: pl.Series, name: str, path: Path) -> None:
    empty = np.flatnonzero(column.is_null().to_numpy())
    if len(empty):
        raise BrokenFile(f"column {name} has {len(empty)} cells that cannot be read", where=_row(path, empty))


def _refuse_implausible(values: NDArray[np.float64], quantity: Quantity, layout: _Layout, path: Path) -> None:
    low, high = PLAUSIBLE[quantity]
    wrong = np.flatnonzero(~((values >= low) & (values <= high)))
    if len(wrong):
        raise BrokenFile(
            f"{len(wrong)} values of {layout.value} cannot be true, "
            f"the first {values[wrong[0]]:g} {UNITS[quantity]}",
            where=_row(path, wrong),
            available=f"values from {low:g} to {high:g} {UNITS[quantity]}",
            next_step="Check the unit of the column",
        )


def _refuse_repeats(date: NDArray[np.datetime64], period: NDArray[np.int64], path: Path) -> None:
    repeats = duplicate_rows([date, period])
    if len(repeats):
        named = _named(date, period, repeats)
        raise BrokenFile(f"{len(repeats)} half-hours stand twice: {named}", where=_row(path, repeats))


def _refuse_unreal_periods(date: NDArray[np.datetime64], period: NDArray[np.int64], path: Path) -> None:
    if not len(date):
        return
    axis = Periods.between(date.min().astype(object), date.max().astype(object))
    unreal = np.flatnonzero(axis.positions(date, period) < 0)
    if len(unreal):
        raise BrokenFile(
            f"{len(unreal)} half-hours do not exist: {_named(date, period, unreal)}",
            where=_row(path, unreal),
            available="46 periods on the spring clock-change day, 50 on the autumn one, 48 on others",
        )


def _named(date: NDArray[np.datetime64], period: NDArray[np.int64], rows: NDArray[np.int64]) -> str:
    first = ", ".join(f"{date[i]} period {period[i]}" for i in rows[:3])
    return first + (f" and {len(rows) - 3} more" if len(rows) > 3 else "")  # noqa: PLR2004 (as many as are named)


def _row(path: Path, rows: NDArray[np.int64]) -> str:
    # Row 1 is the header, as a spreadsheet counts.
    return f"{path}, row {rows[0] + 2}"
