"""Problems the exact algorithm cannot express, handed to HiGHS as arrays.

Binaries stand only in steps where the LP could gain by doing two opposite things at once: charging and
discharging (burning), or exporting before the load is served. Elsewhere the LP keeps the directions by itself;
a step in which it does not, because a limit makes burning useful, gets its binary in a second round. A search
over many binaries ends after `SEARCH_SECONDS` with what it found and the gap it could not close.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Final, NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.linear.program import LinearProgram
from gbflex.dispatch.linear.storage_model import CYCLES_IN_ALL, CYCLES_PER_DAY, Columns, linear_program
from gbflex.dispatch.problem.answer import Answer, CyclePrices
from gbflex.dispatch.problem.problem import TIE_BREAK_GBP_PER_MWH, Problem, Store
from gbflex.dispatch.problem.schedule import Schedule, schedule_of
from gbflex.errors import Infeasible, SolverStopped

__all__ = [
    "SEARCH_SECONDS",
    "SolverRun",
    "WarmHighs",
    "cycle_prices_of",
    "minimised",
    "row_prices",
    "run_solver",
    "solve_with_highs",
]

Array = NDArray[np.float64]
Positions = NDArray[np.int64]

Minimise = Callable[[LinearProgram], highspy.Highs]

NEGLIGIBLE_MWH: Final = 1e-9
"""Flows below the solver's own tolerance are none."""

SEARCH_SECONDS: Final = 60.0
"""How long a model with binaries may take."""


def solve_with_highs(problem: Problem, minimise: Minimise | None = None) -> Answer:
    """The optimum of a problem with a store; with its gap where the time allowed no proof.

    Args:
        problem: The problem.
        minimise: Runs HiGHS; a `WarmHighs` where many like problems follow one another.

    Raises:
        Infeasible: No schedule keeps all limits.
        SolverStopped: HiGHS ended without a schedule.
    """
    store = problem.store
    assert store is not None  # noqa: S101 (the router sends idle problems elsewhere)
    none = np.zeros(len(problem), dtype=bool)
    burning = problem.burning_pays() if problem.one_direction else none
    exporting = problem.export_beats_load() if problem.one_direction else none
    while True:
        directions = np.flatnonzero(burning), np.flatnonzero(exporting)
        answer = _solved(problem, store, *directions, minimise or minimised)
        both = np.minimum(answer.schedule.charge_mwh, answer.schedule.discharge_mwh) > NEGLIGIBLE_MWH
        if not problem.one_direction or not np.any(both & ~burning):
            return answer
        burning = burning | both


def _solved(
    problem: Problem, store: Store, charging: Positions, exporting: Positions, minimise: Minimise
) -> Answer:
    began = time.perf_counter()
    columns = Columns.of(problem, charging, exporting)
    program = linear_program(problem, store, columns)
    modelled = time.perf_counter()
    run = run_solver(program, minimise)
    solved = time.perf_counter()
    schedule = _schedule(problem, columns, run.values)
    bound = run.bound_gbp + problem.constant_gbp + _tie_break_gbp(problem, store)
    bound += store.end_worth_gbp(0.0)
    prices = None
    if store.has_cycle_limit:
        of_rows, conditional = row_prices(program, run)
        names = CYCLES_PER_DAY, CYCLES_IN_ALL
        prices = cycle_prices_of(store, program, of_rows, names, conditional=conditional)
    return Answer(
        schedule=schedule,
        objective_gbp=schedule.worth_gbp(problem),
        bound_gbp=bound,
        solver=f"HiGHS {version('highspy')}",
        model_seconds=modelled - began,
        solve_seconds=solved - modelled,
        binaries=len(charging) + len(exporting),
        cycle_prices=prices,
    )


