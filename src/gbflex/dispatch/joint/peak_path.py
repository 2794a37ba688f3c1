"""One store under a price on the largest import: the exact algorithm at the price that the peak has in each step.

A peak couples the steps of its group, and with it gone each step stands for itself. Priced by multipliers, the
import of a step costs what it adds to the peak; whatever the multipliers, as long as those of a group add up to no
more than its cost, the exact worth at these prices is a bound on every schedule. Held below a level, import costs
nothing more than the level; the exact worth under that limit is a schedule. Levels and multipliers come from the
linear relaxation, in which the two agree; what they leave open is what one direction per step takes away.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.exact.storage import is_exact, solve_exactly
from gbflex.dispatch.joint.layout import Layout, Wholes
from gbflex.dispatch.joint.meter import PEAK
from gbflex.dispatch.joint.model import joint_program
from gbflex.dispatch.linear.highs import minimised, run_solver
from gbflex.dispatch.problem.answer import PROVEN_GAP, Answer
from gbflex.dispatch.problem.problem import TIE_BREAK_GBP_PER_MWH, Problem
from gbflex.errors import Infeasible

__all__ = ["has_peak_path", "plan_under_peaks"]

Array = NDArray[np.float64]

TRIES: Final = (0.0, 0.02, -0.02, 0.08, -0.08)
"""How far from the relaxation's levels others are tried, as shares of the room above what is free."""


class _Relaxed(NamedTuple):
    """What the linear relaxation says of each peak.

    Attributes:
        tops_mwh: Largest import of each group, by peak.
        prices: What a MWh of import costs in each step, by peak [GBP/MWh], shape (n,).
    """

    tops_mwh: list[Array]
    prices: list[Array]


def has_peak_path(problem: Problem) -> bool:
    """Whether a problem is one for the exact algorithm but for its peaks.

    Args:
        problem: The problem.
    """
    return bool(problem.peaks) and is_exact(_without_peaks(problem))


def plan_under_peaks(problem: Problem) -> Answer:
    """The best schedule found and a bound.

    Args:
        problem: One that `has_peak_path`.

    Raises:
        Infeasible: No schedule keeps all limits.
    """
    free = solve_exactly(_without_peaks(problem))
    paid = sum(peak.cost_gbp(free.schedule.import_mwh) for peak in problem.peaks)
    if paid == 0:
        # Nothing can be worth more than the best plan that leaves the peaks aside.
        return free
    relaxed = _relaxed(problem)
    bound = min(free.bound_gbp, _bound_gbp(problem, relaxed))
    best = dataclasses.replace(free, objective_gbp=free.objective_gbp - paid)
    for tops in _levels(problem, relaxed):
        found = _held_below(problem, tops)
        if found is not None and found.objective_gbp > best.objective_gbp:
            best = found
        if bound - best.objective_gbp <= PROVEN_GAP * max(abs(best.objective_gbp), 1.0):
            break
    bound = max(bound, best.objective_gbp)
    price = np.sum(relaxed.prices, axis=0)
    return dataclasses.replace(
        best,
        bound_gbp=bound,
        solver=f"{best.solver} under peaks",
        import_price_gbp_per_mwh=np.where(price > 2 * TIE_BREAK_GBP_PER_MWH, price, 0.0),
    )


def _without_peaks(problem: Problem) -> Problem:
    return dataclasses.replace(problem, peaks=())


def _relaxed(problem: Problem) -> _Relaxed:
    layout = Layout(problem, Wholes.none(problem))
    program = joint_program(problem, layout)
    program.integer_from = layout.count
    run = run_solver(program, minimised)
    duals = np.array(run.solver.getSolution().row_dual)
    rows = [group for group in program.rows.groups if group.limit == PEAK]
    prices = []
    for peak, group in zip(problem.binding_peaks, rows, strict=True):
        price = np.maximum(-duals[group.first : group.first + len(problem)], 0.0)
        # Those of a group must not add up to more than its cost.
        total = np.bincount(peak.group_index, weights=price, minlength=len(peak.free_mwh))
        share = np.minimum(1.0, peak.cost_gbp_per_mwh / np.maximum(total, 1e-300))
        prices.append(price * share[peak.group_index])
    tops = [run.values[layout["top", i]] for i in range(len(problem.binding_peaks))]
    return _Relaxed(tops, prices)


def _bound_gbp(problem: Problem, relaxed: _Relaxed) -> float:
    """The exact worth with import priced by the multipliers: no schedule is worth more [GBP]."""
    price = np.sum(relaxed.prices, axis=0)
    free_gbp = sum(
        float((each * (peak.free_mwh[peak.group_index] - problem.load_mwh)).sum())
        for peak, each in zip(problem.binding_peaks, relaxed.prices, strict=True)
    )
    priced = dataclasses.replace(
        _without_peaks(problem),
        charge_gbp_per_mwh=problem.charge_gbp_per_mwh - price,
        load_gbp_per_mwh=problem.load_gbp_per_mwh + price,
        constant_gbp=problem.constant_gbp + free_gbp,
    )
    return solve_exactly(priced).bound_gbp


def _levels(problem: Problem, relaxed: _Relaxed) -> Iterator[list[Array]]:
    """Levels to hold import below, the relaxation's first."""
    peaks = list(zip(problem.binding_peaks, relaxed.tops_mwh, strict=True))
    for share in TRIES:
        yield [
            np.maximum(top + share * np.maximum(top - peak.free_mwh, 0.0), peak.free_mwh) for peak, top in peaks
        ]


def _held_below(problem: Problem, tops: list[Array]) -> Answer | None:
    """The exact plan with import held below a level in each group; None where the load needs more."""
    limit = np.broadcast_to(problem.import_limit_mwh, len(problem))
    for peak, top in zip(problem.binding_peaks, tops, strict=True):
        limit = np.minimum(limit, top[peak.group_index])
    held = dataclasses.replace(_without_peaks(problem), import_limit_mwh=limit)
    try:
        answer = solve_exactly(held)
    except Infeasible:
        return None
    return dataclasses.replace(answer, objective_gbp=answer.schedule.worth_gbp(problem))
