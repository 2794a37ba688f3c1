"""A hot-water store.

Valid for: a well-mixed or stratified tank seen as energy above its lowest useful temperature; the loss is a share
of what is stored, so a store near ambient temperature loses more here than it would.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from gbflex.assets.fields import NonNegative, Number, Positive, SiteModel, cross_check
from gbflex.dispatch.problem.energy_store import Store

__all__ = ["ThermalStore"]


class ThermalStore(SiteModel):
    """A heat store; power and energy are thermal.

    Attributes:
        type: Always "thermal_store".
        name: Name in reports.
        charge_power_mw: Largest heat into it [MW].
        discharge_power_mw: Largest heat out of it [MW].
        energy_capacity_mwh: Useful heat when full [MWh].
        loss_per_day: Share of the stored heat lost in a day [fraction].
        initial_heat_mwh: Heat in it at the start [MWh].
        final_heat_mwh: At the end, and at the end of each window of a plan by days [MWh]; "initial" is the same as
            at the start, null is free.

    Example:
        >>> ThermalStore(type="thermal_store", charge_power_mw=2, discharge_power_mw=2,
        ...              energy_capacity_mwh=8).store().final_mwh
        0.0
    """

    type: Literal["thermal_store"]
    name: str = "heat store"
    charge_power_mw: NonNegative
    discharge_power_mw: NonNegative
    energy_capacity_mwh: Positive
    loss_per_day: Annotated[Number, Field(ge=0, lt=1)] = 0.0
    initial_heat_mwh: NonNegative = 0.0
    final_heat_mwh: NonNegative | Literal["initial"] | None = "initial"

    @cross_check
    def _check_states(self) -> Iterator[str]:
        for field in ("initial_heat_mwh", "final_heat_mwh"):
            heat = getattr(self, field)
            if isinstance(heat, float | int) and heat > self.energy_capacity_mwh:
                yield f"{field} {heat:g} is above energy_capacity_mwh {self.energy_capacity_mwh:g}"

    def store(self) -> Store:
        """The store as the optimiser sees it."""
        final = self.final_heat_mwh
        return Store(
            charge_power_mw=self.charge_power_mw,
            discharge_power_mw=self.discharge_power_mw,
            energy_capacity_mwh=self.energy_capacity_mwh,
            charge_efficiency=1.0,
            discharge_efficiency=1.0,
            initial_mwh=self.initial_heat_mwh,
            final_mwh=self.initial_heat_mwh if final == "initial" else final,
            self_discharge_per_hour=1 - (1 - self.loss_per_day) ** (1 / 24),
        )
