"""What came, in memory or on the disk: bytes that can be read more than once, and a piece at a time."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, TypeAlias, cast

__all__ = ["BLOCK_BYTES", "Content", "Measured", "Packed", "blocks", "measured", "opened"]

BLOCK_BYTES: Final = 1 << 20


class Packed(NamedTuple):
    """A content that lies in a gzip file.

    Attributes:
        path: The gzip file.
    """

    path: Path


Content: TypeAlias = bytes | Path | Packed
"""An answer in memory, a file as it lies, or a file inside a gzip file of ours."""


class Measured(NamedTuple):
    """What names a content.

    Attributes:
        sha256: Its hash.
        size: Its bytes.
    """

    sha256: str
    size: int


def opened(content: Content) -> BinaryIO:
    """A content as a file that is read once, from its beginning.

    Args:
        content: The content.
    """
    if isinstance(content, bytes):
        return io.BytesIO(content)
    return cast("BinaryIO", gzip.open(content.path)) if isinstance(content, Packed) else content.open("rb")


def blocks(content: Content) -> Iterator[bytes]:
    """A content block by block; an empty one has none.

    Args:
        content: The content.
    """
    with opened(content) as file:
        while block := file.read(BLOCK_BYTES):
            yield block


def measured(content: Content) -> Measured:
    """The hash and the size of a content.

    Args:
        content: The content.

    Example:
        >>> measured(b"abc").size
        3
    """
    digest, size = hashlib.sha256(), 0
    for block in blocks(content):
        digest.update(block)
        size += len(block)
    return Measured(digest.hexdigest(), size)
