"""Two names of one folder exchanged in one step, so that a kill finds either the earlier or the later content."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import Final

__all__ = ["swapped"]

CURRENT_FOLDER: Final = -100
"""AT_FDCWD of Linux: paths are as they are given."""
EXCHANGE: Final = 2
"""RENAME_EXCHANGE of Linux's renameat2(2), and RENAME_SWAP of macOS's renamex_np(2)."""


def swapped(first: Path, second: Path) -> bool:
    """Exchange two names; false where the system or the file system cannot.

    Args:
        first: A file or folder.
        second: Another, on the same file system.
    """
    library = ctypes.CDLL(None)
    one, other = os.fsencode(first), os.fsencode(second)
    if hasattr(library, "renameat2"):
        return bool(library.renameat2(CURRENT_FOLDER, one, CURRENT_FOLDER, other, EXCHANGE) == 0)
    if hasattr(library, "renamex_np"):
        return bool(library.renamex_np(one, other, EXCHANGE) == 0)
    return False
