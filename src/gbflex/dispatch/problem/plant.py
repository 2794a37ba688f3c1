"""What stands behind the meter beside an electric store: engines, boilers, a heat store, solar, a heat load."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.energy_store import Store
from gbflex.dispatch.problem.engine import Engine, EngineWorth
from gbflex.errors import InputError

__all__ = ["Boiler", "Plant"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Boiler:
    """A boiler with the same efficiency at every load.

    Attributes:
        name: Name in reports.
        heat_mw: Largest output [MW].
        efficiency_gross_cv: Heat per MWh of fuel, gross calorific value [fraction].
    """

    name: str
    heat_mw: float
    efficiency_gross_cv: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.heat_mw) and self.heat_mw >= 0):
            raise InputError("its largest output is not a number of at least 0", where=self.name)
        if not 0 < self.efficiency_gross_cv <= 1:
            raise InputError("its efficiency must lie between 0 and 1", where=self.name)


@dataclass(frozen=True, eq=False)
class Plant:
    """The plant of a problem. Energies are per step [MWh], shape (n,); worths are positive gains [GBP/MWh].

    Attributes:
        engines: The engines.
        engine_worths: What the flows of each are worth.
        engine_available: Share of each engine's largest load that may be used, each of shape (n,).
        boilers: The boilers.
        boiler_fuel_gbp_per_mwh: Worth of a MWh of fuel in each boiler, gross calorific value.
        heat_store: A heat store, or None.
        heat_load_mwh: Heat that must be given.
        heat_dump_mw: Heat that may be thrown away; inf is no limit [MW].
        solar_mwh: Generation of the sun.
        solar_is_curtailable: Whether some of it may be left; else all of it must be used.
    """

    engines: tuple[Engine, ...]
    engine_worths: tuple[EngineWorth, ...]
    engine_available: tuple[Array, ...]
    boilers: tuple[Boiler, ...]
    boiler_fuel_gbp_per_mwh: tuple[Array, ...]
    heat_store: Store | None
    heat_load_mwh: Array
    heat_dump_mw: float
    solar_mwh: Array
    solar_is_curtailable: bool = True

    def __post_init__(self) -> None:
        n = len(self.heat_load_mwh)
        pairs = (
            ("engines", self.engines, self.engine_worths),
            ("engine_available", self.engines, self.engine_available),
            ("boilers", self.boilers, self.boiler_fuel_gbp_per_mwh),
        )
        for field, members, others in pairs:
            if len(members) != len(others):
                raise InputError("one is wanted for each", where=f"plant.{field}")
        for field, values in self._arrays():
            if values.shape != (n,):
                raise InputError(f"{values.shape} values for {n} steps", where=f"plant.{field}")
            if not np.isfinite(values).all():
                raise InputError("some values are not numbers", where=f"plant.{field}")
        for field in ("heat_load_mwh", "solar_mwh"):
            if getattr(self, field).min() < 0:
                raise InputError("it is negative", where=f"plant.{field}")
        if not self.heat_dump_mw >= 0:
            raise InputError("it must be at least 0", where="plant.heat_dump_mw")

    def _arrays(self) -> list[tuple[str, Array]]:
        own = ("heat_load_mwh", "solar_mwh")
        arrays = [(field, getattr(self, field)) for field in own]
        arrays += [("engine_available", values) for values in self.engine_available]
        arrays += [("boiler_fuel_gbp_per_mwh", values) for values in self.boiler_fuel_gbp_per_mwh]
        for worth in self.engine_worths:
            arrays += [(field, getattr(worth, field)) for field in worth.__dataclass_fields__]
        return arrays

    @classmethod
    def nothing(cls, n: int) -> Plant:
        """A plant without parts: what stands behind a meter with stores alone.

        Args:
            n: Steps.
        """
        none = np.zeros(n)
        return cls((), (), (), (), (), None, none, 0.0, none)

    @classmethod
    def by_lead(cls, plants: Sequence[Plant], lead: NDArray[np.int64]) -> Plant:
        """Each step as one of several plants has it; they differ in worths, heat load and solar generation.

        Args:
            plants: The plants.
            lead: Which of them each step is taken from, shape (n,).
        """

        def mixed(arrays: Iterable[Sequence[Array]]) -> tuple[Array, ...]:
            return tuple(np.choose(lead, each) for each in zip(*arrays, strict=True))

        heat, solar = mixed((one.heat_load_mwh, one.solar_mwh) for one in plants)
        return dataclasses.replace(
            plants[0],
            engine_worths=tuple(
                EngineWorth(*mixed(worth.arrays for worth in worths))
                for worths in zip(*(one.engine_worths for one in plants), strict=True)
            ),
            boiler_fuel_gbp_per_mwh=mixed(one.boiler_fuel_gbp_per_mwh for one in plants),
            heat_load_mwh=heat,
            solar_mwh=solar,
        )

    @functools.cached_property
    def solar_least_mwh(self) -> Array:
        """Generation of the sun that must be used [MWh], shape (n,)."""
        return np.zeros_like(self.solar_mwh) if self.solar_is_curtailable else self.solar_mwh

    @property
    def has_heat(self) -> bool:
        """Whether anything gives or takes heat."""
        parts = self.engines or self.boilers or self.heat_store
        return bool(parts or self.heat_dump_mw > 0 or self.heat_load_mwh.any())

    def part(self, steps: slice) -> Plant:
        """The plant in some of the steps; engines and the heat store stand as they are."""
        return dataclasses.replace(
            self,
            engine_worths=tuple(worth.part(steps) for worth in self.engine_worths),
            engine_available=tuple(values[steps] for values in self.engine_available),
            boiler_fuel_gbp_per_mwh=tuple(values[steps] for values in self.boiler_fuel_gbp_per_mwh),
            heat_load_mwh=self.heat_load_mwh[steps],
            solar_mwh=self.solar_mwh[steps],
        )

    def most_heat_mwh(self, hours: float) -> Array:
        """Heat that engines and boilers can give in each step, without the store [MWh], shape (n,)."""
        boilers = sum(boiler.heat_mw for boiler in self.boilers) * hours
        engines = sum(
            max(engine.heat_mw) * hours * (share * engine.max_power_mw >= engine.min_power_mw)
            for engine, share in zip(self.engines, self.engine_available, strict=True)
        )
        return np.zeros(len(self.heat_load_mwh)) + boilers + engines
