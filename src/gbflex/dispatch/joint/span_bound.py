"""A bound over a whole span: the sum of what its parts can be worth, with what crosses the cuts priced.

Parts that the linear relaxation leaves whole are done. Of the others, those it leaves least whole come first; each
goes through the worth of stored heat where a path fits, else to a search. It ends once the bound is low enough.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.heat_path import CutPrices, HeatPath, fits
from gbflex.dispatch.joint.meter import POWER_BALANCE
from gbflex.dispatch.joint.parts import Part, PricedParts, searched_gbp
from gbflex.dispatch.joint.priced_store import store_between_gbp
from gbflex.dispatch.joint.solve import beside_the_model_gbp
from gbflex.dispatch.problem.engine import EngineState
from gbflex.dispatch.problem.problem import Problem

__all__ = ["span_bound_gbp"]

Array = NDArray[np.float64]

PRICED: Final = ("energy balance", "heat_energy balance", "commitment")
"""What a path through the worth of heat can price at a cut."""
SEARCH_GAP: Final = 2e-4
SEARCH_SECONDS: Final = 10.0
ROUNDING_GBP: Final = 1e-6


def span_bound_gbp(problem: Problem, cuts: Sequence[int], *, enough_gbp: float, seconds: float) -> float:
    """No plan is worth more than this [GBP].

    Args:
        problem: What is asked.
        cuts: First step of each part, rising from 0; where a day begins.
        enough_gbp: At which it need not go lower [GBP].
        seconds: After which no further part is looked at [s].
    """
    began = time.perf_counter()
    by_path = _fits(problem)
    priced = PricedParts(problem, cuts, PRICED if by_path else None)
    beside = beside_the_model_gbp(problem)
    lowest = priced.relaxed_gbp + beside
    if lowest <= enough_gbp:
        return lowest
    parts = list(priced.parts())
    bounds = np.array([part.relaxed_gbp for part in parts])
    beside += priced.beside_gbp
    ends = _Ends(problem, priced, cuts) if by_path else None
    for which in sorted(range(len(parts)), key=lambda i: -parts[i].fractions):
        lowest = min(lowest, float(bounds.sum()) + beside)
        if lowest <= enough_gbp or parts[which].fractions == 0.0 or time.perf_counter() - began > seconds:
            return lowest
        bounds[which] = min(bounds[which], _bound_gbp(parts[which], which, ends))
    return min(lowest, float(bounds.sum()) + beside)


def _fits(problem: Problem) -> bool:
    spanning = any(store.max_cycles is not None or store.water_value is not None for store in problem.stores)
    return fits(problem, problem.whole_plant) and not spanning


def _bound_gbp(part: Part, which: int, ends: _Ends | None) -> float:
    found = None if ends is None else ends.bound_gbp(which)
    return searched_gbp(part, relative_gap=SEARCH_GAP, seconds=SEARCH_SECONDS) if found is None else found


class _Ends:
    """Parts of a problem with what crosses their cuts priced, for the path through the worth of heat."""

    def __init__(self, problem: Problem, priced: PricedParts, cuts: Sequence[int]) -> None:
        self._problem, self._starts = problem, [*cuts, len(problem)]
        self._power = priced.duals(POWER_BALANCE)[0]
        self._stores = priced.duals("energy balance")
        self._heat = priced.duals("heat_energy balance")
        self._running = priced.duals("commitment")

    def bound_gbp(self, which: int) -> float | None:
        """The most that a part can be worth [GBP]; None where the path has no answer."""
        first, after = self._starts[which], self._starts[which + 1]
        part = self._part(first, after)
        heat = HeatPath(part).bound_between_gbp(self._power[first:after], self._at(first), self._at(after))
        if heat is None:
            return None
        stores = [self._store_gbp(part, i, first, after) for i in range(len(part.stores))]
        return heat + sum(stores) + ROUNDING_GBP

    def _part(self, first: int, after: int) -> Problem:
        """A part as a problem; but for the first, its engines may stand in any way before it."""
        part = dataclasses.replace(self._problem.part(first, after), constant_gbp=0.0)
        plant = part.plant
        if first == 0 or plant is None:
            return part
        engines = tuple(dataclasses.replace(engine, start=EngineState()) for engine in plant.engines)
        return dataclasses.replace(part, plant=dataclasses.replace(plant, engines=engines))

    def _at(self, step: int) -> CutPrices | None:
        """What crosses the cut before a step is worth."""
        if step in {0, len(self._problem)}:
            return None
        store = self._problem.whole_plant.heat_store
        heat = 0.0 if store is None else -float(self._heat[0][step]) * store.kept_fraction(self._problem.hours)
        return CutPrices(heat, tuple(-float(prices[step]) for prices in self._running))

    def _store_gbp(self, part: Problem, i: int, first: int, after: int) -> float:
        """What an electric store can earn by the prices of its power, its ends priced [GBP]."""
        kept, n = part.stores[i].kept_fraction(part.hours), len(self._problem)
        paid = None if first == 0 else -float(self._stores[i][first]) * kept
        left = None if after == n else -float(self._stores[i][after]) * kept
        return store_between_gbp(part, i, self._power[first:after], paid, left)
