"""The same problem solved by PyPSA and energypylinear, each in an environment of its own.

Usage: python -m peers.other_tools PROBLEM.npz TOOL [--steps N]; its last line is one JSON object.

PROBLEM.npz is what `peers.problem.save_problem` writes. With --steps only the first N half-hours are solved
(energypylinear's build grows with the square of the horizon). TOOL is one of

  pypsa-links       LP: a store, a link each for charging and discharging, a free grid
  pypsa-generators  LP: a store with a generator each for buying and selling on one bus, the smallest PyPSA model
  energypylinear    exact: its battery with directions as binaries, solved by CBC to gap 0

Seconds are model, solver and reading the schedule; importing the tool is apart. The schedule, in MWh at the meter,
is priced again by `peers.problem.worth_gbp`. HiGHS may greet on stdout first: the JSON is the last line.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from peers.problem import HALF_HOUR_HOURS, Array, Battery, load_problem, worst_violation_mwh, worth_gbp

if TYPE_CHECKING:
    import pypsa  # type: ignore[import-not-found, unused-ignore]

__all__ = ["main", "solve_with_energypylinear", "solve_with_pypsa_generators", "solve_with_pypsa_links"]

Solved = tuple[float, Array, Array]
"""Worth in GBP as the tool says it; charge and discharge of shape (n,) in MWh."""

CBC_SECONDS: Final = 3600


def solve_with_pypsa_links(battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array) -> Solved:
    """The LP as a store between two links; prices of shape (n,) in GBP per MWh are the links' marginal costs."""
    network = _pypsa_store(battery, len(buy_gbp_per_mwh))
    network.add("Bus", "grid")
    # The grid takes and gives freely: the links carry the prices.
    network.add("Generator", "grid", bus="grid", p_nom=10 * battery.power_mw, p_min_pu=-1.0)
    network.add(
        "Link",
        "charge",
        bus0="grid",
        bus1="battery",
        p_nom=battery.power_mw,
        efficiency=battery.charge_efficiency,
        marginal_cost=buy_gbp_per_mwh,
    )
    network.add(
        "Link",
        "discharge",
        bus0="battery",
        bus1="grid",
        p_nom=battery.power_mw / battery.discharge_efficiency,
        efficiency=battery.discharge_efficiency,
        marginal_cost=-sell_gbp_per_mwh * battery.discharge_efficiency,
    )
    _pypsa_optimise(network)
    flow_mw = network.links_t.p0
    charge_mwh = flow_mw["charge"].to_numpy() * HALF_HOUR_HOURS
    discharge_mwh = flow_mw["discharge"].to_numpy() * battery.discharge_efficiency * HALF_HOUR_HOURS
    return -float(network.objective), charge_mwh, discharge_mwh


def solve_with_pypsa_generators(battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array) -> Solved:
    """The LP as a store, a buyer and a seller on one bus; prices of shape (n,) in GBP per MWh, at the meter."""
    network = _pypsa_store(battery, len(buy_gbp_per_mwh))
    network.add(
        "Generator",
        "buy",
        bus="battery",
        p_nom=battery.power_mw * battery.charge_efficiency,
        marginal_cost=buy_gbp_per_mwh / battery.charge_efficiency,
    )
    network.add(
        "Generator",
        "sell",
        bus="battery",
        sign=-1.0,
        p_nom=battery.power_mw / battery.discharge_efficiency,
        marginal_cost=-sell_gbp_per_mwh * battery.discharge_efficiency,
    )
    _pypsa_optimise(network)
    # PyPSA reports what a generator gives the bus as positive, whatever its sign in the balance.
    flow_mw = network.generators_t.p
    charge_mwh = flow_mw["buy"].to_numpy() / battery.charge_efficiency * HALF_HOUR_HOURS
    discharge_mwh = flow_mw["sell"].to_numpy() * battery.discharge_efficiency * HALF_HOUR_HOURS
    return -float(network.objective), charge_mwh, discharge_mwh


