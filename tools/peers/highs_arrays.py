"""The battery problem as numpy arrays straight into HiGHS.

The fastest form found: charging has no column of its own. The row of step t,

    0 <= state[t] - state[t-1] + discharge[t] / discharge_efficiency <= charge_efficiency x step limit,

is what is charged, in MWh inside, and its price sits in the costs of the state and discharge columns. That is
the same LP with a third of its columns gone, and takes 0.7 to 0.8 of the time. Only steps with a binary, or
with a response product to keep power free for, get a charge column (`charge_column=True` gives one to every step).

A model goes over in one call of `passModel` with arrays, which takes a seventh of the time of filling a `HighsLp`
(pybind turns its vectors and the list of variable kinds item by item).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import highspy
import numpy as np
from numpy.typing import NDArray

from peers.problem import HALF_HOUR_HOURS, Array, Battery, worth_gbp

__all__ = [
    "Binaries",
    "ManyAnswers",
    "MilpAnswer",
    "PeerAnswer",
    "ResponseAnswer",
    "many_lp_warm",
    "response_milp",
    "rolling_lp_warm",
    "rolling_milp",
    "year_lp",
    "year_milp",
]

Binaries = Literal["all", "burning"]
Whole = NDArray[np.int32]
Steps = NDArray[np.int64]
Flags = NDArray[np.bool_]

COLUMNWISE: Final = 1
MINIMISE: Final = 1
NEGLIGIBLE_MWH: Final = 1e-6
"""The solver's own tolerance: flows below it are none."""


@dataclass(frozen=True)
class PeerAnswer:
    """A schedule of shape (n,) in MWh at the meter, its worth, and seconds of wall clock.

    Building is everything before the solver starts, hand-over included; solving is inside HiGHS's run; the total
    also holds reading the solution.
    """

    objective_gbp: float
    build_seconds: float
    solver_seconds: float
    total_seconds: float
    charge_mwh: Array
    discharge_mwh: Array


@dataclass(frozen=True)
class MilpAnswer(PeerAnswer):
    """The same with the proven upper bound and how many direction binaries the model had."""

    bound_gbp: float
    binaries: int


@dataclass(frozen=True)
class ResponseAnswer(MilpAnswer):
    """The same with the response held in each block, shape (blocks,), in MW."""

    response_mw: Array


@dataclass(frozen=True)
class ManyAnswers:
    """Worth of m problems, shape (m,), and seconds of wall clock for all of them."""

    objective_gbp: Array
    build_seconds: float
    solver_seconds: float
    total_seconds: float


@dataclass
class _Model:
    """A model in compressed columns: step t has columns 2t (discharge) and 2t + 1 (state), others follow."""

    cost: Array
    column_lower: Array
    column_upper: Array
    row_lower: Array
    row_upper: Array
    start: Whole
    index: Whole
    value: Array
    offset_gbp: float
    is_whole: Whole


@dataclass
class _Extra:
    """What is added to the compact model: columns and rows, as blocks and entries."""

    columns: int
    rows: int
    cost: list[Array] = field(default_factory=list)
    upper: list[Array] = field(default_factory=list)
    is_whole: list[Whole] = field(default_factory=list)
    row_lower: list[Array] = field(default_factory=list)
    row_upper: list[Array] = field(default_factory=list)
    entries: list[tuple[Steps, Steps, Array]] = field(default_factory=list)

    def add_columns(self, count: int, cost: Array | float, upper: Array | float, *, whole: bool) -> Steps:
        """Columns from 0 to `upper`; returns their positions."""
        self.cost.append(_spread(cost, count))
        self.upper.append(_spread(upper, count))
        self.is_whole.append(np.full(count, int(whole), dtype=np.int32))
        self.columns += count
        return np.arange(self.columns - count, self.columns)

    def add_rows(self, lower: Array | float, upper: Array | float, *terms: tuple[Steps, Array | float]) -> None:
        """Rows lower <= sum of coefficient x column <= upper, one per entry of a term."""
        count = len(terms[0][0])
        rows = np.arange(self.rows, self.rows + count)
        for columns, coefficient in terms:
            self.add_entries(rows, columns, coefficient)
        self.row_lower.append(_spread(lower, count))
        self.row_upper.append(_spread(upper, count))
        self.rows += count

    def add_entries(self, rows: Steps, columns: Steps, coefficient: Array | float) -> None:
        """Entries of the matrix."""
        self.entries.append((rows, columns, _spread(coefficient, len(rows))))


