"""The answer's physics: energy flows per step, and the state of charge at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem import Problem

__all__ = ["ROUNDING_MWH", "Schedule", "idle_schedule", "schedule_of"]

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
    """

    charge_mwh: Array
    discharge_mwh: Array
    delivered_mwh: Array
    import_mwh: Array
    export_mwh: Array
    state_of_charge_mwh: Array

    def worth_gbp(self, problem: Problem) -> float:
        """What the schedule is worth under the problem's prices [GBP]."""
        flows = (
            self.charge_mwh @ problem.charge_gbp_per_mwh
            + self.delivered_mwh @ problem.load_gbp_per_mwh
            + self.export_mwh @ problem.export_gbp_per_mwh
        )
        return float(flows + problem.constant_gbp)

    def equivalent_full_cycles(self, problem: Problem) -> float:
        """Energy leaving the store / its capacity."""
        if problem.store is None:
            return 0.0
        leaving = self.discharge_mwh.sum() / problem.store.discharge_efficiency
        return float(leaving / problem.store.energy_capacity_mwh)


def schedule_of(problem: Problem, *, charge_mwh: Array, delivered_mwh: Array, export_mwh: Array) -> Schedule:
    """The whole schedule that three decisions imply.

    Args:
        problem: The problem they answer.
        charge_mwh: Into the store [MWh], shape (n,).
        delivered_mwh: From the store to the load [MWh], shape (n,).
        export_mwh: From the store to the network [MWh], shape (n,).
    """
    store = problem.store
    discharge = delivered_mwh + export_mwh
    if store is None:
        state = np.zeros(len(problem))
    else:
        change = store.charge_efficiency * charge_mwh - discharge / store.discharge_efficiency
        state = store.initial_mwh + np.cumsum(change)
    imported = charge_mwh + problem.load_mwh - delivered_mwh
    return Schedule(
        charge_mwh=charge_mwh,
        discharge_mwh=discharge,
        delivered_mwh=delivered_mwh,
        import_mwh=np.where(np.abs(imported) > ROUNDING_MWH, imported, 0.0),
        export_mwh=export_mwh,
        state_of_charge_mwh=state,
    )


def idle_schedule(problem: Problem) -> Schedule:
    """The schedule in which the store does nothing."""
    nothing = np.zeros(len(problem))
    return schedule_of(problem, charge_mwh=nothing, delivered_mwh=nothing, export_mwh=nothing)
