"""How a plant ran: hours, starts and efficiency of each unit, what its heat did, and what it was worth per MWh."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.plant import PlantKpis, SchemePart, SpreadsPart, UnitRow
from gbflex.analysis.run.backtest import Backtest
from gbflex.analysis.run.co2 import gas_tonnes
from gbflex.analysis.run.plant_worth import boiler_heat_gbp_per_mwh, power_worth_gbp_per_mwh
from gbflex.assets.chp import Chp
from gbflex.assets.fuel_use import GROSS_PER_NET
from gbflex.cashflows.shape import UnitFlow
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.plant_flows import EngineFlows, PlantFlows
from gbflex.errors import InputError
from gbflex.gb.chpqa import primary_energy_saving, quality_index

__all__ = ["plant_kpis"]

Array = NDArray[np.float64]

ROUNDING_MWH: Final = 1e-6


def plant_kpis(run: Backtest) -> PlantKpis | None:
    """Figures of a run with a plant; None for a battery alone.

    Quality index and primary energy saving are estimates by the rules of `gb.chpqa`.

    Args:
        run: The back-test.
    """
    case = run.with_asset
    plant, flows = case.problem.plant, case.answer.schedule.plant
    if plant is None or flows is None:
        return None
    hours = case.problem.hours
    return {
        "units": [
            _unit(run, chp, engine, plant.engine_available[i])
            for i, (chp, engine) in enumerate(zip(run.setting.site.chps, flows.engines, strict=True))
        ],
        **_scheme(run, flows),
        "heat_demand_mwh": float(plant.heat_load_mwh.sum()),
        "boiler_heat_mwh": float(sum(boiler.heat_mwh.sum() for boiler in flows.boilers)),
        "heat_dumped_mwh": float(flows.dumped_mwh.sum()),
        "heat_store_cycles": _heat_store_cycles(plant, flows),
        "solar_used_mwh": float(flows.solar_mwh.sum()),
        "solar_left_mwh": float((plant.solar_mwh - flows.solar_mwh).sum()),
        "co2_tonnes": gas_tonnes(case),
        "co2_without_asset_tonnes": None if run.without_asset is None else gas_tonnes(run.without_asset),
        "hours": float(len(case.problem) * hours),
    }


def _unit(run: Backtest, chp: Chp, engine: EngineFlows, available: Array) -> UnitRow:
    problem = run.with_asset.problem
    hours, power, fuel, heat = (
        problem.hours,
        *(float(flow.sum()) for flow in (engine.power_mwh, engine.fuel_mwh, engine.heat_mwh)),
    )
    return {
        "unit": chp.name,
        "starts": int(engine.started.sum()),
        "running_hours": float(engine.on.sum() * hours),
        "full_load_hours": power / chp.max_power_mw,
        "heat_constrained_hours": float(_heat_constrained(run, chp, engine, available).sum() * hours),
        "power_mwh": power,
        "fuel_mwh": fuel,
        "heat_mwh": heat,
        "electrical_efficiency_gross_cv": power / fuel if fuel else None,
        "heat_efficiency_gross_cv": heat / fuel if fuel else None,
        **_spreads(run, chp, engine),
    }


def _spreads(run: Backtest, chp: Chp, engine: EngineFlows) -> SpreadsPart:
    """Per MWh made: the energy price less gas, and what the meter saved or earned less all that gas costs."""
    made = float(engine.power_mwh.sum())
    series, problem = run.setting.series, run.with_asset.problem
    if not made:
        return {"realised_spark_spread_gbp_per_mwh": None, "realised_margin_gbp_per_mwh": None}
    gas_gbp = float(engine.fuel_mwh @ series["gas_price"].values)
    energy = series.get("energy_price")
    spark = None if energy is None else (float(engine.power_mwh @ energy.values) - gas_gbp) / made
    worth = power_worth_gbp_per_mwh(problem, run.with_asset.answer.schedule)
    burnt_gbp = -float(engine.fuel_mwh @ run.settlement.terms.gbp_per_mwh[UnitFlow("fuel", chp.name)])
    margin = (float(engine.power_mwh @ worth) - burnt_gbp) / made
    return {"realised_spark_spread_gbp_per_mwh": spark, "realised_margin_gbp_per_mwh": margin}


def _heat_constrained(run: Backtest, chp: Chp, engine: EngineFlows, available: Array) -> NDArray[np.bool_]:
    """Half-hours in which more of a unit would pay if its heat saved a boiler's: only heat stands in the way."""
    problem, plant = run.with_asset.problem, run.with_asset.problem.plant
    assert plant is not None  # noqa: S101 (the caller looked)
    below = engine.power_mwh < available * chp.max_power_mw * problem.hours - ROUNDING_MWH
    usable = available * chp.max_power_mw >= chp.min_power_mw
    full = chp.efficiency[-1]
    terms = run.settlement.terms.gbp_per_mwh
    cost = -(
        terms[UnitFlow("power", chp.name)]
        + terms[UnitFlow("fuel", chp.name)] / full.electrical_efficiency
        + terms[UnitFlow("heat", chp.name)] * full.heat_efficiency / full.electrical_efficiency
    )
    saved = boiler_heat_gbp_per_mwh(plant) * full.heat_efficiency / full.electrical_efficiency
    worth = power_worth_gbp_per_mwh(problem, run.with_asset.answer.schedule)
    return np.asarray(below & usable & (worth > cost - saved))


def _scheme(run: Backtest, flows: PlantFlows) -> SchemePart:
    """CHPQA quality index and primary energy saving of all units together; dumped heat is not used."""
    power, fuel, heat = (
        float(sum(getattr(engine, name).sum() for engine in flows.engines))
        for name in ("power_mwh", "fuel_mwh", "heat_mwh")
    )
    if not fuel:
        return {"quality_index": None, "primary_energy_saving": None}
    used = max(heat - float(flows.dumped_mwh.sum()), 0.0)
    electrical, thermal = power / fuel, used / fuel
    try:
        index = quality_index(sum(chp.max_power_mw for chp in run.setting.site.chps), electrical, thermal)
    except InputError:
        index = None
    saving = primary_energy_saving(electrical / GROSS_PER_NET, thermal / GROSS_PER_NET)
    return {"quality_index": index, "primary_energy_saving": saving}


def _heat_store_cycles(plant: Plant, flows: PlantFlows) -> float:
    store = plant.heat_store
    return 0.0 if store is None else float(flows.heat_discharge_mwh.sum() / store.energy_capacity_mwh)
