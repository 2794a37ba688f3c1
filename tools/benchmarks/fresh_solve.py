"""A process of its own that reads the year, solves it and says what that took; or solves one year after another.

Usage: python fresh_solve.py PROBLEM.npz lp|exact gbflex|highs [YEARS]; PROBLEM.npz is what
`peers.problem.save_problem` writes, YEARS how many years to solve, each with prices of its own.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from peers.problem import HALF_HOUR_HOURS, Array, Battery, load_problem, moved_prices

KB_PER_MB = 1024

Solve = Callable[[Battery, Array, Array], float]


def main() -> None:
    """Solve and print one JSON object."""
    path, kind, tool, *years = sys.argv[1:]
    battery, buy, sell = load_problem(Path(path))
    solve = (_by_gbflex if tool == "gbflex" else _by_highs)(is_exact=kind == "exact")
    began = time.perf_counter()
    worths = [solve(battery, *moved_prices(buy, sell, year)) for year in range(int(years[0]) if years else 1)]
    seen = {
        "worths_gbp": worths,
        "seconds": time.perf_counter() - began,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB,
        "numba_loaded": "numba" in sys.modules,
    }
    print(json.dumps(seen))


def _by_gbflex(*, is_exact: bool) -> Solve:
    import numpy as np

    from gbflex.dispatch import Problem, Store, solve

    def one(battery: Battery, buy: Array, sell: Array) -> float:
        none = np.zeros(len(buy))
        return solve(
            Problem(
                hours=HALF_HOUR_HOURS,
                day_index=np.arange(len(buy)) // 48,
                load_mwh=none,
                charge_gbp_per_mwh=-buy,
                load_gbp_per_mwh=none,
                export_gbp_per_mwh=sell,
                stores=(
                    Store(
                        battery.power_mw,
                        battery.power_mw,
                        battery.energy_capacity_mwh,
                        battery.charge_efficiency,
                        battery.discharge_efficiency,
                        battery.initial_mwh,
                        battery.final_mwh,
                    ),
                ),
                one_direction=is_exact,
            )
        ).objective_gbp

    return one


def _by_highs(*, is_exact: bool) -> Solve:
    from peers.highs_year import year_lp, year_milp

    def one(battery: Battery, buy: Array, sell: Array) -> float:
        if is_exact:
            return year_milp(battery, buy, sell, binaries="burning", gap=0.0).objective_gbp
        return year_lp(battery, buy, sell).objective_gbp

    return one


if __name__ == "__main__":
    main()
