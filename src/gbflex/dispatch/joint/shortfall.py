"""Why a plant has no plan: the first step that cannot be met, and by how much."""

from __future__ import annotations

import functools
from typing import Final, NamedTuple

import numpy as np

from gbflex.dispatch.joint.layout import Block, Layout, Wholes
from gbflex.dispatch.joint.meter import POWER_BALANCE
from gbflex.dispatch.joint.model import joint_program
from gbflex.dispatch.linear.highs import minimised, run_solver
from gbflex.dispatch.problem.kept import TOLERANCE_MWH
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.problem import Problem
from gbflex.errors import DispatchError, Infeasible

__all__ = ["refuse_unmeetable_heat", "shortfall"]

RELATIVE_GAP: Final = 1e-3


class _Giving(NamedTuple):
    """A limit that may give.

    Attributes:
        limit: Its rows.
        sign: Of what gives, in those rows.
        words: What it means.
        advice: What to do.
    """

    limit: str
    sign: float
    words: str
    advice: str


NO_ROOM: Final = (
    "Raise connection.export_mw, enlarge the battery, or let the array be turned down: curtailable: true"
)
NO_HEAT: Final = "Raise a boiler's heat_mw, enlarge the heat store, or lower the heat demand"
GIVING: Final[dict[Block, _Giving]] = {
    "heat_short": _Giving("heat balance", 1.0, "heat demand cannot be met", NO_HEAT),
    "heat_over": _Giving(
        "heat balance",
        -1.0,
        "there is heat that nothing takes",
        "Add a heat_dump, enlarge the heat store, or lower the shortest run and the minimum load",
    ),
    "import_over": _Giving(
        "import limit", -1.0, "the load exceeds the import limit", "Raise connection.import_mw or lower the demand"
    ),
    "solar_over": _Giving(
        POWER_BALANCE, -1.0, "solar generation that may not be turned down has nowhere to go", NO_ROOM
    ),
}


def refuse_unmeetable_heat(problem: Problem, plant: Plant) -> None:
    """Raise where a step's heat is more than all sources give together, the store's full power included.

    Raises:
        Infeasible: Names the first such step and the shortfall.
    """
    store = plant.heat_store
    most = plant.most_heat_mwh(problem.hours)
    if store is not None:
        most = most + store.discharge_power_mw * problem.hours
    short = plant.heat_load_mwh - most
    steps = np.flatnonzero(short > TOLERANCE_MWH)
    if not len(steps):
        return
    first = int(steps[0])
    raise Infeasible(
        f"heat demand is above all heat sources in {len(steps)} steps, in the first by {short[first]:.6f} MWh",
        step=first,
        available=f"{most[first]:g} MWh of heat per step",
        next_step=NO_HEAT,
    )


def shortfall(problem: Problem) -> Infeasible | None:
    """The least that is missing in any plan; None where nothing is, or another limit stands in the way.

    Heat may be short or left over, import may go beyond its limit, and solar generation that must be used may be
    left, each MWh at the same cost.

    Args:
        problem: One without a plan.
    """
    steps = np.arange(len(problem))
    layout = Layout(problem, Wholes.none(problem), dict.fromkeys(GIVING, len(problem)))
    program = joint_program(problem, layout)
    program.cost[:] = 0.0
    for block, giving in GIVING.items():
        columns = layout[block]
        program.cost[columns] = 1.0
        program.upper[columns] = problem.whole_plant.solar_least_mwh if block == "solar_over" else np.inf
        for group in [group for group in program.rows.groups if group.limit == giving.limit]:
            program.rows.put(group.first + np.arange(len(group.at)), columns[group.at], giving.sign)
    try:
        values = run_solver(program, functools.partial(minimised, relative_gap=RELATIVE_GAP)).values
    except DispatchError:
        return None
    for block, giving in GIVING.items():
        short = values[layout[block]]
        where = steps[short > TOLERANCE_MWH]
        if len(where):
            return Infeasible(
                f"{giving.words} in {len(where)} steps, in the first by {short[where[0]]:.6f} MWh, "
                f"in all by {short[where].sum():.6f} MWh",
                step=int(where[0]),
                steps=tuple(where.tolist()),
                next_step=giving.advice,
            )
    return None
