"""The best single trade of a store: one step to charge in, another to use the energy in.

A plan that gains by charging more than it must is made of such trades. So they are looked for beside the plan
that gives only what it must: a trade can have what is left there of power, of states and of the meter. In it the
response sold is kept, outages last, and what leaks is put back. If no trade gains, the best plan gives no more;
if one gains, it does.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.exact.moves import reserved_states_mwh
from gbflex.dispatch.problem.kept import TOLERANCE_MWH
from gbflex.dispatch.problem.problem import TIE_BREAK_GBP_PER_MWH, Problem, Store
from gbflex.dispatch.problem.schedule import Schedule
from gbflex.dispatch.router import solve

__all__ = ["Room", "Trade", "best_trade", "room_of"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Trade:
    """A MWh delivered, from the step that charges for it.

    Attributes:
        charge_step: Step it is charged in.
        use_step: Step it is used in.
        load_share: Part of it that serves the load; the rest is exported [fraction].
        kept_fraction: Of the energy put into the store, what self-discharge leaves until it is used; above 1 where
            it is used first: so much less has leaked when it is put back [fraction].
        margin_gbp_per_mwh: Gain of each MWh delivered [GBP/MWh].
        only_together: It pays, and only where several steps charge for one use: export is worth more than the
            load, which is served first.
    """

    charge_step: int
    use_step: int
    load_share: float
    kept_fraction: float
    margin_gbp_per_mwh: float
    only_together: bool = False

    @property
    def pays(self) -> bool:
        """Whether the optimiser would do it: ties idle."""
        return self.only_together or self.margin_gbp_per_mwh > TIE_BREAK_GBP_PER_MWH


class Room(NamedTuple):
    """What limits leave for a store's use in each step [MWh], each of shape (n,).

    Attributes:
        charge_mwh: More that can be charged.
        deliver_mwh: More that can be delivered to the load.
        export_mwh: More that can be exported when the load is served.
    """

    charge_mwh: Array
    deliver_mwh: Array
    export_mwh: Array

    @property
    def use_mwh(self) -> Array:
        """More that can be taken out."""
        return self.deliver_mwh + self.export_mwh


class _Uses(NamedTuple):
    """Of each pair of a charging step (row) and a using step (column), each of shape (n, n)."""

    worth_gbp_per_mwh: Array
    load_share: Array


def room_of(problem: Problem, beside: Schedule | None = None) -> Room:
    """What power, outages, the meter and the response sold leave in each step.

    Args:
        problem: With one store.
        beside: A plan that is kept; None is a store at rest.
    """
    nothing = np.zeros(len(problem))
    charged, delivered, exported = (
        (nothing, nothing, nothing)
        if beside is None
        else (beside.charge_mwh, beside.delivered_mwh, beside.export_mwh)
    )
    up, down = _held_mwh(problem)
    most_in = np.minimum(problem.charge_limit_mwh, problem.import_limit_mwh - problem.load_mwh) - down
    most_out = np.minimum(problem.discharge_limit_mwh, problem.load_mwh + problem.export_limit_mwh) - up
    deliver = np.minimum(problem.load_mwh, most_out) - delivered
    export = most_out - problem.load_mwh - exported
    # One direction in a step: where the plan charges nothing is taken out, and the other way round.
    charges, gives = charged > TOLERANCE_MWH, delivered + exported > TOLERANCE_MWH
    return Room(
        charge_mwh=_left(np.where(gives, 0.0, most_in - charged)),
        deliver_mwh=_left(np.where(charges, 0.0, deliver)),
        export_mwh=_left(np.where(charges, 0.0, export)),
    )


def _left(mwh: Array) -> Array:
    return np.where(mwh > TOLERANCE_MWH, mwh, 0.0)


def _held_mwh(problem: Problem) -> tuple[float, float]:
    """Energy in a step for which the response sold keeps power free, up and down [MWh]."""
    reserve = problem.reserve
    if reserve is None:
        return 0.0, 0.0
    held = reserve.levels_mw[0] * problem.hours
    return held * reserve.up, held * reserve.down


def best_trade(problem: Problem) -> Trade | None:
    """The trade that gains most for each MWh delivered; None where the limits allow none.

    Args:
        problem: With one store; a price on peaks is left out.

    Raises:
        Infeasible: Nothing keeps all limits, with or without a trade.

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
    must = _beside(problem, store)
    room, kept = room_of(problem, must), _kept(problem)
    out = _most_out_mwh(problem, store, must, room)
    uses = _uses(problem, room, out)
    cost = -problem.charging_gbp_per_mwh[:, None] / (store.round_trip_efficiency * kept)
    margin = np.where(out > 0, uses.worth_gbp_per_mwh - cost, -np.inf)
    at = np.unravel_index(np.argmax(margin), margin.shape)
    if not np.isfinite(margin[at]):
        return None
    trade = Trade(int(at[0]), int(at[1]), float(uses.load_share[at]), float(kept[at]), float(margin[at]))
    if trade.pays or not problem.export_beats_load().any():
        return trade
    return dataclasses.replace(trade, only_together=_gains_mwh(problem, must))


