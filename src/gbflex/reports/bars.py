"""Values as bars of HTML: they are read aloud, printed and copied, and need no script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypedDict

from gbflex.analysis.answers.shape import fixed

__all__ = ["Bar", "Measured", "bars_of"]


class Measured(NamedTuple):
    """What a bar is drawn of.

    Attributes:
        label: Its name.
        value_gbp: Its length [GBP].
        ceiling_gbp: What frames it [GBP]; None for no frame.
        best: Whether it is the best of them.
    """

    label: str
    value_gbp: float
    ceiling_gbp: float | None = None
    best: bool = False


class Bar(TypedDict):
    """A bar as parts of the widest on the page."""

    label: str
    text: str
    percent: float
    negative: bool
    best: bool
    ceiling: float


def bars_of(measured: Sequence[Measured]) -> list[Bar]:
    """A bar for each value, its ceiling behind it, on one scale.

    Args:
        measured: In the order of the page.
    """
    ends = [end for one in measured for end in (abs(one.value_gbp), one.ceiling_gbp or 0.0)]
    widest = max([*ends, 1.0])
    return [
        {
            "label": one.label,
            "text": f"{fixed(one.value_gbp)} GBP",
            "percent": round(100 * abs(one.value_gbp) / widest, 2),
            "negative": one.value_gbp < 0,
            "best": one.best,
            "ceiling": round(100 * max(one.ceiling_gbp or 0.0, 0.0) / widest, 2),
        }
        for one in measured
    ]