def year_lp(
    battery: Battery,
    buy_gbp_per_mwh: Array,
    sell_gbp_per_mwh: Array,
    *,
    presolve: bool = True,
    charge_column: bool = False,
) -> PeerAnswer:
    """The LP, where charging and discharging at once is allowed; dual simplex, one thread.

    Args:
        battery: The battery, in MW and MWh.
        buy_gbp_per_mwh: What an imported MWh costs, shape (n,).
        sell_gbp_per_mwh: What an exported MWh earns, shape (n,).
        presolve: HiGHS's default; without it this LP is solved a fifth faster still.
        charge_column: Give every step a charge column and an equality row, the usual way to write it.

    Returns:
        Charge and discharge of shape (n,) in MWh and the optimum in GBP.
    """
    began = time.perf_counter()
    own = np.full(len(buy_gbp_per_mwh), charge_column)
    model = _battery_model(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, own)
    solver = _new_solver(presolve=presolve)
    _hand_over(solver, model)
    built = time.perf_counter()
    _run(solver)
    solved = time.perf_counter()
    charge_mwh, discharge_mwh = _schedule(solver, battery, own)
    objective_gbp = -solver.getInfo().objective_function_value
    ended = time.perf_counter()
    return PeerAnswer(objective_gbp, built - began, solved - built, ended - began, charge_mwh, discharge_mwh)


def year_milp(
    battery: Battery,
    buy_gbp_per_mwh: Array,
    sell_gbp_per_mwh: Array,
    *,
    binaries: Binaries = "all",
    gap: float = 1e-4,
) -> MilpAnswer:
    """The exact problem, charging or discharging but never both in a step.

    Args:
        battery: The battery, in MW and MWh.
        buy_gbp_per_mwh: What an imported MWh costs, shape (n,).
        sell_gbp_per_mwh: What an exported MWh earns, shape (n,).
        binaries: In "all" steps, or in "burning" steps only (sell x both efficiencies > buy), as exact:
            elsewhere doing both at once never pays.
        gap: Relative gap at which the search ends; 0 asks for the optimum.

    Returns:
        Charge and discharge of shape (n,) in MWh, the worth and its proven upper bound in GBP.
    """
    began = time.perf_counter()
    every = np.ones(len(buy_gbp_per_mwh), dtype=np.bool_)
    directed = every if binaries == "all" else _burning(battery, buy_gbp_per_mwh, sell_gbp_per_mwh)
    model = _battery_model(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, directed, directed)
    solver = _new_solver(presolve=True, gap=gap)
    _hand_over(solver, model)
    built = time.perf_counter()
    _run(solver)
    solved = time.perf_counter()
    charge_mwh, discharge_mwh = _schedule(solver, battery, directed)
    objective_gbp, bound_gbp = _worth_and_bound(solver, searched=bool(directed.any()))
    ended = time.perf_counter()
    return MilpAnswer(
        objective_gbp,
        built - began,
        solved - built,
        ended - began,
        charge_mwh,
        discharge_mwh,
        bound_gbp,
        int(directed.sum()),
    )


def rolling_lp_warm(
    battery: Battery,
    buy_gbp_per_mwh: Array,
    sell_gbp_per_mwh: Array,
    *,
    look_ahead_steps: int = 96,
    commit_steps: int = 48,
) -> PeerAnswer:
    """A year of windows as LPs, one model kept warm: costs and the first row change, the basis stays.

    Window i starts at step i x commit_steps, sees look_ahead_steps (fewer at the end of the year) and must end at
    the battery's final state; its first commit_steps are kept. Windows that see fewer steps get a new model.

    Args:
        battery: The battery, in MW and MWh.
        buy_gbp_per_mwh: What an imported MWh costs, shape (n,).
        sell_gbp_per_mwh: What an exported MWh earns, shape (n,).
        look_ahead_steps: Steps a window sees.
        commit_steps: Steps a window commits.

    Returns:
        The committed schedule of shape (n,) in MWh and its worth in GBP.
    """
    return _roll(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, look_ahead_steps, commit_steps, exact=False)


