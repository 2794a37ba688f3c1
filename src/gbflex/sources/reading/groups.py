"""Rows of a payload in groups: those that must be seen together are, however large the payload is.

A payload that fits in memory is one group. A group of a larger one has the rows of some keys, by their hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from gbflex.spill import PutBy, Spill

__all__ = ["GROUPS", "GROUP_ROWS", "Groups"]

GROUP_ROWS: Final = 500_000
"""Up to so many rows a payload is one group."""
GROUPS: Final = 32
"""Groups of a larger one: 20 million acceptances give 625,000 rows each."""
NUMBER: Final = "number_of_group"


class Groups:
    """Takes the rows of a payload in their order, and gives them group by group.

    Args:
        together: Rows that are equal in these columns are of one group.
        spill: Where rows wait.
    """

    def __init__(self, together: Sequence[str], spill: Spill) -> None:
        self.together, self.spill = list(together), spill
        self._held: list[pl.DataFrame] = []
        self._rows = 0
        self._groups: dict[int, list[PutBy]] = {}

    def add(self, frame: pl.DataFrame) -> None:
        """Take the next rows.

        Args:
            frame: They have the same columns each time; without rows they may have fewer.
        """
        if not self._rows:
            self._held = [frame]
        elif len(frame):
            self._held.append(frame)
        self._rows += len(frame)
        if self._rows > GROUP_ROWS:
            for one in self._held:
                self._put_by(one)
            self._held = []

    def each(self) -> Iterator[pl.DataFrame]:
        """The groups, one without rows where there are none; each has its rows in the order in which they came."""
        if self._held:
            yield pl.concat(self._held)
        for pieces in self._groups.values():
            yield pl.concat([piece.read() for piece in pieces])

    def _put_by(self, frame: pl.DataFrame) -> None:
        number = (frame.select(self.together).hash_rows() % GROUPS).alias(NUMBER)
        for key, rows in frame.with_columns(number).partition_by(NUMBER, as_dict=True, include_key=False).items():
            self._groups.setdefault(int(key[0]), []).append(self.spill.keep(rows))
