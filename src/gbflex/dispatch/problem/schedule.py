"""The answer's physics: energy flows per step, and the state of charge at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.energy_store import Store
from gbflex.dispatch.problem.money import dot
from gbflex.dispatch.problem.plant_flows import PlantFlows
from gbflex.dispatch.problem.problem import Problem

__all__ = ["ROUNDING_MWH", "Schedule", "idle_schedule", "schedule_of", "states_mwh"]

Array = NDArray[np.float64]

ROUNDING_MWH: Final = 1e-9
"""An import below this is what is left of load minus discharge in binary fractions."""


@dataclass(frozen=True, eq=False)
class Schedule:
    """Energy flows of a site [MWh per step], all non-negative, AC at the meter, each of shape (n,).

    Attributes:
        charge_mwh: Into the store.
        discharge_mwh: Out of the store.
        delivered_mwh: The part of the discharge that serves the load.
        import_mwh: Through the meter from the network.
        export_mwh: Through the meter to the network.
        state_of_charge_mwh: Energy in the store at the end of each step.
        reserve_mw: Reserve sold in each block [MW], shape (blocks,); None where there is no product.
        plant: What engines, boilers, the heat store and solar do; None where there are none. Then `delivered_mwh`
            and `export_mwh` come from any of the assets.
    """

    charge_mwh: Array
    discharge_mwh: Array
    delivered_mwh: Array
    import_mwh: Array
    export_mwh: Array
    state_of_charge_mwh: Array
    reserve_mw: Array | None = None
    plant: PlantFlows | None = None

    def drawn_mwh(self, load_mwh: Array) -> Array:
        """What assets draw from the network [MWh], shape (n,): all of the charge where nothing else is made.

        Args:
            load_mwh: Demand [MWh], shape (n,).
        """
        if self.plant is None:
            return self.charge_mwh
        drawn = self.import_mwh - (load_mwh - self.delivered_mwh)
        return np.where(drawn > ROUNDING_MWH, drawn, 0.0)

    def worth_gbp(self, problem: Problem) -> float:
        """What the schedule is worth under the problem's prices [GBP]."""
        flows = (
            dot(self.drawn_mwh(problem.load_mwh), problem.charge_gbp_per_mwh)
            + dot(self.delivered_mwh, problem.load_gbp_per_mwh)
            + dot(self.export_mwh, problem.export_gbp_per_mwh)
        )
        if problem.reserve is not None and self.reserve_mw is not None:
            flows += problem.reserve.income_gbp(self.reserve_mw, problem.hours)
        if problem.plant is not None and self.plant is not None:
            flows += dot(self.charge_mwh, problem.plant.store_charge_gbp_per_mwh)
            flows += dot(self.discharge_mwh, problem.plant.store_discharge_gbp_per_mwh)
            flows += self.plant.worth_gbp(problem.plant)
        if problem.water_value is not None:
            flows += problem.end_worth_gbp(float(self.state_of_charge_mwh[-1]))
        return float(flows + problem.constant_gbp)

    def equivalent_full_cycles(self, problem: Problem) -> float:
        """Energy leaving the store / its capacity."""
        if problem.store is None:
            return 0.0
        leaving = self.discharge_mwh.sum() / problem.store.discharge_efficiency
        return float(leaving / problem.store.energy_capacity_mwh)


def schedule_of(
    problem: Problem,
    *,
    charge_mwh: Array,
    delivered_mwh: Array,
    export_mwh: Array,
    reserve_mw: Array | None = None,
) -> Schedule:
    """The whole schedule that three decisions imply.

    Args:
        problem: The problem they answer.
        charge_mwh: Into the store [MWh], shape (n,).
        delivered_mwh: From the store to the load [MWh], shape (n,).
        export_mwh: From the store to the network [MWh], shape (n,).
        reserve_mw: Reserve sold [MW], shape (blocks,).
    """
    discharge = delivered_mwh + export_mwh
    imported = charge_mwh + problem.load_mwh - delivered_mwh
    return Schedule(
        charge_mwh=charge_mwh,
        discharge_mwh=discharge,
        delivered_mwh=delivered_mwh,
        import_mwh=np.where(np.abs(imported) > ROUNDING_MWH, imported, 0.0),
        export_mwh=export_mwh,
        state_of_charge_mwh=states_mwh(problem.store, problem.hours, charge_mwh, discharge),
        reserve_mw=reserve_mw,
    )


def states_mwh(store: Store | None, hours: float, charge_mwh: Array, discharge_mwh: Array) -> Array:
    """Energy in a store at the end of each step [MWh], shape (n,); nothing in none.

    Args:
        store: The store.
        hours: Length of a step [h].
        charge_mwh: Into it [MWh], shape (n,).
        discharge_mwh: Out of it [MWh], shape (n,).
    """
    if store is None:
        return np.zeros(len(charge_mwh))
    kept_fraction = store.kept_fraction(hours)
    change = store.charge_efficiency * charge_mwh - discharge_mwh / store.discharge_efficiency
    if kept_fraction == 1.0:
        return np.asarray(store.initial_mwh + np.cumsum(change))
    state, states = store.initial_mwh, []
    for moved in change.tolist():
        state = state * kept_fraction + moved
        states.append(state)
    return np.array(states)


def idle_schedule(problem: Problem) -> Schedule:
    """The schedule in which the store does nothing."""
    nothing = np.zeros(len(problem))
    blocks = None if problem.reserve is None else np.zeros(len(problem.reserve.availability_gbp_per_mw_h))
    return schedule_of(problem, charge_mwh=nothing, delivered_mwh=nothing, export_mwh=nothing, reserve_mw=blocks)
