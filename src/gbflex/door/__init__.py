"""The `gbflex` command as a process: how it starts, is stopped, and ends. What it does is in `gbflex.cli`.

Nothing heavy is imported before signals are handled, so that a command can be stopped while it starts.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys

__all__ = ["STOPPED", "main"]

COLLECTED_AFTER = 100_000
"""New objects after which Python looks for cycles: at its own 700 a command spends a tenth of its time on it."""

STOPPED = "gbflex: stopped: what was finished is kept, and nothing is half written\n"


def main() -> int:
    """Run the command line; what the shell gets as exit code.

    130 after Ctrl-C and 143 after SIGTERM, with one line. An output that nobody can read any more is 0, one that
    cannot be written is 2. Every other code is the command's own.
    """
    gc.set_threshold(COLLECTED_AFTER)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop_at_once)
    if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
        signal.signal(signal.SIGTERM, _stop_at_once)
    from gbflex.door.stopping import Stopped, Stopping
    from gbflex.door.streams import open_streams

    stopping = Stopping()
    try:
        output = open_streams()
        stopping.begin()
        from gbflex.cli import main as command

        code = command()
        sys.stdout.flush()
        stopping.end()
    except Stopped:
        stopping.say()
        # Not through Python's own ending: it would wait for threads, and write what nobody asked for any more.
        os._exit(stopping.exit_code)
    if code == 0 and output.unwritable:
        sys.stderr.write(f"gbflex: the output cannot be written: {output.unwritable}.\n")
        return 2
    return code


def _stop_at_once(number: int, _: object) -> None:
    """Before the command has begun there is nothing to tidy up."""
    # Where it is closed or full, the exit code says the same.
    with contextlib.suppress(OSError):
        os.write(2, STOPPED.encode())
    os._exit(128 + number)