def _schedule(problem: Problem, columns: Columns, values: Array) -> Schedule:
    discharge_mwh = _clean(values[columns.deliver]) + _clean(values[columns.export])
    # The meter serves the load before it exports; where the two are worth the same the LP may split otherwise.
    delivered_mwh = (
        np.minimum(discharge_mwh, problem.load_mwh) if problem.one_direction else _clean(values[columns.deliver])
    )
    held = None
    if problem.reserve is not None:
        held = values[columns.reserve]
        if columns.levels:
            # Whole to the solver's tolerance: the level meant.
            levels = np.array(problem.reserve.levels_mw)
            held = levels[np.abs(held[:, None] - levels).argmin(axis=1)]
    return schedule_of(
        problem,
        charge_mwh=_clean(values[columns.charge]),
        delivered_mwh=delivered_mwh,
        export_mwh=discharge_mwh - delivered_mwh,
        reserve_mw=held,
    )


def _clean(flow: Array) -> Array:
    return np.where(flow > NEGLIGIBLE_MWH, flow, 0.0)


class SolverRun(NamedTuple):
    """HiGHS after its run.

    Attributes:
        solver: HiGHS.
        values: Of each column, shape (columns,).
        bound_gbp: No values are worth more than this, minus the program's cost [GBP].
    """

    solver: highspy.Highs
    values: Array
    bound_gbp: float


def run_solver(program: LinearProgram, minimise: Minimise) -> SolverRun:
    """Run HiGHS on a program.

    Args:
        program: The program.
        minimise: What runs HiGHS on it.

    Raises:
        Infeasible: Nothing keeps all rows.
        SolverStopped: HiGHS ended without values.
    """
    solver = minimise(program)
    status = solver.getModelStatus()
    if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
        raise Infeasible("no schedule keeps all limits together")
    info = solver.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    out_of_time = status == highspy.HighsModelStatus.kTimeLimit and found
    if status != highspy.HighsModelStatus.kOptimal and not out_of_time:
        raise SolverStopped(
            f"HiGHS ended with status {solver.modelStatusToString(status)}",
            next_step="Shorten the span, or lift max_cycles_per_day",
        )
    # An optimal LP's dual objective equals its primal one within the dual tolerance.
    bound = info.mip_dual_bound if program.is_integer else info.objective_function_value
    values = np.array(solver.getSolution().col_value)
    return SolverRun(solver, values, -float(bound))


def minimised(
    program: LinearProgram, *, relative_gap: float = 0.0, seconds: float = SEARCH_SECONDS
) -> highspy.Highs:
    """HiGHS after its run on a linear program.

    Args:
        program: The program.
        relative_gap: Between bound and objective, at which a search over whole numbers may end [fraction].
        seconds: After which it ends with what it found [s].
    """
    solver = _new_solver(program, relative_gap, seconds)
    solver.passModel(_handed_over(program))
    solver.run()
    return solver


class WarmHighs:
    """Runs HiGHS on one linear program after another; of a matrix that stays, only costs and bounds change.

    From the last optimum a like program needs few steps. Programs with binaries start anew.
    """

    def __init__(self) -> None:
        self._solver: highspy.Highs | None = None
        self._matrix: tuple[Array | Positions, ...] = ()

    def __call__(self, program: LinearProgram) -> highspy.Highs:
        """HiGHS after its run on a linear program."""
        if program.is_integer:
            return minimised(program)
        matrix = program.rows.by_column(len(program.cost))
        same = self._solver is not None and all(map(np.array_equal, matrix, self._matrix))
        if self._solver is None or not same:
            self._solver, self._matrix = minimised(program), matrix
            self._solver.setOptionValue("presolve", "off")
            return self._solver
        _change(self._solver, program)
        self._solver.run()
        return self._solver


