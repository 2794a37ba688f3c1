"""An engine that makes electricity and heat from fuel, as the optimiser sees it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import InputError

__all__ = ["Engine", "EngineState", "EngineWorth"]

Array = NDArray[np.float64]


class EngineState(NamedTuple):
    """How an engine stands when a problem begins.

    Attributes:
        on: Whether it runs.
        hours: How long it has done so; inf is long enough for any limit [h].
        power_mw: Its output; 0 where it does not run [MW].
    """

    on: bool = False
    hours: float = math.inf
    power_mw: float = 0.0


@dataclass(frozen=True)
class Engine:
    """An engine that is off, or between its smallest and largest load.

    Fuel and heat are straight between points of electric output.

    Attributes:
        name: Name in reports.
        power_mw: Electric output of each point, rising from the minimum load [MW].
        fuel_mw: Fuel burnt at each point, gross calorific value [MW].
        heat_mw: Heat given at each point [MW].
        min_up_hours: Shortest run [h].
        min_down_hours: Shortest stop [h].
        ramp_mw_per_hour: Largest change of output; a start or stop may also pass the minimum load [MW/h].
        max_starts_per_day: None is no limit.
        start: How it stands at the start.
    """

    name: str
    power_mw: tuple[float, ...]
    fuel_mw: tuple[float, ...]
    heat_mw: tuple[float, ...]
    min_up_hours: float = 0.0
    min_down_hours: float = 0.0
    ramp_mw_per_hour: float = math.inf
    max_starts_per_day: int | None = None
    start: EngineState = field(default_factory=EngineState)

    def __post_init__(self) -> None:
        points = (self.power_mw, self.fuel_mw, self.heat_mw)
        if len({len(each) for each in points}) != 1 or not self.power_mw:
            raise InputError("power, fuel and heat need the same number of points", where=self.name)
        numbers = np.array(points)
        if not np.isfinite(numbers).all() or (numbers < 0).any():
            raise InputError("a point is not a number of at least 0", where=self.name)
        if self.power_mw[0] <= 0 or np.any(np.diff(self.power_mw) <= 0):
            raise InputError("the points' output must rise from a minimum above 0", where=self.name)
        for name in ("min_up_hours", "min_down_hours", "ramp_mw_per_hour"):
            if not getattr(self, name) >= 0:
                raise InputError("it must be at least 0", where=f"{self.name}, {name}")

    @property
    def min_power_mw(self) -> float:
        """Smallest load at which it runs [MW]."""
        return self.power_mw[0]

    @property
    def max_power_mw(self) -> float:
        """Largest load [MW]."""
        return self.power_mw[-1]

    def fuel_at_mw(self, power_mw: Array) -> Array:
        """Fuel burnt at an output; none at 0 [MW]."""
        return self._at(power_mw, self.fuel_mw)

    def heat_at_mw(self, power_mw: Array) -> Array:
        """Heat given at an output; none at 0 [MW]."""
        return self._at(power_mw, self.heat_mw)

    def _at(self, power_mw: Array, values: tuple[float, ...]) -> Array:
        running = np.asarray(power_mw) > 0
        return np.where(running, np.interp(power_mw, self.power_mw, values), 0.0)


@dataclass(frozen=True, eq=False)
class EngineWorth:
    """What an engine's flows are worth; a cost is negative.

    Attributes:
        power_gbp_per_mwh: Of a MWh made, beside what the meter pays: maintenance [GBP/MWh], shape (n,).
        fuel_gbp_per_mwh: Of a MWh of fuel, gross calorific value [GBP/MWh], shape (n,).
        heat_gbp_per_mwh: Of a MWh of heat, beside what it saves [GBP/MWh], shape (n,).
        start_gbp: Of a start [GBP], shape (n,).
    """

    power_gbp_per_mwh: Array
    fuel_gbp_per_mwh: Array
    heat_gbp_per_mwh: Array
    start_gbp: Array

    def part(self, steps: slice) -> EngineWorth:
        """The same in some of the steps."""
        return EngineWorth(*(values[steps] for values in self.arrays))

    @property
    def arrays(self) -> tuple[Array, ...]:
        """Its fields in their order, each of shape (n,)."""
        return tuple(getattr(self, field) for field in self.__dataclass_fields__)
