"""Where the command line writes, and the few shapes it writes in."""

from __future__ import annotations

import contextlib
import functools
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from rich.console import Console
from rich.table import Table

__all__ = [
    "ROWS_SHOWN",
    "Row",
    "cell",
    "console",
    "line_rows",
    "note",
    "or_json",
    "print_json",
    "print_notes",
    "progress",
    "table_of",
]

WIDE: Final = 240

ROWS_SHOWN: Final = 48
"""Rows of a long table printed on a terminal: one day."""

Row = Mapping[str, Any]


def console() -> Console:
    """Standard output, for tables and sentences."""
    # A pipe or a file has no width of its own: nothing is cut there.
    return Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else WIDE)


def note(text: str) -> None:
    """A line on standard error."""
    sys.stderr.write(text + "\n")


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that says what is being done; a spinner beside it on a terminal.

    Yields:
        Called with a sentence as each step begins.
    """
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        yield lambda text: note(f"{text} ...")
        return
    with console.status("Starting") as status:

        def say(text: str) -> None:
            console.print(f"{text} ...")
            status.update(text)

        yield say


def print_json(value: object) -> None:
    """A value as JSON on standard output."""
    sys.stdout.write(json.dumps(value, indent=2, allow_nan=False) + "\n")


def or_json(show: Callable[[Row], None]) -> Callable[..., None]:
    """A printer for people that prints JSON instead where it is asked to."""

    @functools.wraps(show)
    def printed(answer: Row, *, as_json: bool) -> None:
        if as_json:
            print_json(answer)
        else:
            show(answer)

    return printed


def table_of(
    columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "", text_columns: int = 1
) -> Table:
    """Rows under their columns.

    Args:
        columns: Headings.
        rows: Cells as text.
        title: Above it.
        text_columns: How many columns from the left are text; the others are numbers.
    """
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for position, column in enumerate(columns):
        table.add_column(column, justify="left" if position < text_columns else "right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def print_notes(warnings: Sequence[str], not_priced: Sequence[Row]) -> None:
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
        note(f"  {gap['line']}, {gap['from']} to {gap['to']}: {gap['reason']}")


def cell(value: object) -> str:
    """A value as a cell; what is unknown is a dash."""
    if value is None:
        return "-"
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def line_rows(lines: Sequence[Row], amounts: Sequence[str]) -> list[list[str]]:
    """Lines of a ledger as rows.

    Args:
        lines: The lines.
        amounts: Their columns of money.
    """
    return [
        [
            f"{line['line']} {line['band']}".strip(),
            f"{line['quantity']:,.1f} {line['unit']}",
            f"{line['rate']:,.4f} {line['rate_unit']}",
            *(f"{line[key]:,.2f}" for key in amounts),
            line["quality"],
        ]
        for line in lines
    ]
