"""A linear program as arrays: columns with costs and bounds, and named groups of rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Group", "LinearProgram", "Rows", "Term"]

Array = NDArray[np.float64]
Positions = NDArray[np.int64]
Term = tuple[Positions, float | Array]
"""Columns, and the coefficient of each."""


class Group(NamedTuple):
    """Rows that state one limit.

    Attributes:
        limit: Its name.
        first: The first row.
        at: Step, day or block of each row, shape (rows,).
        counts: What `at` counts: "step", "day", "span", "block" or "group".
    """

    limit: str
    first: int
    at: Positions
    counts: str


@dataclass
class Rows:
    """Constraint rows collected block by block, each as positions and values."""

    count: int = 0
    row: list[Positions] = field(default_factory=list)
    column: list[Positions] = field(default_factory=list)
    value: list[Array] = field(default_factory=list)
    lower: list[Array] = field(default_factory=list)
    upper: list[Array] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def add(
        self,
        limit: str,
        at: Positions,
        *terms: Term,
        lower: float | Array,
        upper: float | Array,
        counts: str = "step",
    ) -> None:
        """Rows of the form lower <= sum of coefficient x column <= upper, one per entry of `at`."""
        n = len(at)
        if n == 0:
            return
        rows = self.count + np.arange(n)
        for columns, coefficient in terms:
            self.put(rows, columns, coefficient)
        self._bound(limit, at, lower, upper, counts)

    def add_sums(
        self,
        limit: str,
        group: Positions,
        *terms: Term,
        lower: float | Array,
        upper: float | Array,
        counts: str = "day",
    ) -> None:
        """One row per group: the sum of its members' terms between two bounds."""
        for columns, coefficient in terms:
            self.put(self.count + group, columns, coefficient)
        self._bound(limit, np.arange(int(group.max()) + 1), lower, upper, counts)

    def put(self, rows: Positions, columns: Positions, coefficient: float | Array) -> None:
        """Coefficients of rows that are, or are about to be, added."""
        self.row.append(rows)
        self.column.append(columns)
        self.value.append(np.broadcast_to(np.asarray(coefficient, dtype=np.float64), len(rows)))

    def _bound(self, limit: str, at: Positions, lower: float | Array, upper: float | Array, counts: str) -> None:
        n = len(at)
        self.groups.append(Group(limit, self.count, at, counts))
        self.lower.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), n))
        self.upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), n))
        self.count += n

    def by_column(self, columns: int) -> tuple[Positions, Positions, Array]:
        """Start, row index and value in compressed sparse column form."""
        row, column, value = np.concatenate(self.row), np.concatenate(self.column), np.concatenate(self.value)
        order = np.argsort(column, kind="stable")
        start = np.concatenate(([0], np.cumsum(np.bincount(column, minlength=columns)))).astype(np.int64)
        return start, row[order], value[order]


@dataclass(eq=False)
class LinearProgram:
    """Minimise cost x column within bounds of columns and rows.

    Attributes:
        cost: Of each column, shape (columns,).
        lower: Bound of each column, shape (columns,).
        upper: Likewise.
        integer_from: Columns from here on are whole numbers.
        rows: The rows.
    """

    cost: Array
    lower: Array
    upper: Array
    integer_from: int
    rows: Rows

    @property
    def is_integer(self) -> bool:
        """Whether any column must be whole."""
        return self.integer_from < len(self.cost)

    def add_columns(self, count: int) -> Positions:
        """New columns that cost nothing, from 0 upwards; where they stand.

        Args:
            count: How many.
        """
        first = len(self.cost)
        self.cost = np.append(self.cost, np.zeros(count))
        self.lower = np.append(self.lower, np.zeros(count))
        self.upper = np.append(self.upper, np.full(count, np.inf))
        return first + np.arange(count)
