"""Parquet from outside, read by a process of its own, which hands the rows over a piece at a time.

On a damaged file Polars does not always raise: it may panic, or ask for 2 exabytes and abort the whole process.
"""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

import polars as pl

from gbflex import limits
from gbflex.errors import BrokenFile

__all__ = ["ALL_ROWS", "parquet_pieces"]

ALL_ROWS: Final = 2**32 - 1
"""As many as Polars counts."""

CHILD: Final = """
import io, sys
import polars

def told(kind, content):
    sys.stdout.buffer.write(kind + len(content).to_bytes(8, "big"))
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()

try:
    rows, source = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else io.BytesIO(sys.stdin.buffer.read())
    lazy = polars.scan_parquet(source, glob=False, hive_partitioning=False)
    height = lazy.select(polars.len()).collect().item()
    for begin in range(0, max(height, 1), rows):
        written = io.BytesIO()
        lazy.slice(begin, rows).collect().write_ipc(written, compression="uncompressed")
        told(b"F", written.getbuffer())
    told(b"Z", b"")
except BaseException as error:
    told(b"E", (str(error).splitlines() or ["no reason given"])[0].encode("utf-8", "replace"))
"""
FRAME, END = b"F", b"Z"
NO_ANSWER: Final = "the reader gives up on it"


def parquet_pieces(content: bytes | Path, file: str, *, rows: int) -> Iterator[pl.DataFrame]:
    """A Parquet file of somebody else's as frames of some rows; one at least.

    Args:
        content: Its bytes, or where it lies.
        file: Name for messages.
        rows: How many rows at a time.

    Raises:
        BrokenFile: It is damaged.
    """
    place = [] if isinstance(content, bytes) else [str(content.absolute())]
    command = [sys.executable, "-c", CHILD, str(rows), *place]
    with subprocess.Popen(  # noqa: S603 (our own text)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        try:
            assert child.stdin is not None  # noqa: S101 (it is a pipe)
            assert child.stdout is not None  # noqa: S101 (it is a pipe)
            # A child that has ended says why, or nothing.
            with contextlib.suppress(BrokenPipeError):
                if isinstance(content, bytes):
                    child.stdin.write(content)
                child.stdin.close()
            while (frame := _next(child, child.stdout, file)) is not None:
                yield frame
        finally:
            child.kill()


def _next(child: subprocess.Popen[bytes], answers: IO[bytes], file: str) -> pl.DataFrame | None:
    timer = threading.Timer(limits.READER_SECONDS, child.kill)
    begun = time.monotonic()
    timer.start()
    try:
        kind = answers.read(1)
        size = int.from_bytes(answers.read(8), "big")
        said = answers.read(size)
    finally:
        timer.cancel()
    if kind == FRAME and len(said) == size:
        return pl.read_ipc(io.BytesIO(said))
    if kind == END:
        return None
    slow = f"it is not read within {limits.READER_SECONDS} seconds"
    late = time.monotonic() - begun >= limits.READER_SECONDS
    reason = slow if late else said.decode("utf-8", "replace") if kind == b"E" else NO_ANSWER
    raise BrokenFile(f"the Parquet file is damaged: {reason}", where=file, next_step="Download it again")
