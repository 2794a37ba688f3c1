"""A limit of a schedule, and how far it is exceeded."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["TOLERANCE_MWH", "Excess", "Kept"]

Array = NDArray[np.float64]

TOLERANCE_MWH: Final = 1e-6
"""Energy that a schedule may be out by in any step [MWh]."""


class Excess(NamedTuple):
    """How far a schedule goes beyond one limit; the worst step is looked for only where the limit is broken."""

    limit: str
    step: int
    by_mwh: float


class Kept(NamedTuple):
    """Values that must not exceed others; without others they must not be negative."""

    limit: str
    values: Array
    most: float | Array | None = None

    def measured(self) -> Excess:
        """How far the values go beyond."""
        if self.most is None:
            worst = -float(self.values.min())
        elif np.ndim(self.most) == 0:
            worst = float(self.values.max()) - float(self.most)
        else:
            worst = float((self.values - self.most).max())
        if worst <= TOLERANCE_MWH:
            return Excess(self.limit, 0, worst)
        beyond = -self.values if self.most is None else self.values - self.most
        return Excess(self.limit, int(np.argmax(beyond)), worst)
