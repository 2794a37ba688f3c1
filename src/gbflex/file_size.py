"""A file is measured before it is read."""

from __future__ import annotations

from pathlib import Path

from gbflex.errors import GbflexError
from gbflex.limits import size_said

__all__ = ["refuse_large"]


def refuse_large(path: Path, most_bytes: int, *, wrong: type[GbflexError]) -> None:
    """Raise where a file is larger than it may be. One that cannot be measured is left to whoever reads it.

    Args:
        path: The file.
        most_bytes: How large it may be.
        wrong: What to raise.
    """
    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        return
    if size > most_bytes:
        raise wrong(
            f"the file has {size_said(size)}, and at most {size_said(most_bytes)} are read",
            where=str(path),
            next_step="Check that it is the right file, or split it",
        )
