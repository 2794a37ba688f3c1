"""A payload row by row, as it comes: columns by layout, other datasets' rows and incomplete ones apart.

What is wrong is remembered and said when all was seen, so that it does not depend on how much is read at a time.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from gbflex.errors import BrokenFile
from gbflex.observations import POLARS_TYPES, Drift
from gbflex.sources.reading.cells import Unreadable, read_column
from gbflex.sources.reading.layout import Layout, publishers_names
from gbflex.sources.reading.payload import Payload
from gbflex.sources.reading.rules import ROW, RowRefused, Rules
from gbflex.sources.reading.set_aside import SetAsideRows

__all__ = ["Scan"]

WORDS_SHOWN = 5


class Scan:
    """Reads the pieces of a payload in their order.

    Args:
        first: The first piece.
        layout: The layout it has.
        rules: How its rows are read.
        said: Values that only the request names, by column.

    Attributes:
        rows_that_came: Rows so far.
        own_rows: Those that are the dataset's.
        set_aside: Those that are set aside.
    """

    def __init__(self, first: Payload, layout: Layout, rules: Rules, said: Mapping[str, str]) -> None:
        self.rules, self.layout, self.said = rules, layout, said
        self._names = publishers_names(first.frame.columns, rules.layouts)
        self.first = first.renamed(self._names)
        self.rows_that_came = self.own_rows = 0
        self.set_aside = SetAsideRows()
        self._other_word: dict[str, BrokenFile] = {}
        self._unreadable: dict[str, Unreadable] = {}
        self._retyped: dict[str, bool] = {}
        self._nulls: dict[str, int] = {}
        self._picked_any: set[str] = set()
        self._words: dict[str, list[str]] = {name: [] for name in layout.picks}
        self._refused: list[pl.DataFrame] = []

    def rows(self, payload: Payload) -> pl.DataFrame:
        """The complete rows of the next piece that are the dataset's, finished row by row.

        Args:
            payload: The piece.
        """
        payload = payload.renamed(self._names)
        self._note_other_words(payload)
        frame = self._columns(payload)
        # A row that does not say whose it is stays, and is set aside for what it lacks.
        own = frame.filter(self._picked(payload))
        own = own if self.rules.keep is None else own.filter(self.rules.keep.fill_null(value=True))
        self.rows_that_came += len(frame)
        self.own_rows += len(own)
        self._count_nulls(own)
        complete = self._without_empty(own)
        if self._other_word or self._unreadable:
            return complete.clear()
        try:
            return self.rules.finish(complete)
        except RowRefused as refused:
            self._refused.append(complete[refused.position : refused.position + 1])
            return complete.clear()

    def refuse(self) -> None:
        """Raise what is wrong with the payload, now that all of it was seen.

        Raises:
            BrokenFile: Something is.
        """
        for name in self.layout.says:
            if name in self._other_word:
                raise self._other_word[name]
        for name, ours in self.layout.columns.items():
            if name in self._unreadable:
                cells, first, where, next_step = self._unreadable[name]
                what = f"{first} cannot be read; {cells} cells of {ours} cannot"
                raise BrokenFile(what, where=where, next_step=next_step)
        for name, word in self.layout.picks.items():
            if self.rows_that_came and name not in self._picked_any:
                raise BrokenFile(
                    f"no row of the file is of {self.rules.table.name}: none says {word!r} under {name}",
                    where=self.first.file,
                    available="; ".join(self._words[name]),
                    next_step=f"Download {word!r}",
                )
        if self._refused:
            self._refuse_row(pl.concat(self._refused))

    def drift(self) -> Drift:
        """How the payload differs from what its publisher documents."""
        names, layout = self.first.frame.columns, self.layout
        known = {*layout.columns, *layout.known, *layout.picks}
        return Drift(
            added=tuple(name for name in names if name not in known),
            missing=tuple(name for name in layout.columns if name not in names),
            retyped=tuple(name for name, retyped in self._retyped.items() if retyped),
            null={name: nulls for name, nulls in self._nulls.items() if nulls},
        )

    def _note_other_words(self, payload: Payload) -> None:
        """Note where a payload says that it is another dataset's."""
        dataset = self.rules.table.name
        for name, word in self.layout.says.items():
            if name not in payload.frame.columns or name in self._other_word:
                continue
            other = (payload.frame[name].cast(pl.String, strict=False) != word).fill_null(value=False).arg_true()
            if len(other):
                row = int(other[0])
                self._other_word[name] = BrokenFile(
                    f"{name} says {payload.frame[name][row]!r}, and {dataset} is {word}",
                    where=payload.at(payload.offset + row, name),
                    next_step="Import it under the dataset that it names",
                )

    def _columns(self, payload: Payload) -> pl.DataFrame:
        """Every column that came, in its own type."""
        known = {column.name: column for column in self.rules.columns}
        begin = payload.offset
        held = [pl.Series(ROW, np.arange(begin, begin + payload.frame.height))]
        for name, ours in self.layout.columns.items():
            if name in payload.frame.columns:
                values, self._retyped[name], unreadable = read_column(payload, name, known[ours], self.layout)
                held.append(values)
                if unreadable:
                    before = self._unreadable.get(name)
                    cells = unreadable.cells + (before.cells if before else 0)
                    self._unreadable[name] = (before or unreadable)._replace(cells=cells)
        frame = pl.DataFrame(held)
        for ours, word in {**self.layout.constants, **self.said}.items():
            if ours in known and ours not in frame.columns:
                frame = frame.with_columns(pl.lit(word).cast(POLARS_TYPES[known[ours].kind]).alias(ours))
        return frame

    def _picked(self, payload: Payload) -> pl.Series:
        """Which rows say that they are the dataset's."""
        own = pl.Series(np.ones(payload.frame.height, dtype=bool))
        for name, word in self.layout.picks.items():
            said = payload.frame[name].cast(pl.String, strict=False)
            own &= (said == word).fill_null(value=False)
            if own.any():
                self._picked_any.add(name)
            words = self._words[name]
            if len(words) < WORDS_SHOWN:
                different = said.drop_nulls().unique(maintain_order=True).head(2 * WORDS_SHOWN)
                words += [each for each in different if each not in words][: WORDS_SHOWN - len(words)]
        return own

    def _count_nulls(self, own: pl.DataFrame) -> None:
        nullable = self.rules.nullable
        for name, ours in self.layout.columns.items():
            if name in self.first.frame.columns and (ours in nullable or name in self.layout.optional):
                self._nulls[name] = self._nulls.get(name, 0) + own[ours].null_count()

    def _without_empty(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Rows with every value they cannot do without; the others are set aside."""
        for number, (name, ours) in enumerate(self.layout.columns.items()):
            if ours in self.rules.nullable or name in self.layout.optional:
                continue
            empty = frame.filter(pl.col(ours).is_null())
            if len(empty):
                row = int(empty[ROW][0])
                where = self.first.at(row, name)
                self.set_aside.add((0, number), f"{name} is empty", len(empty), first_row=row, where=where)
                frame = frame.filter(pl.col(ours).is_not_null())
        return frame

    def _refuse_row(self, frame: pl.DataFrame) -> None:
        """Of each piece's first row that is refused, name the one that would be the first of them all."""
        try:
            self.rules.finish(frame)
        except RowRefused as refused:
            where = self.first.at(int(frame[ROW][refused.position]), refused.column)
            raise BrokenFile(refused.what, where=where, available=refused.available) from None
