"""The joint plan of all assets: one mixed-integer model, made whole only where that decides something.

Directions of the stores and of the meter, and an engine's place on its curve, are left to the linear model where
prices make it keep them; where an answer breaks one, it becomes whole and the model runs again.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Mapping
from importlib.metadata import version
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.layout import Block, Layout, Wholes
from gbflex.dispatch.joint.meter import PEAK
from gbflex.dispatch.joint.model import joint_program, tie_break_gbp
from gbflex.dispatch.joint.read import JointValues, joint_schedule
from gbflex.dispatch.joint.stores import cycles_in_all, cycles_per_day
from gbflex.dispatch.linear.highs import (
    SEARCH_SECONDS,
    SolverRun,
    cycle_prices_of,
    minimised,
    row_prices,
    run_solver,
)
from gbflex.dispatch.linear.program import LinearProgram
from gbflex.dispatch.problem.answer import OPTIMAL_GAP, Answer, CyclePrices
from gbflex.dispatch.problem.problem import STRICTLY_GBP_PER_MWH, TIE_BREAK_GBP_PER_MWH, Problem

__all__ = ["RELATIVE_GAP", "beside_the_model_gbp", "relaxed_bound_gbp", "solve_jointly"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEGLIGIBLE_MWH: Final = 1e-7


RELATIVE_GAP: Final = OPTIMAL_GAP
"""Between bound and objective, at which the search for a plant's plan ends unless told otherwise."""
ROUNDING: Final = 1e-9


def solve_jointly(
    problem: Problem,
    *,
    relative_gap: float = RELATIVE_GAP,
    held: Mapping[Block, Array] | None = None,
    seconds: float = SEARCH_SECONDS,
) -> Answer:
    """The best schedule of a problem.

    Args:
        problem: What is asked.
        relative_gap: Between bound and objective, at which the search may end [fraction].
        held: Values that some blocks of columns must keep; NaN is free.
        seconds: After which each search ends with what it found [s].

    Raises:
        Infeasible: No schedule keeps all limits.
        SolverStopped: HiGHS ended without a schedule.
    """
    wholes = _first_wholes(problem) if problem.one_direction else Wholes.none(problem)
    while True:
        began = time.perf_counter()
        layout = Layout(problem, wholes)
        program = joint_program(problem, layout)
        _hold(program, layout, held or {})
        if np.array_equal(program.lower[layout.integer_from :], program.upper[layout.integer_from :]):
            # All whole numbers are given: what is left is linear.
            program.integer_from = layout.count
        modelled = time.perf_counter()
        run = run_solver(program, functools.partial(minimised, relative_gap=relative_gap, seconds=seconds))
        solved = time.perf_counter()
        found = JointValues(problem, layout, run.values)
        if problem.one_direction and _became_whole(wholes, found):
            continue
        schedule = joint_schedule(found)
        objective_gbp, bound_gbp = schedule.worth_gbp(problem), run.bound_gbp + beside_the_model_gbp(problem)
        return Answer(
            schedule=schedule,
            objective_gbp=objective_gbp,
            bound_gbp=bound_gbp,
            solver=f"HiGHS {version('highspy')}",
            model_seconds=modelled - began,
            solve_seconds=solved - modelled,
            binaries=layout.count - layout.integer_from,
            cycle_prices=_cycle_prices(problem, program, run),
            import_price_gbp_per_mwh=_import_price(problem, program, run),
        )


def beside_the_model_gbp(problem: Problem) -> float:
    """What a bound holds beside the model's: the constant, the tie-break, the worth of empty stores at the end.

    Args:
        problem: What is asked.
    """
    empty = sum(store.end_worth_gbp(0.0) for store in problem.stores)
    return problem.constant_gbp + tie_break_gbp(problem) + empty


def _cycle_prices(problem: Problem, program: LinearProgram, run: SolverRun) -> CyclePrices | None:
    """What more of a cycle would have earned at the margin, where there is one store and no engine."""
    if problem.whole_plant.engines or len(problem.stores) != 1 or not problem.stores[0].has_cycle_limit:
        return None
    of_rows, conditional = row_prices(program, run)
    names = cycles_per_day(0), cycles_in_all(0)
    return cycle_prices_of(problem.stores[0], program, of_rows, names, conditional=conditional)


