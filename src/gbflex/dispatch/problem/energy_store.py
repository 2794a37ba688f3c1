"""An energy store as the optimiser sees it.

What may change from step to step is one number for all, or one for each step of the problem it stands in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.water_value import WaterValue
from gbflex.errors import InputError

__all__ = ["LEAST_RUNNING_MWH", "AuxiliaryWhen", "Store", "check_limit"]

Array = NDArray[np.float64]
AuxiliaryWhen = Literal["always", "running"]

LIMITS: Final = ("available_fraction", "least_mwh", "most_mwh")
LEAST_RUNNING_MWH: Final = 1e-6
"""A store whose auxiliary load depends on running moves this much in a step, or nothing: else a plan could let the
auxiliary load run, where taking energy pays, while the store rests."""
WORTHS: Final = ("charge_gbp_per_mwh", "discharge_gbp_per_mwh")


@dataclass(frozen=True, eq=False)
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
        max_cycles: The same over all steps: a year's limit or a warranty's throughput; None is no limit.
        self_discharge_per_hour: Share of the energy lost in an hour [fraction].
        name: Name in reports; stores of one problem have different ones.
        available_fraction: Share of both powers that may be used, 0 in an outage, one for all or shape (n,).
        least_mwh: Lowest energy at each step's end [MWh], likewise.
        most_mwh: Highest [MWh], likewise; the capacity holds besides.
        water_value: Worth of the energy left at the end; None is nothing. Not with a fixed end.
        charge_gbp_per_mwh: Worth of a MWh into it, from wherever it comes [GBP/MWh], one for all or shape (n,).
        discharge_gbp_per_mwh: Worth of a MWh out of it, wherever it goes; wear is negative [GBP/MWh], likewise.
        auxiliary_mw: What its cooling and control take at the meter [MW].
        auxiliary_when: "always", or while it is "running": in steps in which it charges or discharges.
        cycles_before: Cycles already used on the first day.
        called_window_mwh: Lowest and highest energy that a call of a reserve may reach, where the bounds by step
            are only to steer a plan; None is as the bounds say [MWh].
    """

    charge_power_mw: float
    discharge_power_mw: float
    energy_capacity_mwh: float
    charge_efficiency: float
    discharge_efficiency: float
    initial_mwh: float
    final_mwh: float | None
    max_cycles_per_day: float | None = None
    max_cycles: float | None = None
    self_discharge_per_hour: float = 0.0
    name: str = "store"
    available_fraction: float | Array = 1.0
    least_mwh: float | Array = 0.0
    most_mwh: float | Array = np.inf
    water_value: WaterValue | None = None
    charge_gbp_per_mwh: float | Array = 0.0
    discharge_gbp_per_mwh: float | Array = 0.0
    auxiliary_mw: float = 0.0
    auxiliary_when: AuxiliaryWhen = "always"
    cycles_before: float = 0.0
    called_window_mwh: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        _in_range("charge_power_mw", self.charge_power_mw)
        _in_range("discharge_power_mw", self.discharge_power_mw)
        _in_range("energy_capacity_mwh", self.energy_capacity_mwh)
        if self.energy_capacity_mwh == 0:
            raise InputError("a store of 0 MWh holds nothing", where="store.energy_capacity_mwh")
        for name in ("charge_efficiency", "discharge_efficiency"):
            _in_range(name, getattr(self, name), highest=1.0)
            if getattr(self, name) == 0:
                raise InputError("an efficiency of 0 lets nothing through", where=f"store.{name}")
        _in_range("initial_mwh", self.initial_mwh, highest=self.energy_capacity_mwh)
        for name in ("max_cycles_per_day", "max_cycles"):
            if getattr(self, name) is not None:
                _in_range(name, getattr(self, name))
        if self.final_mwh is not None:
            _in_range("final_mwh", self.final_mwh, highest=self.energy_capacity_mwh)
        _in_range("self_discharge_per_hour", self.self_discharge_per_hour, highest=1.0)
        if self.self_discharge_per_hour == 1:
            raise InputError(
                "a store that loses everything in an hour stores nothing", where="store.self_discharge_per_hour"
            )
        self._check_auxiliary_load()
        _in_range("cycles_before", self.cycles_before)
        if self.water_value is not None:
            if self.final_mwh is not None:
                raise InputError("give a final state or a water value, not both", where="water_value")
            self.water_value.check(self.energy_capacity_mwh)

    def _check_auxiliary_load(self) -> None:
        _in_range("auxiliary_mw", self.auxiliary_mw)
        if self.auxiliary_when not in get_args(AuxiliaryWhen):
            raise InputError(f"there is no {self.auxiliary_when!r}", where="store.auxiliary_when")

    def check_steps(self, n: int) -> None:
        """Raise unless what may change from step to step is given for each.

        Args:
            n: Steps.

        Raises:
            InputError: Names the field and the first wrong step.
        """
        for name in LIMITS:
            check_limit(name, getattr(self, name), n)
        if np.any(self.available_fraction > np.float64(1)):
            raise InputError("more than all power is available", where=f"{self.name}, available_fraction")
        for name in WORTHS:
            values = getattr(self, name)
            if np.ndim(values) and np.shape(values) != (n,):
                raise InputError(f"{np.shape(values)} values for {n} steps", where=f"{self.name}, {name}")
            if not np.isfinite(values).all():
                raise InputError("some values are not numbers", where=f"{self.name}, {name}")

    def part(self, steps: slice) -> Store:
        """The same in some of the steps; it begins as it does in the whole, and its water value is left out.

        Args:
            steps: Which.
        """
        cut: dict[str, Any] = {
            name: values[steps]
            for name in (*LIMITS, *WORTHS)
            if isinstance(values := getattr(self, name), np.ndarray) and values.ndim
        }
        return replace(self, water_value=None, **cut)

    def charge_limit_mwh(self, n: int, hours: float) -> Array:
        """Largest energy it can take in each step, at the meter [MWh], shape (n,)."""
        return np.full(n, self.charge_power_mw * hours) * self.available_fraction

    def discharge_limit_mwh(self, n: int, hours: float) -> Array:
        """Largest energy it can give in each step, at the meter [MWh], shape (n,)."""
        return np.full(n, self.discharge_power_mw * hours) * self.available_fraction

    def state_bounds_mwh(self, n: int) -> tuple[Array, Array]:
        """Lowest and highest energy in it at each step's end [MWh], each of shape (n,)."""
        ones = np.ones(n)
        return ones * self.least_mwh, np.minimum(self.most_mwh, ones * self.energy_capacity_mwh)

    @property
    def window_mwh(self) -> tuple[float, float]:
        """Lowest and highest energy that may ever be used [MWh]: what a reserve may count on.

        Bounds that change from step to step steer a plan; they are no limit of what a call may take.
        """
        if self.called_window_mwh is not None:
            return self.called_window_mwh
        lowest = 0.0 if np.ndim(self.least_mwh) else float(self.least_mwh)
        highest = np.inf if np.ndim(self.most_mwh) else float(self.most_mwh)
        return lowest, min(highest, self.energy_capacity_mwh)

    def end_worth_gbp(self, final_mwh: float) -> float:
        """What the energy left at the end is worth [GBP]."""
        return 0.0 if self.water_value is None else self.water_value.worth_gbp(final_mwh)

    def auxiliary_mwh(self, charge_mwh: Array, discharge_mwh: Array, hours: float) -> Array:
        """What its cooling and control take in each step [MWh], shape (n,).

        Args:
            charge_mwh: Into it [MWh], shape (n,).
            discharge_mwh: Out of it [MWh], shape (n,).
            hours: Length of a step [h].
        """
        taken = np.full(len(charge_mwh), self.auxiliary_mw * hours)
        if self.auxiliary_when == "always":
            return taken
        return np.where(charge_mwh + discharge_mwh > 0, taken, 0.0)

    @property
    def round_trip_efficiency(self) -> float:
        """AC to AC [fraction]."""
        return self.charge_efficiency * self.discharge_efficiency

    @property
    def has_cycle_limit(self) -> bool:
        """Whether a limit couples steps."""
        return self.max_cycles_per_day is not None or self.max_cycles is not None

    def kept_fraction(self, hours: float) -> float:
        """Share of the energy that self-discharge leaves after a time [fraction]."""
        # A fractional power is not exactly 1 to the last bit on every machine.
        return 1.0 if self.self_discharge_per_hour == 0 else (1 - self.self_discharge_per_hour) ** hours


def _in_range(name: str, number: float, highest: float = math.inf) -> None:
    if not (math.isfinite(number) and 0 <= number <= highest):
        upper = "" if highest == math.inf else f" and at most {highest:g}"
        raise InputError(f"{number!r} is not a number of at least 0{upper}", where=f"store.{name}")


def check_limit(name: str, values: float | Array, n: int) -> None:
    """Raise unless a limit is at least 0 in every step.

    Args:
        name: Of the limit.
        values: One for all steps, or shape (n,).
        n: Steps.
    """
    if np.ndim(values) and np.shape(values) != (n,):
        raise InputError(f"{np.shape(values)} values for {n} steps", where=name)
    if isinstance(values, float) and values >= 0:
        return
    # A NaN is not at least 0 either.
    wrong = np.flatnonzero(~(np.atleast_1d(values) >= 0))
    if len(wrong):
        raise InputError("a limit is not a number of at least 0", where=f"{name}, step {wrong[0]}")
