"""Cells of one column as what the table says they are; a cell that cannot be read is refused by row and column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import polars as pl

from gbflex.observations import POLARS_TYPES
from gbflex.periods import FIRST_DATE, LAST_DATE, LONDON
from gbflex.sources.reading.layout import Dates, Layout, Times
from gbflex.sources.reading.payload import Payload
from gbflex.tables import Column, ColumnKind

__all__ = ["ReadColumn", "Unreadable", "read_column"]

TRUE_WORDS: Final = ("true", "t", "1", "y", "yes")
FALSE_WORDS: Final = ("false", "f", "0", "n", "no")
LARGEST_INTEGER: Final = 2**53
LONGEST_SHOWN: Final = 80
NOT_TEXT: Final = r"^[=@]|[\x00-\x08\x0b-\x1f]"
"""What no name or id holds: the start of a formula, control characters."""

EXPECTED: Final[dict[ColumnKind, tuple[type[pl.DataType], ...]]] = {
    "integer": (pl.Float64, pl.Float32, pl.Int64, pl.Int32, pl.Int16, pl.Int8, pl.UInt32, pl.UInt16, pl.UInt8),
    "number": (pl.Float64, pl.Float32, pl.Int64, pl.Int32, pl.Int16, pl.Int8, pl.UInt32, pl.UInt16, pl.UInt8),
    "text": (pl.String, pl.Categorical, pl.Enum),
    "flag": (pl.Boolean,),
    "instant": (pl.Datetime, pl.String),
    "date": (pl.Date, pl.Datetime, pl.String),
}
"""Types that a typed payload may give a column of each kind without it being a change."""

WANTED: Final[dict[ColumnKind, str]] = {
    "integer": "whole numbers",
    "number": "plain numbers such as 1234.5",
    "text": "plain text",
    "flag": "true or false",
    "instant": "times such as 2024-04-01T00:00:00Z",
    "date": "dates such as 2024-04-01",
}


class Unreadable(NamedTuple):
    """Cells of a column that cannot be read as what it is.

    Attributes:
        cells: How many.
        first: The first of them.
        where: Where it stands.
        next_step: What the column holds.
    """

    cells: int
    first: str
    where: str
    next_step: str


class ReadColumn(NamedTuple):
    """A column of a payload in its own type.

    Attributes:
        values: Its values; empty cells stay empty.
        retyped: Whether they came as another type than the publisher documents.
        unreadable: Its cells that cannot be read; null where all can.
    """

    values: pl.Series
    retyped: bool
    unreadable: Unreadable | None


def read_column(payload: Payload, name: str, column: Column, layout: Layout) -> ReadColumn:
    """A column of a payload in its own type.

    Args:
        payload: Columns as they came.
        name: The publisher's name of the column.
        column: What it is.
        layout: How it writes instants and dates.
    """
    raw = payload.frame[name]
    if raw.dtype.base_type() in (pl.Categorical, pl.Enum):
        raw = raw.cast(pl.String)
    read: dict[ColumnKind, Callable[[pl.Series], pl.Series]] = {
        "integer": _integers,
        "number": _numbers,
        "text": _texts,
        "flag": _flags,
        "date": lambda cells: _dates(cells, layout.dates),
        "instant": lambda cells: _instants(cells, layout.times),
    }
    values = read[column.kind](raw)
    wrong = (values.is_null() & raw.is_not_null()).arg_true()
    unreadable = None
    if len(wrong):
        first = int(wrong[0])
        where = payload.at(payload.offset + first, name)
        unreadable = Unreadable(len(wrong), _told(raw, first), where, _advice(column, layout))
    expected = raw.dtype.base_type() in EXPECTED[column.kind] or raw.dtype == pl.Null
    retyped = payload.typed and (not expected or name in payload.mixed)
    return ReadColumn(values.alias(column.name), retyped, unreadable)


def _told(raw: pl.Series, row: int) -> str:
    """A cell for a message; some values of Parquet have no form in Python."""
    try:
        return repr(raw[row])[:LONGEST_SHOWN]
    except (ValueError, OverflowError):
        return f"a {raw.dtype} out of range"


def _advice(column: Column, layout: Layout) -> str:
    if column.kind == "instant":
        forms = {
            "iso": "times with their zone, such as 2024-04-01T00:00:00Z",
            "iso as utc": "times in UTC such as 2024-04-01 00:00:00",
            "compact utc": "times in UTC such as 20240401000000",
            "day first as london": "times on the London clock such as 01/04/2024 00:00:00",
        }
        return f"It holds {forms[layout.times]}"
    if column.kind == "date" and layout.dates == "day first":
        return "It holds dates such as 01/04/2024"
    return f"It holds {WANTED[column.kind]}"


def _numbers(raw: pl.Series) -> pl.Series:
    if not (raw.dtype.is_numeric() or raw.dtype in (pl.String, pl.Null)):
        return _unreadable(raw, pl.Float64())
    values = raw.cast(pl.Float64, strict=False)
    return values.set(~values.is_finite().fill_null(value=True), None)


def _integers(raw: pl.Series) -> pl.Series:
    if raw.dtype.is_integer():
        return raw.cast(pl.Int64, strict=False)
    values = _numbers(raw)
    whole = (values == values.floor()) & (values.abs() <= LARGEST_INTEGER)
    return values.set(~whole.fill_null(value=True), None).cast(pl.Int64)


def _texts(raw: pl.Series) -> pl.Series:
    words = raw.cast(pl.String, strict=False)
    if raw.dtype.is_float():
        # An id that came as a number: 7.0 is 7.
        words = words.str.strip_suffix(".0")
    return words.set(words.str.contains(NOT_TEXT).fill_null(value=False), None)


def _flags(raw: pl.Series) -> pl.Series:
    if raw.dtype == pl.Boolean:
        return raw
    return _by_word(raw.cast(pl.String, strict=False), _flag_words)


def _flag_words(raw: pl.Series) -> pl.Series:
    words = raw.str.to_lowercase().str.strip_suffix(".0")
    yes, no = words.is_in(TRUE_WORDS), words.is_in(FALSE_WORDS)
    return yes.set(~(yes | no).fill_null(value=False), None).alias(raw.name)


DATE_FORMS: Final[dict[Dates, str]] = {"iso": "%Y-%m-%d", "day first": "%d/%m/%Y"}
WHOLE_DATES: Final[dict[Dates, str]] = {"iso": r"^\d{4}-\d{2}-\d{2}$", "day first": r"^\d{2}/\d{2}/\d{4}$"}
WHOLE_TIME: Final = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[+-]\d{2}:?\d{2})?$"
WHOLE_COMPACT: Final = r"^\d{14}$"
WHOLE_DAY_FIRST: Final = r"^\d{2}/\d{2}/\d{4} \d{2}:\d{2}:\d{2}$"
"""Publishers write two digits for months, days and hours: one that stands alone has lost the other."""


def _whole(words: pl.Series, form: str) -> pl.Series:
    """Words that have their form, others empty."""
    return words.set(~words.str.contains(form).fill_null(value=False), None)


def _dates(raw: pl.Series, dates: Dates) -> pl.Series:
    if raw.dtype == pl.Date:
        days = raw
    elif isinstance(raw.dtype, pl.Datetime):
        # The wall clock counts: midnight of the day itself.
        wall = raw.dt.replace_time_zone(None)
        days = wall.dt.date()
        days = days.set((wall != days.cast(wall.dtype)).fill_null(value=False), None)
    elif raw.dtype == pl.String:
        days = _by_word(
            raw, lambda words: _whole(words, WHOLE_DATES[dates]).str.to_date(DATE_FORMS[dates], strict=False)
        )
    else:
        return _unreadable(raw, pl.Date())
    outside = (days < FIRST_DATE) | (days > LAST_DATE)
    return days.set(outside.fill_null(value=False), None)


def _instants(raw: pl.Series, times: Times) -> pl.Series:
    if isinstance(raw.dtype, pl.Datetime):
        if raw.dtype.time_zone is None and times == "iso":
            return _unreadable(raw, POLARS_TYPES["instant"])
        zoned = raw.dt.replace_time_zone("UTC") if raw.dtype.time_zone is None else raw.dt.convert_time_zone("UTC")
        return zoned.dt.cast_time_unit("us")
    words = raw.cast(pl.String, strict=False)
    if times == "day first as london":
        return _by_word(words, _on_the_london_clock)
    if times == "compact utc":
        words = words.str.strip_suffix(".0")
        return _by_word(
            words,
            lambda each: _whole(each, WHOLE_COMPACT).str.to_datetime("%Y%m%d%H%M%S", strict=False, time_unit="us"),
        ).dt.replace_time_zone("UTC")
    zoned = _by_word(words, _with_zone)
    if times == "iso":
        return zoned
    plain = _by_word(words, _without_zone)
    return zoned.set(zoned.is_null() & plain.is_not_null(), None).zip_with(zoned.is_not_null(), plain)


def _with_zone(words: pl.Series) -> pl.Series:
    zoned = words.str.contains(r"(Z|[+-]\d{2}:?\d{2})$")
    text = words.str.replace(r"Z$", "+00:00")
    form = "%Y-%m-%dT%H:%M:%S%.f%:z"
    text = _whole(text.str.replace(" ", "T", literal=True), WHOLE_TIME)
    values = text.str.to_datetime(form, strict=False, time_unit="us")
    values = values.dt.convert_time_zone("UTC")
    return values.set(~zoned.fill_null(value=False), None)


def _on_the_london_clock(words: pl.Series) -> pl.Series:
    """Of the hour that comes twice the later: nothing is known before it was published."""
    wall = _whole(words, WHOLE_DAY_FIRST).str.to_datetime("%d/%m/%Y %H:%M:%S", strict=False, time_unit="us")
    zoned = wall.dt.replace_time_zone(str(LONDON), ambiguous="latest", non_existent="null")
    return zoned.dt.convert_time_zone("UTC")


def _without_zone(words: pl.Series) -> pl.Series:
    # A date alone is its midnight.
    text = words.str.replace(" ", "T", literal=True).str.replace(r"^(\d{4}-\d{2}-\d{2})$", "${1}T00:00:00")
    text = _whole(text, WHOLE_TIME)
    return text.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False, time_unit="us").dt.replace_time_zone("UTC")


def _by_word(words: pl.Series, read: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Read each different word once: times and dates repeat."""
    unique = words.drop_nulls().unique()
    if len(unique) * 2 > len(words):
        return read(words)
    return words.replace_strict(unique, read(unique), default=None)


def _unreadable(raw: pl.Series, kind: pl.DataType) -> pl.Series:
    return pl.Series(raw.name, [None] * len(raw), dtype=kind)
