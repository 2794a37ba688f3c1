"""A year of windows, one model of HiGHS kept warm between them."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from peers.highs_answers import PeerAnswer
from peers.highs_model import Flags, battery_model, burning_steps, column_costs
from peers.highs_run import both_ways, charge_from, hand_over, new_solver, run_to_the_end, schedule_of
from peers.problem import Array, Battery, worth_gbp

__all__ = ["rolling"]


def rolling(
    battery: Battery,
    buy_gbp_per_mwh: Array,
    sell_gbp_per_mwh: Array,
    *,
    exact: bool,
    look_ahead_steps: int = 96,
    commit_steps: int = 48,
) -> PeerAnswer:
    """A year of windows as LPs, one model kept warm: costs and the first row change, the basis stays.

    Window i starts at step i x commit_steps, sees look_ahead_steps (fewer at the end of the year) and must end at
    the battery's final state; its first commit_steps are kept. Windows that see fewer steps get a new model. An
    exact window is first that LP. Where its optimum keeps one direction in every step, it is the exact one; where
    it does not, the window is a new model with binaries in its burning steps, solved to gap 0.

    Args:
        battery: The battery, in MW and MWh.
        buy_gbp_per_mwh: What an imported MWh costs, shape (n,).
        sell_gbp_per_mwh: What an exported MWh earns, shape (n,).
        exact: Whether burning is forbidden.
        look_ahead_steps: Steps a window sees.
        commit_steps: Steps a window commits.

    Returns:
        The committed schedule of shape (n,) in MWh and its worth in GBP.
    """
    began = time.perf_counter()
    n = len(buy_gbp_per_mwh)
    burning = burning_steps(battery, buy_gbp_per_mwh, sell_gbp_per_mwh) & exact
    # In the last state of a window the year's cost differs by a constant only: that state is fixed.
    cost = column_costs(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, np.zeros(n, dtype=np.bool_))
    window = _WarmWindow(battery, min(look_ahead_steps, n))
    state_mwh, solver_seconds = battery.initial_mwh, 0.0
    charge_mwh, values = np.full(n, np.nan), np.empty(2 * n)
    for first in range(0, n, commit_steps):
        last, kept = min(first + look_ahead_steps, n), min(first + commit_steps, n)
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
    from_state = charge_from(battery, values[1::2], discharge_mwh, battery.initial_mwh)
    charge_mwh = np.where(np.isnan(charge_mwh), from_state, charge_mwh)
    objective_gbp = worth_gbp(buy_gbp_per_mwh, sell_gbp_per_mwh, charge_mwh, discharge_mwh)
    total_seconds = time.perf_counter() - began
    return PeerAnswer(
        objective_gbp, total_seconds - solver_seconds, solver_seconds, total_seconds, charge_mwh, discharge_mwh
    )


class _WarmWindow:
    """One LP of a fixed length kept between windows."""

    def __init__(self, battery: Battery, steps: int) -> None:
        self.battery, self.steps = battery, steps
        flat = np.zeros(steps)
        self.solver = new_solver(presolve=False)
        hand_over(self.solver, battery_model(battery, flat, flat, np.zeros(steps, dtype=np.bool_)))
        self.columns = np.arange(2 * steps, dtype=np.int32)
        self.most_mwh = battery.charge_efficiency * battery.step_limit_mwh

    def solve(self, cost: Array, initial_mwh: float) -> list[float]:
        """Columns of the optimum for costs of shape (2 x steps,) and a first state; solver_seconds is kept."""
        self.solver.changeColsCost(len(self.columns), self.columns, cost)
        self.solver.changeRowBounds(0, initial_mwh, initial_mwh + self.most_mwh)
        started = time.perf_counter()
        run_to_the_end(self.solver)
        self.solver_seconds = time.perf_counter() - started
        return self.solver.getSolution().col_value


def _breaks(battery: Battery, columns: list[float], initial_mwh: float) -> bool:
    """Whether a window's optimum charges and discharges at once."""
    values = np.array(columns)
    discharge_mwh = values[0::2]
    return bool(both_ways(charge_from(battery, values[1::2], discharge_mwh, initial_mwh), discharge_mwh).any())


def _milp_window(
    battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array, burning: Flags
) -> tuple[list[float], Array, float]:
    """A new model with binaries in the burning steps: its columns, its charges and the solver's seconds."""
    solver = new_solver(presolve=True, gap=0.0)
    hand_over(solver, battery_model(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, burning, burning))
    started = time.perf_counter()
    run_to_the_end(solver)
    seconds = time.perf_counter() - started
    return solver.getSolution().col_value, schedule_of(solver, battery, burning)[0], seconds
