"""The best single trade of a store: one step to charge in, another to use the energy in.

Any plan that ends as it began is made of such trades. So if none gains, the store idles; if one gains and the
limits leave room for it, the store moves. It needs no optimiser and explains what one does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.problem import TIE_BREAK_GBP_PER_MWH, Problem, Store

__all__ = ["Trade", "best_trade", "can_charge"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Trade:
    """A MWh delivered, from the step that charges for it.

    Attributes:
        charge_step: Step it is charged in.
        use_step: Step it is used in.
        load_share: Part of it that serves the load; the rest is exported [fraction].
        margin_gbp_per_mwh: Gain of each MWh delivered [GBP/MWh].
    """

    charge_step: int
    use_step: int
    load_share: float
    margin_gbp_per_mwh: float

    @property
    def pays(self) -> bool:
        """Whether the optimiser would do it: ties idle."""
        return self.margin_gbp_per_mwh > TIE_BREAK_GBP_PER_MWH


class _Uses(NamedTuple):
    worth_gbp_per_mwh: Array
    load_share: Array


def can_charge(problem: Problem) -> NDArray[np.bool_]:
    """Steps in which the store and the meter leave room for charging, shape (n,)."""
    room: NDArray[np.bool_] = problem.load_mwh < problem.import_limit_mwh
    return room & (problem.charge_limit_mwh > 0)


def best_trade(problem: Problem) -> Trade | None:
    """The trade that gains most for each MWh delivered; None where the limits allow none.

    Energy may be used before it is charged only where the store holds some at the start.

    Args:
        problem: With a store.

    Example:
        >>> store = Store(charge_power_mw=1, discharge_power_mw=1, energy_capacity_mwh=1, charge_efficiency=0.85,
        ...               discharge_efficiency=1, initial_mwh=0, final_mwh=0)
        >>> worth, ones = np.array([150.0, 150.0]), np.ones(2)
        >>> problem = Problem(hours=0.5, day_index=np.zeros(2, dtype=np.int64), load_mwh=ones,
        ...                   load_gbp_per_mwh=worth, charge_gbp_per_mwh=-70 * ones,
        ...                   export_gbp_per_mwh=0 * ones, stores=(store,))
        >>> round(best_trade(problem).margin_gbp_per_mwh, 3)
        67.647
    """
    store = problem.store
    if store is None or 0 in (store.max_cycles_per_day, store.max_cycles):
        return None
    uses = _uses(problem)
    cost = np.where(can_charge(problem), -problem.charging_gbp_per_mwh / store.round_trip_efficiency, np.inf)
    margin = np.where(_in_order(store, len(problem)), uses.worth_gbp_per_mwh[None, :] - cost[:, None], -np.inf)
    charge_step, use_step = (int(step) for step in np.unravel_index(np.argmax(margin), margin.shape))
    best = float(margin[charge_step, use_step])
    if not np.isfinite(best):
        return None
    return Trade(charge_step, use_step, float(uses.load_share[use_step]), best)


def _uses(problem: Problem) -> _Uses:
    """The best worth of a MWh discharged in each step: into the load, or with the export that comes after it."""
    served, exported = problem.largest_delivery_mwh(), problem.largest_export_mwh()
    out = served + exported
    share = np.divide(served, out, out=np.ones_like(out), where=out > 0)
    load = np.where(served > 0, problem.delivering_gbp_per_mwh, -np.inf)
    mixed = share * problem.delivering_gbp_per_mwh + (1 - share) * problem.exporting_gbp_per_mwh
    mixed = np.where(exported > 0, mixed, -np.inf)
    return _Uses(np.maximum(load, mixed), np.where(load >= mixed, 1.0, share))


def _in_order(store: Store, n: int) -> NDArray[np.bool_]:
    """Which pairs of a charging step (row) and a using step (column) the store can hold, shape (n, n)."""
    charge, use = np.arange(n)[:, None], np.arange(n)[None, :]
    first_charge = (charge < use) & (store.initial_mwh < store.energy_capacity_mwh)
    return first_charge | ((use < charge) & (store.initial_mwh > 0))
