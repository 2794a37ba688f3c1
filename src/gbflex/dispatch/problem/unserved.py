"""What of a site's load cannot be served by what is there: at the connection, and for heat."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.kept import TOLERANCE_MWH
from gbflex.dispatch.problem.problem import Problem

__all__ = ["Unserved", "unserved"]

Array = NDArray[np.float64]


class Unserved(NamedTuple):
    """Energy that nothing can serve in each step, each of shape (n,).

    Attributes:
        connection_mwh: Load above the import limit and what assets could deliver [MWh].
        heat_mwh: Heat above all sources together [MWh].
    """

    connection_mwh: Array
    heat_mwh: Array

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return bool(self.connection_mwh.any() or self.heat_mwh.any())


def unserved(problem: Problem) -> Unserved:
    """What no step can serve, whatever is decided in the others.

    Args:
        problem: The problem; sources that need another step's energy count with all their power.

    Example:
        >>> nothing = np.zeros(2)
        >>> problem = Problem(0.5, np.zeros(2, dtype=np.int64), np.array([1.0, 1.5]), nothing, nothing, nothing,
        ...                   import_limit_mwh=1.0)
        >>> unserved(problem).connection_mwh.tolist()
        [0.0, 0.5]
    """
    plant = problem.whole_plant
    made = plant.solar_mwh + sum(engine.max_power_mw for engine in plant.engines) * problem.hours
    delivered = np.minimum(problem.load_mwh, problem.discharge_limit_mwh + made)
    short = problem.load_mwh - delivered - problem.import_limit_mwh
    heat_store = plant.heat_store
    stored = 0.0 if heat_store is None else heat_store.discharge_power_mw * problem.hours
    cold = plant.heat_load_mwh - plant.most_heat_mwh(problem.hours) - stored
    return Unserved(_above(short), _above(cold))


def _above(short_mwh: Array) -> Array:
    return np.where(short_mwh > TOLERANCE_MWH, short_mwh, 0.0)