def _import_price(problem: Problem, program: LinearProgram, run: SolverRun) -> Array | None:
    """What a MWh of import costs in each step through a peak, where there is one and no engine."""
    if problem.whole_plant.engines or not problem.binding_peaks:
        return None
    of_rows, _ = row_prices(program, run)
    total = np.zeros(len(problem))
    for group in program.rows.groups:
        if group.limit == PEAK:
            total += np.maximum(-of_rows[group.first : group.first + len(group.at)], 0.0)
    # What is left below the tie-break is the tie-break.
    return np.where(total > 2 * TIE_BREAK_GBP_PER_MWH, total, 0.0)


def _hold(program: LinearProgram, layout: Layout, held: Mapping[Block, Array]) -> None:
    """Keep some blocks of columns at given values; NaN is free."""
    for block, values in held.items():
        at = layout[block]
        # Bounds of a whole number that are not whole make HiGHS 1.15.1 call a lesser plan the best.
        slack = np.where(at < layout.integer_from, ROUNDING, 0.0)
        program.lower[at] = np.fmax(values - slack, program.lower[at])
        program.upper[at] = np.fmin(values + slack, program.upper[at])


def relaxed_bound_gbp(problem: Problem, held: Mapping[Block, Array] | None = None) -> float:
    """No plan is worth more than this: the linear relaxation of the whole span [GBP].

    Args:
        problem: What is asked.
        held: Values that some blocks of columns must keep; NaN is free.
    """
    layout = Layout(problem, Wholes.none(problem))
    program = joint_program(problem, layout)
    _hold(program, layout, held or {})
    program.integer_from = layout.count
    return run_solver(program, minimised).bound_gbp + beside_the_model_gbp(problem)


def _first_wholes(problem: Problem) -> Wholes:
    """Where prices alone say that doing two opposite things at once would gain."""
    load = np.where(problem.load_mwh > 0, problem.load_gbp_per_mwh, -np.inf)
    out = np.maximum(load, np.where(problem.export_limit_mwh > np.float64(0), problem.export_gbp_per_mwh, -np.inf))
    wholes = Wholes.none(problem)
    if problem.stores:
        wholes.drawing = out + problem.charge_gbp_per_mwh > STRICTLY_GBP_PER_MWH
    for i, store in enumerate(problem.stores):
        back = store.round_trip_efficiency * (out + store.discharge_gbp_per_mwh)
        wholes.charging[i] = back + problem.charge_gbp_per_mwh + store.charge_gbp_per_mwh > STRICTLY_GBP_PER_MWH
    wholes.exporting = (problem.export_gbp_per_mwh > problem.load_gbp_per_mwh + STRICTLY_GBP_PER_MWH) & (
        problem.load_mwh > 0
    )
    return wholes


def _became_whole(wholes: Wholes, values: JointValues) -> bool:
    """Make whole what an answer broke; whether there was anything."""
    before = wholes.count()
    for i in range(len(wholes.charging)):
        wholes.charging[i] = wholes.charging[i] | _both(values.charge_mwh(i), values.discharge_mwh(i))
        wholes.moving[i] = wholes.moving.get(i, np.zeros(1, dtype=bool)) | values.runs_at_rest(i)
    wholes.heat_charging = wholes.heat_charging | _both(values.heat_charge_mwh, values.heat_discharge_mwh)
    for i in range(len(values.problem.whole_plant.engines)):
        wrong = values.off_curve(i)
        if wrong.any():
            # Where one step gains by it others will: all at once is one search more instead of many.
            wholes.neighbours[i] = np.ones_like(wrong)
    return wholes.count() != before


def _both(one_mwh: Array, two_mwh: Array) -> Flags:
    both: Flags = np.minimum(one_mwh, two_mwh) > NEGLIGIBLE_MWH
    return both
