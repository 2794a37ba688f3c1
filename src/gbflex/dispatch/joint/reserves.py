"""Rows of reserves: power kept free at the store and at the meter, energy kept ready, levels of a menu.

Products of one direction add up, at their store and at the meter: no MW is promised twice.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.layout import Layout
from gbflex.dispatch.linear.program import Rows, Term
from gbflex.dispatch.problem.problem import Problem
from gbflex.dispatch.problem.reserve import Reserve, energy_kept_mwh

__all__ = ["hold_reserves"]

Array = NDArray[np.float64]


def hold_reserves(rows: Rows, layout: Layout, problem: Problem) -> None:
    """All rows of a problem's reserves."""
    if not problem.reserves:
        return
    for i in range(len(problem.stores)):
        held = [k for k, reserve in enumerate(problem.reserves) if problem.holder(reserve) == i]
        _keep_power(rows, layout, problem, i, held)
        _keep_energy(rows, layout, problem, i, held)
    _keep_the_meter_free(rows, layout, problem)
    for k, reserve in enumerate(problem.reserves):
        _choose_levels(rows, layout, k, reserve)


def _terms(layout: Layout, problem: Problem, which: list[int], *, up: bool, factor: float) -> list[Term]:
    """The power held in each step by those of some products that act in a direction."""
    return [
        (layout["held", k][problem.reserves[k].block_index], factor)
        for k in which
        if (problem.reserves[k].up if up else problem.reserves[k].down)
    ]


def _keep_power(rows: Rows, layout: Layout, problem: Problem, i: int, held: list[int]) -> None:
    store, n, hours = problem.stores[i], len(problem), problem.hours
    out: list[Term] = [(layout["discharge", i], 1.0), (layout["charge", i], -1.0)]
    steps = np.arange(n)
    up, down = (
        _terms(layout, problem, held, up=way, factor=sign * hours) for way, sign in ((True, 1), (False, -1))
    )
    if up:
        rows.add("reserve power, up", steps, *out, *up, lower=-np.inf, upper=store.discharge_limit_mwh(n, hours))
    if down:
        rows.add("reserve power, down", steps, *out, *down, lower=-store.charge_limit_mwh(n, hours), upper=np.inf)


def _keep_the_meter_free(rows: Rows, layout: Layout, problem: Problem) -> None:
    """With every product called at once, the meter still keeps its limits."""
    every = list(range(len(problem.reserves)))
    net_export: list[Term] = [(layout["export"], 1.0), (layout["deliver"], 1.0), (layout["draw"], -1.0)]
    steps, load = np.arange(len(problem)), problem.load_mwh
    up = _terms(layout, problem, every, up=True, factor=problem.hours)
    most = load + np.broadcast_to(problem.export_limit_mwh, len(problem))
    if up and np.isfinite(most).any():
        rows.add("reserve power, up", steps, *net_export, *up, lower=-np.inf, upper=most)
    down = _terms(layout, problem, every, up=False, factor=-problem.hours)
    least = load - np.broadcast_to(problem.import_limit_mwh, len(problem))
    if down and np.isfinite(least).any():
        rows.add("reserve power, down", steps, *net_export, *down, lower=least, upper=np.inf)


def _keep_energy(rows: Rows, layout: Layout, problem: Problem, i: int, held: list[int]) -> None:
    """Energy and room for all products of a store, at each step's end and before each step of a block."""
    store, state, n = problem.stores[i], layout["state", i], len(problem)
    steps = np.arange(n)
    below: list[Term] = []
    above: list[Term] = []
    for k in held:
        reserve = problem.reserves[k]
        each = (float(energy) for energy in energy_kept_mwh(reserve, store, 1.0))
        for terms, energy in zip((below, above), each, strict=True):
            if energy > 0:
                terms.append((layout["held", k][reserve.block_index], energy))
    least, most = store.window_mwh
    for terms, limit, sign in ((below, "reserve energy", -1.0), (above, "reserve room", 1.0)):
        if not terms:
            continue
        lower, upper = (least, np.inf) if sign < 0 else (-np.inf, most)
        at_end = [(columns, sign * energy) for columns, energy in terms]
        rows.add(limit, steps, (state, 1.0), *at_end, lower=lower, upper=upper)
        later = [(columns[1:], sign * energy) for columns, energy in terms]
        rows.add(limit, steps[1:], (state[:-1], 1.0), *later, lower=lower, upper=upper)
        first = [(columns[:1], sign * energy) for columns, energy in terms]
        rows.add(limit, steps[:1], *first, lower=lower - store.initial_mwh, upper=upper - store.initial_mwh)


def _choose_levels(rows: Rows, layout: Layout, k: int, reserve: Reserve) -> None:
    if ("level", k, 0) not in layout:
        return
    blocks = np.arange(reserve.blocks)
    each: list[Term] = [(layout["level", k, j], 1.0) for j in range(len(reserve.levels_mw))]
    rows.add("one level", blocks, *each, lower=1.0, upper=1.0, counts="block")
    powers: list[Term] = [(layout["level", k, j], -level) for j, level in enumerate(reserve.levels_mw)]
    rows.add("one level", blocks, (layout["held", k], 1.0), *powers, lower=0.0, upper=0.0, counts="block")
