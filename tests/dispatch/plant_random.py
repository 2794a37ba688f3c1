"""Random small plants with everything that can be said of one."""

from __future__ import annotations

import dataclasses

import numpy as np

from gbflex.dispatch import Problem, Store
from gbflex.dispatch.problem.engine import Engine, EngineState, EngineWorth
from gbflex.dispatch.problem.plant import Boiler, Plant

Random = np.random.Generator


def random_plant_problem(random: Random) -> Problem:
    """One engine and up to eight steps, or two and up to four; some have no plan."""
    engines = int(random.integers(1, 3))
    n = int(random.integers(2, 9 if engines == 1 else 5))
    hours = float(random.choice([0.5, 1.0]))
    price = random.normal(90, 60, n)
    return Problem(
        hours=hours,
        day_index=np.arange(n) // int(random.choice([2, 3, 8])),
        load_mwh=random.choice([0.0, 0.5, 1.5, 3.0], n) * (random.random() < 0.85),
        charge_gbp_per_mwh=-price,
        load_gbp_per_mwh=price if random.random() < 0.6 else random.normal(90, 40, n),
        export_gbp_per_mwh=price - 30 if random.random() < 0.7 else random.normal(70, 70, n),
        import_limit_mwh=float(random.choice([np.inf, np.inf, 3.5])),
        export_limit_mwh=float(random.choice([np.inf, 0.0, 1.0])),
        stores=(_worn(random),) if random.random() < 0.4 else (),
        constant_gbp=float(random.integers(-5, 5)),
        plant=_plant(random, engines, n, hours),
    )


def random_days_problem(random: Random) -> Problem:
    """Four to six days of steps of 4 or 6 hours with long runs, dear starts and stores that take days to fill."""
    hours = float(random.choice([4.0, 6.0]))
    days, in_a_day = int(random.integers(4, 7)), int(24 / hours)
    n, engines = days * in_a_day, int(random.integers(1, 3))
    price = 70 + np.repeat(random.normal(0, 30, days), in_a_day) + random.normal(0, 15, n)
    plant = _plant(random, engines, n, hours)
    long = tuple(
        dataclasses.replace(
            engine,
            min_up_hours=float(random.choice([0.0, 12.0, 48.0])),
            min_down_hours=float(random.choice([0.0, 12.0, 36.0])),
            start=EngineState(engine.start.on, float(random.choice([4.0, 12.0, np.inf])), engine.start.power_mw),
        )
        for engine in plant.engines
    )
    worths = tuple(
        dataclasses.replace(worth, start_gbp=np.full(n, -float(random.choice([0.0, 200.0, 2000.0]))))
        for worth in plant.engine_worths
    )
    tank = None if plant.heat_store is None else _slow(random, plant.heat_store)
    boilers = (*plant.boilers, Boiler("boiler for the rest", 8.0, 0.85))
    fuel = (*plant.boiler_fuel_gbp_per_mwh, -random.uniform(25, 45, n))
    return Problem(
        hours=hours,
        day_index=np.arange(n) // in_a_day,
        load_mwh=random.choice([0.0, 0.5, 1.5, 3.0], n) * hours,
        charge_gbp_per_mwh=-price,
        load_gbp_per_mwh=price,
        export_gbp_per_mwh=price - float(random.choice([0.0, 30.0])),
        import_limit_mwh=np.inf,
        export_limit_mwh=float(random.choice([np.inf, 0.0, 4.0])),
        stores=(_slow(random, _worn(random)),) if random.random() < 0.4 else (),
        constant_gbp=float(random.integers(-500, 500)),
        plant=dataclasses.replace(
            plant,
            engines=long,
            engine_worths=worths,
            boilers=boilers,
            boiler_fuel_gbp_per_mwh=fuel,
            heat_store=tank,
        ),
    )


def _slow(random: Random, store: Store) -> Store:
    """A store that takes a day or more to fill."""
    capacity = float(random.choice([6.0, 30.0]))
    return dataclasses.replace(
        store,
        energy_capacity_mwh=capacity,
        charge_power_mw=float(random.choice([0.25, 1.0])),
        discharge_power_mw=float(random.choice([0.5, 1.0])),
        initial_mwh=0.0 if store.final_mwh in {None, 0.0} else capacity / 2,
        final_mwh=None if store.final_mwh is None else 0.0 if store.final_mwh == 0.0 else capacity / 2,
    )


