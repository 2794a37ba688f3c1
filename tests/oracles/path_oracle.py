"""An exact brute force for small dispatch problems, sharing no code with the optimiser.

Between two anchored states of charge (start, end, empty, full) an optimal path has at most one step that is
not at a breakpoint of its own profit. So every state of an optimal path is an anchor plus breakpoints walked
forward, or minus breakpoints walked backward: a finite set, over which a table of best values is exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from gbflex.dispatch import Problem

EPSILON = 1e-9


def _moves(problem: Problem, step: int) -> list[float]:
    """Changes of the state at the breakpoints of a step's profit [MWh in the store]."""
    store, load = problem.store, float(problem.load_mwh[step])
    charge = min(store.charge_power_mw * problem.hours, problem.import_limit_mwh - load)
    discharge = min(store.discharge_power_mw * problem.hours, load + problem.export_limit_mwh)
    forced = max(load - problem.import_limit_mwh, 0.0)
    moves = [-min(load, discharge) / store.discharge_efficiency, -discharge / store.discharge_efficiency]
    moves += [-forced / store.discharge_efficiency, charge * store.charge_efficiency, 0.0]
    return moves


def _profit(problem: Problem, step: int, change: float) -> float | None:
    """Worth of changing the state by `change` in a step; None where a limit forbids it."""
    store, load = problem.store, float(problem.load_mwh[step])
    if change >= 0:
        charge = change / store.charge_efficiency
        within = charge <= store.charge_power_mw * problem.hours + EPSILON
        allowed = within and load + charge <= problem.import_limit_mwh + EPSILON
        return charge * problem.charge_gbp_per_mwh[step] if allowed else None
    discharge = -change * store.discharge_efficiency
    delivered = min(discharge, load)
    export = discharge - delivered
    allowed = (
        discharge <= store.discharge_power_mw * problem.hours + EPSILON
        and export <= problem.export_limit_mwh + EPSILON
        and load - delivered <= problem.import_limit_mwh + EPSILON
    )
    worth = delivered * problem.load_gbp_per_mwh[step] + export * problem.export_gbp_per_mwh[step]
    return worth if allowed else None


def best_worth_gbp(problem: Problem) -> float | None:
    """The optimum of a problem with a store, without a cycle limit; None where nothing is feasible."""
    store, n = problem.store, len(problem)
    full = store.energy_capacity_mwh

    def grow(states: set[float], sign: float, steps: Iterable[int]) -> set[float]:
        reached = set(states)
        for step in steps:
            reached |= {round(state + sign * move, 10) for state in reached for move in _moves(problem, step)}
            reached = {state for state in reached if -EPSILON <= state <= full + EPSILON}
        return reached

    anchors = {0.0, full, store.initial_mwh}
    states = grow(anchors, 1.0, range(n))
    states |= grow(
        anchors | ({store.final_mwh} if store.final_mwh is not None else set()), -1.0, reversed(range(n))
    )

    @cache
    def best(step: int, state: float) -> float | None:
        if step == n:
            at_end = store.final_mwh is None or abs(state - store.final_mwh) < 1e-7
            return 0.0 if at_end else None
        found = None
        for following in states:
            now = _profit(problem, step, following - state)
            later = best(step + 1, following) if now is not None else None
            if now is not None and later is not None and (found is None or now + later > found):
                found = now + later
        return found

    worth = best(0, round(store.initial_mwh, 10))
    return None if worth is None else worth + problem.constant_gbp
