"""What each step allows the store, on the store's side of its losses: uses, slopes and states."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.exact.kernel.numbers import TOUCHING_MWH
from gbflex.dispatch.problem.problem import Problem, Store
from gbflex.dispatch.problem.reserve import energy_kept_mwh

__all__ = ["Moves", "moves_of", "reserved_states_mwh", "use_bounds_mwh"]

Array = NDArray[np.float64]


class Moves(NamedTuple):
    """The rows the exact algorithm reads, each of shape (n,); uses are energy out of the store, in is negative."""

    least_mwh: Array
    served_mwh: Array
    most_mwh: Array
    charge_gbp_per_mwh: Array
    load_gbp_per_mwh: Array
    export_gbp_per_mwh: Array
    floor_mwh: Array
    ceiling_mwh: Array


def moves_of(problem: Problem, store: Store, reserve_mw: float | Array = 0.0) -> Moves:
    """A problem's steps at a level of reserve.

    Args:
        problem: The problem.
        store: Its store.
        reserve_mw: Reserve held [MW], one for all steps or shape (n,).
    """
    least, most = use_bounds_mwh(problem, store, reserve_mw)
    floor, ceiling = reserved_states_mwh(problem, store, reserve_mw)
    return Moves(
        least_mwh=least,
        served_mwh=problem.load_mwh / store.discharge_efficiency,
        most_mwh=most,
        charge_gbp_per_mwh=-problem.charging_gbp_per_mwh / store.charge_efficiency,
        load_gbp_per_mwh=problem.delivering_gbp_per_mwh * store.discharge_efficiency,
        export_gbp_per_mwh=problem.exporting_gbp_per_mwh * store.discharge_efficiency,
        floor_mwh=floor,
        ceiling_mwh=ceiling,
    )


def use_bounds_mwh(problem: Problem, store: Store, reserve_mw: float | Array = 0.0) -> tuple[Array, Array]:
    """Least and most energy that each step can take out of the store, each of shape (n,).

    Negative is energy put in. The least is positive where the load exceeds the import limit, or where a
    reserve needs the room; the most is negative where a reserve needs more than the discharging power.

    Args:
        problem: The problem.
        store: Its store.
        reserve_mw: Reserve held [MW], one for all steps or shape (n,).
    """
    room = problem.import_limit_mwh - problem.load_mwh
    out_least = -np.minimum(problem.charge_limit_mwh, room)
    out_most = np.minimum(problem.discharge_limit_mwh, problem.load_mwh + problem.export_limit_mwh)
    if problem.reserve is not None:
        held = np.asarray(reserve_mw) * problem.hours
        out_least = out_least + held * problem.reserve.down
        out_most = out_most - held * problem.reserve.up
    least, most = _in_the_store(out_least, store), _in_the_store(out_most, store)
    crossed = least > most
    if crossed.any():
        # A load that the store can just serve may exceed its power by rounding.
        most = np.where(crossed & (least < most + TOUCHING_MWH), least, most)
    return least, most


def _in_the_store(out_mwh: Array, store: Store) -> Array:
    """Energy at the meter as energy in the store; in is negative, and loses on its way in."""
    outwards = out_mwh > 0
    if outwards.all():
        return out_mwh / store.discharge_efficiency
    if not outwards.any():
        return out_mwh * store.charge_efficiency
    return np.where(outwards, out_mwh / store.discharge_efficiency, out_mwh * store.charge_efficiency)


def reserved_states_mwh(problem: Problem, store: Store, reserve_mw: float | Array) -> tuple[Array, Array]:
    """Lowest and highest state at each step's end with the reserve's energy kept ready, each of shape (n,)."""
    floor, ceiling = problem.state_bounds_mwh
    if problem.reserve is None:
        return floor, ceiling
    below, above = energy_kept_mwh(problem.reserve, store, reserve_mw)
    lowest, highest = store.window_mwh
    return np.maximum(floor, lowest + below), np.minimum(ceiling, highest - above)
