"""Rows of an answer as a Polars frame: columns as declared, dates as dates, instants as aware UTC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import polars as pl

from gbflex.analysis.answers.shape import Column, Shape, columns_of

__all__ = ["frame_of_rows"]

Row = Mapping[str, Any]

DTYPES: Final[Mapping[str, pl.DataType]] = {
    "number": pl.Float64(),
    "integer": pl.Int64(),
    "flag": pl.Boolean(),
    "text": pl.String(),
}
"""By kind of a column; what is nested takes the type of what it holds."""

DATES: Final = ("date", "from", "to")
"""How the name of a column of dates ends."""


def frame_of_rows(rows: Sequence[Row], shapes: Iterable[Shape]) -> pl.DataFrame:
    """Rows of an answer as a frame; it has its columns also where it has no rows.

    Args:
        rows: The rows.
        shapes: How they are declared; several where rows differ.
    """
    declared: dict[str, Column] = {}
    for shape in shapes:
        declared |= columns_of(shape)
    # A column that may be absent is there where a row has it, or where there is no row to tell.
    kept = [key for key, column in declared.items() if not column.optional or any(key in row for row in rows)]
    return pl.DataFrame([_series(declared[key], [row.get(key) for row in rows]) for key in kept])


def _series(column: Column, values: list[Any]) -> pl.Series:
    dtype = DTYPES.get(column.kind)
    if dtype is None:
        return pl.Series(column.key, values, strict=False)
    series = pl.Series(column.key, values, dtype=dtype, strict=False)
    return _timed(series) if column.kind == "text" else series


def _timed(series: pl.Series) -> pl.Series:
    """Texts as dates or instants, where their name says so and every one is."""
    end = series.name.rsplit("_", 1)[-1]
    try:
        if end in DATES:
            return series.str.to_date("%Y-%m-%d")
        if end == "time":
            return series.str.to_datetime("%Y-%m-%dT%H:%M:%SZ").dt.replace_time_zone("UTC")
    except pl.exceptions.PolarsError:
        # For example "from" of a span that says "then"; the words stay.
        return series
    return series