def rolling_milp(
    battery: Battery,
    buy_gbp_per_mwh: Array,
    sell_gbp_per_mwh: Array,
    *,
    look_ahead_steps: int = 96,
    commit_steps: int = 48,
) -> PeerAnswer:
    """The same windows without burning, each to gap 0.

    Every window is first the warm LP. Where its optimum keeps one direction in every step, it is the exact one;
    where it does not, the window is a new model with binaries in its burning steps.

    Args:
        battery: The battery, in MW and MWh.
        buy_gbp_per_mwh: What an imported MWh costs, shape (n,).
        sell_gbp_per_mwh: What an exported MWh earns, shape (n,).
        look_ahead_steps: Steps a window sees.
        commit_steps: Steps a window commits.

    Returns:
        The committed schedule of shape (n,) in MWh and its worth in GBP.
    """
    return _roll(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, look_ahead_steps, commit_steps, exact=True)


def response_milp(
    battery: Battery,
    buy_gbp_per_mwh: Array,
    sell_gbp_per_mwh: Array,
    block_of_step: Steps,
    availability_gbp_per_mw_h: Array,
    *,
    energy_duration_h: float = 0.5,
    gap: float = 1e-4,
    binaries: Binaries = "all",
) -> ResponseAnswer:
    """Trading beside a symmetrical response product in whole MW, held for whole blocks; one direction per step.

    Response of R MW leaves P - R for trading either way, and at the start of its block and after each of its steps
    the store must be able to deliver R for `energy_duration_h` both ways.

    Args:
        battery: The battery, in MW and MWh.
        buy_gbp_per_mwh: What an imported MWh costs, shape (n,).
        sell_gbp_per_mwh: What an exported MWh earns, shape (n,).
        block_of_step: Block number of each step, rising from 0 without a hole, shape (n,).
        availability_gbp_per_mw_h: What a MW held for an hour earns in each block, shape (blocks,).
        energy_duration_h: Hours of full response the store must have room for.
        gap: Relative gap at which the search ends.
        binaries: Directions as binaries in "all" steps or only where "burning" pays (as exact: elsewhere
            less of both pays at least as much and breaks nothing).

    Returns:
        Charge and discharge of shape (n,) in MWh, response of shape (blocks,) in MW, worth and upper bound in GBP.
    """
    began = time.perf_counter()
    every = np.ones(len(buy_gbp_per_mwh), dtype=np.bool_)
    directed = every if binaries == "all" else _burning(battery, buy_gbp_per_mwh, sell_gbp_per_mwh)
    extra = _direction_blocks(battery, buy_gbp_per_mwh, every, directed)
    response = _add_response(extra, battery, block_of_step, availability_gbp_per_mw_h, energy_duration_h)
    model = _joined(_compact(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, every), extra)
    solver = _new_solver(presolve=True, gap=gap)
    _hand_over(solver, model)
    built = time.perf_counter()
    _run(solver)
    solved = time.perf_counter()
    charge_mwh, discharge_mwh = _schedule(solver, battery, every)
    response_mw = np.array(solver.getSolution().col_value[response[0] :])
    objective_gbp, bound_gbp = _worth_and_bound(solver, searched=True)
    ended = time.perf_counter()
    return ResponseAnswer(
        objective_gbp,
        built - began,
        solved - built,
        ended - began,
        charge_mwh,
        discharge_mwh,
        bound_gbp,
        int(directed.sum()),
        response_mw,
    )


def many_lp_warm(battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array) -> ManyAnswers:
    """Many LPs of one battery: one model, only its costs change, the basis stays. Schedules are not read.

    Args:
        battery: The battery, in MW and MWh.
        buy_gbp_per_mwh: What an imported MWh costs, shape (m, n), a row per problem.
        sell_gbp_per_mwh: What an exported MWh earns, shape (m, n).

    Returns:
        The m optima in GBP, shape (m,).
    """
    began = time.perf_counter()
    own = np.zeros(buy_gbp_per_mwh.shape[1], dtype=np.bool_)
    solver = _new_solver(presolve=False)
    _hand_over(solver, _battery_model(battery, buy_gbp_per_mwh[0], sell_gbp_per_mwh[0], own))
    costs = np.stack([_costs(battery, *row, own) for row in zip(buy_gbp_per_mwh, sell_gbp_per_mwh, strict=True)])
    columns = np.arange(costs.shape[1], dtype=np.int32)
    offsets_gbp = -buy_gbp_per_mwh[:, 0] / battery.charge_efficiency * battery.initial_mwh
    build_seconds, solver_seconds = time.perf_counter() - began, 0.0
    costs_gbp = np.empty(len(costs))
    solver.changeObjectiveOffset(0.0)
    for position, cost in enumerate(costs):
        solver.changeColsCost(len(columns), columns, cost)
        started = time.perf_counter()
        _run(solver)
        solver_seconds += time.perf_counter() - started
        costs_gbp[position] = solver.getObjectiveValue()
    return ManyAnswers(-(costs_gbp + offsets_gbp), build_seconds, solver_seconds, time.perf_counter() - began)


