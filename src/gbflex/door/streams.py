"""Standard output and error that never fail in the middle of a command: closed, full or read by nobody."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Final

__all__ = ["Output", "open_streams"]

STANDARD: Final = (0, 1, 2)


class Output(io.FileIO):
    """A stream that takes everything and remembers why it could not be written.

    A reader that has seen enough, for example `head`, is no failure.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self.unwritable = ""
        self._lost = False

    def write(self, content: object) -> int:
        """Write, or take note that it cannot be."""
        size = len(memoryview(content))  # type: ignore[arg-type]  # io.FileIO takes any buffer
        if self._lost:
            return size
        try:
            return super().write(content) or 0  # type: ignore[arg-type]  # the same
        except OSError as error:
            self._lost = True
            if error.errno != errno.EPIPE:
                self.unwritable = error.strerror or str(error)
            return size


def open_streams() -> Output:
    """Put such streams in the place of this process's own; returns that of standard output.

    A descriptor that is closed is opened on nothing first, so that no file of ours gets its number.
    """
    for descriptor in STANDARD:
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    output, errors = Output(1), Output(2)
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 (it stays open)
    sys.stdout = _text(output, getattr(sys.stdout, "encoding", None))
    sys.stderr = _text(errors, getattr(sys.stderr, "encoding", None), at_once=True)
    return output


def _text(stream: Output, encoding: str | None, *, at_once: bool = False) -> io.TextIOWrapper:
    # A terminal without Unicode shows a question mark; it does not end a run.
    return io.TextIOWrapper(
        io.BufferedWriter(stream),
        encoding=encoding or "utf-8",
        errors="replace",
        line_buffering=at_once or stream.isatty(),
    )
