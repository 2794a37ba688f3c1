"""What a table means: for each column its type, unit, sign, range, and which columns are the key.

A schema checks columns held as numpy arrays, so that every layer can use it whatever frame
library stands at its edge. Two postures, kept apart: rows from outside that cannot be true are
`set_aside` and counted; a broken invariant of our own raises in `check`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import TableSchemaBroken

__all__ = ["Column", "ColumnKind", "Quality", "TableSchema", "duplicate_rows", "hash_of_texts"]

ColumnKind = Literal["instant", "date", "integer", "number", "text", "flag"]
Quality = Literal["actual", "estimated", "forecast", "illustrative"]

DTYPE_KINDS: dict[ColumnKind, str] = {
    "instant": "M",
    "date": "M",
    "integer": "iu",
    "number": "f",
    "text": "UO",
    "flag": "b",
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: Name with its unit at the end.
        kind: What the values are.
        meaning: One sentence, with the sign convention where there is one.
        unit: Unit of a number, empty otherwise.
        low: Smallest value that can be true; rows below are impossible, not merely unlikely.
        high: Largest value that can be true.
        nullable: Whether "not known" is a value (NaN in a number).
    """

    name: str
    kind: ColumnKind
    meaning: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    nullable: bool = False

    def impossible(self, values: NDArray[np.generic]) -> NDArray[np.bool_]:
        """Which values cannot be true, shape (n,)."""
        wrong = np.zeros(len(values), dtype=bool)
        if self.kind not in ("integer", "number"):
            return wrong
        numbers = values.astype(np.float64)
        if not self.nullable:
            wrong |= ~np.isfinite(numbers)
        wrong |= np.isinf(numbers)
        if self.low is not None:
            wrong |= numbers < self.low
        if self.high is not None:
            wrong |= numbers > self.high
        return wrong


@dataclass(frozen=True)
class TableSchema:
    """The meaning of a table.

    Attributes:
        name: Dataset or table name.
        columns: Its columns in order.
        key: Columns that together name a row once.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: The schema has no such column.
        """
        return next(column for column in self.columns if column.name == name)

    def set_aside(self, table: Mapping[str, NDArray[np.generic]]) -> NDArray[np.bool_]:
        """Which rows from outside cannot be true, shape (n,).

        Args:
            table: Columns by name, each of shape (n,).
        """
        self._check_columns(table)
        wrong = np.zeros(len(table[self.key[0]]), dtype=bool)
        for column in self.columns:
            wrong |= column.impossible(table[column.name])
        return wrong

    def check(self, table: Mapping[str, NDArray[np.generic]]) -> None:
        """Raise unless every row meets the schema.

        Args:
            table: Columns by name, each of shape (n,).

        Raises:
            TableSchemaBroken: A column is missing or of another type, a value cannot be true, or a key repeats.
        """
        self._check_columns(table)
        for column in self.columns:
            wrong = np.flatnonzero(column.impossible(table[column.name]))
            if len(wrong):
                raise TableSchemaBroken(
                    f"{len(wrong)} impossible values, first {table[column.name][wrong[0]]!r} in row {wrong[0]}",
                    where=f"{self.name}.{column.name}",
                    available=f"values from {column.low} to {column.high}",
                )
        repeated = duplicate_rows([table[name] for name in self.key])
        if len(repeated):
            raise TableSchemaBroken(
                f"{len(repeated)} rows repeat the key ({', '.join(self.key)}), the first in row {repeated[0]}",
                where=self.name,
                next_step="Keep one row for each key",
            )

    def _check_columns(self, table: Mapping[str, NDArray[np.generic]]) -> None:
        missing = [column.name for column in self.columns if column.name not in table]
        if missing:
            raise TableSchemaBroken(
                f"columns are missing: {', '.join(missing)}", where=self.name, available=", ".join(table)
            )
        for column in self.columns:
            if table[column.name].dtype.kind not in DTYPE_KINDS[column.kind]:
                raise TableSchemaBroken(
                    f"a {column.kind} column holds {table[column.name].dtype}",
                    where=f"{self.name}.{column.name}",
                    next_step=f"Make it {column.kind}",
                )


LARGEST_CODE: Final = 2**62
"""Beyond it, numbers of combinations would overflow."""


def duplicate_rows(key: list[NDArray[np.generic]]) -> NDArray[np.int64]:
    """Positions of rows whose key stood in an earlier row.

    Args:
        key: Key columns, each of shape (n,).

    Example:
        >>> duplicate_rows([np.array([1, 1, 2]), np.array([5, 5, 5])]).tolist()
        [1]
    """
    codes, size = np.zeros(len(key[0]), dtype=np.int64), 1
    for column in key:
        inverse = _codes(column)
        width = int(inverse.max(initial=0)) + 1
        if size * width > LARGEST_CODE:
            _, codes = np.unique(codes, return_inverse=True)
            size = int(codes.max(initial=0)) + 1
        codes, size = codes * width + inverse, size * width
    ranked = np.sort(codes)
    if not np.any(ranked[1:] == ranked[:-1]):
        return np.zeros(0, dtype=np.int64)
    order = np.argsort(codes, kind="stable")
    repeats = np.flatnonzero(np.diff(codes[order]) == 0) + 1
    return np.sort(order[repeats])


def _codes(column: NDArray[np.generic]) -> NDArray[np.int64]:
    """A number for each value, equal where values are, shape (n,)."""
    if column.dtype.kind != "O":
        codes: NDArray[np.int64] = np.unique(column, return_inverse=True)[1]
        return codes
    # Texts are hashed: sorting them takes ten times as long.
    seen: dict[object, int] = {}
    return np.fromiter((seen.setdefault(value, len(seen)) for value in column.tolist()), np.int64, len(column))


def hash_of_texts(texts: Iterable[str]) -> str:
    """A hash over texts in their order: the version of what is made from them."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(f"{len(text)}:{text}".encode())
    return digest.hexdigest()
