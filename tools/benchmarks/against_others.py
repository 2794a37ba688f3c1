"""Dispatch against other tools, each in its environment under build/peers (`make bench-peers` creates them)."""

from __future__ import annotations

import functools
import json
import subprocess
from pathlib import Path
from typing import Final

from benchmarks.against_highs import solved
from benchmarks.contest import REPEATS, Contest, Taken
from benchmarks.plant_week import plant_weeks
from benchmarks.reference import BATTERY, DAY_STEPS, YEAR_STEPS, problem_of, year_prices
from peers.problem import save_problem

__all__ = ["against_others"]

TOOLS: Final = Path(__file__).parents[1]
ENVIRONMENTS: Final = TOOLS.parent / "build" / "peers"
MONTH_STEPS: Final = 30 * DAY_STEPS


def against_others(folder: Path) -> list[Contest]:
    """PyPSA on the year and on a plant's weeks, energypylinear on a month: its time grows as the square of it.

    Args:
        folder: For the problem's file.
    """
    problem = folder / "problem.npz"
    save_problem(problem, BATTERY, *year_prices())
    links, generators, month = (
        functools.partial(_other, problem, *which)
        for which in (
            ("pypsa", "pypsa-links", YEAR_STEPS),
            ("pypsa", "pypsa-generators", YEAR_STEPS),
            ("energypylinear", "energypylinear", MONTH_STEPS),
        )
    )
    lp = functools.partial(_ours, YEAR_STEPS, one_direction=False)
    exact = functools.partial(_ours, MONTH_STEPS, one_direction=True)
    return [
        Contest("pypsa-links-year", "year, LP", lp, "PyPSA, store between two links", links, repeats=REPEATS),
        Contest(
            "pypsa-generators-year", "year, LP", lp, "PyPSA, store, buyer and seller", generators, repeats=REPEATS
        ),
        Contest("energypylinear-month", "30 days, exact", exact, "energypylinear", month, peer_rounds=3),
        *plant_weeks(folder),
    ]


def _ours(steps: int, *, one_direction: bool) -> Taken:
    buy, sell = year_prices()
    return solved(lambda: problem_of(buy[:steps], sell[:steps], one_direction=one_direction))


def _other(problem: Path, environment: str, tool: str, steps: int) -> Taken:
    python = ENVIRONMENTS / environment / "bin" / "python"
    command = [str(python), "-m", "peers.other_tools", str(problem), tool, "--steps", str(steps)]
    done = subprocess.run(command, cwd=TOOLS, capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout.splitlines()[-1])
    note = f"{environment} {seen['version']}, its import of {seen['import_seconds']:.1f} s not counted"
    # What its schedule is worth, not what it says.
    return Taken(seen["seconds"], seen["re_priced_gbp"], seen["re_priced_gbp"], note=note)
