"""Why a reserve that is held in every step cannot be kept, said as that: by the store, its power, or the meter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.kept import TOLERANCE_MWH
from gbflex.dispatch.problem.problem import Problem, Store
from gbflex.dispatch.problem.reserve import Reserve, energy_kept_mwh
from gbflex.errors import Infeasible

__all__ = ["unkept_at_the_meter", "unkept_by_store"]

Array = NDArray[np.float64]

LOWER_IT = "Lower its power_mw or energy_duration_h"


def unkept_by_store(problem: Problem, store: Store, reserve: Reserve) -> Infeasible | None:
    """What of the store alone cannot keep a reserve's lowest level: its window, its power, its start or its end.

    Args:
        problem: Gives the steps.
        store: The store that would deliver.
        reserve: What it holds.
    """
    held_mw = reserve.levels_mw[0]
    below, above = (float(energy) for energy in energy_kept_mwh(reserve, store, held_mw))
    lowest, highest = store.window_mwh
    what = f"{reserve.held_words} cannot be kept"
    if below + above > highest - lowest + TOLERANCE_MWH:
        return Infeasible(
            f"{what}: it needs {below:.6f} MWh ready and {above:.6f} MWh free, and the store holds "
            f"{highest - lowest:g} MWh between its lowest and highest state",
            next_step=LOWER_IT,
        )
    return _unkept_power(problem, store, reserve, what) or _unkept_state(
        problem, store, what, lowest + below, highest - above
    )


def _unkept_power(problem: Problem, store: Store, reserve: Reserve, what: str) -> Infeasible | None:
    n, hours, held_mw = len(problem), problem.hours, reserve.levels_mw[0]
    for needed, word, limit_mwh in (
        (reserve.up, "discharging", store.discharge_limit_mwh(n, hours)),
        (reserve.down, "charging", store.charge_limit_mwh(n, hours)),
    ):
        short = np.flatnonzero(limit_mwh < needed * held_mw * hours - TOLERANCE_MWH)
        if len(short):
            first = int(short[0])
            return Infeasible(
                f"{what}: {word} power is {limit_mwh[first] / hours:g} MW in {len(short)} steps, in an outage",
                step=first,
                next_step="Lower its power_mw, or end the outage",
            )
    return None


def _unkept_state(
    problem: Problem, store: Store, what: str, least_mwh: float, most_mwh: float
) -> Infeasible | None:
    for word, state_mwh, step, key in (
        ("start", store.initial_mwh, 0, "initial_state_of_charge_mwh"),
        ("end", store.final_mwh, len(problem) - 1, "final_state_of_charge_mwh"),
    ):
        if state_mwh is None:
            continue
        short = max(least_mwh - state_mwh, state_mwh - most_mwh)
        if short > TOLERANCE_MWH:
            return Infeasible(
                f"{what}: the {word} state, {state_mwh:g} MWh, is {short:.6f} MWh outside the {least_mwh:.6f} to "
                f"{most_mwh:.6f} MWh that it leaves",
                step=step,
                next_step=f"Change {key}, or lower power_mw or energy_duration_h",
            )
    return None


def unkept_at_the_meter(problem: Problem, reason: str, step: int | None) -> Infeasible:
    """Why reserves cannot be kept though every store could: what the meter makes the stores do for them.

    Args:
        problem: One that has a plan without its reserves.
        reason: What fails, as it is said without a thought of reserves.
        step: Where.
    """
    words = " and ".join(reserve.held_words for reserve in problem.reserves)
    because = _forced(problem) or f"with it {reason}; without it there is a plan"
    return Infeasible(
        f"{words} cannot be kept: {because}",
        step=step,
        next_step="Lower its power_mw, raise the connection's limit, or commit one direction",
    )


def _forced(problem: Problem) -> str | None:
    """Steps in which the meter leaves less than reserves need, so that stores must move for them, in words."""
    held = [reserve.levels_mw[0] * problem.hours for reserve in problem.reserves]
    up = sum(mwh for mwh, reserve in zip(held, problem.reserves, strict=True) if reserve.up)
    down = sum(mwh for mwh, reserve in zip(held, problem.reserves, strict=True) if reserve.down)
    load, n = problem.load_mwh, len(problem)
    for needed_mwh, room_mwh, limit, must in (
        (
            down,
            np.broadcast_to(problem.import_limit_mwh, n) - load,
            "the import limit leaves",
            "discharge, and gets empty",
        ),
        (up, load + problem.export_limit_mwh, "the load and the export limit leave", "charge, and gets full"),
    ):
        short = np.flatnonzero(room_mwh < needed_mwh - TOLERANCE_MWH)
        if len(short):
            first, hours = int(short[0]), problem.hours
            return (
                f"{limit} room for {max(room_mwh[first], 0.0) / hours:g} MW of the {needed_mwh / hours:g} MW in "
                f"{len(short)} steps, the first of them step {first}, so that a store must {must}"
            )
    return None