def _spread(value: Array | float, count: int) -> Array:
    return np.broadcast_to(np.asarray(value, dtype=np.float64), count)


def _burning(battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array) -> Flags:
    return sell_gbp_per_mwh * (battery.charge_efficiency * battery.discharge_efficiency) > buy_gbp_per_mwh


def _both_ways(charge_mwh: Array, discharge_mwh: Array) -> Flags:
    return (charge_mwh > NEGLIGIBLE_MWH) & (discharge_mwh > NEGLIGIBLE_MWH)


def _costs(battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array, own: Flags) -> Array:
    """Costs of discharge and state, in turn; charging is in them where it has no column of its own."""
    inside = np.where(own, 0.0, buy_gbp_per_mwh / battery.charge_efficiency)
    cost = np.empty((len(inside), 2))
    cost[:, 0] = inside / battery.discharge_efficiency - sell_gbp_per_mwh
    cost[:, 1] = inside
    cost[:-1, 1] -= inside[1:]
    return cost.ravel()


def _compact(battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array, own: Flags) -> _Model:
    """Discharge and state in turn; a row is what is charged, or zero where charging has a column."""
    n = len(own)
    upper = np.tile([battery.step_limit_mwh, battery.energy_capacity_mwh], n)
    lower = np.zeros(2 * n)
    lower[-1] = upper[-1] = battery.final_mwh
    row_lower = np.zeros(n)
    row_upper = np.where(own, 0.0, battery.charge_efficiency * battery.step_limit_mwh)
    row_lower[0] += battery.initial_mwh
    row_upper[0] += battery.initial_mwh
    start = np.empty(2 * n + 1, dtype=np.int32)
    start[0::2] = 3 * np.arange(n + 1)
    start[1::2] = start[:-1:2] + 1
    start[-1] -= 1  # the last state enters no later row
    index = np.repeat(np.arange(n, dtype=np.int32), 3)
    index[2::3] += 1
    value = np.tile([1 / battery.discharge_efficiency, 1.0, -1.0], n)
    return _Model(
        cost=_costs(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, own),
        column_lower=lower,
        column_upper=upper,
        row_lower=row_lower,
        row_upper=row_upper,
        start=start,
        index=index[:-1],
        value=value[:-1],
        offset_gbp=0.0 if own[0] else -buy_gbp_per_mwh[0] / battery.charge_efficiency * battery.initial_mwh,
        is_whole=np.zeros(2 * n, dtype=np.int32),
    )


def _battery_model(
    battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array, own: Flags, directed: Flags | None = None
) -> _Model:
    """The battery with a charge column in the `own` steps and a binary in the `directed` ones among them."""
    compact = _compact(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, own)
    if not own.any():
        return compact
    directed = np.zeros_like(own) if directed is None else directed
    return _joined(compact, _direction_blocks(battery, buy_gbp_per_mwh, own, directed))


def _direction_blocks(battery: Battery, buy_gbp_per_mwh: Array, own: Flags, directed: Flags) -> _Extra:
    """Charge columns, then binaries: 1 where the store may charge, 0 where it may discharge."""
    limit_mwh, steps, one_way = battery.step_limit_mwh, np.flatnonzero(own), np.flatnonzero(directed)
    extra = _Extra(columns=2 * len(own), rows=len(own))
    charge = extra.add_columns(len(steps), buy_gbp_per_mwh[steps], limit_mwh, whole=False)
    extra.add_entries(steps, charge, -battery.charge_efficiency)
    if len(one_way):
        binary = extra.add_columns(len(one_way), 0.0, 1.0, whole=True)
        its_charge = charge[np.searchsorted(steps, one_way)]
        extra.add_rows(-np.inf, 0.0, (its_charge, 1.0), (binary, -limit_mwh))
        extra.add_rows(-np.inf, limit_mwh, (2 * one_way, 1.0), (binary, limit_mwh))
    return extra


