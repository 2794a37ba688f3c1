"""Where the command line writes, and the few shapes it writes in."""

from __future__ import annotations

import contextlib
import functools
import json
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol, TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gbflex.analysis.answers.common import NotPricedRow, Priced
from gbflex.analysis.answers.shape import Column, Shape, columns_of
from gbflex.analysis.answers.verdict import Verdict
from gbflex.cli.show.letters import shown

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
    "table_of",
    "worth",
]

WIDE: Final = 240

NOT_DEFINED: Final = "not defined"
"""Written for the value of assets that their site cannot be served without; the notes say what cannot."""

ROWS_SHOWN: Final = 48
"""Rows of a long table printed on a terminal: one day."""

Row = Mapping[str, object]
AnswerT_contra = TypeVar("AnswerT_contra", bound=Row, contravariant=True)


class _Console(Console):
    """A console that spells out control characters. Every text passes here, also a table's cells."""

    def render_str(self, text: str, **named: Any) -> Text:
        """Text to be printed; arguments as Rich's."""
        return super().render_str(shown(text), **named)


def console() -> Console:
    """Standard output, for tables and sentences."""
    # A pipe or a file has no width of its own: nothing is cut there.
    return _Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else WIDE)


def note(text: str) -> None:
    """A line on standard error."""
    sys.stderr.write(shown(text) + "\n")


def line(text: str) -> None:
    """A line on standard output."""
    sys.stdout.write(shown(text) + "\n")


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that says what is being done; a spinner beside it on a terminal.

    Yields:
        Called with a sentence as each step begins.
    """
    console = _Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        yield lambda text: note(f"{text} ...")
        return
    with console.status("Starting") as status:

        def say(text: str) -> None:
            console.print(f"{text} ...")
            status.update(Text(shown(text)))

        yield say


def print_json(value: object) -> None:
    """A value as JSON on standard output."""
    # JSON escapes what is no ASCII and every control character but this one.
    sys.stdout.write(json.dumps(value, indent=2, allow_nan=False).replace("\x7f", "\\u007f") + "\n")


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
        else:
            show(answer)

    return printed


def answer_table(shape: Shape, keys: Sequence[str], rows: Iterable[Row], title: str = "") -> Table:
    """Rows of an answer under the headings that it declares.

    Args:
        shape: How a row is declared.
        keys: Its columns, in order.
        rows: The rows; what one lacks is left empty, for example in a row of totals.
        title: Above it.
    """
    columns = [columns_of(shape)[key] for key in keys]
    return table_of(columns, [[_cell(column, row) for column in columns] for row in rows], title)


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


def figure_table(shape: Shape, answer: Row, keys: Sequence[str]) -> Table:
    """Figures of an answer, one below the other, each with its label.

    Args:
        shape: How it is declared.
        answer: The answer.
        keys: Which figures.
    """
    columns = [columns_of(shape)[key] for key in keys]
    rows = [[column.heading, column.text(answer[column.key])] for column in columns]
    figures = any(column.is_numeric for column in columns)
    return plain_table(["", ""], rows, text_columns=1 if figures else 2)


def table_of(columns: Sequence[Column], rows: Sequence[Sequence[str]], title: str = "") -> Table:
    """Cells under the headings of their columns; numbers to the right.

    Args:
        columns: The columns.
        rows: Cells as text.
        title: Above it.
    """
    widths = [max((len(row[position]) for row in rows), default=0) for position in range(len(columns))]
    headings = [column.heading for column in columns]
    if sum(map(max, widths, map(len, headings))) + 2 * len(columns) > console().width:
        headings = [_wrapped(text, width) for text, width in zip(headings, widths, strict=True)]
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for heading, column in zip(headings, columns, strict=True):
        table.add_column(heading, justify="right" if column.is_numeric else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def _wrapped(heading: str, width: int) -> str:
    """A heading in lines as wide as the cells below it, broken between words and in a unit after its stroke."""
    lines = textwrap.wrap(
        heading.replace("/", "/ "), max(width, 1), break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(line.replace("/ ", "/") for line in lines)


def plain_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], title: str = "", text_columns: int = 1
) -> Table:
    """Cells under headings that no answer declares, for example a column for each run.

    Args:
        headings: As they are printed.
        rows: Cells as text.
        title: Above it.
        text_columns: How many columns from the left are text; the others are numbers.
    """
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, show_header=any(headings))
    for position, heading in enumerate(headings):
        table.add_column(heading, justify="left" if position < text_columns else "right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


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
