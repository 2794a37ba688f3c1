"""Parquet from outside, read only after a process of its own has read it.

On a damaged file Polars does not always raise: it may panic, or ask for 2 exabytes and abort the whole process.
"""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Final

import polars as pl

from gbflex.errors import BrokenFile

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
LONGEST_SECONDS: Final = 120


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
    try:
        done = subprocess.run(  # noqa: S603 (our own text)
            [sys.executable, "-c", TRIAL],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=LONGEST_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"it is not read within {LONGEST_SECONDS} seconds"
    if done.returncode == REFUSED:
        return done.stdout.decode("utf-8", "replace").strip()
    return "the reader gives up on it" if done.returncode else ""
