"""What a run's optimiser was asked, as text: numbers to the last bit, and nothing that runs when it is read.

Arrays stand once each, as little-endian bytes, packed. A value that JSON has no word for is spelt out.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import math
import zlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from gbflex.analysis.run.asked import Asked
from gbflex.dispatch import Problem, Store, Views, WaterValue
from gbflex.dispatch.problem.peak import Peak
from gbflex.dispatch.problem.reserve import Reserve

__all__ = ["asked_from", "asked_text"]

KINDS: Final[Mapping[str, Any]] = {
    kind.__name__: kind for kind in (Asked, Problem, Store, Views, WaterValue, Peak, Reserve)
}
ARRAY_TYPES: Final = ("<f8", "<i8")


def asked_text(asked: Asked | None) -> str:
    """What was asked, as JSON.

    Args:
        asked: None is written as such.
    """
    arrays: dict[tuple[str, bytes], int] = {}
    value = _told(asked, arrays)
    packed = [
        [kind, base64.b64encode(zlib.compress(content, level=1)).decode("ascii")] for kind, content in arrays
    ]
    return json.dumps({"asked": value, "arrays": packed}, allow_nan=False) + "\n"


def _told(value: Any, arrays: dict[tuple[str, bytes], int]) -> Any:
    kind = type(value).__name__
    if KINDS.get(kind) is type(value):
        return {"is": kind, "of": {name: _told(getattr(value, name), arrays) for name in _names(KINDS[kind])}}
    if isinstance(value, np.ndarray):
        told = value.astype("<f8" if value.dtype.kind == "f" else "<i8")
        return {"array": arrays.setdefault((told.dtype.str, told.tobytes()), len(arrays))}
    if isinstance(value, tuple | list):
        return [_told(one, arrays) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": repr(value)}
    return value


def _names(kind: Any) -> list[str]:
    """What a kind is made of: a dataclass, or a named tuple."""
    if dataclasses.is_dataclass(kind):
        return [one.name for one in dataclasses.fields(kind)]
    return list(kind._fields)


def asked_from(text: bytes) -> Asked | None:
    """What was asked, read back.

    Args:
        text: As `asked_text` writes it.

    Raises:
        ValueError: It is no such text.
    """
    try:
        held = json.loads(text)
        arrays = [_array(kind, content) for kind, content in held["arrays"]]
        found = _read(held["asked"], arrays)
    except (KeyError, TypeError, IndexError, AttributeError, zlib.error) as error:
        raise ValueError(f"what the run was asked cannot be read: {error}") from None
    if found is not None and not isinstance(found, Asked):
        raise ValueError("what the run was asked is something else")
    return found


def _array(kind: str, content: str) -> np.ndarray[Any, Any]:
    if kind not in ARRAY_TYPES:
        raise ValueError(f"there is no array of {kind!r}")
    return np.frombuffer(zlib.decompress(base64.b64decode(content)), dtype=kind).copy()


def _read(value: Any, arrays: list[np.ndarray[Any, Any]]) -> Any:
    if isinstance(value, list):
        return tuple(_read(one, arrays) for one in value)
    if not isinstance(value, dict):
        return value
    if "array" in value:
        return arrays[value["array"]]
    if "float" in value:
        return float(value["float"])
    return KINDS[value["is"]](**{name: _read(one, arrays) for name, one in value["of"].items()})