def _change(solver: highspy.Highs, program: LinearProgram) -> None:
    columns = np.arange(len(program.cost), dtype=np.int32)
    rows = np.arange(program.rows.count, dtype=np.int32)
    solver.changeColsCost(len(columns), columns, program.cost)
    solver.changeColsBounds(len(columns), columns, program.lower, program.upper)
    lower, upper = np.concatenate(program.rows.lower), np.concatenate(program.rows.upper)
    solver.changeRowsBounds(len(rows), rows, lower, upper)  # type: ignore[attr-defined]  # its stub lacks it


def _new_solver(program: LinearProgram, relative_gap: float, seconds: float) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy is untyped in part
    for option, value in (
        ("output_flag", False),
        # HiGHS 1.15.1's presolve cuts off the optimum of some models with binaries: docs/decisions/0009.
        ("presolve", "off" if program.is_integer else "choose"),
        ("threads", 1),
        ("random_seed", 0),
        ("time_limit", seconds if program.is_integer else float("inf")),
        ("mip_rel_gap", relative_gap),
        ("mip_abs_gap", 1e-6),
        ("mip_feasibility_tolerance", 1e-9),
        ("primal_feasibility_tolerance", 1e-9),
        ("dual_feasibility_tolerance", 1e-9),
    ):
        solver.setOptionValue(option, value)
    return solver


def _handed_over(program: LinearProgram) -> highspy.HighsLp:
    columns, rows = len(program.cost), program.rows
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows.count
    model.col_cost_ = program.cost
    model.col_lower_, model.col_upper_ = program.lower, program.upper
    model.row_lower_, model.row_upper_ = np.concatenate(rows.lower), np.concatenate(rows.upper)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.by_column(columns)
    if program.is_integer:
        kinds = [highspy.HighsVarType.kContinuous] * program.integer_from
        model.integrality_ = kinds + [highspy.HighsVarType.kInteger] * (columns - program.integer_from)
    return model


def _tie_break_gbp(problem: Problem, store: Store) -> float:
    """The most that the tie-break can have taken off any schedule: a bound must hold without it."""
    out = float(np.minimum(problem.discharge_limit_mwh, problem.load_mwh + problem.export_limit_mwh).sum())
    if store.max_cycles is not None:
        out = min(out, store.max_cycles * store.energy_capacity_mwh)
    return TIE_BREAK_GBP_PER_MWH * (out + float(problem.charge_limit_mwh.sum()))


def row_prices(program: LinearProgram, run: SolverRun) -> tuple[Array, bool]:
    """Multipliers of the rows, shape (rows,), and whether whole numbers were held fixed for them.

    Args:
        program: The program.
        run: HiGHS after its run on it.
    """
    solver, conditional = run.solver, program.is_integer
    if conditional:
        fixed = np.round(run.values[program.integer_from :])
        lower, upper = program.lower.copy(), program.upper.copy()
        lower[program.integer_from :] = upper[program.integer_from :] = fixed
        solver = minimised(LinearProgram(program.cost, lower, upper, len(program.cost), program.rows))
    return np.array(solver.getSolution().row_dual), conditional


def cycle_prices_of(
    store: Store, program: LinearProgram, of_rows: Array, names: tuple[str, str], *, conditional: bool
) -> CyclePrices:
    """What more of a cycle would have earned at the margin, per cycle.

    Args:
        store: The store.
        program: The program.
        of_rows: Multipliers of its rows, shape (rows,).
        names: Rows of the daily limit, and of the one over all steps.
        conditional: Whether whole numbers were held fixed.
    """
    prices: dict[str, Array] = {}
    for group in program.rows.groups:
        if group.limit in names:
            per_mwh = -of_rows[group.first : group.first + len(group.at)]
            prices[group.limit] = np.maximum(per_mwh, 0.0) * store.energy_capacity_mwh
    daily, in_all = prices.get(names[0]), prices.get(names[1])
    return CyclePrices(
        per_day_gbp_per_cycle=None if daily is None else tuple(daily.tolist()),
        in_all_gbp_per_cycle=None if in_all is None else float(in_all[0]),
        conditional=conditional,
    )
