"""What the plant does: energies per step [MWh], non-negative, each of shape (n,)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.engine import Engine, EngineWorth
from gbflex.dispatch.problem.money import dot
from gbflex.dispatch.problem.plant import Plant

__all__ = ["BoilerFlows", "EngineFlows", "PlantFlows", "engine_flows", "starts_of"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class EngineFlows:
    """What an engine does.

    Attributes:
        name: The engine.
        on: Whether it runs.
        started: Whether it did not run in the step before.
        power_mwh: Electricity made.
        fuel_mwh: Fuel burnt, gross calorific value.
        heat_mwh: Heat given.
    """

    name: str
    on: Flags
    started: Flags
    power_mwh: Array
    fuel_mwh: Array
    heat_mwh: Array

    def worth_gbp(self, worths: EngineWorth) -> float:
        """What its fuel, starts and the rest are worth [GBP]; costs are negative."""
        worth = dot(self.power_mwh, worths.power_gbp_per_mwh) + dot(self.fuel_mwh, worths.fuel_gbp_per_mwh)
        worth += dot(self.heat_mwh, worths.heat_gbp_per_mwh)
        return worth + dot(self.started.astype(np.float64), worths.start_gbp)


def engine_flows(engine: Engine, power_mwh: Array, hours: float) -> EngineFlows:
    """What an engine does at an output: fuel and heat from its curve, starts from where it stood.

    Args:
        engine: The engine.
        power_mwh: Electricity made [MWh], shape (n,); 0 where it does not run.
        hours: Length of a step [h].
    """
    on = power_mwh > 0
    return EngineFlows(
        name=engine.name,
        on=on,
        started=starts_of(on, on_before=engine.start.on),
        power_mwh=power_mwh,
        fuel_mwh=engine.fuel_at_mw(power_mwh / hours) * hours,
        heat_mwh=engine.heat_at_mw(power_mwh / hours) * hours,
    )


@dataclass(frozen=True, eq=False)
class BoilerFlows:
    """What a boiler does.

    Attributes:
        name: The boiler.
        heat_mwh: Heat given.
        fuel_mwh: Fuel burnt, gross calorific value.
    """

    name: str
    heat_mwh: Array
    fuel_mwh: Array


@dataclass(frozen=True, eq=False)
class PlantFlows:
    """What the whole plant does.

    Attributes:
        engines: By engine, in the plant's order.
        boilers: By boiler.
        heat_charge_mwh: Into the heat store.
        heat_discharge_mwh: Out of it.
        heat_state_mwh: Heat in it at the end of each step.
        dumped_mwh: Heat thrown away.
        solar_mwh: Solar generation used.
    """

    engines: tuple[EngineFlows, ...]
    boilers: tuple[BoilerFlows, ...]
    heat_charge_mwh: Array
    heat_discharge_mwh: Array
    heat_state_mwh: Array
    dumped_mwh: Array
    solar_mwh: Array

    @property
    def generated_mwh(self) -> Array:
        """Electricity of engines and solar."""
        return self.solar_mwh + sum(engine.power_mwh for engine in self.engines)

    def worth_gbp(self, plant: Plant) -> float:
        """What fuel, starts and the rest of engines and boilers are worth [GBP]; costs are negative."""
        worth = 0.0
        for flows, worths in zip(self.engines, plant.engine_worths, strict=True):
            worth += flows.worth_gbp(worths)
        for burnt, fuel_gbp_per_mwh in zip(self.boilers, plant.boiler_fuel_gbp_per_mwh, strict=True):
            worth += dot(burnt.fuel_mwh, fuel_gbp_per_mwh)
        return worth

    def first(self, steps: int) -> PlantFlows:
        """The same in the first steps."""
        return _each(self, lambda values: values[:steps])

    @classmethod
    def joined(cls, parts: list[PlantFlows]) -> PlantFlows:
        """Several that follow one another."""
        return _each(parts[0], lambda *values: np.concatenate(values), *parts[1:])


def _each(flows: PlantFlows, change: object, *others: PlantFlows) -> PlantFlows:
    """Flows with every array changed, together with the same array of others."""

    def changed(one: object, *more: object) -> object:
        if isinstance(one, np.ndarray):
            return change(one, *more)  # type: ignore[operator]  # a function of arrays
        if isinstance(one, str):
            return one
        if isinstance(one, tuple):
            return tuple(changed(*members) for members in zip(one, *more, strict=True))
        names = [field.name for field in dataclasses.fields(one)]  # type: ignore[arg-type]  # what is left are dataclasses
        return type(one)(**{name: changed(*(getattr(each, name) for each in (one, *more))) for name in names})

    found = changed(flows, *others)
    assert isinstance(found, PlantFlows)  # noqa: S101 (built from one)
    return found


def starts_of(on: Flags, *, on_before: bool) -> Flags:
    """Steps in which a run begins, shape (n,)."""
    return on & ~np.concatenate(([on_before], on[:-1]))