def _add_response(
    extra: _Extra,
    battery: Battery,
    block_of_step: Steps,
    availability_gbp_per_mw_h: Array,
    energy_duration_h: float,
) -> Steps:
    """A response column per block, and the power and energy it needs; assumes a charge column in every step."""
    n = len(block_of_step)
    blocks = int(block_of_step[-1]) + 1
    below = energy_duration_h / battery.discharge_efficiency
    above = energy_duration_h * battery.charge_efficiency
    capacity_mwh, limit_mwh = battery.energy_capacity_mwh, battery.step_limit_mwh
    most_mw = np.full(blocks, min(battery.power_mw, capacity_mwh / (below + above)))
    # The first block starts from a known state.
    most_mw[0] = min(most_mw[0], battery.initial_mwh / below, (capacity_mwh - battery.initial_mwh) / above)
    income = availability_gbp_per_mw_h * (np.bincount(block_of_step) * HALF_HOUR_HOURS)
    response = extra.add_columns(blocks, -income, np.floor(most_mw), whole=True)
    step, held = np.arange(n), response[block_of_step]
    first = np.flatnonzero(np.diff(block_of_step)) + 1
    extra.add_rows(-np.inf, limit_mwh, (2 * n + step, 1.0), (held, HALF_HOUR_HOURS))
    extra.add_rows(-np.inf, limit_mwh, (2 * step, 1.0), (held, HALF_HOUR_HOURS))
    # States after every step of a block, then those before its first one.
    state, needed = np.concatenate((2 * step + 1, 2 * first - 1)), np.concatenate((held, held[first]))
    extra.add_rows(0.0, np.inf, (state, 1.0), (needed, -below))
    extra.add_rows(-np.inf, capacity_mwh, (state, 1.0), (needed, above))
    return response


def _joined(compact: _Model, extra: _Extra) -> _Model:
    """The compact model with the extra columns and rows, again in compressed columns."""
    compact_columns = np.repeat(np.arange(len(compact.cost)), np.diff(compact.start))
    row = np.concatenate([compact.index, *(entry[0] for entry in extra.entries)])
    column = np.concatenate([compact_columns, *(entry[1] for entry in extra.entries)])
    value = np.concatenate([compact.value, *(entry[2] for entry in extra.entries)])
    order = np.argsort(column, kind="stable")
    start = np.zeros(extra.columns + 1, dtype=np.int32)
    np.cumsum(np.bincount(column, minlength=extra.columns), out=start[1:])
    return _Model(
        cost=np.concatenate([compact.cost, *extra.cost]),
        column_lower=np.concatenate([compact.column_lower, np.zeros(extra.columns - len(compact.cost))]),
        column_upper=np.concatenate([compact.column_upper, *extra.upper]),
        row_lower=np.concatenate([compact.row_lower, *extra.row_lower]),
        row_upper=np.concatenate([compact.row_upper, *extra.row_upper]),
        start=start,
        index=row[order].astype(np.int32),
        value=value[order],
        offset_gbp=compact.offset_gbp,
        is_whole=np.concatenate([compact.is_whole, *extra.is_whole]),
    )


def _new_solver(*, presolve: bool, gap: float | None = None) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy is untyped in part
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    if not presolve:
        solver.setOptionValue("presolve", "off")
    if gap is not None:
        solver.setOptionValue("mip_rel_gap", gap)
    return solver


def _hand_over(solver: highspy.Highs, model: _Model) -> None:
    """One call with arrays. Kinds must be given for an LP too: HiGHS reads that array to the end."""
    solver.passModel(
        len(model.cost),
        len(model.row_lower),
        len(model.index),
        COLUMNWISE,
        MINIMISE,
        model.offset_gbp,
        model.cost,
        model.column_lower,
        model.column_upper,
        model.row_lower,
        model.row_upper,
        model.start,
        model.index,
        model.value,
        model.is_whole,
    )


def _run(solver: highspy.Highs) -> None:
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"HiGHS ended with status {solver.modelStatusToString(status)}")


def _worth_and_bound(solver: highspy.Highs, *, searched: bool) -> tuple[float, float]:
    info = solver.getInfo()
    worth = -float(info.objective_function_value)
    return worth, -float(info.mip_dual_bound) if searched else worth


def _schedule(solver: highspy.Highs, battery: Battery, own: Flags) -> tuple[Array, Array]:
    """Charge and discharge: one conversion of the columns, charge from the state where it has no column."""
    values = np.array(solver.getSolution().col_value)
    n = len(own)
    discharge_mwh = values[0 : 2 * n : 2].copy()
    charge_mwh = _charge_from(battery, values[1 : 2 * n : 2], discharge_mwh, battery.initial_mwh)
    charge_mwh[own] = values[2 * n : 2 * n + int(own.sum())]
    return charge_mwh, discharge_mwh


