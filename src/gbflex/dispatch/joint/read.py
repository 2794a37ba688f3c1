"""A model's values as a schedule: flows netted at the meter, fuel and heat from each engine's own curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.layout import Block, Layout
from gbflex.dispatch.problem.plant_flows import BoilerFlows, EngineFlows, PlantFlows, engine_flows
from gbflex.dispatch.problem.problem import Problem
from gbflex.dispatch.problem.schedule import Schedule, metered, states_mwh

__all__ = ["JointValues", "joint_schedule"]

Array = NDArray[np.float64]

NEGLIGIBLE_MWH: Final = 1e-9
"""Flows below the solver's own tolerance are none."""
OFF_CURVE_MWH: Final = 1e-7


@dataclass(frozen=True, eq=False)
class JointValues:
    """The columns of a solved model by what they mean, each of shape (n,)."""

    problem: Problem
    layout: Layout
    values: Array

    def _flow(self, block: Block) -> Array:
        if block not in self.layout:
            return np.zeros(len(self.problem))
        flow = self.values[self.layout[block]]
        return np.where(flow > NEGLIGIBLE_MWH, flow, 0.0)

    def _moved(self, kind: str, i: int) -> Array:
        """A store's flow: none where it does not run, though the tolerance of a whole number allows a little."""
        flow = self._flow((kind, i))
        if ("running", i) not in self.layout:
            return flow
        running = self.values[self.layout["running", i]] > 0.5  # noqa: PLR2004 (whole to the solver's tolerance)
        return np.where(running, flow, 0.0)

    def runs_at_rest(self, i: int) -> NDArray[np.bool_]:
        """Steps in which a store's auxiliary load runs though nothing moves."""
        if ("running", i) not in self.layout:
            return np.zeros(len(self.problem), dtype=bool)
        running = self.values[self.layout["running", i]] > 0.5  # noqa: PLR2004 (whole to the solver's tolerance)
        rests: NDArray[np.bool_] = self.charge_mwh(i) + self.discharge_mwh(i) == 0
        return np.logical_and(running, rests)

    def charge_mwh(self, i: int) -> Array:
        """Into a store."""
        return self._moved("charge", i)

    def discharge_mwh(self, i: int) -> Array:
        """Out of it."""
        return self._moved("discharge", i)

    @property
    def heat_charge_mwh(self) -> Array:
        """Into the heat store."""
        return self._flow("heat_charge")

    @property
    def heat_discharge_mwh(self) -> Array:
        """Out of it."""
        return self._flow("heat_discharge")

    def on(self, i: int) -> NDArray[np.bool_]:
        """Whether an engine runs."""
        return self.values[self.layout["on", i]] > 0.5  # noqa: PLR2004 (whole to the solver's tolerance)

    def power_mwh(self, i: int) -> Array:
        """What an engine makes."""
        engine = self.problem.whole_plant.engines[i]
        power_mw = np.clip(self._mean(i, engine.power_mw), engine.min_power_mw, engine.max_power_mw)
        return np.where(self.on(i), power_mw * self.problem.hours, 0.0)

    def _mean(self, i: int, values: tuple[float, ...]) -> Array:
        """The model's mean of an engine's points [MW]."""
        weights = [self.values[self.layout["weight", i, j]] for j in range(len(values))]
        return np.asarray(np.array(values) @ np.array(weights))

    def off_curve(self, i: int) -> NDArray[np.bool_]:
        """Steps in which the mean of an engine's points is other fuel or heat than its curve says."""
        engine, hours = self.problem.whole_plant.engines[i], self.problem.hours
        wrong = np.zeros(len(self.problem), dtype=bool)
        power_mw = self.power_mwh(i) / hours
        for values, curve in ((engine.fuel_mw, engine.fuel_at_mw), (engine.heat_mw, engine.heat_at_mw)):
            wrong |= np.abs(self._mean(i, values) - curve(power_mw)) * hours > OFF_CURVE_MWH
        return wrong

    def engine(self, i: int) -> EngineFlows:
        """All flows of an engine."""
        return engine_flows(self.problem.whole_plant.engines[i], self.power_mwh(i), self.problem.hours)

    def boiler(self, i: int) -> BoilerFlows:
        """All flows of a boiler."""
        heat_mwh = self._flow(("boiler", i))
        boiler = self.problem.whole_plant.boilers[i]
        return BoilerFlows(boiler.name, heat_mwh, heat_mwh / boiler.efficiency_gross_cv)

    def plant_flows(self) -> PlantFlows:
        """All flows of the plant."""
        charge, discharge = self.heat_charge_mwh, self.heat_discharge_mwh
        store = self.problem.whole_plant.heat_store
        return PlantFlows(
            engines=tuple(self.engine(i) for i in range(len(self.problem.whole_plant.engines))),
            boilers=tuple(self.boiler(i) for i in range(len(self.problem.whole_plant.boilers))),
            heat_charge_mwh=charge,
            heat_discharge_mwh=discharge,
            heat_state_mwh=states_mwh(store, self.problem.hours, charge, discharge),
            dumped_mwh=self._flow("dump"),
            solar_mwh=np.maximum(self._flow("solar"), self.problem.whole_plant.solar_least_mwh),
        )

    def held_mw(self, k: int) -> Array:
        """Reserve held in each block of a product [MW], shape (blocks,)."""
        held, reserve = self.values[self.layout["held", k]], self.problem.reserves[k]
        if reserve.continuous:
            return np.clip(held, reserve.levels_mw[0], reserve.levels_mw[-1])
        # Whole to the solver's tolerance: the level meant.
        levels = np.array(reserve.levels_mw)
        return np.asarray(levels[np.abs(held[:, None] - levels).argmin(axis=1)])


def joint_schedule(values: JointValues) -> Schedule:
    """The schedule that a solved model stands for.

    Args:
        values: The model's columns.
    """
    problem = values.problem
    return metered(
        problem,
        [(values.charge_mwh(i), values.discharge_mwh(i)) for i in range(len(problem.stores))],
        None if problem.plant is None else values.plant_flows(),
        tuple(values.held_mw(k) for k in range(len(problem.reserves))),
    )
