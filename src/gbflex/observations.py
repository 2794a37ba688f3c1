"""What a table of observations is: rows from a publisher, each with when it was known.

A row is named by its table's key. What is known of a key may change: each version carries its settlement run
where the publisher says it, the time it became available, and the time it was retrieved. `sources` turns what a
publisher sent into `Parsed`; `store` keeps it as tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

import polars as pl

from gbflex.spill import PutBy, Spill
from gbflex.tables import Column, ColumnKind, TableSchema

__all__ = [
    "POLARS_TYPES",
    "VINTAGE_COLUMNS",
    "Complete",
    "Drift",
    "Grain",
    "ObservationTable",
    "Parsed",
    "Rows",
    "SetAside",
]

Grain = Literal["day", "year", "whole"]
"""How a table is cut into files: by settlement date, by its year, or not at all."""

Complete = Literal["half_hour", "day", "none"]
"""What a table without gaps has a row for; "none": rows come as things happen."""

WHOLE: Final = "all"
"""The one part of a table that is not cut."""

POLARS_TYPES: Final[dict[ColumnKind, pl.DataType]] = {
    "instant": pl.Datetime("us", "UTC"),
    "date": pl.Date(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "text": pl.String(),
    "flag": pl.Boolean(),
}

VINTAGE_COLUMNS: Final = (
    Column("settlement_run", "text", "II, SF, R1, R2, R3, RF or DF where known", nullable=True),
    Column("published_time", "instant", "When the publisher says it was made, where it does", nullable=True),
    Column("available_time", "instant", "When it could be known"),
    Column("available_time_assumed", "flag", "Whether that is a declared lag, not the publisher's time"),
    Column("retrieved_time", "instant", "When it was retrieved"),
)
"""The columns that every table of observations carries after its own."""


@dataclass(frozen=True)
class ObservationTable:
    """A table of observations.

    Attributes:
        schema: Its own columns and its key.
        date_column: The date by which it is cut; "" where it has none.
        grain: How it is cut into files.
        complete: What it has a row for when nothing is missing.
        value: The column that must have a value for a half-hour or day to count as held.
        first_known: When a row's first value is taken to be known where the publisher does not say.
        lag: The same in words.
        settled: Whether settlement runs restate it.
        restated: Whether each retrieval says anew what holds: a version then carries its last retrieval.
        prefer: Which of two rows of one key stands where both became available at once: the one that ranks higher.
    """

    schema: TableSchema
    date_column: str
    grain: Grain
    complete: Complete
    value: str
    first_known: pl.Expr
    lag: str
    settled: bool = False
    restated: bool = False
    prefer: pl.Expr | None = None

    @property
    def name(self) -> str:
        """The dataset's name."""
        return self.schema.name

    @property
    def key(self) -> list[str]:
        """Columns that together name a row."""
        return list(self.schema.key)

    @property
    def values(self) -> list[str]:
        """Its own columns that are not the key."""
        return [column.name for column in self.schema.columns if column.name not in self.schema.key]

    @property
    def polars_types(self) -> dict[str, pl.DataType]:
        """All columns with those of the vintage."""
        return {column.name: POLARS_TYPES[column.kind] for column in (*self.schema.columns, *VINTAGE_COLUMNS)}


@dataclass(frozen=True)
class Drift:
    """How a payload differs from what its publisher documents; nothing of it is silent.

    Attributes:
        added: Fields that no layout knows: they stay in the record, not in the table.
        missing: Optional fields that did not come.
        retyped: Fields whose values came as another type and could still be read.
        null: Optional fields with empty cells, and how many.
    """

    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    retyped: tuple[str, ...] = ()
    null: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SetAside:
    """Rows that cannot be true, kept out of the table and counted.

    Attributes:
        reason: What is wrong with them.
        rows: How many.
        first: The first of them, in words.
    """

    reason: str
    rows: int
    first: str


class Rows:
    """Rows of a table by the part that they belong to: a day, a year, or the whole. What does not fit is put by.

    Args:
        table: Their table.
        spill: Where they are put by.
    """

    def __init__(self, table: ObservationTable, spill: Spill) -> None:
        self.table, self.spill = table, spill
        self.parts: dict[str, list[PutBy]] = {}
        self._none = pl.DataFrame()
        self._span: tuple[date, date] | None = None
        self._count = 0

    @classmethod
    def of(cls, frame: pl.DataFrame, table: ObservationTable) -> Rows:
        """The rows of one frame.

        Args:
            frame: The table's own columns and `published_time`.
            table: Their table.
        """
        rows = cls(table, Spill())
        rows.add(frame)
        return rows

    def __len__(self) -> int:
        return self._count

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last date; null without rows, and where the table has no dates."""
        return self._span

    def add(self, frame: pl.DataFrame) -> None:
        """Add rows; no key of them is there yet.

        Args:
            frame: The table's own columns and `published_time`.
        """
        self._none = frame.clear()
        if frame.is_empty():
            return
        self._count += len(frame)
        if self.table.date_column:
            dates = frame[self.table.date_column]
            first, last = dates.min(), dates.max()
            assert isinstance(first, date)  # noqa: S101 (a row without its date is set aside)
            assert isinstance(last, date)  # noqa: S101 (a row without its date is set aside)
            self._span = (min(first, self._span[0]), max(last, self._span[1])) if self._span else (first, last)
        for name, part in _cut(frame, self.table).items():
            self.parts.setdefault(name, []).append(self.spill.keep(part))

    def part(self, name: str) -> pl.DataFrame:
        """The rows of a part.

        Args:
            name: One of `parts`.
        """
        return pl.concat([piece.read() for piece in self.parts[name]])

    def each(self) -> Iterator[pl.DataFrame]:
        """The rows part by part, in the order of their names."""
        for name in sorted(self.parts):
            yield self.part(name)

    def frame(self) -> pl.DataFrame:
        """All rows at once."""
        return pl.concat([self._none, *self.each()])


def _cut(frame: pl.DataFrame, table: ObservationTable) -> dict[str, pl.DataFrame]:
    if table.grain == "whole":
        return {WHOLE: frame}
    day = pl.col(table.date_column)
    unit = day if table.grain == "day" else day.dt.year()
    parts = frame.with_columns(unit.alias("_part")).partition_by("_part", as_dict=True, include_key=False)
    return {str(key[0]): part for key, part in parts.items()}


@dataclass(frozen=True, eq=False)
class Parsed:
    """A payload as rows of a table.

    Attributes:
        rows: The table's own columns and `published_time`.
        layout: Which of the known layouts it had.
        duplicates: Rows that said the same again.
        other_rows: Rows that belong to another dataset.
        set_aside: Rows that cannot be true.
        drift: How its fields differ from the documented ones.
        notes: What a reader must know, one sentence each.
    """

    rows: Rows
    layout: str
    duplicates: int = 0
    other_rows: int = 0
    set_aside: tuple[SetAside, ...] = ()
    drift: Drift = Drift()
    notes: tuple[str, ...] = ()

    @property
    def frame(self) -> pl.DataFrame:
        """All rows at once."""
        return self.rows.frame()

    @property
    def rows_that_came(self) -> int:
        """Every row of the payload: a full page stays full when some of its rows are not used."""
        aside = sum(one.rows for one in self.set_aside)
        return len(self.rows) + self.duplicates + self.other_rows + aside