def solve_with_energypylinear(battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array) -> Solved:
    """The exact problem with energypylinear's battery; prices of shape (n,) in GBP per MWh.

    That battery loses energy on charging only. In deliverable MWh (state x discharge efficiency) ours does too.
    """
    import energypylinear  # type: ignore[import-not-found, unused-ignore]

    asset = energypylinear.Battery(
        power_mw=battery.power_mw,
        capacity_mwh=battery.energy_capacity_mwh * battery.discharge_efficiency,
        efficiency_pct=battery.charge_efficiency * battery.discharge_efficiency,
        initial_charge_mwh=battery.initial_mwh * battery.discharge_efficiency,
        final_charge_mwh=battery.final_mwh * battery.discharge_efficiency,
        electricity_prices=buy_gbp_per_mwh,
        export_electricity_prices=sell_gbp_per_mwh,
        freq_mins=30,
    )
    found = asset.optimize(verbose=0, optimizer_config={"timeout": CBC_SECONDS, "relative_tolerance": 0.0})
    charge_mwh = found.results["battery-electric_charge_mwh"].to_numpy(dtype=np.float64)
    discharge_mwh = found.results["battery-electric_discharge_mwh"].to_numpy(dtype=np.float64)
    return -float(found.status.objective), charge_mwh, discharge_mwh


def main() -> None:
    """Solves one problem with one tool and prints what came out."""
    arguments = _arguments()
    battery, buy_gbp_per_mwh, sell_gbp_per_mwh = load_problem(arguments.problem)
    buy_gbp_per_mwh, sell_gbp_per_mwh = buy_gbp_per_mwh[: arguments.steps], sell_gbp_per_mwh[: arguments.steps]
    package, solve = TOOLS[arguments.tool]
    with contextlib.redirect_stdout(sys.stderr):  # the tools talk
        import_seconds = _import_seconds(package)
        began = time.perf_counter()
        objective_gbp, charge_mwh, discharge_mwh = solve(battery, buy_gbp_per_mwh, sell_gbp_per_mwh)
        seconds = time.perf_counter() - began
    answer = {
        "tool": arguments.tool,
        "version": version(package),
        "steps": len(buy_gbp_per_mwh),
        "seconds": seconds,
        "import_seconds": import_seconds,
        "objective_gbp": objective_gbp,
        "re_priced_gbp": worth_gbp(buy_gbp_per_mwh, sell_gbp_per_mwh, charge_mwh, discharge_mwh),
        "worst_violation_mwh": worst_violation_mwh(battery, charge_mwh, discharge_mwh),
    }
    print(json.dumps(answer))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("problem", type=Path)
    parser.add_argument("tool", choices=sorted(TOOLS))
    parser.add_argument("--steps", type=int)
    return parser.parse_args()


def _import_seconds(package: str) -> float:
    began = time.perf_counter()
    __import__(package)
    return time.perf_counter() - began


def _pypsa_store(battery: Battery, steps: int) -> pypsa.Network:
    """A network of half-hours with the store on its bus, its last state fixed."""
    import logging

    import pandas as pd  # type: ignore[import-untyped, unused-ignore]
    import pypsa  # type: ignore[import-not-found, unused-ignore]

    for name in ("pypsa", "linopy"):
        logging.getLogger(name).setLevel(logging.WARNING)
    network = pypsa.Network()
    network.set_snapshots(pd.RangeIndex(steps))
    network.snapshot_weightings = pd.DataFrame(
        HALF_HOUR_HOURS, index=network.snapshots, columns=["objective", "stores", "generators"]
    )
    lowest, highest = np.zeros(steps), np.ones(steps)
    lowest[-1] = highest[-1] = battery.final_mwh / battery.energy_capacity_mwh
    network.add("Bus", "battery")
    network.add(
        "Store",
        "battery",
        bus="battery",
        e_nom=battery.energy_capacity_mwh,
        e_initial=battery.initial_mwh,
        e_min_pu=lowest,
        e_max_pu=highest,
    )
    return network


def _pypsa_optimise(network: pypsa.Network) -> None:
    status = network.optimize(
        solver_name="highs",
        io_api="direct",
        include_objective_constant=False,
        solver_options={"threads": 1, "output_flag": False},
    )
    if tuple(status) != ("ok", "optimal"):
        raise RuntimeError(f"PyPSA ended with {status}")


TOOLS: Final[dict[str, tuple[str, Callable[[Battery, Array, Array], Any]]]] = {
    "pypsa-links": ("pypsa", solve_with_pypsa_links),
    "pypsa-generators": ("pypsa", solve_with_pypsa_generators),
    "energypylinear": ("energypylinear", solve_with_energypylinear),
}

if __name__ == "__main__":
    main()
