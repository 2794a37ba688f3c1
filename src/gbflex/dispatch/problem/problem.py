"""What the optimiser is asked, free of any engine.

Stores and a plant behind one meter with a load. In every step assets may draw from the network, deliver to the
load, or export beyond it; each has a worth per MWh at the meter, and the load left over is imported. What an
asset's own flows are worth stands with the asset. Flows are non-negative energies per step; worth is positive
when the owner gains.
"""

from __future__ import annotations

import dataclasses
import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.energy_store import Store, check_limit
from gbflex.dispatch.problem.peak import Peak
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.reserve import Reserve
from gbflex.dispatch.problem.water_value import WaterValue
from gbflex.errors import InputError

__all__ = ["TIE_BREAK_GBP_PER_MWH", "Problem", "Store", "WaterValue"]

Array = NDArray[np.float64]

TIE_BREAK_GBP_PER_MWH: Final = 1e-7
"""Ties idle: moving a MWh must gain more than this; objectives are priced without it."""

STRICTLY_GBP_PER_MWH: Final = TIE_BREAK_GBP_PER_MWH / 1000
"""A gain below this is rounding: the tie-break already forbids it."""

PRICES: Final = ("charge_gbp_per_mwh", "load_gbp_per_mwh", "export_gbp_per_mwh")


