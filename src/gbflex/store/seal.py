"""JSON that carries the hash of what it holds: a single changed bit is noticed when it is read.

The file is one JSON object: `sha256`, of the text of the other key, and `holds`.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

__all__ = ["hash_of_file", "sealed", "unsealed"]

HOLDS: Final = ', "holds": '


def sealed(value: object, *, indent: int | None = None) -> bytes:
    """A value as the bytes of a sealed file.

    Args:
        value: Anything that JSON can say.
        indent: As `json.dumps` takes it; null writes one line.

    Example:
        >>> unsealed(sealed({"price": 50}))
        {'price': 50}
    """
    body = json.dumps(value, indent=indent, sort_keys=True, allow_nan=False)
    return f"{_head(body)}{HOLDS}{body}}}\n".encode()


def unsealed(content: bytes) -> Any:
    """What a sealed file holds.

    Args:
        content: Its bytes.

    Raises:
        ValueError: It is not what was written.
    """
    head, found, rest = content.decode("utf-8").partition(HOLDS)
    if not found:
        raise ValueError("it carries no hash of what it holds: another version of gbflex, or somebody, wrote it")
    body = rest[:-2]
    if head != _head(body) or rest[-2:] != "}\n":
        raise ValueError("it is not what was written: its hash has changed")
    return json.loads(body)


def _head(body: str) -> str:
    return f'{{"sha256": "{hashlib.sha256(body.encode()).hexdigest()}"'


def hash_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes.

    Args:
        path: The file.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
