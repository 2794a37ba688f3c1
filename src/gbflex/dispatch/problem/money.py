"""Energy times price."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["dot"]

Array = NDArray[np.float64]


def dot(energy_mwh: Array, gbp_per_mwh: Array) -> float:
    """Energy times price, added up [GBP].

    Not by `@`: on long rows that starts the threads of a linear algebra library, which wait for each other for
    twenty milliseconds when another program uses the machine.

    Args:
        energy_mwh: Shape (n,).
        gbp_per_mwh: Shape (n,).
    """
    return float(np.einsum("n,n->", energy_mwh, gbp_per_mwh))
