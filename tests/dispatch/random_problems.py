"""Random dispatch problems with everything the problem description can say."""

from __future__ import annotations

import dataclasses

import numpy as np

from gbflex.dispatch import Problem, Reserve, Store, WaterValue

Random = np.random.Generator


def random_problem(random: Random, *, most_steps: int = 60) -> Problem:
    """Up to a day and a quarter, with ties, negative prices, tight limits and ends that may be out of reach."""
    n = int(random.integers(1, most_steps))
    price = random.normal(60, 60, n) if random.random() < 0.5 else random.integers(-4, 12, n) * 10.0
    load_worth = price if random.random() < 0.5 else random.normal(60, 60, n)
    store = _random_store(random)
    plain = random.random() < 0.4
    water = not plain and store.final_mwh is None and random.random() < 0.6
    return Problem(
        hours=float(random.choice([0.5, 1.0, 0.25])),
        day_index=np.arange(n) // 24,
        load_mwh=random.choice([0.0, 0.3, 1.25, 2.0], n) * (random.random() < 0.6),
        charge_gbp_per_mwh=-price,
        load_gbp_per_mwh=load_worth,
        export_gbp_per_mwh=random.normal(50, 60, n) if random.random() < 0.6 else price - 2.0,
        import_limit_mwh=random.choice([np.inf, 1.5, 3.0]),
        export_limit_mwh=random.choice([np.inf, 0.0, 0.5]),
        constant_gbp=float(random.integers(-5, 5)),
        stores=(
            dataclasses.replace(
                store,
                available_fraction=1.0 if plain else random.choice([0.0, 0.5, 1.0, 1.0, 1.0], n),
                least_mwh=0.0 if plain else random.choice([0.0, 0.0, 0.0, 0.1], n) * store.energy_capacity_mwh,
                most_mwh=np.inf if plain else random.choice([1.0, 1.0, 0.8], n) * store.energy_capacity_mwh,
                water_value=_random_water_value(random, store) if water else None,
            ),
        ),
    )


def _random_store(random: Random) -> Store:
    capacity = float(random.choice([0.5, 1.0, 2.0, 5.0]))
    initial = float(random.choice([0.0, capacity / 2, capacity]))
    return Store(
        charge_power_mw=float(random.choice([0.0, 1.0, 2.5, 10.0])),
        discharge_power_mw=float(random.choice([0.0, 1.0, 2.5, 10.0])),
        energy_capacity_mwh=capacity,
        charge_efficiency=float(random.choice([1.0, 0.9, 0.7])),
        discharge_efficiency=float(random.choice([1.0, 0.9, 0.7])),
        initial_mwh=initial,
        final_mwh=random.choice([None, initial, 0.0, capacity]),
        self_discharge_per_hour=float(random.choice([0.0, 0.0, 0.01, 0.2])),
    )


def _random_water_value(random: Random, store: Store) -> WaterValue:
    slopes = sorted(random.normal(50, 40, 3), reverse=True)
    at = np.array([0.0, 0.3, 0.7, 1.0]) * store.energy_capacity_mwh
    return WaterValue(tuple(at.tolist()), tuple(np.concatenate(([0.0], np.cumsum(slopes * np.diff(at)))).tolist()))


def with_reserve(random: Random, problem: Problem) -> Problem:
    """The same problem with a product in blocks of up to eight steps."""
    store = problem.store
    assert store is not None
    block = np.arange(len(problem)) // int(random.integers(2, 9))
    most = max(store.charge_power_mw, store.discharge_power_mw, 1.0)
    levels = tuple(np.arange(0.0, min(most, 4.0) + 0.5, 0.5 if random.random() < 0.3 else 1.0).tolist())
    reserve = Reserve(
        block_index=block,
        clearing_price_gbp_per_mw_per_h=np.round(random.normal(4, 4, block[-1] + 1), 1),
        levels_mw=levels,
        direction=str(random.choice(["both", "up", "down"])),  # type: ignore[arg-type]
        energy_duration_h=float(random.choice([0.0, 0.25, 0.5, 1.0])),
    )
    return replaced(problem, reserves=(reserve,))


def replaced(problem: Problem, **changes: object) -> Problem:
    """A problem with some parts changed."""
    return dataclasses.replace(problem, **changes)  # type: ignore[arg-type]
