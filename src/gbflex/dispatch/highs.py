"""The HiGHS formulation, handed over as arrays.

Per step: charge c, delivery to the load q, export x, state of charge s at its end. An LP, with a binary
only in steps where the LP could gain by doing two opposite things at once: charging and discharging
(burning), or exporting before the load is served. Elsewhere the LP keeps the directions by itself. A search
over many binaries ends after `SEARCH_SECONDS` with what it found and the gap it could not close.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Final

import highspy
import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.answer import Answer
from gbflex.dispatch.problem import TIE_BREAK_GBP_PER_MWH, Problem, Store
from gbflex.dispatch.schedule import schedule_of
from gbflex.errors import Infeasible, SolverStopped

__all__ = ["solve_with_highs"]

Array = NDArray[np.float64]
Positions = NDArray[np.int64]

NEGLIGIBLE_MWH: Final = 1e-9
"""Flows below the solver's own tolerance are none."""

SEARCH_SECONDS: Final = 60.0
"""How long a model with binaries may take."""


@dataclass
class _Rows:
    """Constraint rows collected block by block, each as positions and values."""

    count: int = 0
    row: list[Positions] = field(default_factory=list)
    column: list[Positions] = field(default_factory=list)
    value: list[Array] = field(default_factory=list)
    lower: list[Array] = field(default_factory=list)
    upper: list[Array] = field(default_factory=list)

    def add(self, *terms: tuple[Positions, float | Array], lower: float | Array, upper: float | Array) -> None:
        """Rows of the form lower <= sum of coefficient x column <= upper, one per entry of a term."""
        n = len(terms[0][0])
        rows = self.count + np.arange(n)
        for columns, coefficient in terms:
            self._put(rows, columns, coefficient)
        self._bound(n, lower, upper)

    def add_sums(self, group: Positions, *terms: tuple[Positions, float], lower: float, upper: float) -> None:
        """One row per group: the sum of its members' terms between two bounds."""
        for columns, coefficient in terms:
            self._put(self.count + group, columns, coefficient)
        self._bound(int(group.max()) + 1, lower, upper)

    def _put(self, rows: Positions, columns: Positions, coefficient: float | Array) -> None:
        self.row.append(rows)
        self.column.append(columns)
        self.value.append(np.broadcast_to(np.asarray(coefficient, dtype=np.float64), len(rows)))

    def _bound(self, n: int, lower: float | Array, upper: float | Array) -> None:
        self.lower.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), n))
        self.upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), n))
        self.count += n

    def by_column(self, columns: int) -> tuple[Positions, Positions, Array]:
        """Start, row index and value in compressed sparse column form."""
        row, column, value = np.concatenate(self.row), np.concatenate(self.column), np.concatenate(self.value)
        order = np.lexsort((row, column))
        start = np.concatenate(([0], np.cumsum(np.bincount(column, minlength=columns)))).astype(np.int64)
        return start, row[order], value[order]


@dataclass(frozen=True)
class _Columns:
    """Positions of the model's columns: blocks of n, then the binaries."""

    n: int
    charging_steps: Positions
    exporting_steps: Positions

    @property
    def charge(self) -> Positions:
        return np.arange(self.n)

    @property
    def deliver(self) -> Positions:
        return self.n + np.arange(self.n)

    @property
    def export(self) -> Positions:
        return 2 * self.n + np.arange(self.n)

    @property
    def state(self) -> Positions:
        return 3 * self.n + np.arange(self.n)

    @property
    def charging(self) -> Positions:
        """1 where the store may charge, 0 where it may discharge."""
        return 4 * self.n + np.arange(len(self.charging_steps))

    @property
    def exporting(self) -> Positions:
        """1 where the load is fully served and export may begin."""
        return 4 * self.n + len(self.charging_steps) + np.arange(len(self.exporting_steps))

    @property
    def count(self) -> int:
        return 4 * self.n + len(self.charging_steps) + len(self.exporting_steps)


def solve_with_highs(problem: Problem) -> Answer:
    """The optimum of a problem with a store; "feasible" with its gap where the time allowed no proof.

    Raises:
        Infeasible: No schedule keeps all limits.
        SolverStopped: HiGHS ended without a schedule.
    """
    assert problem.store is not None  # noqa: S101 (the router sends idle problems elsewhere)
    began = time.perf_counter()
    columns = _Columns(
        len(problem), np.flatnonzero(problem.burning_pays()), np.flatnonzero(problem.export_beats_load())
    )
    model = _model(problem, problem.store, columns)
    modelled = time.perf_counter()
    solver = _run(model)
    solved = time.perf_counter()
    values = np.array(solver.getSolution().col_value)
    discharge_mwh = _clean(values[columns.deliver]) + _clean(values[columns.export])
    # The meter serves the load before it exports; where the two are worth the same the LP may split otherwise.
    delivered_mwh = np.minimum(discharge_mwh, problem.load_mwh)
    schedule = schedule_of(
        problem,
        charge_mwh=_clean(values[columns.charge]),
        delivered_mwh=delivered_mwh,
        export_mwh=discharge_mwh - delivered_mwh,
    )
    return Answer(
        schedule=schedule,
        status="optimal" if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal else "feasible",
        objective_gbp=schedule.worth_gbp(problem),
        bound_gbp=_bound_gbp(solver, integer=bool(columns.count - 4 * len(problem))) + problem.constant_gbp,
        solver=f"HiGHS {version('highspy')}",
        model_seconds=modelled - began,
        solve_seconds=solved - modelled,
        binaries=columns.count - 4 * len(problem),
    )


def _clean(flow: Array) -> Array:
    return np.where(flow > NEGLIGIBLE_MWH, flow, 0.0)


