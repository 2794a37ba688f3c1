"""Processes started afresh, as a script or a command does it: interpreter, imports, work."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from benchmarks.contest import Contest, Taken
from benchmarks.reference import BATTERY, year_prices
from peers.problem import save_problem

__all__ = ["fresh_processes"]

ROOT: Final = Path(__file__).parents[2]
SCRIPT: Final = Path(__file__).with_name("fresh_solve.py")
GBFLEX: Final = ["-c", "from gbflex.cli import main; main()"]
SITE: Final = "examples/west-midlands-hv-system-price.yaml"
SPAN: Final = ["--from", "2024-04-01", "--to", "2025-02-28"]


def fresh_processes(folder: Path) -> list[Contest]:
    """The year in plain Python, and two whole commands.

    Args:
        folder: For the problem's file and the commands' runs.
    """
    problem = folder / "problem.npz"
    save_problem(problem, BATTERY, *year_prices())
    command = functools.partial(_process, folder)
    return [
        Contest("fresh-lp-year", "year, LP, in a fresh process", functools.partial(_solve, folder, problem, "lp")),
        Contest(
            "fresh-exact-year",
            "year, exact, in a fresh process",
            functools.partial(_solve, folder, problem, "exact"),
        ),
        Contest(
            "command-run",
            "gbflex run, eleven months at the system price, as a process",
            lambda: command([*GBFLEX, "run", SITE, *SPAN, "--json"])[0],
        ),
        Contest("command-help", "gbflex --help, as a process", lambda: command([*GBFLEX, "--help"])[0]),
    ]


def _process(folder: Path, arguments: list[str]) -> tuple[Taken, str]:
    """A Python process and what it printed."""
    # By way of a shell: a process's peak memory counts that of the one it was split from, here many libraries.
    command = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, *arguments]
    environment = {**os.environ, "GBFLEX_HOME": str(folder)}
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return Taken(time.perf_counter() - began), done.stdout


def _solve(folder: Path, problem: Path, kind: str) -> Taken:
    taken, printed = _process(folder, [str(SCRIPT), str(problem), kind])
    seen = json.loads(printed)
    numba = "numba loaded" if seen["numba_loaded"] else "plain Python, numba not loaded"
    return taken._replace(
        objective_gbp=seen["objective_gbp"],
        peak_mb=seen["peak_mb"],
        note=f"peak {seen['peak_mb']:.0f} MB, {numba}",
    )
