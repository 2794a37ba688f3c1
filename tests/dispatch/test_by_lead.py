"""What is expected of a step depends on how far ahead it lies: each step is taken from its own problem, whole."""

from __future__ import annotations

import dataclasses

import numpy as np

from gbflex.dispatch.problem.problem import Problem
from tests.dispatch.plant_random import random_plant_problem


def moved(values: np.ndarray) -> np.ndarray:
    return values + 1.0


def test_every_array_of_a_step_comes_from_its_own_lead() -> None:
    """Proves: prices, load, heat, sun, and the worths of engines and boilers all do. If broken: gas bought at the price of another day."""
    source, near = np.random.default_rng(5), None
    while near is None or near.plant is None or not near.plant.boilers or len(near) < 2:
        near = random_plant_problem(source)
    plant = near.plant
    far = dataclasses.replace(
        near,
        load_mwh=moved(near.load_mwh),
        charge_gbp_per_mwh=moved(near.charge_gbp_per_mwh),
        load_gbp_per_mwh=moved(near.load_gbp_per_mwh),
        export_gbp_per_mwh=moved(near.export_gbp_per_mwh),
        plant=dataclasses.replace(
            plant,
            heat_load_mwh=moved(plant.heat_load_mwh),
            solar_mwh=moved(plant.solar_mwh),
            boiler_fuel_gbp_per_mwh=tuple(moved(each) for each in plant.boiler_fuel_gbp_per_mwh),
            engine_worths=tuple(type(worth)(*map(moved, worth.arrays)) for worth in plant.engine_worths),
        ),
    )
    lead = (np.arange(len(near)) >= 1).astype(np.int64)
    mixed = Problem.by_lead([near, far], lead)
    assert mixed.plant is not None
    for name in ("load_mwh", "charge_gbp_per_mwh", "load_gbp_per_mwh", "export_gbp_per_mwh"):
        assert np.array_equal(getattr(mixed, name), getattr(near, name) + lead), name
    for name in ("heat_load_mwh", "solar_mwh"):
        assert np.array_equal(getattr(mixed.plant, name), getattr(plant, name) + lead), name
    pairs = list(zip(mixed.plant.boiler_fuel_gbp_per_mwh, plant.boiler_fuel_gbp_per_mwh, strict=True))
    for one, other in zip(mixed.plant.engine_worths, plant.engine_worths, strict=True):
        pairs += zip(one.arrays, other.arrays, strict=True)
    for one, other in pairs:
        assert np.array_equal(one, other + lead)


def test_one_plant_is_itself() -> None:
    """Proves: a forecast that is the same however far ahead is taken whole. If broken: a second one is looked for."""
    source, only = np.random.default_rng(5), None
    while only is None or only.plant is None:
        only = random_plant_problem(source)
    plant = Problem.by_lead([only], np.zeros(len(only), dtype=np.int64)).plant
    assert plant is not None
    assert plant.engines == only.plant.engines
    assert np.array_equal(plant.heat_load_mwh, only.plant.heat_load_mwh)
