"""The shipped data files as they lie on disk, read with the standard library and a YAML reader."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

__all__ = ["by_key", "levy", "number", "rows", "spans"]

DATA = Path(__file__).resolve().parents[3] / "src" / "gbflex" / "gb" / "rates" / "data"


@cache
def rows(path: str) -> tuple[dict[str, str], ...]:
    """The rows of a table, as text; none where there is no such file."""
    file = DATA / path
    if not file.exists():
        return ()
    raw = file.read_bytes()
    text = gzip.decompress(raw) if path.endswith(".gz") else raw
    return tuple(csv.DictReader(io.StringIO(text.decode("utf-8"))))


def number(cell: str | None) -> float | None:
    """A cell's number; an empty cell is no number, and not 0."""
    return float(cell) if cell not in (None, "") else None


def levy(name: str, day: date) -> float | None:
    """The value of a dated rate on a day."""
    found = [value for first, after, value in _values(name) if first <= day and (after is None or day < after)]
    assert len(found) < 2, f"two values of {name} on {day}"
    return found[0] if found else None


def spans(name: str) -> tuple[tuple[date, float], ...]:
    """The values of a dated rate with the first day of each."""
    return tuple((first, value) for first, _, value in _values(name))


def by_key(path: str, key: str, day: date) -> float | None:
    """The value of a key on a day, in a table of keys with validity."""
    found = [
        float(row["value"])
        for row in rows(path)
        if row["key"] == key and _day(row["valid_from"]) <= day < _day(row["valid_to"])
    ]
    assert len(found) < 2, f"two values of {key} in {path} on {day}"
    return found[0] if found else None


@cache
def _values(name: str) -> tuple[tuple[date, date | None, float], ...]:
    text = (DATA / "levies" / f"{name}.yaml").read_text("utf-8")
    held: list[dict[str, Any]] = YAML(typ="safe").load(text)["values"]
    return tuple((each["valid_from"], each.get("valid_to"), float(each["value"])) for each in held)


@cache
def _day(text: str) -> date:
    return date.fromisoformat(text)
