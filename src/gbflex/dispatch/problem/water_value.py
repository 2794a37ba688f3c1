"""What energy left in a store at the end is worth."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from gbflex.errors import InputError

__all__ = ["WaterValue"]

STRAIGHT_GBP_PER_MWH: Final = 1e-10
"""A slope that rises by less is straight but for rounding."""


class WaterValue(NamedTuple):
    """What energy left at the end is worth: straight between points, with a slope that never rises.

    Attributes:
        at_mwh: States, rising [MWh].
        value_gbp: Worth of each [GBP].
    """

    at_mwh: tuple[float, ...]
    value_gbp: tuple[float, ...]

    @classmethod
    def flat(cls, gbp_per_mwh: float, capacity_mwh: float) -> WaterValue:
        """The same worth for every MWh up to a capacity."""
        return cls((0.0, capacity_mwh), (0.0, gbp_per_mwh * capacity_mwh))

    def worth_gbp(self, state_mwh: float) -> float:
        """Worth of a state [GBP]; beyond the ends, that of the end."""
        return float(np.interp(state_mwh, self.at_mwh, self.value_gbp))

    def check(self, capacity_mwh: float) -> None:
        """Raise unless it says something of every state of a store.

        Args:
            capacity_mwh: The store's.

        Raises:
            InputError: Points are missing or wrong, or a slope rises.
        """
        at, value = (np.asarray(numbers, dtype=np.float64) for numbers in self)
        if at.shape != value.shape or len(at) <= 1 or not np.isfinite([*at, *value]).all():
            raise InputError("two or more finite points are wanted", where="water_value")
        if np.any(np.diff(at) <= 0) or at[0] > 0 or at[-1] < capacity_mwh:
            raise InputError("its states must rise from 0 to the capacity or beyond", where="water_value")
        if np.any(np.diff(np.diff(value) / np.diff(at)) > STRAIGHT_GBP_PER_MWH):
            raise InputError("its slope rises: more energy would be worth more per MWh", where="water_value")
