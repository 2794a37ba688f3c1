"""A site's plant as the optimiser sees it, and what its units did as flows that lines price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.assets.chp import Chp
from gbflex.assets.site import Site
from gbflex.cashflows.shape import FlowKey, Setting, UnitFlow, flow_keys
from gbflex.dispatch.problem.engine import EngineWorth
from gbflex.dispatch.problem.plant import Boiler, Plant
from gbflex.dispatch.problem.schedule import Schedule

__all__ = ["plant_of", "unit_flows"]

Array = NDArray[np.float64]

WITHOUT_LIMIT: Final = np.inf


def plant_of(site: Site, setting: Setting, worth: Mapping[FlowKey, Array]) -> Plant | None:
    """The plant behind a site's meter; None where there is nothing beside a battery.

    Args:
        site: The site, with the assets that may run.
        setting: Its series on the time axis.
        worth: What a MWh of each flow, or a start, is worth [GBP/MWh].
    """
    if not site.has_plant:
        return None
    nothing = np.zeros(len(setting.periods))
    heat = setting.series["heat_demand"].values if site.heat_demand is not None else nothing
    return Plant(
        engines=tuple(chp.engine() for chp in site.chps),
        engine_worths=tuple(_engine_worth(chp, worth) for chp in site.chps),
        engine_available=tuple(chp.available_fraction(setting.periods) for chp in site.chps),
        boilers=tuple(Boiler(boiler.name, boiler.heat_mw, boiler.gross_efficiency) for boiler in site.boilers),
        boiler_fuel_gbp_per_mwh=tuple(worth[UnitFlow("fuel", boiler.name)] for boiler in site.boilers),
        heat_store=None if site.heat_store is None else site.heat_store.store(),
        heat_load_mwh=heat,
        heat_dump_mw=_heat_dump_mw(site),
        solar_mwh=setting.series["solar"].values if site.solar is not None else nothing,
        solar_is_curtailable=site.solar is None or site.solar.curtailable,
    )


def _heat_dump_mw(site: Site) -> float:
    if site.heat_dump is None:
        return 0.0
    return WITHOUT_LIMIT if site.heat_dump.heat_mw is None else site.heat_dump.heat_mw


def _engine_worth(chp: Chp, worth: Mapping[FlowKey, Array]) -> EngineWorth:
    return EngineWorth(
        power_gbp_per_mwh=worth[UnitFlow("power", chp.name)],
        fuel_gbp_per_mwh=worth[UnitFlow("fuel", chp.name)],
        heat_gbp_per_mwh=worth[UnitFlow("heat", chp.name)],
        start_gbp=worth[UnitFlow("starts", chp.name)],
    )


def unit_flows(site: Site, schedule: Schedule) -> dict[FlowKey, Array]:
    """What each battery, CHP unit and boiler of a site did; nothing for those that a schedule leaves out.

    Args:
        site: The site.
        schedule: What was done.
    """
    nothing = np.zeros_like(schedule.import_mwh)
    flows: dict[FlowKey, Array] = {key: nothing for key in flow_keys(site) if isinstance(key, UnitFlow)}
    for store in schedule.stores:
        flows[UnitFlow("charge", store.name)] = store.charge_mwh
        flows[UnitFlow("discharge", store.name)] = store.discharge_mwh
    if schedule.plant is None:
        return flows
    for engine in schedule.plant.engines:
        flows[UnitFlow("fuel", engine.name)] = engine.fuel_mwh
        flows[UnitFlow("power", engine.name)] = engine.power_mwh
        flows[UnitFlow("heat", engine.name)] = engine.heat_mwh
        flows[UnitFlow("starts", engine.name)] = engine.started.astype(np.float64)
    for boiler in schedule.plant.boilers:
        flows[UnitFlow("fuel", boiler.name)] = boiler.fuel_mwh
    return flows
