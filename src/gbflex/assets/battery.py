"""A battery at the AC meter.

Valid for: a store with constant efficiency and power limits over its whole range, as is usual for
lithium-ion between 5 and 95 % of nameplate when `energy_capacity_mwh` is the usable energy. Fade
and auxiliary load are not modelled.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from gbflex.assets.fields import NonNegative, Number, Positive, SiteModel
from gbflex.assets.outage import Outage, available_fraction
from gbflex.dispatch.problem.energy_store import Store
from gbflex.dispatch.problem.reserve import Reserve
from gbflex.periods import Periods

__all__ = ["Battery", "ResponseCommitment"]

Efficiency = Annotated[Number, Field(gt=0, le=1)]


class ResponseCommitment(SiteModel):
    """Response that is held in every half-hour, whatever else the battery does.

    Attributes:
        power_mw: Power kept free and delivered on call [MW].
        direction: "both", "up" (delivers more) or "down" (takes more).
        energy_duration_h: How long full delivery must last [h]: 0.25 for dynamic containment, 0.5 for
            moderation, 1.0 for regulation.
    """

    power_mw: Positive
    direction: Literal["both", "up", "down"] = "both"
    energy_duration_h: NonNegative = 0.5


class Battery(SiteModel):
    """Parameters of a battery; power, wear and energy flows are AC at the meter.

    Attributes:
        type: Always "battery".
        name: Name in reports.
        charge_power_mw: Largest charging power [MW].
        discharge_power_mw: Largest discharging power [MW].
        energy_capacity_mwh: Usable energy in the store, cell side [MWh].
        round_trip_efficiency: AC to AC [fraction]; split as its square root each way.
        charge_efficiency: Meter to store [fraction], together with `discharge_efficiency` instead of
            `round_trip_efficiency`.
        discharge_efficiency: Store to meter [fraction].
        wear_gbp_per_mwh_discharged: Cost of use, not cash [GBP/MWh].
        max_cycles_per_day: Energy leaving the store per settlement date / capacity; null is no limit.
        max_cycles_per_year: The same per 365 days, in proportion to the span; null is no limit.
        max_throughput_mwh: Energy that may leave the store over the span, for example what a warranty has left
            [MWh]; null is no limit.
        self_discharge_per_day: Share of the stored energy lost in a day [fraction].
        outages: When power is missing.
        response_commitment: Response already sold; its income is not in the ledger.
        initial_state_of_charge_mwh: Energy in the store at the start [MWh].
        final_state_of_charge_mwh: At the end [MWh]; "initial" is the same as at the start, null is free.

    Example:
        >>> Battery(charge_power_mw=2.5, discharge_power_mw=2.5, energy_capacity_mwh=5.0,
        ...         round_trip_efficiency=0.85).store().charge_efficiency.__round__(6)
        0.921954
    """

    type: Literal["battery"] = "battery"
    name: str = "battery"
    charge_power_mw: NonNegative
    discharge_power_mw: NonNegative
    energy_capacity_mwh: Positive
    round_trip_efficiency: Efficiency | None = None
    charge_efficiency: Efficiency | None = None
    discharge_efficiency: Efficiency | None = None
    wear_gbp_per_mwh_discharged: NonNegative = 0.0
    max_cycles_per_day: NonNegative | None = None
    max_cycles_per_year: NonNegative | None = None
    max_throughput_mwh: NonNegative | None = None
    self_discharge_per_day: Annotated[Number, Field(ge=0, lt=1)] = 0.0
    outages: tuple[Outage, ...] = ()
    response_commitment: ResponseCommitment | None = None
    initial_state_of_charge_mwh: NonNegative = 0.0
    final_state_of_charge_mwh: NonNegative | Literal["initial"] | None = "initial"

    @model_validator(mode="after")
    def _check_together(self) -> Battery:
        one_way = (self.charge_efficiency, self.discharge_efficiency)
        if (self.round_trip_efficiency is None) == (None in one_way):
            msg = "give round_trip_efficiency, or both charge_efficiency and discharge_efficiency"
            raise ValueError(msg)
        if self.round_trip_efficiency is not None and one_way != (None, None):
            msg = "give round_trip_efficiency or the one-way efficiencies, not both"
            raise ValueError(msg)
        states = {"initial_state_of_charge_mwh": self.initial_state_of_charge_mwh}
        if isinstance(self.final_state_of_charge_mwh, float):
            states["final_state_of_charge_mwh"] = self.final_state_of_charge_mwh
        for field, state in states.items():
            if state > self.energy_capacity_mwh:
                msg = f"{field} {state:g} is above energy_capacity_mwh {self.energy_capacity_mwh:g}"
                raise ValueError(msg)
        return self

    def store(self, days: int = 365) -> Store:
        """The battery as the optimiser sees it.

        Args:
            days: Settlement dates of the span, for the limits that count over all of it.
        """
        final = self.final_state_of_charge_mwh
        each_way = math.sqrt(self.round_trip_efficiency or 1.0)
        return Store(
            charge_power_mw=self.charge_power_mw,
            discharge_power_mw=self.discharge_power_mw,
            energy_capacity_mwh=self.energy_capacity_mwh,
            charge_efficiency=self.charge_efficiency or each_way,
            discharge_efficiency=self.discharge_efficiency or each_way,
            initial_mwh=self.initial_state_of_charge_mwh,
            final_mwh=self.initial_state_of_charge_mwh if final == "initial" else final,
            max_cycles_per_day=self.max_cycles_per_day,
            max_cycles=self._max_cycles(days),
            self_discharge_per_hour=1 - (1 - self.self_discharge_per_day) ** (1 / 24),
        )

    def _max_cycles(self, days: int) -> float | None:
        limits = []
        if self.max_cycles_per_year is not None:
            limits.append(self.max_cycles_per_year * days / 365)
        if self.max_throughput_mwh is not None:
            limits.append(self.max_throughput_mwh / self.energy_capacity_mwh)
        return min(limits, default=None)

    def available_fraction(self, periods: Periods) -> NDArray[np.float64]:
        """Share of the power that may be used in each half-hour, shape (n,).

        Args:
            periods: The time axis.
        """
        return available_fraction(self.outages, periods)

    def reserve(self, periods: Periods) -> Reserve | None:
        """The response already sold, in EFA blocks; None where there is none.

        Args:
            periods: The time axis.
        """
        sold = self.response_commitment
        if sold is None:
            return None
        # An EFA block is four hours of the clock; the first begins at 23:00 the evening before.
        block = np.cumsum(np.diff((periods.local_minute + 60) % 1440 // 240, prepend=-1) != 0) - 1
        return Reserve(
            block_index=block,
            availability_gbp_per_mw_h=np.zeros(int(block[-1]) + 1),
            levels_mw=(sold.power_mw,),
            direction=sold.direction,
            energy_duration_h=sold.energy_duration_h,
        )
