"""What the optimiser is asked, free of any solver.

One store behind one meter with a load. In every step the store may charge from the grid, deliver to
the load, or export beyond it; each has a worth per MWh at the meter, and the load left over is
imported. Flows are non-negative energies per step; worth is positive when the owner gains.
"""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.energy_store import Store
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.reserve import Reserve
from gbflex.errors import InputError

__all__ = ["TIE_BREAK_GBP_PER_MWH", "Problem", "Store", "WaterValue"]

Array = NDArray[np.float64]

TIE_BREAK_GBP_PER_MWH: Final = 1e-7
"""Ties idle: moving a MWh must gain more than this; objectives are priced without it."""

STRICTLY_GBP_PER_MWH: Final = TIE_BREAK_GBP_PER_MWH / 1000
"""A gain below this is rounding: the tie-break already forbids it."""

PRICES: Final = ("charge_gbp_per_mwh", "load_gbp_per_mwh", "export_gbp_per_mwh")
LIMITS: Final = (
    "import_limit_mwh",
    "export_limit_mwh",
    "available_fraction",
    "least_state_mwh",
    "most_state_mwh",
)


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


@dataclass(frozen=True, eq=False)
class Problem:
    """One dispatch problem over n steps.

    Attributes:
        hours: Length of a step [h].
        day_index: Day of each step, from 0, never falling, shape (n,).
        load_mwh: Energy the load takes in each step [MWh], shape (n,).
        charge_gbp_per_mwh: Worth of a MWh drawn for charging; a cost is negative [GBP/MWh], shape (n,).
        load_gbp_per_mwh: Worth of a MWh delivered to the load [GBP/MWh], shape (n,).
        export_gbp_per_mwh: Worth of a MWh exported [GBP/MWh], shape (n,).
        import_limit_mwh: Largest import per step [MWh], one for all or shape (n,); inf is no limit.
        export_limit_mwh: Largest export per step [MWh], likewise.
        store: The store, or None.
        constant_gbp: Worth of doing nothing [GBP].
        available_fraction: Share of both powers that may be used, 0 in an outage, one for all or shape (n,).
        least_state_mwh: Lowest energy in the store at each step's end [MWh], likewise.
        most_state_mwh: Highest [MWh], likewise; the capacity holds besides.
        water_value: Worth of the energy left at the end; None is nothing. Not with a fixed end.
        reserve: A product sold from the same store, or None.
        plant: Engines, boilers, a heat store and solar beside the store, or None. With a plant, `charge` prices
            what the store draws from the network, `load` and `export` what any asset gives; what the store's own
            flows are worth stands in the plant.
        one_direction: Never charge and discharge in one step. False is the usual linear relaxation, which
            overstates where burning energy pays.
    """

    hours: float
    day_index: NDArray[np.int64]
    load_mwh: Array
    charge_gbp_per_mwh: Array
    load_gbp_per_mwh: Array
    export_gbp_per_mwh: Array
    import_limit_mwh: float | Array = np.inf
    export_limit_mwh: float | Array = np.inf
    store: Store | None = None
    constant_gbp: float = 0.0
    available_fraction: float | Array = 1.0
    least_state_mwh: float | Array = 0.0
    most_state_mwh: float | Array = np.inf
    water_value: WaterValue | None = None
    reserve: Reserve | None = None
    plant: Plant | None = None
    one_direction: bool = True

    def __post_init__(self) -> None:
        self._check_steps()
        n = len(self)
        for name in ("load_mwh", *PRICES):
            _check_finite(name, getattr(self, name), n)
        if not np.isfinite(self.constant_gbp):
            raise InputError("it is not a number", where="constant_gbp")
        if self.load_mwh.min() < 0:
            raise InputError("the load is negative", where=f"step {np.argmax(self.load_mwh < 0)}")
        for name in LIMITS:
            _check_limit(name, getattr(self, name), n)
        if np.any(self.available_fraction > np.float64(1)):
            raise InputError("more than all power is available", where="available_fraction")
        if self.store is not None:
            self._check_ends(self.store)
        if self.plant is not None:
            self._check_plant(self.plant)

    def _check_steps(self) -> None:
        if not (np.isfinite(self.hours) and self.hours > 0):
            raise InputError(f"a step of {self.hours!r} h is none", where="hours")
        if len(self) == 0:
            raise InputError("there are no steps", where="day_index")
        if self.day_index[0] < 0 or (self.day_index[1:] < self.day_index[:-1]).any():
            raise InputError("days must be numbered from 0 and never fall", where="day_index")

    def _check_plant(self, plant: Plant) -> None:
        if len(plant.heat_load_mwh) != len(self):
            raise InputError(f"{len(plant.heat_load_mwh)} values for {len(self)} steps", where="plant")
        for name, absent in (
            ("reserve", self.reserve is None),
            ("water_value", self.water_value is None),
            ("one_direction", self.one_direction),
        ):
            if not absent:
                raise InputError("it is not planned together with a plant", where=name)

    def _check_ends(self, store: Store) -> None:
        if self.reserve is not None and self.reserve.block_index.shape != (len(self),):
            raise InputError("one block is wanted for each step", where="reserve.block_index")
        if self.water_value is None:
            return
        if store.final_mwh is not None:
            raise InputError("give a final state or a water value, not both", where="water_value")
        at, value = (np.asarray(numbers, dtype=np.float64) for numbers in self.water_value)
        if at.shape != value.shape or len(at) <= 1 or not np.isfinite([*at, *value]).all():
            raise InputError("two or more finite points are wanted", where="water_value")
        if np.any(np.diff(at) <= 0) or at[0] > 0 or at[-1] < store.energy_capacity_mwh:
            raise InputError("its states must rise from 0 to the capacity or beyond", where="water_value")
        slopes = np.diff(value) / np.diff(at)
        if np.any(np.diff(slopes) > STRICTLY_GBP_PER_MWH):
            raise InputError("its slope rises: more energy would be worth more per MWh", where="water_value")

    def __len__(self) -> int:
        return len(self.day_index)

    def part(self, start: int, stop: int) -> Problem:
        """The same in some of the steps; days are numbered from the first of them.

        Stores and engines begin as they do in the whole; a water value is left out.

        Args:
            start: First step.
            stop: End.
        """
        part = slice(start, stop)
        return dataclasses.replace(
            self,
            day_index=self.day_index[part] - self.day_index[start],
            load_mwh=self.load_mwh[part],
            charge_gbp_per_mwh=self.charge_gbp_per_mwh[part],
            load_gbp_per_mwh=self.load_gbp_per_mwh[part],
            export_gbp_per_mwh=self.export_gbp_per_mwh[part],
            import_limit_mwh=_cut(self.import_limit_mwh, part),
            export_limit_mwh=_cut(self.export_limit_mwh, part),
            available_fraction=_cut(self.available_fraction, part),
            least_state_mwh=_cut(self.least_state_mwh, part),
            most_state_mwh=_cut(self.most_state_mwh, part),
            water_value=None,
            reserve=None if self.reserve is None else self.reserve.part(start, stop),
            plant=None if self.plant is None else self.plant.part(part),
        )

    @functools.cached_property
    def discharge_limit_mwh(self) -> Array:
        """Largest energy the store can give in each step, at the meter [MWh], shape (n,)."""
        power = 0.0 if self.store is None else self.store.discharge_power_mw
        return np.full(len(self), power * self.hours) * self.available_fraction

    @functools.cached_property
    def charge_limit_mwh(self) -> Array:
        """Largest energy the store can take in each step, at the meter [MWh], shape (n,)."""
        power = 0.0 if self.store is None else self.store.charge_power_mw
        return np.full(len(self), power * self.hours) * self.available_fraction

    @functools.cached_property
    def state_bounds_mwh(self) -> tuple[Array, Array]:
        """Lowest and highest energy in the store at each step's end [MWh], each of shape (n,)."""
        capacity = 0.0 if self.store is None else self.store.energy_capacity_mwh
        ones = np.ones(len(self))
        return ones * self.least_state_mwh, np.minimum(self.most_state_mwh, ones * capacity)

    @property
    def kept_fraction(self) -> float:
        """Share of the stored energy that a step's self-discharge leaves [fraction]."""
        return 1.0 if self.store is None else self.store.kept_fraction(self.hours)

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
        load = np.where(self.largest_delivery_mwh() > 0, self.load_gbp_per_mwh, -np.inf)
        export = np.where(self.largest_export_mwh() > 0, self.export_gbp_per_mwh, -np.inf)
        best = np.maximum(load, export)
        return self.store.round_trip_efficiency * best + self.charge_gbp_per_mwh > STRICTLY_GBP_PER_MWH

    def export_beats_load(self) -> NDArray[np.bool_]:
        """Steps in which export gains more than the load, though the meter serves the load first, shape (n,)."""
        gains = self.export_gbp_per_mwh - self.load_gbp_per_mwh > STRICTLY_GBP_PER_MWH
        return gains & (self.largest_export_mwh() > 0) & (self.load_mwh > 0)

    def end_worth_gbp(self, final_mwh: float) -> float:
        """What the energy left at the end is worth [GBP]."""
        return 0.0 if self.water_value is None else self.water_value.worth_gbp(final_mwh)


def _check_finite(name: str, values: Array, n: int) -> None:
    if values.shape != (n,):
        raise InputError(f"{values.shape} values for {n} steps", where=name)
    # One sum tells whether any value may not be finite; only then is it looked for.
    if not np.isfinite(values.sum()):
        wrong = np.flatnonzero(~np.isfinite(values))
        if len(wrong):
            raise InputError(f"{len(wrong)} values are not numbers, the first in step {wrong[0]}", where=name)


def _cut(limit: float | Array, part: slice) -> float | Array:
    return limit[part] if isinstance(limit, np.ndarray) and limit.ndim else limit


def _check_limit(name: str, values: float | Array, n: int) -> None:
    if np.ndim(values) and np.shape(values) != (n,):
        raise InputError(f"{np.shape(values)} values for {n} steps", where=name)
    if isinstance(values, float) and values >= 0:
        return
    # A NaN is not at least 0 either.
    wrong = np.flatnonzero(~(np.atleast_1d(values) >= 0))
    if len(wrong):
        raise InputError("a limit is not a number of at least 0", where=f"{name}, step {wrong[0]}")
