"""A plant's week solved by PyPSA in an environment of its own.

Usage: python -m peers.pypsa_plant WEEK.npz; its last line is one JSON object. Seconds are model and solver;
importing PyPSA is apart.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from peers import plant_problem as figures
from peers.plant_problem import HALF_HOUR_HOURS, PlantWeek, load_week

__all__ = ["main", "solve_week"]


def solve_week(week: PlantWeek) -> float:
    """The least cost of a week [GBP], found by PyPSA with HiGHS on one thread."""
    network = _network(week)
    status = network.optimize(
        solver_name="highs",
        io_api="direct",
        include_objective_constant=False,
        solver_options={"threads": 1, "output_flag": False, "mip_rel_gap": figures.RELATIVE_GAP},
    )
    if tuple(status) != ("ok", "optimal"):
        raise RuntimeError(f"PyPSA ended with {status}")
    return float(network.objective)


def _network(week: PlantWeek) -> Any:
    import pandas as pd  # type: ignore[import-untyped, unused-ignore]
    import pypsa  # type: ignore[import-not-found, unused-ignore]

    for name in ("pypsa", "linopy"):
        logging.getLogger(name).setLevel(logging.WARNING)
    network = pypsa.Network()
    network.set_snapshots(pd.RangeIndex(len(week.demand_mw)))
    network.snapshot_weightings = pd.DataFrame(
        HALF_HOUR_HOURS, index=network.snapshots, columns=["objective", "stores", "generators"]
    )
    for bus in ("power", "heat", "gas", "battery"):
        network.add("Bus", bus)
    network.add("Load", "demand", bus="power", p_set=week.demand_mw)
    network.add("Load", "heat demand", bus="heat", p_set=week.heat_mw)
    network.add("Generator", "import", bus="power", p_nom=100.0, marginal_cost=week.import_gbp_per_mwh)
    network.add(
        "Generator", "export", bus="power", sign=-1.0, p_nom=figures.EXPORT_MW,
        marginal_cost=-week.export_gbp_per_mwh,
    )  # fmt: skip
    network.add("Generator", "gas", bus="gas", p_nom=100.0, marginal_cost=figures.GAS_GBP_PER_MWH)
    network.add(
        "Link", "engine", bus0="gas", bus1="power", bus2="heat", committable=True,
        p_nom=figures.MAX_POWER_MW / figures.ELECTRICAL_EFFICIENCY,
        p_min_pu=figures.MIN_POWER_MW / figures.MAX_POWER_MW,
        efficiency=figures.ELECTRICAL_EFFICIENCY, efficiency2=figures.HEAT_EFFICIENCY,
        min_up_time=figures.MIN_UP_STEPS, min_down_time=figures.MIN_DOWN_STEPS,
        up_time_before=0, down_time_before=1000, start_up_cost=figures.START_GBP,
    )  # fmt: skip
    network.add(
        "Link", "boiler", bus0="gas", bus1="heat", p_nom=figures.BOILER_MW / figures.BOILER_EFFICIENCY,
        efficiency=figures.BOILER_EFFICIENCY,
    )  # fmt: skip
    _add_heat_store(network)
    _add_battery(network)
    return network


def _add_heat_store(network: Any) -> None:
    last = [0.0] * (len(network.snapshots) - 1) + [figures.HEAT_INITIAL_MWH / figures.HEAT_STORE_MWH]
    network.add("Bus", "tank")
    for name, bus0, bus1 in (("fill", "heat", "tank"), ("draw", "tank", "heat")):
        network.add("Link", name, bus0=bus0, bus1=bus1, p_nom=figures.HEAT_STORE_MW)
    network.add(
        "Store", "tank", bus="tank", e_nom=figures.HEAT_STORE_MWH, e_initial=figures.HEAT_INITIAL_MWH,
        e_min_pu=last, e_max_pu=[1.0] * (len(last) - 1) + last[-1:],
    )  # fmt: skip


def _add_battery(network: Any) -> None:
    last = [1.0] * (len(network.snapshots) - 1) + [0.0]
    each_way = figures.BATTERY_EFFICIENCY
    network.add("Link", "charge", bus0="power", bus1="battery", p_nom=figures.BATTERY_MW, efficiency=each_way)
    network.add(
        "Link", "discharge", bus0="battery", bus1="power", p_nom=figures.BATTERY_MW / each_way,
        efficiency=each_way,
    )  # fmt: skip
    network.add("Store", "battery", bus="battery", e_nom=figures.BATTERY_MWH, e_initial=0.0, e_max_pu=last)


def main() -> None:
    """Solve one week and print what came out."""
    week = load_week(Path(sys.argv[1]))
    with contextlib.redirect_stdout(sys.stderr):  # the tool talks
        began = time.perf_counter()
        __import__("pypsa")
        imported = time.perf_counter()
        cost_gbp = solve_week(week)
        done = time.perf_counter()
    print(
        json.dumps(
            {
                "version": version("pypsa"),
                "seconds": done - imported,
                "import_seconds": imported - began,
                "cost_gbp": cost_gbp,
            }
        )
    )


if __name__ == "__main__":
    main()
