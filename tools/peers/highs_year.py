"""The year's problems, each handed to HiGHS once; and many of one battery, which keep its model."""

from __future__ import annotations

import time
from typing import Literal

import numpy as np

from peers.highs_answers import ManyAnswers, MilpAnswer, PeerAnswer, ResponseAnswer
from peers.highs_model import (
    Steps,
    add_response,
    battery_model,
    burning_steps,
    column_costs,
    compact_model,
    direction_blocks,
    joined,
)
from peers.highs_run import hand_over, new_solver, run_to_the_end, schedule_of, worth_and_bound
from peers.problem import Array, Battery

__all__ = ["Binaries", "many_lp_warm", "response_milp", "year_lp", "year_milp"]

Binaries = Literal["all", "burning"]


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
    model = battery_model(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, own)
    solver = new_solver(presolve=presolve)
    hand_over(solver, model)
    built = time.perf_counter()
    run_to_the_end(solver)
    solved = time.perf_counter()
    charge_mwh, discharge_mwh = schedule_of(solver, battery, own)
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
    directed = every if binaries == "all" else burning_steps(battery, buy_gbp_per_mwh, sell_gbp_per_mwh)
    model = battery_model(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, directed, directed)
    solver = new_solver(presolve=True, gap=gap)
    hand_over(solver, model)
    built = time.perf_counter()
    run_to_the_end(solver)
    solved = time.perf_counter()
    charge_mwh, discharge_mwh = schedule_of(solver, battery, directed)
    objective_gbp, bound_gbp = worth_and_bound(solver, searched=bool(directed.any()))
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


def response_milp(
    battery: Battery,
    buy_gbp_per_mwh: Array,
    sell_gbp_per_mwh: Array,
    block_of_step: Steps,
    availability_gbp_per_mw_per_h: Array,
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
        availability_gbp_per_mw_per_h: What a MW held for an hour earns in each block, shape (blocks,).
        energy_duration_h: Hours of full response the store must have room for.
        gap: Relative gap at which the search ends.
        binaries: Directions as binaries in "all" steps or only where "burning" pays (as exact: elsewhere
            less of both pays at least as much and breaks nothing).

    Returns:
        Charge and discharge of shape (n,) in MWh, response of shape (blocks,) in MW, worth and upper bound in GBP.
    """
    began = time.perf_counter()
    every = np.ones(len(buy_gbp_per_mwh), dtype=np.bool_)
    directed = every if binaries == "all" else burning_steps(battery, buy_gbp_per_mwh, sell_gbp_per_mwh)
    extra = direction_blocks(battery, buy_gbp_per_mwh, every, directed)
    response = add_response(extra, battery, block_of_step, availability_gbp_per_mw_per_h, energy_duration_h)
    model = joined(compact_model(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, every), extra)
    solver = new_solver(presolve=True, gap=gap)
    hand_over(solver, model)
    built = time.perf_counter()
    run_to_the_end(solver)
    solved = time.perf_counter()
    charge_mwh, discharge_mwh = schedule_of(solver, battery, every)
    response_mw = np.array(solver.getSolution().col_value[response[0] :])
    objective_gbp, bound_gbp = worth_and_bound(solver, searched=True)
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
    solver = new_solver(presolve=False)
    hand_over(solver, battery_model(battery, buy_gbp_per_mwh[0], sell_gbp_per_mwh[0], own))
    costs = np.stack(
        [column_costs(battery, *row, own) for row in zip(buy_gbp_per_mwh, sell_gbp_per_mwh, strict=True)]
    )
    columns = np.arange(costs.shape[1], dtype=np.int32)
    offsets_gbp = -buy_gbp_per_mwh[:, 0] / battery.charge_efficiency * battery.initial_mwh
    build_seconds, solver_seconds = time.perf_counter() - began, 0.0
    costs_gbp = np.empty(len(costs))
    solver.changeObjectiveOffset(0.0)
    for position, cost in enumerate(costs):
        solver.changeColsCost(len(columns), columns, cost)
        started = time.perf_counter()
        run_to_the_end(solver)
        solver_seconds += time.perf_counter() - started
        costs_gbp[position] = solver.getObjectiveValue()
    return ManyAnswers(-(costs_gbp + offsets_gbp), build_seconds, solver_seconds, time.perf_counter() - began)
