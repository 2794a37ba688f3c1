"""A file that a user names: measured before it is read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from gbflex.content import Measured, measured
from gbflex.errors import BrokenFile, GbflexError
from gbflex.limits import size_said

__all__ = ["content_of", "measured_file", "name_in_words", "told_of"]


def name_in_words(path: Path) -> str:
    r"""A file's name as tables and pages can hold it: letters that are no text are question marks.

    Example:
        >>> name_in_words(Path("/a/caf\udce9.csv"))
        'caf?.csv'
    """
    return path.name.encode("utf-8", "replace").decode()


@contextlib.contextmanager
def told_of(path: Path, *, what: str = "file", wrong: type[GbflexError] = BrokenFile) -> Iterator[None]:
    """Raise what the disk says of a file as one of our errors.

    Args:
        path: The file.
        what: What it is, in a message.
        wrong: What to raise.
    """
    try:
        yield
    except OSError as error:
        raise _unread(path, error.strerror, what, wrong) from None


def content_of(
    path: Path, most_bytes: int, *, what: str = "file", wrong: type[GbflexError] = BrokenFile, kept: bool = False
) -> bytes:
    """A file's bytes. No more is read of a pipe or a device than a file may have.

    Args:
        path: The file.
        most_bytes: How large it may be.
        what: What it is, in a message.
        wrong: What to raise.
        kept: Whether its name must stand for it later: pipes and devices are refused.
    """
    with told_of(path, what=what, wrong=wrong):
        _refuse_large(_size(path, what, wrong, kept=kept), path, most_bytes, what, wrong)
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    _refuse_large(len(content), path, most_bytes, what, wrong)
    return content


def measured_file(path: Path, most_bytes: int) -> Measured:
    """What names a regular file that is read piece by piece.

    Args:
        path: The file.
        most_bytes: How large it may be.
    """
    with told_of(path):
        _refuse_large(_size(path, "file", BrokenFile, kept=True), path, most_bytes, "file", BrokenFile)
        return measured(path)


def _size(path: Path, what: str, wrong: type[GbflexError], *, kept: bool) -> int:
    try:
        if path.is_dir():
            raise wrong(f"a folder stands where a {what} is wanted", where=str(path), next_step="Name a file")
        if kept and path.exists() and not path.is_file():
            raise wrong(
                f"no regular file stands where a {what} is wanted", where=str(path), next_step="Name a file"
            )
        return path.stat().st_size
    except ValueError:
        raise _unread(path, None, what, wrong) from None


def _refuse_large(size: int, path: Path, most_bytes: int, what: str, wrong: type[GbflexError]) -> None:
    if size > most_bytes:
        raise wrong(
            f"the {what} has {size_said(size)}, and at most {size_said(most_bytes)} are read",
            where=str(path),
            next_step="Check that it is the right file, or split it",
        )


def _unread(path: Path, reason: str | None, what: str, wrong: type[GbflexError]) -> GbflexError:
    return wrong(
        f"the {what} cannot be read: {reason or 'no such file'}",
        where=str(path),
        next_step="Check the path and its permissions",
    )