def _gains_mwh(problem: Problem, must: Schedule) -> bool:
    free = dataclasses.replace(problem, peaks=())
    return solve(free).objective_gbp - must.worth_gbp(free) > TOLERANCE_MWH


def _beside(problem: Problem, store: Store) -> Schedule:
    """The plan beside which trades are looked for: it gives what it must.

    It may put back what leaks in a step in which giving is worth more than that costs: a store has one direction
    in a step, so no trade sees this. Where the best plan gives in such a step, what leaks is put back in others.
    """
    without_peaks = dataclasses.replace(problem, peaks=())
    must = _gives_what_it_must(without_peaks, store)
    taken = (must.charge_mwh > TOLERANCE_MWH) & problem.burning_pays()
    if taken.any():
        taken &= solve(without_peaks).schedule.discharge_mwh > TOLERANCE_MWH
    if not taken.any():
        return must
    dear = np.where(taken, -1e3 * (1 + np.abs(problem.charging_gbp_per_mwh).max()), 0.0)
    elsewhere = dataclasses.replace(store, charge_gbp_per_mwh=store.charge_gbp_per_mwh + dear)
    return _gives_what_it_must(without_peaks.with_store(elsewhere), elsewhere)


def _gives_what_it_must(problem: Problem, store: Store) -> Schedule:
    """The best plan in which giving a MWh costs more than any charging could earn: it gives what it must."""
    n = len(problem)
    dearest = 1 + float(np.abs(problem.charging_gbp_per_mwh).max())
    never = -2 * dearest / (store.round_trip_efficiency * problem.kept_fraction**n) * np.ones(n)
    own = dataclasses.replace(store, discharge_gbp_per_mwh=0.0)
    asked = dataclasses.replace(problem, load_gbp_per_mwh=never, export_gbp_per_mwh=never, stores=(own,))
    return solve(asked).schedule


def _kept(problem: Problem) -> Array:
    """What self-discharge leaves from a step of charging (row) until a step of use (column), shape (n, n)."""
    at = np.arange(len(problem))
    return np.asarray(np.power(problem.kept_fraction, at[None, :] - at[:, None], dtype=np.float64))


def _uses(problem: Problem, room: Room, out_mwh: Array) -> _Uses:
    """The best worth of a MWh taken out: into the load, or with the export that comes after it."""
    served = np.minimum(room.deliver_mwh, out_mwh)
    share = np.divide(served, out_mwh, out=np.ones_like(out_mwh), where=out_mwh > 0)
    load = np.where(served > 0, problem.delivering_gbp_per_mwh, -np.inf)
    mixed = share * problem.delivering_gbp_per_mwh + (1 - share) * problem.exporting_gbp_per_mwh
    mixed = np.where(share < 1, mixed, -np.inf)
    return _Uses(np.maximum(load, mixed), np.where(load >= mixed, 1.0, share))


def _most_out_mwh(problem: Problem, store: Store, must: Schedule, room: Room) -> Array:
    """Most that a pair of steps can deliver: charging (row), using (column) and the states between, shape (n, n).

    Energy charged first needs room above the plan's states until it is used; energy used first needs some below.
    """
    held = 0.0 if problem.reserve is None else problem.reserve.levels_mw[0]
    floor, ceiling = reserved_states_mwh(problem, store, held)
    state = must.stores[0].state_of_charge_mwh
    kept, n = _kept(problem), len(problem)
    stored = np.zeros((n, n))
    for first in range(n - 1):
        # In energy at the end of the first step, of which less is left in those after it.
        later = slice(first, n - 1)
        above = np.minimum.accumulate(_left(ceiling - state)[later] / kept[first, later])
        below = np.minimum.accumulate(_left(state - floor)[later] / kept[first, later])
        stored[first, first + 1 :] = above * kept[first, first + 1 :]
        stored[first + 1 :, first] = below
    charged = room.charge_mwh[:, None] * store.charge_efficiency * kept
    out = np.minimum(np.minimum(stored, charged) * store.discharge_efficiency, room.use_mwh[None, :])
    return _left(out)
