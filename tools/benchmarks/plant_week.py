"""A week of a plant beside PyPSA: the same problem, the same solver and gap, each tool's whole call."""

from __future__ import annotations

import functools
import json
import subprocess
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.against_highs import solved
from benchmarks.contest import Contest, Taken
from benchmarks.reference import DAY_STEPS, market_prices
from gbflex.dispatch import Problem, Store
from gbflex.dispatch.problem.engine import Engine, EngineWorth
from gbflex.dispatch.problem.plant import Boiler, Plant
from peers import plant_problem as figures
from peers.plant_problem import HALF_HOUR_HOURS, PlantWeek, save_week

__all__ = ["plant_weeks"]

TOOLS: Final = Path(__file__).parents[1]
PYPSA: Final = TOOLS.parent / "build" / "peers" / "pypsa" / "bin" / "python"
FIRST_DAYS: Final = {"january": 14, "october": 280}
"""Days of the year at which the weeks begin."""
HEAT_MW: Final = {"january": 3.2, "october": 1.9}
ON_TOP_GBP_PER_MWH: Final = 60.0
PEER_ROUNDS: Final = 3


def plant_weeks(folder: Path) -> list[Contest]:
    """A week in which heat is plenty, and one in which it is scarce at night; demand and heat are illustrative.

    Args:
        folder: For the weeks' files.
    """
    contests = []
    for name in FIRST_DAYS:
        week, path = _week(name), folder / f"{name}.npz"
        save_week(path, week)
        contests.append(
            Contest(
                f"plant-week-{name}",
                "a week of a CHP unit, boiler, heat store and battery, gap 1e-4",
                functools.partial(solved, functools.partial(_problem, week)),
                "PyPSA",
                functools.partial(_pypsa, path),
                peer_rounds=PEER_ROUNDS,
            )
        )
    return contests


def _week(name: str) -> PlantWeek:
    start = FIRST_DAYS[name] * DAY_STEPS
    price = market_prices()[start : start + 7 * DAY_STEPS]
    day = np.arange(len(price)) % DAY_STEPS / DAY_STEPS
    return PlantWeek(
        import_gbp_per_mwh=price + ON_TOP_GBP_PER_MWH,
        # What leaves earns less than what comes in costs, also at negative prices.
        export_gbp_per_mwh=price - 5.0,
        demand_mw=2.1 - 0.7 * np.cos(2 * np.pi * (day - 0.08)),
        heat_mw=HEAT_MW[name] * (1 - 0.3 * np.cos(2 * np.pi * (day - 0.04))),
    )


def _problem(week: PlantWeek) -> Problem:
    """The week as ours; worth is minus the cost, so that both gaps are of the same number."""
    n = len(week.demand_mw)
    flat, load_mwh = np.ones(n), week.demand_mw * HALF_HOUR_HOURS
    power = np.array([figures.MIN_POWER_MW, figures.MAX_POWER_MW])
    fuel = power / figures.ELECTRICAL_EFFICIENCY
    plant = Plant(
        engines=(
            Engine(
                "engine",
                tuple(power),
                tuple(fuel),
                tuple(fuel * figures.HEAT_EFFICIENCY),
                min_up_hours=figures.MIN_UP_STEPS * HALF_HOUR_HOURS,
                min_down_hours=figures.MIN_DOWN_STEPS * HALF_HOUR_HOURS,
            ),
        ),
        engine_worths=(
            EngineWorth(0 * flat, -figures.GAS_GBP_PER_MWH * flat, 0 * flat, -figures.START_GBP * flat),
        ),
        engine_available=(flat,),
        boilers=(Boiler("boiler", figures.BOILER_MW, figures.BOILER_EFFICIENCY),),
        boiler_fuel_gbp_per_mwh=(-figures.GAS_GBP_PER_MWH * flat,),
        heat_store=Store(
            figures.HEAT_STORE_MW,
            figures.HEAT_STORE_MW,
            figures.HEAT_STORE_MWH,
            1.0,
            1.0,
            figures.HEAT_INITIAL_MWH,
            figures.HEAT_INITIAL_MWH,
        ),
        heat_load_mwh=week.heat_mw * HALF_HOUR_HOURS,
        heat_dump_mw=0.0,
        solar_mwh=0 * flat,
    )
    each_way = figures.BATTERY_EFFICIENCY
    return Problem(
        hours=HALF_HOUR_HOURS,
        day_index=np.arange(n) // DAY_STEPS,
        load_mwh=load_mwh,
        charge_gbp_per_mwh=-week.import_gbp_per_mwh,
        load_gbp_per_mwh=week.import_gbp_per_mwh,
        export_gbp_per_mwh=week.export_gbp_per_mwh,
        export_limit_mwh=figures.EXPORT_MW * HALF_HOUR_HOURS,
        stores=(Store(figures.BATTERY_MW, figures.BATTERY_MW, figures.BATTERY_MWH, each_way, each_way, 0.0, 0.0),),
        constant_gbp=-float(load_mwh @ week.import_gbp_per_mwh),
        plant=plant,
    )


def _pypsa(week: Path) -> Taken:
    command = [str(PYPSA), "-m", "peers.pypsa_plant", str(week)]
    done = subprocess.run(command, cwd=TOOLS, capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout.splitlines()[-1])
    note = f"PyPSA {seen['version']}, its import of {seen['import_seconds']:.1f} s not counted"
    return Taken(seen["seconds"], -seen["cost_gbp"], note=note)
