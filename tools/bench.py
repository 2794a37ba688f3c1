"""How long things take, ours and others' side by side: medians of interleaved rounds in one process.

Usage: python tools/bench.py [--rounds N] [--long] [--others]; writes build/bench.json and prints it as a table.
Times of two machines do not compare; ratios do. What is measured: docs/reference/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.against_highs import against_highs
from benchmarks.against_others import against_others
from benchmarks.contest import ROUNDS, Contest, Row, interleaved
from benchmarks.fresh import fresh_processes
from benchmarks.growth import growth
from benchmarks.questions import questions
from benchmarks.targets import target_lines
from gbflex.dispatch import warm_up

BENCH = Path(__file__).parents[1] / "build" / "bench.json"


def main() -> None:
    """Time all contests of one kind and keep their rows."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        contests = against_others(folder) if arguments.others else _contests(folder, long=arguments.long)
        warm_up()
        rows = interleaved(contests, arguments.rounds)
    kept = _kept() if arguments.others else []
    _write(kept, rows)
    _print(rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is timed")
    parser.add_argument(
        "--long",
        action="store_true",
        help="response against binaries everywhere, nothing compiled before: two minutes more",
    )
    parser.add_argument("--others", action="store_true", help="the other tools only, added to what is written")
    return parser.parse_args()


def _contests(folder: Path, *, long: bool) -> list[Contest]:
    return [*against_highs(long=long), *fresh_processes(folder, long=long), *growth(), *questions()]


def _kept() -> list[dict[str, Any]]:
    return json.loads(BENCH.read_text()) if BENCH.exists() else []


def _write(kept: Sequence[dict[str, Any]], rows: Sequence[Row]) -> None:
    """Write the rows after those kept, each id once."""
    by_id = {row["id"]: row for row in kept} | {row.id: row.as_json() for row in rows}
    BENCH.parent.mkdir(exist_ok=True)
    BENCH.write_text(json.dumps(list(by_id.values()), indent=2) + "\n")


def _print(rows: Sequence[Row]) -> None:
    print(f"{'row':24} {'ours [s]':>9} {'peer [s]':>9} {'ratio':>9} {'ours [GBP]':>13} {'peer [GBP]':>13}  peer")
    for row in rows:
        seen = row.as_json()
        numbers = (
            _number(seen["ours_seconds"], 9, 4),
            _number(seen["peer_seconds"], 9, 4),
            _number(seen["ratio"], 9, 2),
            _number(seen["ours_objective"], 13, 2),
            _number(seen["peer_objective"], 13, 2),
        )
        print(f"{row.id:24} {' '.join(numbers)}  {row.peer or ''}".rstrip())
        print(f"{'':26}{row.what}")
    print("\ntargets")
    for line in target_lines(rows):
        print(line)


def _number(value: float | None, width: int, digits: int) -> str:
    return " " * width if value is None else f"{value:{width},.{digits}f}"


if __name__ == "__main__":
    main()
