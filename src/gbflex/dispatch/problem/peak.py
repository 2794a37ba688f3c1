"""A price on the largest import of a group of steps: a month's exceeded capacity, seen before it happens.

The largest import of each group is paid for where it is above a free level. Levels are energies of one step: a
demand in MW times the length of a step.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import InputError

__all__ = ["Peak"]

ROUNDING: Final = 1e-9
"""An import of exactly the free level is not above it, whatever binary fractions say."""

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Peak:
    """What the largest import costs.

    Attributes:
        group_index: Group of each step, from 0, never falling, shape (n,).
        cost_gbp_per_mwh: Cost of each MWh that a group's largest import of a step is above the free level, at
            least 0 [GBP/MWh], shape (groups,).
        free_mwh: Free level of each group [MWh per step], shape (groups,).
    """

    group_index: NDArray[np.int64]
    cost_gbp_per_mwh: Array
    free_mwh: Array

    def __post_init__(self) -> None:
        groups = int(self.group_index[-1]) + 1 if len(self.group_index) else 0
        if len(self.group_index) and (self.group_index[0] != 0 or np.any(np.diff(self.group_index) < 0)):
            raise InputError("groups must be numbered from 0 and never fall", where="peak.group_index")
        for name in ("cost_gbp_per_mwh", "free_mwh"):
            values = getattr(self, name)
            if values.shape != (groups,) or not np.all(values >= 0) or not np.isfinite(values).all():
                raise InputError(f"{groups} numbers of at least 0 are wanted", where=f"peak.{name}")

    def largest_mwh(self, import_mwh: Array) -> Array:
        """Largest import of a step in each group [MWh], shape (groups,).

        Args:
            import_mwh: Of each step [MWh], shape (n,).
        """
        largest = np.zeros(len(self.free_mwh))
        np.maximum.at(largest, self.group_index, import_mwh)
        return largest

    def cost_gbp(self, import_mwh: Array) -> float:
        """What an import costs [GBP].

        Args:
            import_mwh: Of each step [MWh], shape (n,).

        Example:
            >>> peak = Peak(np.array([0, 0, 1]), np.array([10.0, 10.0]), np.array([1.0, 1.0]))
            >>> peak.cost_gbp(np.array([0.5, 1.25, 1.0]))
            2.5
        """
        above = self.largest_mwh(import_mwh) - self.free_mwh
        above = np.where(above > self.free_mwh * ROUNDING, above, 0.0)
        return float((above * self.cost_gbp_per_mwh).sum())

    def can_bind(self, most_import_mwh: Array) -> bool:
        """Whether any import could cost anything.

        Args:
            most_import_mwh: Largest import that each step allows [MWh], shape (n,).
        """
        free = self.free_mwh[self.group_index] * (1 + ROUNDING)
        return bool(np.any((most_import_mwh > free) & self._costs))

    @property
    def _costs(self) -> NDArray[np.bool_]:
        costs: NDArray[np.bool_] = (self.cost_gbp_per_mwh > 0)[self.group_index]
        return costs

    def part(self, start: int, stop: int) -> Peak:
        """The same in some of the steps.

        Args:
            start: First step.
            stop: End.
        """
        group = self.group_index[start:stop]
        held = slice(int(group[0]), int(group[-1]) + 1)
        return Peak(group - group[0], self.cost_gbp_per_mwh[held], self.free_mwh[held])

    def after(self, import_mwh: Array) -> Peak:
        """What the steps after some that are done still cost: what they paid for is free now.

        Args:
            import_mwh: Of the steps done, counted from the first [MWh].
        """
        reached = np.zeros(len(self.free_mwh))
        np.maximum.at(reached, self.group_index[: len(import_mwh)], import_mwh)
        return replace(self, free_mwh=np.maximum(self.free_mwh, reached))
