"""Where the command line writes, and the few shapes it writes in."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol, TypeVar

from gbflex.analysis.answers.common import NotPricedRow, Priced
from gbflex.analysis.answers.shape import Column, Shape, columns_of
from gbflex.analysis.answers.verdict import Verdict
from gbflex.cli.show.clock import CLOCK, clock_beside, clocks_beside
from gbflex.cli.show.fitting import Lane
from gbflex.cli.show.letters import shown
from gbflex.cli.show.streams import console, line, note, print_json, progress, screen_width
from gbflex.cli.show.tables import FittedTable

__all__ = [
    "NOT_DEFINED",
    "ROWS_SHOWN",
    "Row",
    "answer_table",
    "console",
    "figure_table",
    "line",
    "note",
    "or_json",
    "plain_table",
    "print_json",
    "print_more",
    "print_notes",
    "print_verdict",
    "progress",
    "screen_width",
    "table_of",
    "worth",
]

NOT_DEFINED: Final = "not defined"
"""Written for the value of assets that their site cannot be served without; the notes say what cannot."""

ROWS_SHOWN: Final = 48
"""Rows of a long table printed on a terminal: one day."""

Row = Mapping[str, object]
AnswerT_contra = TypeVar("AnswerT_contra", bound=Row, contravariant=True)


class Printer(Protocol[AnswerT_contra]):
    """Prints an answer, for people or as JSON."""

    def __call__(self, answer: AnswerT_contra, /, *, as_json: bool) -> None:
        """Print it."""


def or_json(show: Callable[[AnswerT_contra], None]) -> Printer[AnswerT_contra]:
    """A printer for people that prints JSON instead where it is asked to."""

    @functools.wraps(show)
    def printed(answer: AnswerT_contra, /, *, as_json: bool) -> None:
        if as_json:
            print_json(answer)
            return
        # Imported here: it uses this module's tables.
        from gbflex.cli.show.whole import print_whole

        print_whole(show, answer)

    return printed


def answer_table(shape: Shape, keys: Sequence[str], rows: Iterable[Row], title: str = "") -> FittedTable:
    """Rows of an answer under the headings that it declares.

    Args:
        shape: How a row is declared.
        keys: Its columns, in order; the clock time is put beside a settlement period.
        rows: The rows; what one lacks is left empty, for example in a row of totals.
        title: Above it.
    """
    held = list(rows)
    columns = [columns_of(shape)[key] for key in keys]
    lanes = []
    for position, column in enumerate(columns):
        lanes.append(_lane(column, [_cell(column, row) for row in held], names=position == 0))
        clocks = clocks_beside(column.key, held)
        if any(clocks):
            lanes.append(Lane(CLOCK, clocks, "name"))
    return FittedTable(lanes, shown(title))


def _lane(column: Column, cells: Sequence[str], *, names: bool = False) -> Lane:
    """A column as it is printed; the first of a table names its rows."""
    importance = "name" if names else column.importance
    return Lane(shown(column.heading), list(map(shown, cells)), importance, column.is_numeric)


def _cell(column: Column, row: Row) -> str:
    if column.key not in row:
        return ""
    text = column.text(row[column.key])
    return f"{text} {row[column.said.unit_in]}" if column.said.unit_in else text


def worth(shape: Shape, value_gbp: float | None) -> str:
    """An answer's value in a sentence.

    Args:
        shape: How the answer is declared.
        value_gbp: Its `value_gbp`; null where the site needs its assets.
    """
    return NOT_DEFINED if value_gbp is None else f"{columns_of(shape)['value_gbp'].text(value_gbp)} GBP"


def figure_table(shape: Shape, answer: Row, keys: Sequence[str], title: str = "") -> FittedTable:
    """Figures of an answer, one below the other, each with its label.

    Args:
        shape: How it is declared.
        answer: The answer.
        keys: Which figures.
        title: Above it.
    """
    columns = [columns_of(shape)[key] for key in keys]
    headings = [shown(column.heading) for column in columns]
    cells = [shown(f"{_cell(column, answer)}{clock_beside(column.key, answer)}") for column in columns]
    figures = any(column.is_numeric for column in columns)
    return FittedTable([Lane("", headings, "name"), Lane("", cells, "money", figures, folds=True)], shown(title))


def table_of(columns: Sequence[Column], rows: Sequence[Sequence[str]], title: str = "") -> FittedTable:
    """Cells under the headings of their columns; numbers to the right.

    Args:
        columns: The columns.
        rows: Cells as text.
        title: Above it.
    """
    lanes = [
        _lane(column, [row[position] for row in rows], names=position == 0)
        for position, column in enumerate(columns)
    ]
    return FittedTable(lanes, shown(title))


def plain_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], title: str = "", text_columns: int = 1
) -> FittedTable:
    """Cells under headings that no answer declares, for example a column for each run; none of them is left out.

    Args:
        headings: As they are printed.
        rows: Cells as text.
        title: Above it.
        text_columns: How many columns from the left are text and name the row; the others are figures.
    """
    lanes = []
    for position, heading in enumerate(headings):
        names = position < text_columns
        cells = [shown(row[position]) for row in rows]
        lanes.append(Lane(shown(heading), cells, "name" if names else "money", not names))
    return FittedTable(lanes, shown(title))


def print_verdict(verdict: Verdict) -> None:
    """What the reader came for, in sentences, above everything else.

    Args:
        verdict: Of a run or of a comparison.
    """
    for sentence in verdict["sentences"]:
        console().print(sentence)
    console().print()


def print_notes(warnings: Sequence[str], not_priced: Sequence[NotPricedRow]) -> None:
    """What a careful reader must be told, on standard error.

    Args:
        warnings: One sentence each.
        not_priced: Lines left out, with dates and reason.
    """
    for warning in warnings:
        note(f"Note: {warning.rstrip('.')}.")
    if not_priced:
        note("Not complete. Not priced:")
    for gap in not_priced:
        note(f"  {gap['line']}, {gap['from']} to {gap['to']}{_size(gap)}: {gap['reason']}")


def print_estimates(answer: Priced) -> None:
    """What rests on estimates that the user asked for, on standard error.

    Args:
        answer: Any answer with lines.
    """
    rows = answer["estimates"]
    if not rows:
        return
    pounds = answer["estimated_gbp"]
    whole = "" if pounds is None else f", {pounds:,.2f} GBP of the total"
    note(f"Estimated, as asked{whole}:")
    for row in rows:
        amount = "" if row["amount_gbp"] is None else f", {row['amount_gbp']:,.2f} GBP"
        note(f"  {row['line']}, {row['from']} to {row['to']}{amount}: {row['reason']}")


def _size(gap: NotPricedRow) -> str:
    """How much a gap touches, and in what range of money."""
    quantity, least, most = gap["quantity"], gap["at_least_gbp"], gap["at_most_gbp"]
    touched = "" if quantity is None else f", {quantity:,.1f} {gap['unit']}"
    if least is None or most is None:
        return touched
    amount = f"{least:,.2f}" if least == most else f"{least:,.2f} to {most:,.2f}"
    return f"{touched}, {amount} GBP at the nearest known rates"


def print_more(rows: int, words: str = "more rows") -> None:
    """How many rows were not printed, on standard error.

    Args:
        rows: How many there are.
        words: What they are.
    """
    if rows > ROWS_SHOWN:
        note(f"{rows - ROWS_SHOWN:,} {words}; --json has all")
