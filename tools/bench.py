"""How long things take here, as medians and ratios of interleaved rounds in one process.

Usage: python tools/bench.py [ROUNDS]; writes build/bench.json. Times of two machines do not compare; ratios do.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gbflex import api, bootstrap
from gbflex.analysis.backtest import backtest
from gbflex.dispatch import Problem, solve
from gbflex.dispatch.exact import solve_exactly
from gbflex.dispatch.highs import solve_with_highs
from gbflex.periods import Periods

ROOT = Path(__file__).parent.parent
SPAN = ("2024-04-01", "2025-02-28")
ROUNDS = 5


def example(name: str, *overrides: str) -> Problem:
    """The dispatch problem of a shipped example over the demo's span."""
    site = api.load_site(ROOT / "examples" / f"{name}.yaml", overrides)
    return backtest(site, Periods.between(*SPAN), bootstrap.ports()).with_asset.problem


def whole_call(name: str) -> Callable[[], object]:
    """A back-test as a caller makes it: prices, two dispatches, two ledgers."""
    site = api.load_site(ROOT / "examples" / f"{name}.yaml")
    return lambda: backtest(site, Periods.between(*SPAN), bootstrap.ports())


def a_help() -> object:
    """`gbflex --help` as a process."""
    command = [sys.executable, "-c", "from gbflex.cli import main; main()", "--help"]
    return subprocess.run(command, capture_output=True, check=True)


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call [s]."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Time each pair in turn, round after round."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    index, system = example("west-midlands-hv"), example("west-midlands-hv-system-price")
    site = ROOT / "examples" / "west-midlands-hv.yaml"
    works: dict[str, Callable[[], Any]] = {
        "gbflex --help, a process": a_help,
        "site rates, eleven months": lambda: api.rates(site, *SPAN),
        "site rates, eleven months, 14 areas": lambda: [
            api.rates(site, *SPAN, overrides=[f"licence_area={area}"]) for area in range(10, 24)
        ],
        "site bill, eleven months": lambda: api.bill(site, *SPAN),
        "back-test, market index, whole call": whole_call("west-midlands-hv"),
        "back-test, system price, whole call": whole_call("west-midlands-hv-system-price"),
        "dispatch, market index (HiGHS LP)": lambda: solve(index),
        "dispatch, system price (exact)": lambda: solve_exactly(system),
        "dispatch, system price (HiGHS, 12 binaries)": lambda: solve_with_highs(system),
    }
    times: dict[str, list[float]] = {what: [] for what in works}
    for number in range(rounds):
        for what, work in works.items():
            times[what].append(seconds(work))
        print(f"round {number + 1} of {rounds} done", file=sys.stderr)
    base = statistics.median(times["dispatch, market index (HiGHS LP)"])
    rows = [{"what": what, "median_seconds": statistics.median(taken)} for what, taken in times.items()]
    for row in rows:
        row["ratio_to_index_lp"] = row["median_seconds"] / base
        print(f"{row['what']:46} {row['median_seconds']:8.3f} s {row['ratio_to_index_lp']:8.2f}")
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    (build / "bench.json").write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
