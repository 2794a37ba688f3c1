"""What the optimiser is asked, free of any solver.

One store behind one meter with a load. In every step the store may charge from the grid, deliver to
the load, or export beyond it; each has a worth per MWh at the meter, and the load left over is
imported. Flows are non-negative energies per step; worth is positive when the owner gains.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import InputError

__all__ = ["TIE_BREAK_GBP_PER_MWH", "Problem", "Store"]

Array = NDArray[np.float64]

TIE_BREAK_GBP_PER_MWH: Final = 1e-6
"""Ties idle: moving a MWh must gain more than this; objectives are priced without it."""

STRICTLY_GBP_PER_MWH: Final = TIE_BREAK_GBP_PER_MWH / 1000
"""A gain below this is rounding: the tie-break already forbids it."""


@dataclass(frozen=True)
class Store:
    """An energy store; power is at the meter, energy in the store.

    Attributes:
        charge_power_mw: Largest charging power [MW].
        discharge_power_mw: Largest discharging power [MW].
        energy_capacity_mwh: Usable energy [MWh].
        charge_efficiency: Meter to store [fraction].
        discharge_efficiency: Store to meter [fraction].
        initial_mwh: Energy at the start [MWh].
        final_mwh: Energy at the end [MWh]; None is free.
        max_cycles_per_day: Energy leaving the store per day / capacity; None is no limit.
    """

    charge_power_mw: float
    discharge_power_mw: float
    energy_capacity_mwh: float
    charge_efficiency: float
    discharge_efficiency: float
    initial_mwh: float
    final_mwh: float | None
    max_cycles_per_day: float | None = None

    @property
    def round_trip_efficiency(self) -> float:
        """AC to AC [fraction]."""
        return self.charge_efficiency * self.discharge_efficiency


@dataclass(frozen=True, eq=False)
class Problem:
    """One dispatch problem over n steps.

    Attributes:
        hours: Length of a step [h].
        day_index: Day of each step, from 0, shape (n,).
        load_mwh: Energy the load takes in each step [MWh], shape (n,).
        charge_gbp_per_mwh: Worth of a MWh drawn for charging; a cost is negative [GBP/MWh], shape (n,).
        load_gbp_per_mwh: Worth of a MWh delivered to the load [GBP/MWh], shape (n,).
        export_gbp_per_mwh: Worth of a MWh exported [GBP/MWh], shape (n,).
        import_limit_mwh: Largest import per step [MWh]; inf is no limit.
        export_limit_mwh: Largest export per step [MWh]; inf is no limit.
        store: The store, or None.
        constant_gbp: Worth of doing nothing [GBP].
    """

    hours: float
    day_index: NDArray[np.int64]
    load_mwh: Array
    charge_gbp_per_mwh: Array
    load_gbp_per_mwh: Array
    export_gbp_per_mwh: Array
    import_limit_mwh: float = np.inf
    export_limit_mwh: float = np.inf
    store: Store | None = None
    constant_gbp: float = 0.0

    def __post_init__(self) -> None:
        for name in ("load_mwh", "charge_gbp_per_mwh", "load_gbp_per_mwh", "export_gbp_per_mwh"):
            values = getattr(self, name)
            if values.shape != (len(self),):
                raise InputError(f"{values.shape} values for {len(self)} steps", where=name)
            wrong = np.flatnonzero(~np.isfinite(values))
            if len(wrong):
                raise InputError(f"{len(wrong)} values are not numbers, the first in step {wrong[0]}", where=name)
        if np.any(self.load_mwh < 0):
            raise InputError("the load is negative", where=f"step {np.argmax(self.load_mwh < 0)}")

    def __len__(self) -> int:
        return len(self.day_index)

    @property
    def discharge_limit_mwh(self) -> float:
        """Largest energy the store can give in one step, at the meter [MWh]."""
        return 0.0 if self.store is None else self.store.discharge_power_mw * self.hours

    @property
    def charge_limit_mwh(self) -> float:
        """Largest energy the store can take in one step, at the meter [MWh]."""
        return 0.0 if self.store is None else self.store.charge_power_mw * self.hours

    def largest_delivery_mwh(self) -> Array:
        """Most that the store can deliver to the load in each step [MWh], shape (n,)."""
        return np.minimum(self.load_mwh, self.discharge_limit_mwh)

    def largest_export_mwh(self) -> Array:
        """Most that can be exported in each step after the load is served [MWh], shape (n,)."""
        beyond_load = np.maximum(self.discharge_limit_mwh - self.load_mwh, 0.0)
        return np.minimum(beyond_load, self.export_limit_mwh)

    def burning_pays(self) -> NDArray[np.bool_]:
        """Steps in which charging and discharging at once would gain, shape (n,).

        Taking back one MWh of charging and the round trip's share of discharging leaves the store as it
        was, so burning pays exactly where the discharged part is worth more than the charge costs.
        """
        if self.store is None:
            return np.zeros(len(self), dtype=bool)
        best = np.where(
            self.largest_export_mwh() > 0,
            np.maximum(self.load_gbp_per_mwh, self.export_gbp_per_mwh),
            self.load_gbp_per_mwh,
        )
        return self.store.round_trip_efficiency * best + self.charge_gbp_per_mwh > STRICTLY_GBP_PER_MWH

    def export_beats_load(self) -> NDArray[np.bool_]:
        """Steps in which export gains more than the load, though the meter serves the load first, shape (n,)."""
        gains = self.export_gbp_per_mwh - self.load_gbp_per_mwh > STRICTLY_GBP_PER_MWH
        return gains & (self.largest_export_mwh() > 0) & (self.load_mwh > 0)

    def directions_need_keeping(self) -> bool:
        """Whether some step could gain by doing two opposite things at once."""
        return bool(np.any(self.burning_pays()) or np.any(self.export_beats_load()))
