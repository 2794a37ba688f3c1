"""Planning asset after asset: each one as if those before it could no longer change.

What a joint plan is compared with: first, for example, the engines as if there were no battery, then the battery
around them.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.layout import Block
from gbflex.dispatch.joint.solve import RELATIVE_GAP, solve_jointly
from gbflex.dispatch.problem.answer import Answer
from gbflex.dispatch.problem.engine import Engine
from gbflex.dispatch.problem.problem import Problem
from gbflex.errors import Infeasible

__all__ = ["Group", "Sequential", "best_sequential", "groups_of", "only"]

Array = NDArray[np.float64]
Group = Literal["engines", "heat_store", "store"]


class Sequential(NamedTuple):
    """A plan made asset after asset.

    Attributes:
        order: Who came first.
        answer: The plan of all together.
    """

    order: tuple[Group, ...]
    answer: Answer


def groups_of(problem: Problem) -> list[Group]:
    """What can be planned for itself."""
    plant = problem.plant
    assert plant is not None  # noqa: S101 (callers have one)
    found: list[Group] = ["engines"] if plant.engines else []
    if plant.heat_store is not None:
        found.append("heat_store")
    if problem.stores:
        found.append("store")
    return found


def best_sequential(problem: Problem, *, relative_gap: float = RELATIVE_GAP) -> Sequential | None:
    """The best plan made asset after asset, in any order; None where no order leads to a plan.

    Args:
        problem: One with a plant.
        relative_gap: At which each search may end [fraction].
    """
    plans = [_planned(problem, order, relative_gap) for order in itertools.permutations(groups_of(problem))]
    found = [plan for plan in plans if plan is not None]
    return max(found, key=lambda plan: plan.answer.objective_gbp, default=None)


def _planned(problem: Problem, order: Sequence[Group], relative_gap: float) -> Sequential | None:
    held: dict[Block, Array] = {}
    answer = None
    for count, group in enumerate(order, start=1):
        part = only(problem, order[:count])
        try:
            answer = solve_jointly(part, relative_gap=relative_gap, held=held)
        except Infeasible:
            # What came before leaves nothing for what comes after.
            return None
        held |= _held(part, answer, group)
    return None if answer is None else Sequential(tuple(order), answer)


def only(problem: Problem, groups: Sequence[Group]) -> Problem:
    """The same problem with some of its assets; boilers, solar and dump stay.

    Args:
        problem: One with a plant.
        groups: Those that stay.
    """
    plant = problem.plant
    assert plant is not None  # noqa: S101 (callers have one)
    if "engines" not in groups:
        plant = dataclasses.replace(plant, engines=(), engine_worths=(), engine_available=())
    if "heat_store" not in groups:
        plant = dataclasses.replace(plant, heat_store=None)
    kept = "store" in groups
    return dataclasses.replace(
        problem, plant=plant, stores=problem.stores * kept, reserves=problem.reserves * kept
    )


def _held(problem: Problem, answer: Answer, group: Group) -> dict[Block, Array]:
    schedule, plant = answer.schedule, problem.plant
    assert plant is not None  # noqa: S101 (callers have one)
    assert schedule.plant is not None  # noqa: S101 (it answers a problem with a plant)
    if group == "store":
        moved: dict[Block, Array] = {}
        for i, each in enumerate(schedule.stores):
            moved |= {("charge", i): each.charge_mwh, ("discharge", i): each.discharge_mwh}
        return moved
    if group == "heat_store":
        flows = schedule.plant
        return {"heat_charge": flows.heat_charge_mwh, "heat_discharge": flows.heat_discharge_mwh}
    held: dict[Block, Array] = {}
    for i, (engine, flow) in enumerate(zip(plant.engines, schedule.plant.engines, strict=True)):
        held["on", i] = flow.on.astype(np.float64)
        for j, weights in enumerate(_weights(engine, flow.power_mwh / problem.hours)):
            held["weight", i, j] = np.where(flow.on, weights, 0.0)
    return held


def _weights(engine: Engine, power_mw: Array) -> list[Array]:
    """Of each point of the curve at an output."""
    corners = np.eye(len(engine.power_mw))
    return [np.interp(power_mw, engine.power_mw, corner) for corner in corners]
