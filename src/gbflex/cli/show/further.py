"""The figures of an answer that its text does not have yet, found by its declaration.

A wide screen shows every figure of the JSON: a new key of an answer is printed without a line of code for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from gbflex.analysis.answers.shape import Column, Shape, columns_of
from gbflex.cli.show.fitting import Lane
from gbflex.cli.show.letters import shown
from gbflex.cli.show.output import ROWS_SHOWN, Row, figure_table
from gbflex.cli.show.tables import FittedTable

__all__ = ["further"]

FURTHER: Final = "Further figures"


class _Entry(NamedTuple):
    """A row of a nested part of an answer.

    Attributes:
        names: What names it: the cells of the rows it is nested in.
        row: Its figures.
    """

    names: tuple[str, ...]
    row: Row


class _Said:
    """What an answer's text has already."""

    def __init__(self, text: str) -> None:
        self._text = " ".join(text.split())
        self._figures = set(re.findall(r"[^\s;:()]*\d[^\s;:()]*", text))
        self._figures |= {figure.rstrip(".,") for figure in self._figures}

    def __call__(self, column: Column, rows: Sequence[Row]) -> bool:
        """Whether each of a column's figures stands in the text, and its heading too."""
        figures = (word for row in rows for word in column.text(row.get(column.key)).split() if _has_digit(word))
        return column.said.label in self._text and all(figure.rstrip(",") in self._figures for figure in figures)


def further(shape: Shape, answer: Row, text: str) -> Iterator[FittedTable]:
    """Tables of what an answer's text does not have.

    Args:
        shape: How the answer is declared.
        answer: The answer.
        text: What was printed of it.
    """
    said = _Said(text)
    keys = [column.key for column in _figures(shape, [answer]) if not said(column, [answer])]
    if keys:
        yield figure_table(shape, answer, keys, FURTHER)
    yield from _nested(shape, (), [_Entry((), answer)], FURTHER, said)


def _nested(
    shape: Shape, headings: tuple[str, ...], entries: Sequence[_Entry], title: str, said: _Said
) -> Iterator[FittedTable]:
    for column in columns_of(shape).values():
        for inner in column.shapes if column.kind in ("part", "rows") else ():
            held = [(entry, _rows_of(column, entry.row, inner)) for entry in entries]
            found = [_Entry(entry.names, row) for entry, rows in held for row in rows[:ROWS_SHOWN]]
            more = sum(len(rows) for _, rows in held) - len(found)
            if found:
                cut = f" (the first {ROWS_SHOWN} of each; --json has {more:,} more)" if more else ""
                yield from _table(inner, headings, found, f"{title}: {column.said.label}{cut}", said)


def _rows_of(column: Column, row: Row, shape: Shape) -> list[Row]:
    """The rows of one shape that a row holds under a key."""
    held = row.get(column.key)
    rows = held if isinstance(held, list) else [held]
    return [one for one in rows if isinstance(one, Mapping) and _best(column.shapes, one) is shape]


def _best(shapes: Sequence[Shape], row: Row) -> Shape:
    return min(shapes, key=lambda shape: len(columns_of(shape).keys() ^ row.keys()))


def _table(
    shape: Shape, headings: tuple[str, ...], entries: Sequence[_Entry], title: str, said: _Said
) -> Iterator[FittedTable]:
    columns = list(columns_of(shape).values())
    names = [column for column in columns if column.importance == "name"]
    names = names or [column for column in columns if column.kind == "text"][:1]
    rows = [entry.row for entry in entries]
    figures = [column for column in _figures(shape, rows) if column not in names and not said(column, rows)]
    named = [_Entry((*entry.names, *(column.text(entry.row.get(column.key)) for column in names)), entry.row)
             for entry in entries]  # fmt: skip
    above = (*headings, *(column.heading for column in names))
    if figures:
        yield _laid_out(above, named, figures, title)
    yield from _nested(shape, above, named, title, said)


def _laid_out(
    headings: Sequence[str], entries: Sequence[_Entry], figures: Sequence[Column], title: str
) -> FittedTable:
    lanes = [
        Lane(shown(heading), [shown(entry.names[position]) for entry in entries], "name")
        for position, heading in enumerate(headings)
    ]
    lanes += [
        Lane(shown(column.heading), [shown(column.text(entry.row.get(column.key))) for entry in entries],
             column.importance, column.is_numeric, folds=not column.is_numeric)
        for column in figures
    ]  # fmt: skip
    return FittedTable(lanes, shown(title))


def _figures(shape: Shape, rows: Sequence[Row]) -> list[Column]:
    """The columns in which any row has a figure."""
    return [
        column
        for column in columns_of(shape).values()
        if column.kind in ("number", "integer", "list", "map")
        and any(_is_figure(row.get(column.key)) for row in rows)
    ]


def _is_figure(value: object) -> bool:
    """Whether a value is a number, or holds some."""
    if isinstance(value, Mapping):
        return any(map(_is_figure, value.values()))
    if isinstance(value, list):
        return any(map(_is_figure, value))
    return isinstance(value, int | float) and not isinstance(value, bool)


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
