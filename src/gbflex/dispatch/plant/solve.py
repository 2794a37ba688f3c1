"""The joint plan of a plant: one mixed-integer model, made whole only where that decides something.

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

from gbflex.dispatch.linear.highs import SEARCH_SECONDS, minimised, run_solver
from gbflex.dispatch.plant.layout import Block, Layout, Wholes
from gbflex.dispatch.plant.model import plant_program, tie_break_gbp
from gbflex.dispatch.plant.read import PlantValues, plant_schedule
from gbflex.dispatch.problem.answer import Answer
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.problem import STRICTLY_GBP_PER_MWH, Problem

__all__ = ["relaxed_bound_gbp", "solve_plant"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEGLIGIBLE_MWH: Final = 1e-7


RELATIVE_GAP: Final = 1e-4
"""Between bound and objective, at which the search for a plant's plan ends unless told otherwise."""
PROVEN_GAP: Final = 1e-9
ROUNDING: Final = 1e-9


def solve_plant(
    problem: Problem,
    *,
    relative_gap: float = RELATIVE_GAP,
    held: Mapping[Block, Array] | None = None,
    seconds: float = SEARCH_SECONDS,
) -> Answer:
    """The best schedule of a problem with a plant.

    Args:
        problem: What is asked.
        relative_gap: Between bound and objective, at which the search may end [fraction].
        held: Values that some blocks of columns must keep.
        seconds: After which each search ends with what it found [s].

    Raises:
        Infeasible: No schedule keeps all limits.
        SolverStopped: HiGHS ended without a schedule.
    """
    plant = problem.plant
    assert plant is not None  # noqa: S101 (the router sends no other here)
    wholes = _first_wholes(problem, plant)
    while True:
        began = time.perf_counter()
        layout = Layout(problem, wholes)
        program = plant_program(problem, plant, layout)
        for block, values in (held or {}).items():
            program.lower[layout[block]] = np.maximum(values - ROUNDING, program.lower[layout[block]])
            program.upper[layout[block]] = np.minimum(values + ROUNDING, program.upper[layout[block]])
        modelled = time.perf_counter()
        run = run_solver(program, functools.partial(minimised, relative_gap=relative_gap, seconds=seconds))
        solved = time.perf_counter()
        found = PlantValues(problem, plant, layout, run.values)
        if _became_whole(wholes, found):
            continue
        schedule = plant_schedule(found)
        return Answer(
            schedule=schedule,
            status=run.status if relative_gap <= PROVEN_GAP else "feasible",
            objective_gbp=schedule.worth_gbp(problem),
            bound_gbp=run.bound_gbp + problem.constant_gbp + tie_break_gbp(problem, plant),
            solver=f"HiGHS {version('highspy')}",
            model_seconds=modelled - began,
            solve_seconds=solved - modelled,
            binaries=layout.count - layout.integer_from,
        )


def relaxed_bound_gbp(problem: Problem) -> float:
    """No plan is worth more than this: the linear relaxation of the whole span [GBP].

    Args:
        problem: One with a plant.
    """
    plant = problem.plant
    assert plant is not None  # noqa: S101 (callers have one)
    never = np.zeros(len(problem), dtype=bool)
    layout = Layout(problem, Wholes(never, never, never, never))
    program = plant_program(problem, plant, layout)
    program.integer_from = layout.count
    return run_solver(program, minimised).bound_gbp + problem.constant_gbp + tie_break_gbp(problem, plant)


def _first_wholes(problem: Problem, plant: Plant) -> Wholes:
    """Where prices alone say that doing two opposite things at once would gain."""
    never = np.zeros(len(problem), dtype=bool)
    load = np.where(problem.load_mwh > 0, problem.load_gbp_per_mwh, -np.inf)
    out = np.maximum(load, np.where(problem.export_limit_mwh > np.float64(0), problem.export_gbp_per_mwh, -np.inf))
    charging = drawing = never
    if problem.store is not None:
        drawing = out + problem.charge_gbp_per_mwh > STRICTLY_GBP_PER_MWH
        back = problem.store.round_trip_efficiency * (out + plant.store_discharge_gbp_per_mwh)
        there = problem.charge_gbp_per_mwh + plant.store_charge_gbp_per_mwh
        charging = back + there > STRICTLY_GBP_PER_MWH
    exporting = (problem.export_gbp_per_mwh > problem.load_gbp_per_mwh + STRICTLY_GBP_PER_MWH) & (
        problem.load_mwh > 0
    )
    return Wholes(charging, never, drawing, exporting)


def _became_whole(wholes: Wholes, values: PlantValues) -> bool:
    """Make whole what an answer broke; whether there was anything."""
    before = [wholes.charging.sum(), wholes.heat_charging.sum(), sum(map(np.sum, wholes.neighbours.values()))]
    wholes.charging = wholes.charging | (np.minimum(values.charge_mwh, values.discharge_mwh) > NEGLIGIBLE_MWH)
    both = np.minimum(values.heat_charge_mwh, values.heat_discharge_mwh) > NEGLIGIBLE_MWH
    wholes.heat_charging = wholes.heat_charging | both
    for i in range(len(values.plant.engines)):
        wrong = values.off_curve(i)
        if wrong.any():
            # Where one step gains by it others will: all at once is one search more instead of many.
            wholes.neighbours[i] = np.ones_like(wrong)
    after = [wholes.charging.sum(), wholes.heat_charging.sum(), sum(map(np.sum, wholes.neighbours.values()))]
    return after != before
