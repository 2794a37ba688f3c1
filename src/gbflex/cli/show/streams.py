"""The standard streams: a console as wide as its screen, lines, notes, JSON, and what is being done meanwhile."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from gbflex.cli.show.letters import shown

__all__ = ["console", "line", "note", "print_json", "progress", "screen_width"]

WIDE: Final = 240
"""Of a pipe or a file, which has no width of its own."""


class _Console(Console):
    """A console that spells out control characters. Every text passes here, also a table's cells."""

    def render_str(self, text: str, **named: Any) -> Text:
        """Text to be printed; arguments as Rich's."""
        return super().render_str(shown(text), **named)


def console() -> Console:
    """Standard output, for tables and sentences."""
    return _Console(highlight=False, markup=False, emoji=False, width=screen_width())


def screen_width() -> int:
    """Columns of standard output: as COLUMNS says, as the terminal says, or `WIDE`."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS"):
        return shutil.get_terminal_size((WIDE, 0)).columns
    return WIDE


def note(text: str) -> None:
    """A line on standard error."""
    sys.stderr.write(shown(text) + "\n")


def line(text: str) -> None:
    """A line on standard output."""
    sys.stdout.write(shown(text) + "\n")


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that says what is being done; on a terminal in a bar with the share that is done.

    Yields:
        Called with a sentence as each step begins.
    """
    said = _Console(stderr=True, highlight=False, markup=False, emoji=False)
    if said.is_terminal:
        # Imported here: a pipe draws no bar.
        from gbflex.cli.show.progress_bar import progress_bar

        with progress_bar(said) as say:
            yield say
        return
    lines: set[str] = set()

    def write(text: str) -> None:
        if text not in lines:
            note(f"{text} ...")
        lines.add(text)

    yield write


def print_json(value: object) -> None:
    """A value as JSON on standard output."""
    # JSON escapes what is no ASCII and every control character but this one.
    sys.stdout.write(json.dumps(value, indent=2, allow_nan=False).replace("\x7f", "\\u007f") + "\n")