def _plant(random: Random, engines: int, n: int, hours: float) -> Plant:
    boilers = int(random.choice([0, 1, 1, 2]))
    return Plant(
        engines=tuple(_engine(random, i) for i in range(engines)),
        engine_worths=tuple(_worth(random, n) for _ in range(engines)),
        engine_available=tuple(random.choice([1.0, 1.0, 1.0, 1.0, 0.6, 0.0], n) for _ in range(engines)),
        boilers=tuple(
            Boiler(f"boiler {i}", float(random.choice([1.0, 3.0, 6.0])), float(random.choice([0.8, 0.9])))
            for i in range(boilers)
        ),
        boiler_fuel_gbp_per_mwh=tuple(-random.uniform(20, 40, n) for _ in range(boilers)),
        heat_store=_store(random, power=2.0) if random.random() < 0.5 else None,
        heat_load_mwh=random.choice([0.0, 0.4, 1.0, 2.0], n) * hours,
        heat_dump_mw=float(random.choice([0.0, 0.5, np.inf])),
        solar_mwh=random.choice([0.0, 0.0, 0.7], n) * (random.random() < 0.3),
    )


def _worn(random: Random) -> Store:
    """A battery, with or without wear."""
    wear = float(random.choice([0.0, 5.0]))
    return dataclasses.replace(_store(random, power=1.0), discharge_gbp_per_mwh=-wear)


def _engine(random: Random, i: int) -> Engine:
    most = float(random.choice([1.0, 2.0, 3.0]))
    points = int(random.integers(1, 4))
    power = np.linspace(most if points == 1 else most * 0.4, most, points)
    electrical = np.sort(random.uniform(0.28, 0.42, points))
    if random.random() < 0.3:
        electrical = electrical[::-1]
    fuel = power / electrical
    # A curve bent the wrong way must still burn more for more.
    fuel = np.maximum.accumulate(fuel) + np.arange(points) * 1e-3
    heat = fuel * random.uniform(0.35, 0.5, points)
    on = bool(random.random() < 0.4)
    state = EngineState(on, float(random.choice([0.5, 1.0, np.inf])), float(random.choice(power)) if on else 0.0)
    return Engine(
        name=f"engine {i}",
        power_mw=tuple(power.tolist()),
        fuel_mw=tuple(fuel.tolist()),
        heat_mw=tuple(heat.tolist()),
        min_up_hours=float(random.choice([0.0, 1.0, 1.5, 2.0])),
        min_down_hours=float(random.choice([0.0, 1.0, 1.5])),
        ramp_mw_per_hour=float(random.choice([np.inf, np.inf, 1.0, 2.5])),
        max_starts_per_day=random.choice([None, None, 1]),
        start=state,
    )


def _worth(random: Random, n: int) -> EngineWorth:
    return EngineWorth(
        power_gbp_per_mwh=np.full(n, -float(random.choice([0.0, 8.0]))),
        fuel_gbp_per_mwh=-random.uniform(15, 45, n),
        heat_gbp_per_mwh=np.full(n, float(random.choice([0.0, 4.0]))),
        start_gbp=np.full(n, -float(random.choice([0.0, 20.0, 60.0]))),
    )


def _store(random: Random, *, power: float) -> Store:
    capacity = float(random.choice([0.5, 1.0, 3.0]))
    initial = float(random.choice([0.0, capacity / 2]))
    return Store(
        charge_power_mw=power,
        discharge_power_mw=power,
        energy_capacity_mwh=capacity,
        charge_efficiency=float(random.choice([1.0, 0.9])),
        discharge_efficiency=float(random.choice([1.0, 0.9])),
        initial_mwh=initial,
        final_mwh=None if random.random() < 0.6 else initial,
        self_discharge_per_hour=float(random.choice([0.0, 0.0, 0.01])),
    )
