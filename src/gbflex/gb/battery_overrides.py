"""Verdicts on single BM units by hand, each with its reason: shipped, and the user's own in the same form.

A row is `bm_unit, verdict, reason, source, since`. `since` is the date from which the source says it.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Final, Literal, cast, get_args

from gbflex.errors import InputError

__all__ = ["Override", "OverrideVerdict", "parse_overrides", "shipped_overrides"]

OverrideVerdict = Literal["battery", "probable", "not_battery"]
COLUMNS: Final = ("bm_unit", "verdict", "reason", "source", "since")


@dataclass(frozen=True)
class Override:
    """One verdict by hand.

    Attributes:
        bm_unit: Elexon's or the system operator's id.
        verdict: What it is.
        reason: Why.
        source: Who says so; may be empty in a user's own file.
        since: From which date.
        origin: "shipped" or "own".
    """

    bm_unit: str
    verdict: OverrideVerdict
    reason: str
    source: str
    since: date
    origin: Literal["shipped", "own"]


def parse_overrides(text: str, *, where: str, origin: Literal["shipped", "own"]) -> tuple[Override, ...]:
    """Rows of a file of overrides.

    Args:
        text: Its content, CSV.
        where: Its name, for messages.
        origin: Whose it is.

    Raises:
        InputError: A column is missing, a row has no reason, its verdict or date is none, or a unit stands twice.
    """
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise InputError(f"no column {', '.join(missing)}", where=where, available=", ".join(COLUMNS))
    read: dict[str, Override] = {}
    for row in reader:
        override = _override(row, f"{where}, row {reader.line_num}", origin)
        if override.bm_unit in read:
            raise InputError(
                f"{override.bm_unit} stands twice",
                where=f"{where}, row {reader.line_num}",
                next_step="Keep one row for each unit",
            )
        read[override.bm_unit] = override
    return tuple(read.values())


def _override(row: dict[str, str | None], where: str, origin: Literal["shipped", "own"]) -> Override:
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    for name in ("bm_unit", "reason"):
        if not cells[name]:
            raise InputError(f"an override without a {name}", where=where, next_step="Say why, or remove the row")
    if cells["verdict"] not in get_args(OverrideVerdict):
        raise InputError(
            f"{cells['verdict']!r} is no verdict", where=where, available=", ".join(get_args(OverrideVerdict))
        )
    try:
        since = date.fromisoformat(cells["since"])
    except ValueError:
        raise InputError(
            f"{cells['since']!r} is no date", where=f"{where}, since", next_step="Write 2026-06-30"
        ) from None
    verdict = cast("OverrideVerdict", cells["verdict"])
    return Override(cells["bm_unit"], verdict, cells["reason"], cells["source"], since, origin)


@functools.cache
def shipped_overrides() -> tuple[Override, ...]:
    """The rows that come with gbflex.

    Example:
        >>> [row.bm_unit for row in shipped_overrides()]
        ['T_COWB-1']
    """
    text = (resources.files("gbflex.gb") / "data" / "battery_overrides.csv").read_text("utf-8")
    return parse_overrides(text, where="battery_overrides.csv", origin="shipped")
