"""Which states of charge can be reached, and the first step at which none can."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.exact.moves import reserved_states_mwh, use_bounds_mwh
from gbflex.dispatch.exact.unkept import unkept_at_the_meter, unkept_by_store
from gbflex.dispatch.problem.kept import TOLERANCE_MWH
from gbflex.dispatch.problem.problem import Problem, Store
from gbflex.errors import Infeasible

__all__ = ["refuse_unreachable"]

Array = NDArray[np.float64]


def refuse_unreachable(problem: Problem) -> None:
    """Raise where no schedule can exist, whatever it is worth.

    Raises:
        Infeasible: Names the first step that cannot be met, or the end that cannot be reached, and by how much.
    """
    if problem.store is not None:
        _refuse_unreachable_state(problem, problem.store)
    unmeetable = _unmeetable_load(problem)
    if unmeetable is not None:
        raise unmeetable


def _unmeetable_load(problem: Problem) -> Infeasible | None:
    """The first step whose load neither the connection nor the store's power can serve."""
    short = problem.load_mwh - problem.largest_delivery_mwh() - problem.import_limit_mwh
    steps = np.flatnonzero(short > TOLERANCE_MWH)
    if not len(steps):
        return None
    first = int(steps[0])
    helped = " even with the store discharging" if problem.store is not None else ""
    limit = np.broadcast_to(problem.import_limit_mwh, len(problem))[first]
    return Infeasible(
        f"the load exceeds the import limit in {len(steps)} steps, in the first by {short[first]:.6f} MWh{helped}",
        step=first,
        available=f"{limit:g} MWh of import per step",
        next_step="Raise connection.import_mw or lower the demand",
    )


def _refuse_unreachable_state(problem: Problem, store: Store) -> None:
    # The lowest level of a reserve is held whatever else is decided.
    reserve = problem.reserve
    held = 0.0 if reserve is None else reserve.levels_mw[0]
    if reserve is None or held == 0:
        _walk(problem, store, held)
        return
    unkept = unkept_by_store(problem, store, reserve)
    if unkept is not None:
        raise unkept
    try:
        _walk(problem, store, held)
    except Infeasible as error:
        _walk(dataclasses.replace(problem, reserves=()), store, 0.0)
        raise unkept_at_the_meter(problem, error.what, error.step) from None


def _walk(problem: Problem, store: Store, held: float) -> None:
    """Raise at the first step whose limits no state meets."""
    least, most = (bound.tolist() for bound in use_bounds_mwh(problem, store, held))
    floor, ceiling = (bound.tolist() for bound in reserved_states_mwh(problem, store, held))
    keep, unmeetable = problem.kept_fraction, _unmeetable_load(problem)
    low = high = store.initial_mwh
    for step, (little, much, lowest, highest) in enumerate(zip(least, most, floor, ceiling, strict=True)):
        if unmeetable is not None and unmeetable.step == step:
            raise unmeetable
        if little > much + TOLERANCE_MWH:
            raise Infeasible(
                f"power and connection are {little - much:.6f} MWh short of what the reserve needs", step=step
            )
        low, high = keep * low - much, keep * high - little
        if lowest > highest + TOLERANCE_MWH:
            raise Infeasible(
                f"the lowest state allowed is {lowest - highest:.6f} MWh above the highest", step=step
            )
        if high < lowest - TOLERANCE_MWH:
            raise _too_low(problem, step, short_mwh=lowest - high, lowest_mwh=lowest)
        if low > highest + TOLERANCE_MWH:
            raise Infeasible(
                f"the store stays {low - highest:.6f} MWh above the highest state allowed, {highest:g} MWh",
                step=step,
                next_step="Raise the highest state, or allow more discharge before it falls",
            )
        low, high = min(max(low, lowest), highest), max(min(high, highest), lowest)
    if store.final_mwh is not None:
        short = max(store.final_mwh - high, low - store.final_mwh)
        if short > TOLERANCE_MWH:
            raise Infeasible(
                f"the end state of charge is {short:.6f} MWh out of reach, from {store.initial_mwh:g} to "
                f"{store.final_mwh:g} MWh in {len(problem)} steps",
                step=len(problem) - 1,
                next_step=_towards_the_end(problem, store.final_mwh > high),
            )


def _towards_the_end(problem: Problem, more: bool) -> str:
    """What could bring the end state within reach, by the site file's keys."""
    power = "charge_power_mw" if more else "discharge_power_mw"
    limit, key = (
        (problem.import_limit_mwh, "connection.import_mw")
        if more
        else (problem.export_limit_mwh, "connection.export_mw")
    )
    connection = f" or {key}" if np.isfinite(limit).any() else ""
    change = "lower" if more else "raise"
    return f"Raise {power}{connection}, lengthen the span, or {change} final_state_of_charge_mwh"


def _too_low(problem: Problem, step: int, *, short_mwh: float, lowest_mwh: float) -> Infeasible:
    limit = np.broadcast_to(problem.import_limit_mwh, len(problem))[step]
    if lowest_mwh > 0:
        return Infeasible(
            f"the store stays {short_mwh:.6f} MWh below the lowest state allowed, {lowest_mwh:g} MWh",
            step=step,
            next_step="Lower that state, or allow more charging before it rises",
        )
    return Infeasible(
        f"the store runs empty, {short_mwh:.6f} MWh short of the load above the import limit",
        step=step,
        available=f"{limit:g} MWh of import per step",
        next_step="Raise connection.import_mw, lower the demand, or enlarge the store",
    )