def _charge_from(battery: Battery, state_mwh: Array, discharge_mwh: Array, initial_mwh: float) -> Array:
    stored = np.diff(state_mwh, prepend=initial_mwh) + discharge_mwh / battery.discharge_efficiency
    stored[np.abs(stored) < NEGLIGIBLE_MWH * NEGLIGIBLE_MWH] = 0.0  # rounding of the difference
    return stored / battery.charge_efficiency


class _WarmWindow:
    """One LP of a fixed length kept between windows."""

    def __init__(self, battery: Battery, steps: int) -> None:
        self.battery, self.steps = battery, steps
        flat = np.zeros(steps)
        self.solver = _new_solver(presolve=False)
        _hand_over(self.solver, _battery_model(battery, flat, flat, np.zeros(steps, dtype=np.bool_)))
        self.columns = np.arange(2 * steps, dtype=np.int32)
        self.most_mwh = battery.charge_efficiency * battery.step_limit_mwh

    def solve(self, cost: Array, initial_mwh: float) -> list[float]:
        """Columns of the optimum for costs of shape (2 x steps,) and a first state; solver_seconds is kept."""
        self.solver.changeColsCost(len(self.columns), self.columns, cost)
        self.solver.changeRowBounds(0, initial_mwh, initial_mwh + self.most_mwh)
        started = time.perf_counter()
        _run(self.solver)
        self.solver_seconds = time.perf_counter() - started
        return self.solver.getSolution().col_value


def _breaks(battery: Battery, columns: list[float], initial_mwh: float) -> bool:
    """Whether a window's optimum charges and discharges at once."""
    values = np.array(columns)
    discharge_mwh = values[0::2]
    return bool(_both_ways(_charge_from(battery, values[1::2], discharge_mwh, initial_mwh), discharge_mwh).any())


def _milp_window(
    battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array, burning: Flags
) -> tuple[list[float], Array, float]:
    """A new model with binaries in the burning steps: its columns, its charges and the solver's seconds."""
    solver = _new_solver(presolve=True, gap=0.0)
    _hand_over(solver, _battery_model(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, burning, burning))
    started = time.perf_counter()
    _run(solver)
    seconds = time.perf_counter() - started
    return solver.getSolution().col_value, _schedule(solver, battery, burning)[0], seconds


def _roll(
    battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array, look_ahead: int, commit: int, *, exact: bool
) -> PeerAnswer:
    began = time.perf_counter()
    n = len(buy_gbp_per_mwh)
    burning = _burning(battery, buy_gbp_per_mwh, sell_gbp_per_mwh) & exact
    # In the last state of a window the year's cost differs by a constant only: that state is fixed.
    cost = _costs(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, np.zeros(n, dtype=np.bool_))
    window = _WarmWindow(battery, min(look_ahead, n))
    state_mwh, solver_seconds = battery.initial_mwh, 0.0
    charge_mwh, values = np.full(n, np.nan), np.empty(2 * n)
    for first in range(0, n, commit):
        last, kept = min(first + look_ahead, n), min(first + commit, n)
        if last - first != window.steps:
            window = _WarmWindow(battery, last - first)
        columns = window.solve(cost[2 * first : 2 * last], state_mwh)
        solver_seconds += window.solver_seconds
        inside = slice(first, last)
        if burning[inside].any() and _breaks(battery, columns, state_mwh):
            columns, charges, seconds = _milp_window(
                replace(battery, initial_mwh=state_mwh),
                buy_gbp_per_mwh[inside],
                sell_gbp_per_mwh[inside],
                burning[inside],
            )
            charge_mwh[first:kept] = charges[: kept - first]
            solver_seconds += seconds
        values[2 * first : 2 * kept] = columns[: 2 * (kept - first)]
        state_mwh = min(max(columns[2 * (kept - first) - 1], 0.0), battery.energy_capacity_mwh)
    discharge_mwh = values[0::2].copy()
    from_state = _charge_from(battery, values[1::2], discharge_mwh, battery.initial_mwh)
    charge_mwh = np.where(np.isnan(charge_mwh), from_state, charge_mwh)
    objective_gbp = worth_gbp(buy_gbp_per_mwh, sell_gbp_per_mwh, charge_mwh, discharge_mwh)
    total_seconds = time.perf_counter() - began
    return PeerAnswer(
        objective_gbp, total_seconds - solver_seconds, solver_seconds, total_seconds, charge_mwh, discharge_mwh
    )
