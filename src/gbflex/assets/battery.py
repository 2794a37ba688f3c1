"""A battery at the AC meter.

Valid for: a store with constant efficiency and power limits over its whole range, as is usual for
lithium-ion between 5 and 95 % of nameplate when `energy_capacity_mwh` is the usable energy. Fade
is not modelled.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from gbflex.assets.electric_store import ElectricStore
from gbflex.assets.fields import Efficiency, NonNegative, Number, Positive, SiteModel, cross_check
from gbflex.assets.outage import Outage, available_fraction
from gbflex.dispatch.problem.energy_store import AuxiliaryWhen, Store
from gbflex.dispatch.problem.reserve import Reserve
from gbflex.periods import Periods
from gbflex.units import DAYS_PER_YEAR

__all__ = ["Battery", "ResponseCommitment"]


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


class Battery(ElectricStore):
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
        auxiliary_mw: What its cooling and control take at the meter [MW].
        auxiliary_when: "always", or only while it is "running": in half-hours in which it charges or discharges.
        min_state_of_charge_mwh: Lowest energy that is used [MWh].
        max_state_of_charge_mwh: Highest [MWh]; null is the capacity.
        initial_state_of_charge_mwh: Energy in the store at the start [MWh]; null is the lowest that is used.
        final_state_of_charge_mwh: At the end [MWh]; "initial" is the same as at the start, null is free.

    Example:
        >>> battery = Battery(charge_power_mw=2.5, discharge_power_mw=2.5, energy_capacity_mwh=5.0,
        ...                   round_trip_efficiency=0.85)
        >>> battery.efficiencies[0].__round__(6)
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
    auxiliary_mw: NonNegative = 0.0
    auxiliary_when: AuxiliaryWhen = "always"
    min_state_of_charge_mwh: NonNegative = 0.0
    max_state_of_charge_mwh: NonNegative | None = None
    initial_state_of_charge_mwh: NonNegative | None = None
    final_state_of_charge_mwh: NonNegative | Literal["initial"] | None = "initial"

    @cross_check
    def _check_efficiencies(self) -> Iterator[str]:
        one_way = (self.charge_efficiency, self.discharge_efficiency)
        if (self.round_trip_efficiency is None) == (None in one_way):
            yield "give round_trip_efficiency, or both charge_efficiency and discharge_efficiency"
        elif self.round_trip_efficiency is not None and one_way != (None, None):
            yield "give round_trip_efficiency or the one-way efficiencies, not both"

    @cross_check
    def _check_states(self) -> Iterator[str]:
        lowest, highest = self.min_state_of_charge_mwh, self.highest_state_mwh
        if highest > self.energy_capacity_mwh:
            yield (
                f"max_state_of_charge_mwh {highest:g} is above energy_capacity_mwh {self.energy_capacity_mwh:g}"
            )
        if lowest > highest:
            yield f"min_state_of_charge_mwh {lowest:g} is above the highest state, {highest:g} MWh"
            return
        states = {"initial_state_of_charge_mwh": self.initial_mwh}
        if isinstance(self.final_state_of_charge_mwh, float):
            states["final_state_of_charge_mwh"] = self.final_state_of_charge_mwh
        for field, state in states.items():
            if state > highest:
                limit = (
                    "energy_capacity_mwh" if self.max_state_of_charge_mwh is None else "max_state_of_charge_mwh"
                )
                yield f"{field} {state:g} is above {limit} {highest:g}"
            if state < lowest:
                yield f"{field} {state:g} is below min_state_of_charge_mwh {lowest:g}"

    @cross_check
    def _check_response(self) -> Iterator[str]:
        """A commitment that the battery could not keep even at rest is refused."""
        sold = self.response_commitment
        if sold is None:
            return
        powers = {"discharge_power_mw": sold.direction != "down", "charge_power_mw": sold.direction != "up"}
        for field, needed in powers.items():
            if needed and sold.power_mw > getattr(self, field):
                yield (
                    f"response_commitment.power_mw {sold.power_mw:g} is above {field} {getattr(self, field):g}; "
                    "lower it, or commit one direction"
                )

    @property
    def initial_mwh(self) -> float:
        """Energy in the store at the start [MWh]."""
        initial = self.initial_state_of_charge_mwh
        return self.min_state_of_charge_mwh if initial is None else initial

    @property
    def highest_state_mwh(self) -> float:
        """Highest energy that is used [MWh]."""
        highest = self.max_state_of_charge_mwh
        return self.energy_capacity_mwh if highest is None else highest

    @property
    def efficiencies(self) -> tuple[float, float]:
        """Meter to store, and store to meter [fraction]."""
        each_way = math.sqrt(self.round_trip_efficiency or 1.0)
        return self.charge_efficiency or each_way, self.discharge_efficiency or each_way

    def store(self, periods: Periods) -> Store:
        """The battery as the optimiser sees it.

        Args:
            periods: The time axis.
        """
        final = self.final_state_of_charge_mwh
        charge_efficiency, discharge_efficiency = self.efficiencies
        return Store(
            charge_power_mw=self.charge_power_mw,
            discharge_power_mw=self.discharge_power_mw,
            energy_capacity_mwh=self.energy_capacity_mwh,
            charge_efficiency=charge_efficiency,
            discharge_efficiency=discharge_efficiency,
            initial_mwh=self.initial_mwh,
            final_mwh=self.initial_mwh if final == "initial" else final,
            max_cycles_per_day=self.max_cycles_per_day,
            max_cycles=self.max_cycles(len(periods.dates)),
            self_discharge_per_hour=1 - (1 - self.self_discharge_per_day) ** (1 / 24),
            name=self.name,
            available_fraction=available_fraction(self.outages, periods),
            least_mwh=self.min_state_of_charge_mwh,
            most_mwh=np.inf if self.max_state_of_charge_mwh is None else self.max_state_of_charge_mwh,
            auxiliary_mw=self.auxiliary_mw,
            auxiliary_when=self.auxiliary_when,
        )

    def max_cycles(self, days: float) -> float | None:
        """What the limits over a span allow: the share of a year's cycles, and all of a throughput.

        Args:
            days: Length of the span.
        """
        limits = []
        if self.max_cycles_per_year is not None:
            limits.append(self.max_cycles_per_year * days / DAYS_PER_YEAR)
        if self.max_throughput_mwh is not None:
            limits.append(self.max_throughput_mwh / self.energy_capacity_mwh)
        return min(limits, default=None)

    def reserve(self, periods: Periods) -> Reserve:
        """The response already sold, in EFA blocks.

        Args:
            periods: The time axis.
        """
        sold = self.response_commitment
        assert sold is not None  # noqa: S101 (callers ask batteries that have sold)
        block = periods.efa_block_index
        return Reserve(
            block_index=block,
            clearing_price_gbp_per_mw_per_h=np.zeros(int(block[-1]) + 1),
            levels_mw=(sold.power_mw,),
            direction=sold.direction,
            energy_duration_h=sold.energy_duration_h,
            name=f"response_commitment of {self.name}",
            store=self.name,
        )
