"""Files that appear whole or not at all, and stay: the one place where a file is put in place."""

from __future__ import annotations

import fnmatch
import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

__all__ = ["DRAFT", "files_in", "keep_file", "refuse_unsayable", "remove_drafts"]

DRAFT: Final = ".draft-"


def keep_file(target: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file beside its place, make it durable, and rename it there.

    Args:
        target: Where it goes; an earlier one is replaced.
        content: What it holds, at once or block by block.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.parent / f"{DRAFT}{secrets.token_hex(8)}"
    try:
        # Made as any file is, so that the user's umask says who may read it.
        with draft.open("xb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def files_in(folder: Path, pattern: str) -> list[Path]:
    """The files of a folder whose names match, in order; none where there is no folder.

    `Path.glob` takes a folder that cannot be read for an empty one: what it holds would be left out in silence.

    Args:
        folder: The folder.
        pattern: As `fnmatch` takes it; drafts and hidden files never match.

    Raises:
        PermissionError: The folder cannot be read.
    """
    try:
        names = os.listdir(folder)  # noqa: PTH208 (names are wanted)
    except (FileNotFoundError, NotADirectoryError):
        return []
    matching = [name for name in names if name[0] != "." and fnmatch.fnmatchcase(name, pattern)]
    return sorted(path for path in (folder / name for name in matching) if path.is_file())


def refuse_unsayable(place: Path) -> None:
    """Raise where a place has a name that is no text: no summary or page could say where it lies.

    Args:
        place: A file or folder to be written.

    Raises:
        ValueError: Its name is no UTF-8.
    """
    try:
        str(place).encode()
    except UnicodeEncodeError:
        raise ValueError("its name has letters that no text can hold") from None


def remove_drafts(folder: Path) -> None:
    """Clear what killed writers left; called by the one writer."""
    if folder.is_dir():
        for draft in folder.rglob(f"{DRAFT}*"):
            draft.unlink(missing_ok=True)
