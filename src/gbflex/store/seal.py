"""JSON that carries the hash of what it holds: a single changed bit is noticed when it is read.

The file is one JSON object: `sha256`, of the text of the other key, and `holds`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

__all__ = ["CHANGED", "hash_of_file", "json_of", "sealed", "unsealed", "with_check", "without_check"]

HOLDS: Final = ', "holds": '
CHECK: Final = "check"
NO_HASH: Final = "it carries no hash of what it holds: another version of gbflex, or somebody, wrote it"
CHANGED: Final = "it is not what was written: its hash has changed"


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
        raise ValueError(NO_HASH)
    body = rest[:-2]
    if head != _head(body) or rest[-2:] != "}\n":
        raise ValueError(CHANGED)
    return json_of(body)


def json_of(text: str | bytes) -> Any:
    """What JSON says; every way in which it may be none is a `ValueError`.

    Args:
        text: As a file holds it.

    Raises:
        ValueError: It is no JSON, or nested without end.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def with_check(said: Mapping[str, Any]) -> dict[str, Any]:
    """An object with a hash of all it says under one more key, for files that other tools read by their keys.

    Args:
        said: What it says.
    """
    return {**said, CHECK: _check(said)}


def without_check(kept: object, *, needed: bool) -> dict[str, Any]:
    """An object as it was before `with_check`.

    Args:
        kept: As it was read.
        needed: Whether one that carries no hash is refused.

    Raises:
        ValueError: It is not what was written.
    """
    if not isinstance(kept, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004 (what a file holds, no caller's mistake)
    said = dict(kept)
    check = said.pop(CHECK, None)
    if check is None and needed:
        raise ValueError(NO_HASH)
    if check is not None and check != _check(said):
        raise ValueError(CHANGED)
    return said


def _check(said: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def _head(body: str) -> str:
    return f'{{"sha256": "{hashlib.sha256(body.encode()).hexdigest()}"'


def hash_of_file(path: Path) -> str:
    """SHA-256 of a file's bytes.

    Args:
        path: The file.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
