"""What is known, or expected, of the triads of a winter, on a time axis."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gbflex.tables import Quality

__all__ = ["WinterTriads"]


@dataclass(frozen=True, eq=False)
class WinterTriads:
    """How far each half-hour counts as one of a winter's triads.

    Attributes:
        year: Calendar year of the charging year's 1 April.
        share: 1 in a triad and 0 elsewhere, or the probability that it is one, shape (n,).
        source: Who says so.
        quality: How sure it is.
        count: How many triads of the winter are named or expected, whether or not they fall on the time axis.
    """

    year: int
    share: NDArray[np.float64]
    source: str
    quality: Quality
    count: int

    def part(self, at: slice) -> WinterTriads:
        """The same in some of the half-hours.

        Args:
            at: Which.
        """
        return replace(self, share=self.share[at])
