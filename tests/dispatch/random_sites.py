"""Random sites with several stores behind one meter."""

from __future__ import annotations

import dataclasses

import numpy as np

from gbflex.dispatch import Problem, Reserve, Store, WaterValue
from gbflex.dispatch.problem.peak import Peak

Random = np.random.Generator


def random_site(random: Random, *, stores: int = 2, most_steps: int = 9) -> Problem:
    """A few steps of two days or three, with ties, negative prices, tight limits, wear, outages and windows."""
    n = int(random.integers(2, most_steps))
    price = random.normal(60, 60, n) if random.random() < 0.5 else random.integers(-4, 12, n) * 10.0
    return Problem(
        hours=float(random.choice([0.5, 1.0])),
        day_index=np.sort(random.integers(0, 3, n)) if random.random() < 0.5 else np.zeros(n, dtype=np.int64),
        load_mwh=random.choice([0.0, 0.3, 1.25, 2.0], n) * (random.random() < 0.7),
        charge_gbp_per_mwh=-price,
        load_gbp_per_mwh=price if random.random() < 0.6 else random.normal(60, 60, n),
        export_gbp_per_mwh=random.normal(50, 60, n) if random.random() < 0.6 else price - 2.0,
        import_limit_mwh=random.choice([np.inf, 2.5, 4.0]),
        export_limit_mwh=random.choice([np.inf, 0.0, 0.5]),
        constant_gbp=float(random.integers(-5, 5)),
        stores=tuple(_random_store(random, n, f"store {i}") for i in range(stores)),
    )


def _random_store(random: Random, n: int, name: str) -> Store:
    capacity = float(random.choice([0.5, 1.0, 2.0, 5.0]))
    initial = float(random.choice([0.0, 0.5, 1.0])) * capacity
    final = [None, initial, None, 0.0][int(random.integers(4))]
    cycles = random.random()
    store = Store(
        charge_power_mw=float(random.choice([0.0, 1.0, 2.5, 10.0])),
        discharge_power_mw=float(random.choice([0.0, 1.0, 2.5, 10.0])),
        energy_capacity_mwh=capacity,
        charge_efficiency=float(random.choice([1.0, 0.9, 0.7])),
        discharge_efficiency=float(random.choice([1.0, 0.9, 0.7])),
        initial_mwh=initial,
        final_mwh=final,
        self_discharge_per_hour=float(random.choice([0.0, 0.0, 0.01, 0.2])),
        name=name,
        discharge_gbp_per_mwh=-float(random.choice([0.0, 5.0, 30.0])),
        charge_gbp_per_mwh=random.choice([0.0, -3.0, 2.0], n) if random.random() < 0.3 else 0.0,
        max_cycles_per_day=float(random.choice([0.5, 1.0])) if cycles < 0.3 else None,
        max_cycles=0.75 if 0.2 < cycles < 0.5 else None,
        cycles_before=0.25 if cycles < 0.1 else 0.0,
    )
    if random.random() < 0.4:
        return store
    # An empty store could seldom reach a lowest state in the first step.
    lowest = 0.1 * (initial > 0)
    worth = WaterValue((0.0, 0.4 * capacity, capacity), (0.0, 28.0 * capacity, 46.0 * capacity))
    return dataclasses.replace(
        store,
        available_fraction=random.choice([0.0, 0.5, 1.0, 1.0, 1.0], n),
        least_mwh=random.choice([0.0, 0.0, 0.0, lowest], n) * capacity,
        most_mwh=random.choice([1.0, 1.0, 0.8], n) * capacity,
        water_value=worth if final is None and random.random() < 0.6 else None,
    )


def with_peak(random: Random, problem: Problem) -> Problem:
    """The same with a price on the largest import of one group or two."""
    n = len(problem)
    group = np.arange(n) * int(random.integers(1, 3)) // n
    count = int(group[-1]) + 1
    peak = Peak(
        group_index=group,
        cost_gbp_per_mwh=random.choice([0.0, 5.0, 20.0, 60.0, 300.0], count),
        free_mwh=random.choice([0.0, 0.5, 1.25, 2.0], count),
    )
    return dataclasses.replace(problem, peaks=(*problem.peaks, peak))


def with_auxiliary(random: Random, problem: Problem, *, running: bool) -> Problem:
    """The same with stores whose cooling takes something."""
    stores = tuple(
        dataclasses.replace(
            store,
            auxiliary_mw=float(random.choice([0.05, 0.2, 0.5])),
            auxiliary_when="running" if running and random.random() < 0.7 else "always",
        )
        for store in problem.stores
    )
    return dataclasses.replace(problem, stores=stores)


def with_reserves(random: Random, problem: Problem) -> Problem:
    """The same with one to three products: a commitment, menus, and any power, each at a store of its own choice."""
    reserves = []
    for k in range(int(random.integers(1, 4))):
        store = problem.stores[int(random.integers(len(problem.stores)))]
        block = np.arange(len(problem)) // int(random.integers(1, 5))
        kind = random.random()
        levels = (float(random.choice([0.1, 0.5])),) if kind < 0.25 else (0.0, 0.5, 1.0, 2.0)
        reserves.append(
            Reserve(
                block_index=block,
                clearing_price_gbp_per_mw_per_h=np.round(random.normal(8, 10, int(block[-1]) + 1), 1),
                levels_mw=levels,
                direction=("both", "up", "down")[int(random.integers(3))],  # type: ignore[arg-type]
                energy_duration_h=float(random.choice([0.0, 0.25, 0.5, 1.0])),
                continuous=kind > 0.75,
                name=f"product {k}",
                store=store.name,
            )
        )
    return dataclasses.replace(problem, reserves=tuple(reserves))
