"""How a dataset's rows are read, and what refuses one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from gbflex.observations import POLARS_TYPES, ObservationTable
from gbflex.sources.reading.layout import Layout
from gbflex.tables import Column

__all__ = ["PUBLISHED", "ROW", "RowRefused", "Rules"]

PUBLISHED: Final = Column("published_time", "instant", "When the publisher says it was made", nullable=True)
ROW: Final = "row_of_payload"
"""Position of a row in its payload, while it is being read."""


class RowRefused(Exception):
    """A row that cannot be, found while a table is finished.

    Attributes:
        what: What is wrong.
        position: Position of the row in the frame.
        column: The column, as our table calls it.
        available: What could stand there.
    """

    def __init__(self, what: str, position: int, column: str = "", available: str = "") -> None:
        super().__init__(what)
        self.what, self.position, self.column, self.available = what, position, column, available


@dataclass(frozen=True)
class Rules:
    """How a dataset's rows are read.

    Attributes:
        table: The table.
        layouts: The forms it comes in.
        finish: What is worked out from the columns that came, row by row.
        keep: Which rows are the table's own; null keeps all.
        together: Columns of the key; rows that are equal in them are seen together.
        relate: What is worked out from rows that are seen together.
    """

    table: ObservationTable
    layouts: Sequence[Layout]
    finish: Callable[[pl.DataFrame], pl.DataFrame]
    keep: pl.Expr | None
    together: Sequence[str]
    relate: Callable[[pl.DataFrame], pl.DataFrame]

    @property
    def types(self) -> dict[str, pl.DataType]:
        """The table's own columns and `published_time`."""
        return {column.name: POLARS_TYPES[column.kind] for column in self.columns}

    @property
    def columns(self) -> tuple[Column, ...]:
        """The same as columns."""
        return (*self.table.schema.columns, PUBLISHED)

    @property
    def nullable(self) -> frozenset[str]:
        """Those of them that may be empty."""
        return frozenset(column.name for column in self.columns if column.nullable)
