"""The heat side alone: boilers, heat store and dump around engines whose heat is given."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.layout import Layout, Wholes
from gbflex.dispatch.joint.model import joint_program
from gbflex.dispatch.linear.highs import WarmHighs, run_solver
from gbflex.dispatch.problem.kept import TOLERANCE_MWH
from gbflex.dispatch.problem.problem import Problem
from gbflex.errors import Infeasible

__all__ = ["HeatSide"]

Array = NDArray[np.float64]


class HeatSide:
    """What meeting the rest of a heat load is worth, solved again and again for other heat of the engines.

    Args:
        problem: One with a plant; its engines and its electric side are left out.
    """

    def __init__(self, problem: Problem) -> None:
        plant = problem.plant
        assert plant is not None  # noqa: S101 (callers have one)
        nothing = np.zeros(len(problem))
        alone = dataclasses.replace(plant, engines=(), engine_worths=(), engine_available=(), solar_mwh=nothing)
        self._problem = dataclasses.replace(
            problem,
            plant=alone,
            stores=(),
            reserves=(),
            peaks=(),
            load_mwh=nothing,
            export_limit_mwh=0.0,
            import_limit_mwh=np.inf,
        )
        self._load_mwh = plant.heat_load_mwh
        layout = Layout(self._problem, Wholes.none(self._problem))
        self._program = joint_program(self._problem, layout)
        limits = [group.limit for group in self._program.rows.groups]
        self._balance = limits.index("heat balance") if "heat balance" in limits else None
        self._warm = WarmHighs()

    def worth_gbp(self, engine_heat_mwh: Array) -> float | None:
        """Worth of boilers' fuel, as small a cost as can be [GBP]; None where the heat cannot be balanced.

        Args:
            engine_heat_mwh: Heat of all engines [MWh], shape (n,).
        """
        rest = self._load_mwh - engine_heat_mwh
        if self._balance is None:
            # Nothing else gives or takes heat.
            return None if np.any(np.abs(rest) > TOLERANCE_MWH) else 0.0
        self._program.rows.lower[self._balance] = self._program.rows.upper[self._balance] = rest
        try:
            return run_solver(self._program, self._warm).bound_gbp
        except Infeasible:
            return None