@dataclass(frozen=True, eq=False)
class Problem:
    """One dispatch problem over n steps.

    Attributes:
        hours: Length of a step [h].
        day_index: Day of each step, from 0, never falling, shape (n,).
        load_mwh: Energy the load takes in each step [MWh], shape (n,).
        charge_gbp_per_mwh: Worth of a MWh that assets draw from the network; a cost is negative [GBP/MWh],
            shape (n,).
        load_gbp_per_mwh: Worth of a MWh that assets deliver to the load [GBP/MWh], shape (n,).
        export_gbp_per_mwh: Worth of a MWh exported [GBP/MWh], shape (n,).
        import_limit_mwh: Largest import per step [MWh], one for all or shape (n,); inf is no limit.
        export_limit_mwh: Largest export per step [MWh], likewise.
        stores: The stores.
        constant_gbp: Worth of doing nothing [GBP].
        idle_gbp: What each step's own share of that is [GBP], shape (n,); None is none. The rest, as a standing
            charge, belongs to no step.
        reserves: Products sold from the stores.
        peaks: Prices on the largest import of a group of steps.
        plant: Engines, boilers, a heat store and solar beside the stores, or None.
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
    stores: tuple[Store, ...] = ()
    constant_gbp: float = 0.0
    idle_gbp: Array | None = None
    reserves: tuple[Reserve, ...] = ()
    peaks: tuple[Peak, ...] = ()
    plant: Plant | None = None
    one_direction: bool = True

    def __post_init__(self) -> None:
        self._check_steps()
        n = len(self)
        for name in ("load_mwh", *PRICES):
            _check_finite(name, getattr(self, name), n)
        if not np.isfinite(self.constant_gbp):
            raise InputError("it is not a number", where="constant_gbp")
        if self.idle_gbp is not None:
            _check_finite("idle_gbp", self.idle_gbp, n)
        if self.load_mwh.min() < 0:
            raise InputError("the load is negative", where=f"step {np.argmax(self.load_mwh < 0)}")
        for name in ("import_limit_mwh", "export_limit_mwh"):
            check_limit(name, getattr(self, name), n)
        for store in self.stores:
            store.check_steps(n)
        self._check_members()

    def _check_steps(self) -> None:
        if not (np.isfinite(self.hours) and self.hours > 0):
            raise InputError(f"a step cannot last {self.hours!r} h", where="hours")
        if len(self) == 0:
            raise InputError("there are no steps", where="day_index")
        if self.day_index[0] < 0 or (self.day_index[1:] < self.day_index[:-1]).any():
            raise InputError("days must be numbered from 0 and never fall", where="day_index")

    def _check_members(self) -> None:
        n = len(self)
        for where, members in (("stores", self.stores), ("reserves", self.reserves)):
            twice = [name for name, count in Counter(one.name for one in members).items() if count > 1]
            if twice:
                raise InputError(f"two are named {twice[0]!r}", where=where)
        if self.plant is not None and len(self.plant.heat_load_mwh) != n:
            raise InputError(f"{len(self.plant.heat_load_mwh)} values for {n} steps", where="plant")
        several = (
            len(self.stores) > 1 or len(self.reserves) > 1 or any(store.auxiliary_mw for store in self.stores)
        )
        if not self.one_direction and (self.plant is not None or several):
            raise InputError(
                "the linear relaxation is for one store without a plant, auxiliary load or several products",
                where="one_direction",
            )
        for reserve in self.reserves:
            if reserve.block_index.shape != (n,):
                raise InputError("one block is wanted for each step", where=f"{reserve.name}.block_index")
            self.holder(reserve)
        for peak in self.peaks:
            if peak.group_index.shape != (n,):
                raise InputError("one group is wanted for each step", where="peak.group_index")

    def __len__(self) -> int:
        return len(self.day_index)

    @classmethod
    def by_lead(cls, problems: Sequence[Problem], lead: NDArray[np.int64]) -> Problem:
        """Each step as one of several problems has it; they differ in prices, load, heat load and solar.

        Args:
            problems: The problems.
            lead: Which of them each step is taken from, shape (n,).
        """
        first = problems[0]
        seen: dict[str, Any] = {
            name: np.choose(lead, [getattr(one, name) for one in problems]) for name in ("load_mwh", *PRICES)
        }
        idle = [one.idle_gbp for one in problems if one.idle_gbp is not None]
        plants = [one.plant for one in problems if one.plant is not None]
        return dataclasses.replace(
            first,
            **seen,
            idle_gbp=np.choose(lead, idle) if idle else None,
            plant=Plant.by_lead(plants, lead) if plants else None,
        )

    def part(self, start: int, stop: int) -> Problem:
        """The same in some of the steps; days are numbered from the first of them.

        Stores and engines begin as they do in the whole; a water value, and what belongs to no step, are left out.

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
            stores=tuple(store.part(part) for store in self.stores),
            constant_gbp=0.0 if self.idle_gbp is None else float(self.idle_gbp[part].sum()),
            idle_gbp=None if self.idle_gbp is None else self.idle_gbp[part],
            reserves=tuple(reserve.part(start, stop) for reserve in self.reserves),
            peaks=tuple(peak.part(start, stop) for peak in self.peaks),
            plant=None if self.plant is None else self.plant.part(part),
        )

    @property
    def store(self) -> Store | None:
        """The only store; None where there is none."""
        if not self.stores:
            return None
        (store,) = self.stores
        return store

    @property
    def reserve(self) -> Reserve | None:
        """The only reserve; None where there is none."""
        if not self.reserves:
            return None
        (reserve,) = self.reserves
        return reserve

    def with_store(self, store: Store | None) -> Problem:
        """The same with another store, the only one.

        Args:
            store: None leaves the problem without a store.
        """
        return dataclasses.replace(self, stores=() if store is None else (store,))

    def holder(self, reserve: Reserve) -> int:
        """Which store would deliver a reserve.

        Args:
            reserve: One of the problem's.

        Raises:
            InputError: It names no store, and there are several, or a name that is not there.
        """
        names = [store.name for store in self.stores]
        if not reserve.store and len(names) == 1:
            return 0
        if reserve.store not in names:
            raise InputError(
                f"no store is named {reserve.store!r}", where=f"{reserve.name}.store", available=", ".join(names)
            )
        return names.index(reserve.store)

    @functools.cached_property
    def charging_gbp_per_mwh(self) -> Array:
        """Worth of a MWh that the only store charges from the network [GBP/MWh], shape (n,)."""
        return self._with_own(self.charge_gbp_per_mwh, "charge_gbp_per_mwh")

    @functools.cached_property
    def delivering_gbp_per_mwh(self) -> Array:
        """Worth of a MWh that the only store delivers to the load [GBP/MWh], shape (n,)."""
        return self._with_own(self.load_gbp_per_mwh, "discharge_gbp_per_mwh")

    @functools.cached_property
    def exporting_gbp_per_mwh(self) -> Array:
        """Worth of a MWh that the only store exports [GBP/MWh], shape (n,)."""
        return self._with_own(self.export_gbp_per_mwh, "discharge_gbp_per_mwh")

    def _with_own(self, at_meter: Array, own: str) -> Array:
        """What a flow at the meter is worth, together with the store's own where nothing but one store moves."""
        if len(self.stores) != 1 or self.plant is not None:
            return at_meter
        more = getattr(self.stores[0], own)
        return at_meter + more if np.ndim(more) or more else at_meter

    @functools.cached_property
    def discharge_limit_mwh(self) -> Array:
        """Largest energy the stores can give in each step, at the meter [MWh], shape (n,)."""
        return self._sum([store.discharge_limit_mwh(len(self), self.hours) for store in self.stores])

    @functools.cached_property
    def charge_limit_mwh(self) -> Array:
        """Largest energy the stores can take in each step, at the meter [MWh], shape (n,)."""
        return self._sum([store.charge_limit_mwh(len(self), self.hours) for store in self.stores])

    def _sum(self, parts: list[Array]) -> Array:
        if not parts:
            return np.zeros(len(self))
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return total

    @functools.cached_property
    def state_bounds_mwh(self) -> tuple[Array, Array]:
        """Lowest and highest energy in the only store at each step's end [MWh], each of shape (n,)."""
        if self.store is None:
            return np.zeros(len(self)), np.zeros(len(self))
        return self.store.state_bounds_mwh(len(self))

    @property
    def kept_fraction(self) -> float:
        """Share of the only store's energy that a step's self-discharge leaves [fraction]."""
        return 1.0 if self.store is None else self.store.kept_fraction(self.hours)

    @functools.cached_property
    def whole_plant(self) -> Plant:
        """The plant, or one without parts where there is none."""
        return Plant.nothing(len(self)) if self.plant is None else self.plant

    def largest_import_mwh(self) -> Array:
        """Most that can be imported in each step [MWh], shape (n,)."""
        auxiliary = sum(store.auxiliary_mw for store in self.stores) * self.hours
        return np.minimum(self.load_mwh + self.charge_limit_mwh + auxiliary, self.import_limit_mwh)

    @functools.cached_property
    def binding_peaks(self) -> tuple[Peak, ...]:
        """Peaks that some import could pay for."""
        return tuple(peak for peak in self.peaks if peak.can_bind(self.largest_import_mwh()))

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
        load = np.where(self.largest_delivery_mwh() > 0, self.delivering_gbp_per_mwh, -np.inf)
        export = np.where(self.largest_export_mwh() > 0, self.exporting_gbp_per_mwh, -np.inf)
        best = np.maximum(load, export)
        return self.store.round_trip_efficiency * best + self.charging_gbp_per_mwh > STRICTLY_GBP_PER_MWH

    def export_beats_load(self) -> NDArray[np.bool_]:
        """Steps in which export gains more than the load, though the meter serves the load first, shape (n,)."""
        gains = self.exporting_gbp_per_mwh - self.delivering_gbp_per_mwh > STRICTLY_GBP_PER_MWH
        return gains & (self.largest_export_mwh() > 0) & (self.load_mwh > 0)


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
