"""An energy store as the optimiser sees it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gbflex.errors import InputError

__all__ = ["Store"]


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
        max_cycles: The same over all steps: a year's limit or a warranty's throughput; None is no limit.
        self_discharge_per_hour: Share of the energy lost in an hour [fraction].
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
            raise InputError("a store that loses all in an hour is none", where="store.self_discharge_per_hour")

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
