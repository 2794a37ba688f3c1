"""A year of a plant in mode perfect: how long it takes, the largest gap of a window, and the gap over the year.

Usage: python tools/bench_plant.py; a made-up hospital (tests/hospital-chp.yaml), then with its engine split in
two; real prices of 2024, made-up demand. The first windows load the compiled kernel.
"""

from __future__ import annotations

import copy
import time
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from gbflex.analysis.run.backtest import settlement_of
from gbflex.assets.site import Site
from gbflex.assets.site_file import parse_site
from gbflex.bootstrap import shipped_ports
from gbflex.dispatch.joint.solve import relaxed_bound_gbp
from gbflex.dispatch.perfect import plan_perfectly
from gbflex.periods import Periods

EXAMPLE = Path(__file__).parents[1] / "tests" / "hospital-chp.yaml"
YEAR = Periods.between("2024-01-01", "2024-12-31")


def main() -> None:
    """Plan the year once for one engine and once for two."""
    for name, site in (("one engine", _site(1)), ("two engines", _site(2))):
        settle, _ = settlement_of(site, YEAR, shipped_ports())
        problem = settle.terms.problem(settle.setting, with_assets=True)
        began, worked = time.perf_counter(), time.process_time()
        answer = plan_perfectly(problem, YEAR.first_of_day, progress=_tell)
        seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - worked
        relaxed = relaxed_bound_gbp(problem) - answer.objective_gbp
        flows = answer.schedule.plant
        assert flows is not None  # noqa: S101 (it answers a problem with a plant)
        starts = sum(int(engine.started.sum()) for engine in flows.engines)
        print(
            f"{name}: {answer.view_days} days in view, {seconds:.0f} s ({cpu_seconds:.0f} s of one core), "
            f"largest gap of a window {answer.worst_window_gap:.1e}, gap over the year {answer.gap:.1e} "
            f"(at most {answer.bound_gbp - answer.objective_gbp:,.2f} GBP below the bound; {relaxed:,.2f} by the "
            f"linear relaxation), {starts} starts, objective {answer.objective_gbp:,.2f} GBP"
        )


def _tell(done: int) -> None:
    if done % 50 == 0:
        print(f"  {done} windows", flush=True)


def _site(engines: int) -> Site:
    """The example with its engine split into some of the same size together."""
    data: dict[str, Any] = YAML(typ="safe").load(EXAMPLE)
    whole = data["assets"].pop(0)
    for number in range(engines):
        part = copy.deepcopy(whole)
        part["name"] = f"engine {number + 1}"
        for place in (part, *part["efficiency"]):
            for key in ("power_mw", "min_power_mw", "max_power_mw", "start_cost_gbp"):
                if key in place:
                    place[key] = float(np.round(place[key] / engines, 6))
        data["assets"].append(part)
    return parse_site(data)


if __name__ == "__main__":
    main()
