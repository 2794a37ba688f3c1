"""The command line: translate in, call one function, translate out. A module for each group of commands."""

from __future__ import annotations

import errno
import io
import os
import sys

import typer

from gbflex.cli import bm, chp, data, runs, site
from gbflex.cli.apps import app

__all__ = ["app", "bm", "chp", "data", "main", "runs", "site"]

UNWRITABLE = (errno.ENOSPC, errno.EBADF, errno.EIO)
"""What writing to a closed or full output ends in."""


def main() -> int:
    """Run the command line; an error is one plain message and an exit code, never a traceback."""
    from gbflex.errors import GbflexError

    _show_any_letter()
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except GbflexError as error:
        return _say(str(error), error.exit_code)
    except typer.Exit as stop:
        return stop.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return _say("stopped", 2)
    except BrokenPipeError:
        # The reader, for example `head`, has closed: not our error. What is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _explained(error)
    return code if isinstance(code, int) else 0


def _show_any_letter() -> None:
    # A terminal without Unicode shows a question mark; it does not end a run.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _explained(error: Exception) -> int:
    usage = getattr(error, "format_message", None)
    if usage is not None:
        return _say(f"{usage().rstrip('.')}. See gbflex --help.", 2)
    if isinstance(error, OSError) and error.errno in UNWRITABLE:
        return _say(f"the output cannot be written: {error.strerror}.", 2)
    if os.environ.get("GBFLEX_TRACEBACK"):
        raise error
    return _say(
        f"this is a bug: {type(error).__name__}: {error}. Please report it with what the same command prints when "
        "GBFLEX_TRACEBACK=1 is set.",
        1,
    )


def _say(message: str, code: int) -> int:
    from gbflex.cli.show.letters import shown

    sys.stderr.write(f"gbflex: {shown(message)}\n")
    return code
