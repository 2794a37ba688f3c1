"""Processes started afresh, as a script or a command does it: interpreter, imports, work."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from benchmarks.contest import Contest, Taken
from benchmarks.reference import BATTERY, year_prices
from peers.problem import save_problem

__all__ = ["fresh_processes"]

ROOT: Final = Path(__file__).parents[2]
SCRIPT: Final = Path(__file__).with_name("fresh_solve.py")
GBFLEX: Final = ["-c", "from gbflex.door import main; main()"]
SITE: Final = "examples/west-midlands-hv-system-price.yaml"
SPAN: Final = ["--from", "2024-04-01", "--to", "2025-02-28"]

YEARS: Final = 200
PEER_YEARS: Final = 10
"""How many of them HiGHS solves; its time for all is scaled, and says so."""


def fresh_processes(folder: Path, *, long: bool) -> list[Contest]:
    """The year in plain Python, two hundred years in one process, and two whole commands.

    Args:
        folder: For the problem's file and the commands' runs.
        long: Also two hundred years on a machine that has never compiled the kernel.
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
        *_many_years(folder, problem, long=long),
        Contest(
            "command-run",
            "gbflex run, eleven months at the system price, as a process",
            lambda: command([*GBFLEX, "run", SITE, *SPAN, "--json"])[0],
        ),
        Contest("command-help", "gbflex --help, as a process", lambda: command([*GBFLEX, "--help"])[0]),
    ]


def _many_years(folder: Path, problem: Path, *, long: bool) -> list[Contest]:
    what = f"{YEARS} different years through solve in a fresh process"
    peer = f"HiGHS {version('highspy')} on {PEER_YEARS} of them, scaled to {YEARS}"
    ours = functools.partial(_years, folder, problem)
    theirs = functools.partial(_peer_years, folder, problem)
    contests = [
        Contest("fresh-lp-200", f"{what}, LP", lambda: ours("lp"), peer, lambda: theirs("lp"), peer_rounds=1),
        Contest(
            "fresh-exact-200",
            f"{what}, exact",
            lambda: ours("exact"),
            f"{peer}, binaries where burning pays, gap 0",
            lambda: theirs("exact"),
            peer_rounds=1,
        ),
    ]
    if long:
        cold = functools.cache(functools.partial(_without_cache, ours))
        contests.append(Contest("fresh-lp-200-cold", f"{what}, LP, nothing compiled before, timed once", cold))
    return contests


def _without_cache(ours: Callable[..., Taken]) -> Taken:
    with tempfile.TemporaryDirectory() as empty:
        return ours("lp", XDG_CACHE_HOME=empty)


def _process(folder: Path, arguments: list[str], **settings: str) -> tuple[Taken, str]:
    """A Python process and what it printed."""
    # By way of a shell: a process's peak memory counts that of the one it was split from, here many libraries.
    command = ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, *arguments]
    tools = str(SCRIPT.parents[1])
    environment = {**os.environ, "GBFLEX_HOME": str(folder), "PYTHONPATH": tools, **settings}
    began = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return Taken(time.perf_counter() - began), done.stdout


def _script(folder: Path, problem: Path, *arguments: str, **settings: str) -> tuple[Taken, dict[str, Any]]:
    """What `fresh_solve.py` took from outside, and what it said."""
    taken, printed = _process(folder, [str(SCRIPT), str(problem), *arguments], **settings)
    return taken, json.loads(printed)


def _solve(folder: Path, problem: Path, kind: str) -> Taken:
    taken, seen = _script(folder, problem, kind, "gbflex")
    return taken._replace(
        objective_gbp=seen["worths_gbp"][0],
        peak_mb=seen["peak_mb"],
        note=f"peak {seen['peak_mb']:.0f} MB, {_numba(seen)}",
    )


def _years(folder: Path, problem: Path, kind: str, **settings: str) -> Taken:
    taken, seen = _script(folder, problem, kind, "gbflex", str(YEARS), **settings)
    return taken._replace(
        objective_gbp=sum(seen["worths_gbp"][:PEER_YEARS]),
        peak_mb=seen["peak_mb"],
        note=f"{1000 * taken.seconds / YEARS:.1f} ms each, peak {seen['peak_mb']:.0f} MB, {_numba(seen)}; "
        f"GBP of the first {PEER_YEARS}",
    )


def _peer_years(folder: Path, problem: Path, kind: str) -> Taken:
    taken, seen = _script(folder, problem, kind, "highs", str(PEER_YEARS))
    each, around = seen["seconds"] / PEER_YEARS, taken.seconds - seen["seconds"]
    worth = sum(seen["worths_gbp"])
    return Taken(
        around + each * YEARS,
        worth,
        worth,
        note=f"HiGHS took {taken.seconds:.1f} s for {PEER_YEARS}, {1000 * each:.0f} ms each",
    )


def _numba(seen: dict[str, Any]) -> str:
    return "numba loaded" if seen["numba_loaded"] else "plain Python, numba not loaded"