def _model(problem: Problem, store: Store, columns: _Columns) -> highspy.HighsLp:
    rows = _Rows()
    _balance_the_store(rows, problem, store, columns)
    _limit_power_and_import(rows, problem, columns)
    _limit_cycles(rows, problem, store, columns)
    _keep_one_direction(rows, problem, columns)
    lower, upper = _column_bounds(problem, store, columns)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns.count, rows.count
    model.col_cost_ = _costs(problem, columns)
    model.col_lower_, model.col_upper_ = lower, upper
    model.row_lower_, model.row_upper_ = np.concatenate(rows.lower), np.concatenate(rows.upper)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.by_column(columns.count)
    binaries = columns.count - 4 * len(problem)
    if binaries:
        kinds = [highspy.HighsVarType.kContinuous] * (columns.count - binaries)
        model.integrality_ = kinds + [highspy.HighsVarType.kInteger] * binaries
    return model


def _costs(problem: Problem, columns: _Columns) -> Array:
    costs = np.zeros(columns.count)
    for where, worth in (
        (columns.charge, problem.charge_gbp_per_mwh),
        (columns.deliver, problem.load_gbp_per_mwh),
        (columns.export, problem.export_gbp_per_mwh),
    ):
        costs[where] = TIE_BREAK_GBP_PER_MWH - worth
    return costs


def _column_bounds(problem: Problem, store: Store, columns: _Columns) -> tuple[Array, Array]:
    lower, upper = np.zeros(columns.count), np.ones(columns.count)
    upper[columns.charge] = problem.charge_limit_mwh
    upper[columns.deliver] = problem.largest_delivery_mwh()
    upper[columns.export] = problem.largest_export_mwh()
    upper[columns.state] = store.energy_capacity_mwh
    if store.final_mwh is not None:
        lower[columns.state[-1]] = upper[columns.state[-1]] = store.final_mwh
    return lower, upper


def _balance_the_store(rows: _Rows, problem: Problem, store: Store, columns: _Columns) -> None:
    taken = 1 / store.discharge_efficiency
    initial = np.zeros(len(problem))
    initial[0] = store.initial_mwh
    flows = ((columns.charge, -store.charge_efficiency), (columns.deliver, taken), (columns.export, taken))
    first_row = rows.count
    rows.add((columns.state, 1.0), *flows, lower=initial, upper=initial)
    if len(problem) > 1:
        # The state before: the same rows, from the second on.
        later = first_row + np.arange(1, len(problem))
        rows._put(later, columns.state[:-1], -1.0)  # noqa: SLF001 (one module)


def _limit_power_and_import(rows: _Rows, problem: Problem, columns: _Columns) -> None:
    both = np.flatnonzero(problem.largest_export_mwh() > 0)
    if len(both):
        terms = ((columns.deliver[both], 1.0), (columns.export[both], 1.0))
        rows.add(*terms, lower=0.0, upper=problem.discharge_limit_mwh)
    room = problem.import_limit_mwh - problem.load_mwh
    tight = np.flatnonzero(room < problem.charge_limit_mwh)
    if len(tight):
        terms = ((columns.charge[tight], 1.0), (columns.deliver[tight], -1.0))
        rows.add(*terms, lower=-np.inf, upper=room[tight])


def _limit_cycles(rows: _Rows, problem: Problem, store: Store, columns: _Columns) -> None:
    if store.max_cycles_per_day is None:
        return
    taken = 1 / store.discharge_efficiency
    most = store.max_cycles_per_day * store.energy_capacity_mwh
    rows.add_sums(problem.day_index, (columns.deliver, taken), (columns.export, taken), lower=0.0, upper=most)


def _keep_one_direction(rows: _Rows, problem: Problem, columns: _Columns) -> None:
    steps, binary = columns.charging_steps, columns.charging
    if len(steps):
        rows.add((columns.charge[steps], 1.0), (binary, -problem.charge_limit_mwh), lower=-np.inf, upper=0.0)
        out = ((columns.deliver[steps], 1.0), (columns.export[steps], 1.0))
        limit = problem.discharge_limit_mwh
        rows.add(*out, (binary, limit), lower=-np.inf, upper=limit)
    steps, binary = columns.exporting_steps, columns.exporting
    if len(steps):
        most = problem.largest_export_mwh()[steps]
        rows.add((columns.export[steps], 1.0), (binary, -most), lower=-np.inf, upper=0.0)
        rows.add((columns.deliver[steps], 1.0), (binary, -problem.load_mwh[steps]), lower=0.0, upper=np.inf)


def _run(model: highspy.HighsLp) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy is untyped in part
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", 0),
        ("time_limit", SEARCH_SECONDS if len(model.integrality_) else float("inf")),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-6),
        ("mip_feasibility_tolerance", 1e-9),
        ("primal_feasibility_tolerance", 1e-9),
        ("dual_feasibility_tolerance", 1e-9),
    ):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        raise Infeasible(
            "no schedule keeps all limits together: import, export, power, cycles per day, start and end",
            next_step="Raise connection.import_mw, or free final_state_of_charge_mwh or max_cycles_per_day",
        )
    found = solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if status != highspy.HighsModelStatus.kOptimal and not (
        status == highspy.HighsModelStatus.kTimeLimit and found
    ):
        raise SolverStopped(
            f"HiGHS ended with status {solver.modelStatusToString(status)}",
            next_step="Shorten the span, or lift max_cycles_per_day",
        )
    return solver


def _bound_gbp(solver: highspy.Highs, *, integer: bool) -> float:
    info = solver.getInfo()
    # An optimal LP's dual objective equals its primal one within the dual tolerance.
    return -float(info.mip_dual_bound if integer else info.objective_function_value)
