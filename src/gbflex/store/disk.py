"""Files that appear whole or not at all, and stay."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

__all__ = ["DRAFT", "keep_file", "remove_drafts"]

DRAFT: Final = ".draft-"


def keep_file(target: Path, content: bytes) -> None:
    """Write a file beside its place, make it durable, and rename it there.

    Args:
        target: Where it goes; an earlier one is replaced.
        content: What it holds.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=DRAFT, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o644)
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def remove_drafts(folder: Path) -> None:
    """Clear what killed writers left; called by the one writer."""
    if folder.is_dir():
        for draft in folder.rglob(f"{DRAFT}*"):
            draft.unlink(missing_ok=True)
