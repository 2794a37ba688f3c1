"""NESO's response products: how long full delivery must last, and the power that restoring its energy takes.

Durations: NESO's page on the dynamic services. The recovery share is derived: a unit restores at least 20 % of
MW x duration in each half-hour, which takes 10, 20 or 40 % of the contract's power; so the rows are `estimated`.
Covers the auctions since November 2023.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Literal, cast

from gbflex.periods import LAST_DATE
from gbflex.tables import Quality

__all__ = ["ResponseProduct", "response_products"]


@dataclass(frozen=True)
class ResponseProduct:
    """One product over the dates its parameters hold.

    Attributes:
        product: NESO's name, for example "DCL".
        direction: "low": it exports when the frequency is low; "high": it imports.
        duration_h: How long full delivery must last [h].
        recovery_share: Power for restoring energy over contract power [fraction].
        valid_from: First date.
        valid_to: First date after; open rows end with the calendar.
        quality: How sure the row is as a whole.
        source: Who says so.
    """

    product: str
    direction: Literal["low", "high"]
    duration_h: float
    recovery_share: float
    valid_from: date
    valid_to: date
    quality: Quality
    source: str


@functools.cache
def response_products() -> tuple[ResponseProduct, ...]:
    """Every product.

    Example:
        >>> [item.duration_h for item in response_products() if item.direction == "low"]
        [0.25, 0.5, 1.0]
    """
    text = (resources.files("gbflex.gb") / "data" / "response_products.csv").read_text("utf-8")
    return tuple(_product(row) for row in csv.DictReader(text.splitlines()))


def _product(row: dict[str, str]) -> ResponseProduct:
    open_end = LAST_DATE + timedelta(days=1)
    return ResponseProduct(
        product=row["product"],
        direction=cast("Literal['low', 'high']", row["direction"]),
        duration_h=float(row["duration_h"]),
        recovery_share=float(row["recovery_share"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else open_end,
        quality=cast("Quality", row["quality"]),
        source=row["source"],
    )
