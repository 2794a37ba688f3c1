"""The command line: translate in, call one function, translate out. A module for each group of commands."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import typer

from gbflex.cli import bm, chp, compare, data, first, runs, site, tariff, why
from gbflex.cli.apps import app

__all__ = ["app", "bm", "chp", "compare", "data", "first", "main", "runs", "site", "tariff", "why"]

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
"""What writing to a full disk ends in, where nothing nearer to it has said so."""

OUT_OF_MEMORY = "OutOfMemoryException"
"""DuckDB's, which is no MemoryError; known by its name, because most commands never import DuckDB."""

STOPPED = 130
"""What a shell expects after Ctrl-C."""


def main() -> int:
    """Run the command line; an error is one plain message and an exit code, never a traceback."""
    from gbflex.errors import GbflexError

    try:
        with _notes_on_dates():
            code = app(standalone_mode=False)
    except GbflexError as error:
        return _say(str(error), error.exit_code)
    except typer.Exit as stop:
        return stop.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return _say("stopped", STOPPED)
    except Exception as error:
        return _explained(error)
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        return _say(f"a table or file cannot be read: {error}. If it is the record's: gbflex data rebuild.", 3)
    return code if isinstance(code, int) else 0


@contextlib.contextmanager
def _notes_on_dates() -> Iterator[None]:
    """Whatever command reads a date: how it was read is a line on standard error, once."""
    from gbflex.written_dates import DateNote

    said: set[str] = set()
    others = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], *rest: Any, **named: Any) -> None:
        if not issubclass(category, DateNote):
            others(message, category, *rest, **named)
        elif str(message) not in said:
            said.add(str(message))
            _write(f"Note: {message}.")

    with warnings.catch_warnings():
        warnings.simplefilter("always", DateNote)
        warnings.showwarning = show
        yield


def _explained(error: Exception) -> int:
    usage = getattr(error, "format_message", None)
    if usage is not None:
        return _say(f"{usage().rstrip('.')}. See gbflex --help.", 2)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return _say(f"a file cannot be written: {error.strerror}. Make room on the disk.", 2)
    if isinstance(error, PermissionError):
        return _say(
            f"{error.filename or 'a file'} cannot be used: {error.strerror}. Check who may read and write it.", 2
        )
    if isinstance(error, MemoryError) or type(error).__name__ == OUT_OF_MEMORY:
        return _say("there is not enough memory. Ask for a shorter span, or give it a machine with more.", 2)
    if os.environ.get("GBFLEX_TRACEBACK"):
        raise error
    return _say(
        f"this is a bug: {type(error).__name__}: {error}. Please report it with what the same command prints when "
        "GBFLEX_TRACEBACK=1 is set.",
        1,
    )


def _say(message: str, code: int) -> int:
    _write(f"gbflex: {message}")
    return code


def _write(text: str) -> None:
    from gbflex.cli.show.letters import shown

    sys.stderr.write(f"{shown(text)}\n")
