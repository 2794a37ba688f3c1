"""A file that a user names: measured before it is read, and read whole."""

from __future__ import annotations

from pathlib import Path

from gbflex.errors import BrokenFile, GbflexError
from gbflex.limits import size_said

__all__ = ["content_of", "name_in_words"]


def name_in_words(path: Path) -> str:
    r"""A file's name as tables and pages can hold it: letters that are no text are question marks.

    Example:
        >>> name_in_words(Path("/a/caf\udce9.csv"))
        'caf?.csv'
    """
    return path.name.encode("utf-8", "replace").decode()


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
    try:
        if path.is_dir():
            raise wrong(f"a folder stands where a {what} is wanted", where=str(path), next_step="Name a file")
        if kept and path.exists() and not path.is_file():
            raise wrong(
                f"no regular file stands where a {what} is wanted", where=str(path), next_step="Name a file"
            )
        size = path.stat().st_size
        if size <= most_bytes:
            with path.open("rb") as file:
                content = file.read(most_bytes + 1)
            size = len(content)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "no such file"
        raise wrong(
            f"the {what} cannot be read: {reason}",
            where=str(path),
            next_step="Check the path and its permissions",
        ) from None
    if size > most_bytes:
        raise wrong(
            f"the {what} has {size_said(size)}, and at most {size_said(most_bytes)} are read",
            where=str(path),
            next_step="Check that it is the right file, or split it",
        )
    return content
