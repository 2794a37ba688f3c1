"""Which states of charge can be reached, and the first step at which none can."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem import Problem, Store
from gbflex.errors import Infeasible

__all__ = ["TOLERANCE_MWH", "refuse_unreachable", "use_bounds_mwh"]

Array = NDArray[np.float64]

TOLERANCE_MWH = 1e-6
"""Energy that a schedule may be out by in any step [MWh]."""


def use_bounds_mwh(problem: Problem, store: Store) -> tuple[Array, Array]:
    """Least and most energy that each step can take out of the store, each of shape (n,).

    Negative is energy put in. The least is positive where the load exceeds the import limit.
    """
    room = problem.import_limit_mwh - problem.load_mwh
    put_in = np.minimum(problem.charge_limit_mwh, np.maximum(room, 0.0)) * store.charge_efficiency
    forced = np.maximum(-room, 0.0) / store.discharge_efficiency
    least = np.where(room >= 0, -put_in, forced)
    most = np.minimum(problem.discharge_limit_mwh, problem.load_mwh + problem.export_limit_mwh)
    # A load that the store can just serve may exceed its power by rounding.
    return least, np.maximum(most / store.discharge_efficiency, np.where(room < 0, least, 0.0))


def refuse_unreachable(problem: Problem) -> None:
    """Raise where no schedule can exist, whatever it is worth.

    Raises:
        Infeasible: Names the first step that cannot be met, or the end that cannot be reached, and by how much.
    """
    _refuse_unmeetable_load(problem)
    if problem.store is not None:
        _refuse_unreachable_state(problem, problem.store)


def _refuse_unmeetable_load(problem: Problem) -> None:
    short = problem.load_mwh - problem.largest_delivery_mwh() - problem.import_limit_mwh
    steps = np.flatnonzero(short > TOLERANCE_MWH)
    if len(steps):
        helped = " even with the store discharging" if problem.store is not None else ""
        raise Infeasible(
            f"the load exceeds the import limit in {len(steps)} steps, in the first by "
            f"{short[steps[0]]:.6f} MWh{helped}",
            step=int(steps[0]),
            available=f"{problem.import_limit_mwh:g} MWh of import per step",
            next_step="Raise connection.import_mw or lower the demand",
        )


def _refuse_unreachable_state(problem: Problem, store: Store) -> None:
    least, most = (bound.tolist() for bound in use_bounds_mwh(problem, store))
    low = high = store.initial_mwh
    for step, (little, much) in enumerate(zip(least, most, strict=True)):
        low, high = max(low - much, 0.0), min(high - little, store.energy_capacity_mwh)
        if high < -TOLERANCE_MWH:
            raise Infeasible(
                f"the store runs empty, {-high:.6f} MWh short of the load above the import limit",
                step=step,
                available=f"{problem.import_limit_mwh:g} MWh of import per step",
                next_step="Raise connection.import_mw, lower the demand, or enlarge the store",
            )
        high = max(high, 0.0)
    if store.final_mwh is not None:
        short = max(store.final_mwh - high, low - store.final_mwh)
        if short > TOLERANCE_MWH:
            raise Infeasible(
                f"the end state of charge is {short:.6f} MWh out of reach, from {store.initial_mwh:g} to "
                f"{store.final_mwh:g} MWh in {len(problem)} steps",
                next_step="Lengthen the span or change final_state_of_charge_mwh",
            )
