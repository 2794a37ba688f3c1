"""A model's values as a schedule: flows netted at the meter, fuel and heat from each engine's own curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.plant.layout import Block, Layout
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.plant_flows import BoilerFlows, EngineFlows, PlantFlows, engine_flows
from gbflex.dispatch.problem.problem import Problem
from gbflex.dispatch.problem.schedule import Schedule, states_mwh

__all__ = ["PlantValues", "metered", "plant_schedule"]

Array = NDArray[np.float64]

NEGLIGIBLE_MWH: Final = 1e-9
"""Flows below the solver's own tolerance are none."""
OFF_CURVE_MWH: Final = 1e-7


@dataclass(frozen=True, eq=False)
class PlantValues:
    """The columns of a solved model by what they mean, each of shape (n,)."""

    problem: Problem
    plant: Plant
    layout: Layout
    values: Array

    def _flow(self, block: Block) -> Array:
        if block not in self.layout:
            return np.zeros(len(self.problem))
        flow = self.values[self.layout[block]]
        return np.where(flow > NEGLIGIBLE_MWH, flow, 0.0)

    @property
    def charge_mwh(self) -> Array:
        """Into the electric store."""
        return self._flow("charge")

    @property
    def discharge_mwh(self) -> Array:
        """Out of it."""
        return self._flow("discharge")

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
        engine = self.plant.engines[i]
        power_mw = np.clip(self._mean(i, engine.power_mw), engine.min_power_mw, engine.max_power_mw)
        return np.where(self.on(i), power_mw * self.problem.hours, 0.0)

    def _mean(self, i: int, values: tuple[float, ...]) -> Array:
        """The model's mean of an engine's points [MW]."""
        weights = [self.values[self.layout["weight", i, j]] for j in range(len(values))]
        return np.asarray(np.array(values) @ np.array(weights))

    def off_curve(self, i: int) -> NDArray[np.bool_]:
        """Steps in which the mean of an engine's points is other fuel or heat than its curve says."""
        engine, hours = self.plant.engines[i], self.problem.hours
        wrong = np.zeros(len(self.problem), dtype=bool)
        power_mw = self.power_mwh(i) / hours
        for values, curve in ((engine.fuel_mw, engine.fuel_at_mw), (engine.heat_mw, engine.heat_at_mw)):
            wrong |= np.abs(self._mean(i, values) - curve(power_mw)) * hours > OFF_CURVE_MWH
        return wrong

    def engine(self, i: int) -> EngineFlows:
        """All flows of an engine."""
        return engine_flows(self.plant.engines[i], self.power_mwh(i), self.problem.hours)

    def boiler(self, i: int) -> BoilerFlows:
        """All flows of a boiler."""
        heat_mwh = self._flow(("boiler", i))
        boiler = self.plant.boilers[i]
        return BoilerFlows(boiler.name, heat_mwh, heat_mwh / boiler.efficiency_gross_cv)

    def plant_flows(self) -> PlantFlows:
        """All flows of the plant."""
        charge, discharge = self.heat_charge_mwh, self.heat_discharge_mwh
        store = self.plant.heat_store
        return PlantFlows(
            engines=tuple(self.engine(i) for i in range(len(self.plant.engines))),
            boilers=tuple(self.boiler(i) for i in range(len(self.plant.boilers))),
            heat_charge_mwh=charge,
            heat_discharge_mwh=discharge,
            heat_state_mwh=states_mwh(store, self.problem.hours, charge, discharge),
            dumped_mwh=self._flow("dump"),
            solar_mwh=self._flow("solar"),
        )


def plant_schedule(values: PlantValues) -> Schedule:
    """The schedule that a solved model stands for.

    Args:
        values: The model's columns.
    """
    return metered(values.problem, values.charge_mwh, values.discharge_mwh, values.plant_flows())


def metered(problem: Problem, charge_mwh: Array, discharge_mwh: Array, flows: PlantFlows) -> Schedule:
    """What assets do, netted behind the meter: they serve each other, then the load, then the network.

    Args:
        problem: What it answers.
        charge_mwh: Into the electric store [MWh], shape (n,).
        discharge_mwh: Out of it [MWh], shape (n,).
        flows: What the plant does.
    """
    given = discharge_mwh + flows.generated_mwh - charge_mwh
    given = np.where(np.abs(given) > NEGLIGIBLE_MWH, given, 0.0)
    delivered = np.minimum(np.maximum(given, 0.0), problem.load_mwh)
    export = np.maximum(given, 0.0) - delivered
    imported = problem.load_mwh - delivered + np.maximum(-given, 0.0)
    return Schedule(
        charge_mwh=charge_mwh,
        discharge_mwh=discharge_mwh,
        delivered_mwh=delivered,
        import_mwh=np.where(imported > NEGLIGIBLE_MWH, imported, 0.0),
        export_mwh=np.where(export > NEGLIGIBLE_MWH, export, 0.0),
        state_of_charge_mwh=states_mwh(problem.store, problem.hours, charge_mwh, discharge_mwh),
        plant=flows,
    )
