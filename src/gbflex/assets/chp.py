"""A combined heat and power unit: an engine or turbine with heat recovery.

Valid for: one operating line, so that heat follows electricity; electric output between a minimum and a maximum
load, with efficiencies given at one or more loads and straight lines of fuel and heat between. Warm-up, ambient
temperature and ageing are not modelled; net output is meant, after the unit's own use.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from gbflex.assets.fields import Efficiency, NonNegative, Number, Positive, SiteModel, cross_check
from gbflex.assets.fuel_use import NetEfficiency, gross_cv
from gbflex.assets.outage import Outage, available_fraction
from gbflex.dispatch.problem.engine import Engine, EngineState
from gbflex.periods import Periods

__all__ = ["Chp", "ChpPoint"]


class ChpPoint(SiteModel):
    """Efficiencies at a load; give both on gross or both on net calorific value.

    Attributes:
        power_mw: Electric output [MW].
        electrical_efficiency_gross_cv: Electricity per MWh of fuel [fraction].
        heat_efficiency_gross_cv: Useful heat per MWh of fuel [fraction].
        electrical_efficiency_net_cv: Electricity per MWh of fuel on net calorific value [fraction].
        heat_efficiency_net_cv: Useful heat per MWh of fuel on net calorific value [fraction].

    Example:
        >>> full = ChpPoint(power_mw=5.0, electrical_efficiency_gross_cv=0.38, heat_efficiency_gross_cv=0.45)
        >>> round(full.fuel_mw, 3), round(full.heat_mw, 3)
        (13.158, 5.921)
    """

    power_mw: Positive
    electrical_efficiency_gross_cv: Efficiency | None = None
    heat_efficiency_gross_cv: Annotated[Number, Field(ge=0, le=1)] | None = None
    electrical_efficiency_net_cv: NetEfficiency | None = None
    heat_efficiency_net_cv: Annotated[NetEfficiency, Field(ge=0)] | None = None

    @cross_check
    def _check_one(self) -> Iterator[str]:
        gross = (self.electrical_efficiency_gross_cv, self.heat_efficiency_gross_cv)
        net = (self.electrical_efficiency_net_cv, self.heat_efficiency_net_cv)
        given, other = (gross, net) if gross != (None, None) else (net, gross)
        if None in given or other != (None, None):
            yield "give both efficiencies on gross calorific value, or both on net"
            return
        total = self.electrical_efficiency + self.heat_efficiency
        if total > 1:
            yield (
                f"at {self.power_mw:g} MW the efficiencies add to {total:.4f} on gross calorific value, "
                f"{total - 1:.4f} more than all fuel"
            )

    @property
    def electrical_efficiency(self) -> float:
        """Electricity per MWh of fuel, gross calorific value [fraction]."""
        return gross_cv(self.electrical_efficiency_gross_cv, self.electrical_efficiency_net_cv)

    @property
    def heat_efficiency(self) -> float:
        """Heat per MWh of fuel, gross calorific value [fraction]."""
        return gross_cv(self.heat_efficiency_gross_cv, self.heat_efficiency_net_cv)

    @property
    def fuel_mw(self) -> float:
        """Fuel burnt, gross calorific value [MW]."""
        return self.power_mw / self.electrical_efficiency

    @property
    def heat_mw(self) -> float:
        """Heat given [MW]."""
        return self.fuel_mw * self.heat_efficiency


class Chp(SiteModel):
    """A combined heat and power unit; power is electric, at the meter.

    Attributes:
        type: Always "chp".
        name: Name in reports.
        min_power_mw: Smallest load at which it runs [MW].
        max_power_mw: Largest load [MW].
        efficiency: Its efficiencies at one or more loads from minimum to maximum, in rising order; below the first
            and above the last load theirs hold.
        start_cost_gbp: Of each start: fuel to warm up and wear [GBP].
        maintenance_gbp_per_mwh: Of each MWh of electricity [GBP/MWh].
        min_up_hours: Shortest run [h].
        min_down_hours: Shortest stop [h].
        ramp_mw_per_hour: Largest change of load; null is no limit [MW/h].
        max_starts_per_day: Per settlement date; null is no limit.
        outages: When it, or a part of it, cannot be used.
        runs_at_start: Whether it runs when the span begins, at its minimum load and for as long as needed.

    Example:
        >>> legacy = Chp(type="chp", min_power_mw=1.0, max_power_mw=5.0, efficiency=[
        ...     {"power_mw": 5.0, "electrical_efficiency_gross_cv": 0.38, "heat_efficiency_gross_cv": 0.45}])
        >>> engine = legacy.engine()
        >>> [round(fuel, 3) for fuel in engine.fuel_mw], [round(heat, 3) for heat in engine.heat_mw]
        ([2.632, 13.158], [1.184, 5.921])
    """

    type: Literal["chp"]
    name: str = "chp"
    min_power_mw: Positive
    max_power_mw: Positive
    efficiency: Annotated[tuple[ChpPoint, ...], Field(min_length=1, max_length=20)]
    start_cost_gbp: NonNegative = 0.0
    maintenance_gbp_per_mwh: NonNegative = 0.0
    min_up_hours: Annotated[Number, Field(ge=0, le=168)] = 0.0
    min_down_hours: Annotated[Number, Field(ge=0, le=168)] = 0.0
    ramp_mw_per_hour: Positive | None = None
    max_starts_per_day: Annotated[int, Field(ge=0, le=48)] | None = None
    outages: tuple[Outage, ...] = ()
    runs_at_start: bool = False

    @cross_check
    def _check_range(self) -> Iterator[str]:
        if self.min_power_mw > self.max_power_mw:
            yield (
                f"min_power_mw {self.min_power_mw:g} is above max_power_mw {self.max_power_mw:g}, by "
                f"{self.min_power_mw - self.max_power_mw:g} MW"
            )

    @cross_check
    def _check_loads(self) -> Iterator[str]:
        loads = [point.power_mw for point in self.efficiency]
        if loads != sorted(set(loads)):
            yield "efficiency: its loads must rise from point to point"
        elif self.min_power_mw <= self.max_power_mw and (
            loads[0] < self.min_power_mw or loads[-1] > self.max_power_mw
        ):
            yield (
                f"efficiency: its loads {loads[0]:g} to {loads[-1]:g} MW must lie between min_power_mw "
                f"{self.min_power_mw:g} and max_power_mw {self.max_power_mw:g}"
            )

    def engine(self) -> Engine:
        """The unit as the optimiser sees it: fuel and heat at each load, gross calorific value."""
        points = self._points()
        state = EngineState(True, power_mw=self.min_power_mw) if self.runs_at_start else EngineState()
        return Engine(
            name=self.name,
            power_mw=tuple(point.power_mw for point in points),
            fuel_mw=tuple(point.fuel_mw for point in points),
            heat_mw=tuple(point.heat_mw for point in points),
            min_up_hours=self.min_up_hours,
            min_down_hours=self.min_down_hours,
            ramp_mw_per_hour=self.ramp_mw_per_hour or float("inf"),
            max_starts_per_day=self.max_starts_per_day,
            start=state,
        )

    def _points(self) -> list[ChpPoint]:
        """From the smallest to the largest load; beyond those given, the nearest efficiencies hold."""
        points = list(self.efficiency)
        if points[0].power_mw > self.min_power_mw:
            points.insert(0, points[0].model_copy(update={"power_mw": self.min_power_mw}))
        if points[-1].power_mw < self.max_power_mw:
            points.append(points[-1].model_copy(update={"power_mw": self.max_power_mw}))
        return points

    def available_fraction(self, periods: Periods) -> NDArray[np.float64]:
        """Share of the largest load that may be used in each half-hour, shape (n,).

        Args:
            periods: The time axis.
        """
        return available_fraction(self.outages, periods)
