"""What an electric store alone can earn by the prices of its power, its energy at both ends priced too."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.layout import Layout, Wholes
from gbflex.dispatch.joint.model import joint_program
from gbflex.dispatch.joint.solve import beside_the_model_gbp
from gbflex.dispatch.linear.highs import minimised, run_solver
from gbflex.dispatch.problem.energy_store import Store
from gbflex.dispatch.problem.problem import Problem

__all__ = ["store_alone", "store_between_gbp"]

Array = NDArray[np.float64]


def store_between_gbp(
    part: Problem,
    i: int,
    price_gbp_per_mwh: Array,
    paid_gbp_per_mwh: float | None,
    left_gbp_per_mwh: float | None,
) -> float:
    """The most that a store can earn in a part of a span, both directions at once allowed [GBP].

    Args:
        part: The part.
        i: The store's number.
        price_gbp_per_mwh: Of its power in each step, shape (n,).
        paid_gbp_per_mwh: What it pays for the energy it begins with, as much as it likes; None where it begins as
            the part says.
        left_gbp_per_mwh: What it is paid for the energy it leaves; None where it ends as the part says.
    """
    problem = store_alone(part, part.stores[i], price_gbp_per_mwh)
    problem = problem.with_store(_between(problem.stores[0], paid_gbp_per_mwh, left_gbp_per_mwh))
    layout = Layout(problem, Wholes.none(problem))
    program = joint_program(problem, layout)
    program.integer_from = layout.count
    if left_gbp_per_mwh is not None:
        program.cost[layout["state", 0][-1]] -= left_gbp_per_mwh
    if paid_gbp_per_mwh is not None:
        store = problem.stores[0]
        (begun,) = program.add_columns(1)
        program.integer_from += 1
        program.cost[begun], program.upper[begun] = paid_gbp_per_mwh, store.energy_capacity_mwh
        first = next(group.first for group in program.rows.groups if group.limit == "energy balance")
        program.rows.put(np.array([first]), np.array([begun]), -store.kept_fraction(problem.hours))
    return run_solver(program, minimised).bound_gbp + beside_the_model_gbp(problem)


def _between(store: Store, paid_gbp_per_mwh: float | None, left_gbp_per_mwh: float | None) -> Store:
    """A store whose start or end is open where that is priced."""
    if paid_gbp_per_mwh is not None:
        store = dataclasses.replace(store, initial_mwh=0.0, cycles_before=0.0)
    if left_gbp_per_mwh is not None:
        store = dataclasses.replace(store, final_mwh=None)
    return dataclasses.replace(store, max_cycles=None)


def store_alone(part: Problem, store: Store, price_gbp_per_mwh: Array) -> Problem:
    """A store that trades at prices, with no meter, load, plant, reserve or peak beside it.

    Args:
        part: Gives the steps.
        store: The store.
        price_gbp_per_mwh: Of a MWh in each step, bought or sold, shape (n,).
    """
    nothing = np.zeros(len(part))
    return dataclasses.replace(
        part,
        plant=None,
        reserves=(),
        peaks=(),
        stores=(store,),
        load_mwh=nothing,
        import_limit_mwh=np.inf,
        export_limit_mwh=np.inf,
        charge_gbp_per_mwh=-price_gbp_per_mwh,
        load_gbp_per_mwh=nothing,
        export_gbp_per_mwh=price_gbp_per_mwh,
        constant_gbp=0.0,
    )
