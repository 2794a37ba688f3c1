"""The exact storage algorithm: one store, separable steps, never two directions at once, any prices.

Backwards, the best value of every state of charge as a piecewise-linear curve, one step at a time; forwards,
the best use of each step against the curve after it. The value at the start is an upper bound on every
schedule, and the schedule found is re-priced against it, so each answer carries its own proof. Plain
Python and meant to be read; the derivation is in docs/methods/exact-storage.md.
"""

from __future__ import annotations

import math
import time
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.answer import Answer
from gbflex.dispatch.curve import Curve, before, possible_uses, value_at
from gbflex.dispatch.problem import Problem, Store
from gbflex.dispatch.reach import use_bounds_mwh
from gbflex.dispatch.schedule import schedule_of

__all__ = ["solve_exactly"]

Array = NDArray[np.float64]

TIE_GBP: Final = 1e-9
"""Ties idle: a use must gain more than this over the smallest one that is as good."""

NEGLIGIBLE_MWH: Final = 1e-11
"""A use this small is rounding."""


def solve_exactly(problem: Problem) -> Answer:
    """The proven optimum of a problem with a store and no limit that couples steps.

    Args:
        problem: Reachable from start to end, which `dispatch.reach` has checked.
    """
    store = problem.store
    assert store is not None  # noqa: S101 (the router sends idle problems elsewhere)
    began = time.perf_counter()
    profits = _profits(problem, store)
    modelled = time.perf_counter()
    curves, bound = _values(profits, store)
    uses = _best_uses(profits, curves, store)
    charge, delivered, export = _flows(problem, store, uses)
    schedule = schedule_of(problem, charge_mwh=charge, delivered_mwh=delivered, export_mwh=export)
    return Answer(
        schedule=schedule,
        status="optimal",
        objective_gbp=schedule.worth_gbp(problem),
        bound_gbp=bound + problem.constant_gbp,
        solver="gbflex exact storage",
        model_seconds=modelled - began,
        solve_seconds=time.perf_counter() - modelled,
    )


def _profits(problem: Problem, store: Store) -> list[Curve]:
    """Worth of the energy taken out of the store in each step, put in where negative."""
    least, most = use_bounds_mwh(problem, store)
    served = np.minimum(problem.load_mwh / store.discharge_efficiency, np.maximum(most, 0.0))
    charge_slope = -problem.charge_gbp_per_mwh / store.charge_efficiency
    load_slope = problem.load_gbp_per_mwh * store.discharge_efficiency
    export_slope = problem.export_gbp_per_mwh * store.discharge_efficiency
    rows = zip(*(column.tolist() for column in (least, served, most)), strict=True)
    slopes = zip(*(column.tolist() for column in (charge_slope, load_slope, export_slope)), strict=True)
    return [_profit(bends, step_slopes) for bends, step_slopes in zip(rows, slopes, strict=True)]


def _profit(bends: tuple[float, float, float], slopes: tuple[float, float, float]) -> Curve:
    least, served, most = bends
    charge_slope, load_slope, export_slope = slopes

    def worth(use: float) -> float:
        if use < 0:
            return charge_slope * use
        return load_slope * min(use, served) + export_slope * max(use - served, 0.0)

    at_mwh = [least, *(bend for bend in (0.0, served) if least < bend < most)]
    if most > least:
        at_mwh.append(most)
    at_mwh = list(dict.fromkeys(at_mwh))
    return Curve(at_mwh, [worth(use) for use in at_mwh])


def _values(profits: list[Curve], store: Store) -> tuple[list[Curve], float]:
    """The value of each state after each step, each up to a constant; and the value of the start."""
    if store.final_mwh is None:
        value = Curve([0.0, store.energy_capacity_mwh], [0.0, 0.0])
    else:
        value = Curve([store.final_mwh], [0.0])
    curves, bases = [], []
    for profit in reversed(profits):
        # Values are kept relative to their largest, so that rounding follows the spread and not the year's sum.
        base = max(value.value_gbp)
        value = Curve(value.at_mwh, [worth - base for worth in value.value_gbp])
        bases.append(base)
        curves.append(value)
        value = before(profit, value, store.energy_capacity_mwh)
    curves.reverse()
    return curves, math.fsum([*bases, value_at(value, store.initial_mwh)])


def _best_uses(profits: list[Curve], curves: list[Curve], store: Store) -> Array:
    """Energy taken out of the store in each step; the smallest use among those equally good."""
    state, uses = store.initial_mwh, []
    for profit, after in zip(profits, curves, strict=True):
        options = sorted(possible_uses(profit, after, state), key=abs)
        worths = [value_at(profit, use) + value_at(after, state - use) for use in options]
        enough = max(worths) - TIE_GBP
        use = next(use for use, worth in zip(options, worths, strict=True) if worth >= enough)
        uses.append(use)
        state -= use
    return np.array(uses)


def _flows(problem: Problem, store: Store, uses: Array) -> tuple[Array, Array, Array]:
    charge = np.where(uses < -NEGLIGIBLE_MWH, -uses / store.charge_efficiency, 0.0)
    discharge = np.where(uses > NEGLIGIBLE_MWH, uses * store.discharge_efficiency, 0.0)
    delivered = np.minimum(discharge, problem.load_mwh)
    return charge, delivered, discharge - delivered
