"""Reliefs from charges by date, in per cent: what a certificate or declaration is worth under the law of the day.

Energy intensive industries (EII), Climate Change Levy, and storage behind a demand meter. A percentage holds
from its date until the next one of the same relief; before the first there is no relief. No relief here has an
end in law yet. Sources stand beside each row of `gb/rates/data/reliefs.csv`.
"""

from __future__ import annotations

import csv
import functools
from datetime import date
from importlib import resources
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import InputError
from gbflex.periods import Periods
from gbflex.tables import Quality

__all__ = ["DatedRelief", "dated_reliefs", "relief_fraction", "relief_names"]

PER_CENT = 100.0


class DatedRelief(NamedTuple):
    """A percentage from a date on.

    Attributes:
        valid_from: First date.
        percent: Share of the charge that is not due [%].
        quality: actual or estimated.
        source: The law, or who says so.
        note: What to know about it.
    """

    valid_from: date
    percent: float
    quality: Quality
    source: str
    note: str


@functools.cache
def _held() -> dict[str, tuple[DatedRelief, ...]]:
    text = (resources.files("gbflex.gb.rates") / "data" / "reliefs.csv").read_text("utf-8")
    held: dict[str, list[DatedRelief]] = {}
    for row in csv.DictReader(text.splitlines()):
        held.setdefault(row["relief"], []).append(
            DatedRelief(
                valid_from=date.fromisoformat(row["valid_from"]),
                percent=float(row["percent"]),
                quality=cast("Quality", row["quality"]),
                source=row["source"],
                note=row["note"],
            )
        )
    return {name: tuple(sorted(values)) for name, values in held.items()}


def relief_names() -> tuple[str, ...]:
    """Names of all reliefs held.

    Example:
        >>> "eii_ro" in relief_names()
        True
    """
    return tuple(_held())


def dated_reliefs(name: str) -> tuple[DatedRelief, ...]:
    """The percentages of a relief, by date.

    Args:
        name: One of `relief_names()`.

    Raises:
        InputError: No relief of that name.

    Example:
        >>> [(str(one.valid_from), one.percent) for one in dated_reliefs("eii_network_compensation")]
        [('2024-04-01', 60.0), ('2026-04-01', 90.0)]
    """
    if name not in _held():
        raise InputError(f"there is no relief {name!r}", available=", ".join(relief_names()))
    return _held()[name]


def relief_fraction(name: str, periods: Periods) -> NDArray[np.float64]:
    """A relief in every half-hour, shape (n,).

    Args:
        name: One of `relief_names()`.
        periods: The time axis.

    Raises:
        InputError: No relief of that name.

    Example:
        >>> relief_fraction("eii_ro", Periods.between("2024-03-31", "2024-04-01"))[[0, -1]].tolist()
        [0.85, 1.0]
    """
    fraction = np.zeros(len(periods))
    for relief in dated_reliefs(name):
        fraction[periods.settlement_date >= np.datetime64(relief.valid_from)] = relief.percent / PER_CENT
    return fraction
