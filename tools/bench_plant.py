"""A year of a plant, planned day by day with two in view: how long it takes, and the largest gap of a window.

Usage: python tools/bench_plant.py; the hospital of examples/, then with its engine split in two; real prices of
2024, made-up demand. The first windows load the compiled kernel.
"""

from __future__ import annotations

import copy
import time
from pathlib import Path
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from gbflex.analysis.run.backtest import settlement_of
from gbflex.analysis.run.modes import daily_views, rolled_plant
from gbflex.assets.site import Site
from gbflex.assets.site_file import parse_site
from gbflex.bootstrap import shipped_ports
from gbflex.periods import Periods

EXAMPLE = Path(__file__).parents[1] / "examples" / "hospital-chp.yaml"
YEAR = Periods.between("2024-01-01", "2024-12-31")


def main() -> None:
    """Plan the year once for one engine and once for two."""
    for name, site in (("one engine", _site(1)), ("two engines", _site(2))):
        settle, _ = settlement_of(site, YEAR, shipped_ports())
        problem = settle.terms.problem(settle.setting, with_assets=True)
        began = time.perf_counter()
        answer = rolled_plant([problem], problem, daily_views(YEAR, 2), progress=_tell)
        seconds = time.perf_counter() - began
        flows = answer.schedule.plant
        assert flows is not None  # noqa: S101 (it answers a problem with a plant)
        starts = sum(int(engine.started.sum()) for engine in flows.engines)
        print(
            f"{name}: 366 windows of two days in {seconds:.0f} s, largest gap {answer.worst_window_gap:.1e}, "
            f"{starts} starts, objective {answer.objective_gbp:,.2f} GBP, "
            f"{answer.gap:.2%} below the relaxation of the whole year"
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
