"""This Python once more, in a process of its own, for readers that may end the process or never end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from gbflex import limits

__all__ = ["read_apart"]


def read_apart(arguments: Sequence[str], content: bytes) -> subprocess.CompletedProcess[bytes] | None:
    """Run Python on some content; None where it took longer than `limits.READER_SECONDS`.

    Args:
        arguments: As the command line of Python takes them.
        content: Its standard input.
    """
    try:
        return subprocess.run(  # noqa: S603 (this Python and our own text)
            [sys.executable, *arguments],
            input=content,
            capture_output=True,
            timeout=limits.READER_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
