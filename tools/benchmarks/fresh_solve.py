"""A process of its own that reads the year, solves it and says what that took.

Usage: python fresh_solve.py PROBLEM.npz lp|exact; PROBLEM.npz is what `peers.problem.save_problem` writes.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

import numpy as np

from gbflex.dispatch import Problem, Store, solve

KB_PER_MB = 1024


def main() -> None:
    """Solve and print one JSON object."""
    with np.load(sys.argv[1]) as held:
        battery: dict[str, Any] = {name: float(held[name]) for name in held.files if not held[name].ndim}
        buy, sell = held["buy_gbp_per_mwh"], held["sell_gbp_per_mwh"]
    power_mw = battery.pop("power_mw")
    none = np.zeros(len(buy))
    answer = solve(
        Problem(
            hours=0.5,
            day_index=np.arange(len(buy)) // 48,
            load_mwh=none,
            charge_gbp_per_mwh=-buy,
            load_gbp_per_mwh=none,
            export_gbp_per_mwh=sell,
            stores=(Store(power_mw, power_mw, **battery),),
            one_direction=sys.argv[2] == "exact",
        )
    )
    seen = {
        "objective_gbp": answer.objective_gbp,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB,
        "numba_loaded": "numba" in sys.modules,
    }
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
