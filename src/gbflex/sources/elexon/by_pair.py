"""What EBOCF and BOAV share: one figure for each bid-offer pair, -6 to 6, side by side."""

from __future__ import annotations

from typing import Final

from gbflex.tables import Column

__all__ = ["PAIRS", "SIDE", "fields_by_pair", "pair_columns"]

PAIRS: Final = tuple(
    (word, number)
    for word, numbers in (("negative", range(6, 0, -1)), ("positive", range(1, 7)))
    for number in numbers
)

SIDE: Final = Column("side", "text", "bid or offer")


def pair_columns(what: str, unit: str, meaning: str, limit: float) -> tuple[Column, ...]:
    """A nullable column for each pair.

    Args:
        what: First word of the columns' names.
        unit: Unit of the figure.
        meaning: What the figure is.
        limit: Size beyond which it cannot be true.
    """
    ending = unit.lower()
    return tuple(
        Column(
            f"{what}_{word}_{number}_{ending}",
            "number",
            f"{meaning} in pair {number if word == 'positive' else -number}",
            unit,
            -limit,
            limit,
            nullable=True,
        )
        for word, number in PAIRS
    )


def fields_by_pair(prefix: str, what: str, unit: str) -> dict[str, str]:
    """Elexon's names of the pairs' fields -> ours.

    Args:
        prefix: Name of the object that holds them, with its dot, or "".
        what: First word of our columns' names.
        unit: Unit of the figure.
    """
    return {f"{prefix}{word}{number}": f"{what}_{word}_{number}_{unit.lower()}" for word, number in PAIRS}
