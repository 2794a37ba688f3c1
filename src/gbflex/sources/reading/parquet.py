"""Parquet from outside, read only after a process of its own has read it.

On a damaged file Polars does not always raise: it may panic, or ask for 2 exabytes and abort the whole process.
"""

from __future__ import annotations

import io
from typing import Final

import polars as pl

from gbflex import limits
from gbflex.errors import BrokenFile
from gbflex.sources.reading.apart import read_apart

__all__ = ["read_parquet"]

TRIAL: Final = """
import io, sys
import polars
try:
    polars.read_parquet(io.BytesIO(sys.stdin.buffer.read()))
except BaseException as error:
    print((str(error).splitlines() or ["no reason given"])[0])
    sys.exit(3)
"""
REFUSED: Final = 3


def read_parquet(content: bytes, file: str) -> pl.DataFrame:
    """A Parquet file of somebody else's as a frame.

    Args:
        content: Its bytes.
        file: Name for messages.

    Raises:
        BrokenFile: It is damaged.
    """
    reason = _refusal(content)
    if reason:
        raise BrokenFile(f"the Parquet file is damaged: {reason}", where=file, next_step="Download it again")
    return pl.read_parquet(io.BytesIO(content))


def _refusal(content: bytes) -> str:
    """Why a process of its own cannot read it; empty where it can."""
    done = read_apart(("-c", TRIAL), content)
    if done is None:
        return f"it is not read within {limits.READER_SECONDS} seconds"
    if done.returncode == REFUSED:
        return done.stdout.decode("utf-8", "replace").strip()
    return "the reader gives up on it" if done.returncode else ""
