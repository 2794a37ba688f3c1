"""How long an import takes, and how much memory: twenty million acceptances in a file, ten thousand small files.

Usage: python tools/bench_import.py [--rows N] [--forms csv parquet ...] [--files N ...]. Each reading is a process
of its own; the import counts with the process that reads its Parquet.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

ROWS, ROWS_A_DAY, UNITS, AT_ONCE = 20_000_000, 40_000, 400, 500_000
FILES = (1_000, 10_000)
FORMS = ("csv", "parquet", "json")
FIRST_DAY = np.datetime64("2024-01-01", "us")
MINUTE = np.timedelta64(1, "m")
WRITES_JSON = b'{"data":['
PRICES = "settlementDate,settlementPeriod,systemSellPrice,systemBuyPrice,netImbalanceVolume\n"
PRICE_DAYS = 365


def main() -> None:
    """Print both benchmarks, or be one of their processes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--forms", nargs="*", choices=FORMS, default=FORMS[:2])
    parser.add_argument("--files", nargs="*", type=int, default=FILES)
    parser.add_argument("--child", nargs="*", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(_measured(*arguments.child)))
        return
    with tempfile.TemporaryDirectory() as name:
        for form in arguments.forms:
            source = Path(name) / f"acceptances.{form}"
            write_acceptances(source, arguments.rows)
            size = source.stat().st_size / 1e6
            read = reading(Path(name) / form, "import", "elexon.boalf", source)
            print(
                f"import of {arguments.rows:,} acceptances from {form} ({size:,.0f} MB): {said(read)}", flush=True
            )
            source.unlink()
        for count in arguments.files:
            home, folder = Path(name) / f"home-{count}", Path(name) / f"files-{count}"
            write_prices(folder, count)
            taken, again = reading(home, "import", "elexon.system_prices", folder), reading(home, "rebuild")
            print(f"{count:,} small files: import {said(taken)}; rebuild {said(again)}", flush=True)


def said(read: dict[str, float]) -> str:
    """A reading in words."""
    time_said = f"{read['seconds']:.1f} s ({read['cpu_seconds']:.1f} s of processor time)"
    return f"{time_said}, {read['megabytes']:,.0f} MB at most"


def reading(home: Path, *command: object) -> dict[str, float]:
    """Seconds and memory of a command in a process of its own.

    Args:
        home: Where it keeps its data.
        command: import DATASET FILE, import DATASET FOLDER, or rebuild.
    """
    done = subprocess.run(
        [sys.executable, __file__, "--child", *map(str, command)],
        env={**os.environ, "GBFLEX_HOME": str(home)},
        stdout=subprocess.PIPE,
        check=True,
    )
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def _measured(command: str, dataset: str = "", source: str = "") -> dict[str, float]:
    from gbflex.api import data

    begin = time.perf_counter()
    if command == "import":
        place = Path(source)
        data.data_import(dataset, sorted(place.iterdir()) if place.is_dir() else [place])
    else:
        data.data_rebuild()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "seconds": time.perf_counter() - begin,
        "cpu_seconds": sum(one.ru_utime + one.ru_stime for one in used),
        "megabytes": (_own_peak_kb() + used[1].ru_maxrss) / 1024,
    }


def _own_peak_kb() -> int:
    """Peak memory since the program began; `getrusage` counts what the parent held when it started it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM:")).split()[1])


def write_acceptances(path: Path, rows: int) -> None:
    """Write acceptances as Elexon Insights has them, 40,000 a day, in the order of their times.

    Args:
        path: The file; its ending says the form.
        rows: How many.
    """
    frames = _acceptances(rows)
    if path.suffix == ".parquet":
        pl.concat([frame.lazy() for frame in frames]).sink_parquet(path)
        return
    with path.open("wb") as file:
        for number, frame in enumerate(frames):
            if path.suffix == ".csv":
                frame.write_csv(file, include_header=number == 0, datetime_format="%Y-%m-%dT%H:%M:%SZ")
            else:
                file.write(b"," if number else WRITES_JSON)
                file.write(frame.with_columns(_as_text()).write_json().encode()[1:-1])
        if path.suffix == ".json":
            file.write(b"]}")


def _as_text() -> list[pl.Expr]:
    return [pl.col(pl.Datetime).dt.strftime("%Y-%m-%dT%H:%M:%SZ"), pl.col(pl.Date).dt.strftime("%Y-%m-%d")]


def _acceptances(rows: int) -> Iterator[pl.DataFrame]:
    draw, minutes_a_row = np.random.default_rng(1), 1440 / ROWS_A_DAY
    for first in range(0, rows, AT_ONCE):
        number = np.arange(first, min(first + AT_ONCE, rows))
        start = FIRST_DAY + (number * minutes_a_row).astype("timedelta64[m]")
        unit, level = draw.integers(0, UNITS, len(number)), draw.integers(0, 300, (2, len(number)))
        day = start.astype("datetime64[D]")
        period = (start - day) // (30 * MINUTE) + 1
        yield pl.DataFrame(
            {
                "dataset": ["BOALF"] * len(number),
                "settlementDate": day,
                "settlementPeriodFrom": period,
                "settlementPeriodTo": period,
                "timeFrom": start,
                "timeTo": start + 5 * MINUTE,
                "levelFrom": level[0],
                "levelTo": level[1],
                "acceptanceNumber": number + 1,
                "acceptanceTime": start - 10 * MINUTE,
                "deemedBoFlag": draw.random(len(number)) < 0.1,  # noqa: PLR2004 (a share of flagged ones)
                "soFlag": draw.random(len(number)) < 0.1,  # noqa: PLR2004 (a share of flagged ones)
                "amendmentFlag": ["ORI"] * len(number),
                "storFlag": np.zeros(len(number), bool),
                "rrFlag": np.zeros(len(number), bool),
                "nationalGridBmUnit": [f"UNIT-{one}" for one in unit],
                "bmUnit": [f"T_UNIT-{one}" for one in unit],
            }
        ).with_columns(pl.col(pl.Datetime).dt.cast_time_unit("us").dt.replace_time_zone("UTC"))


def write_prices(folder: Path, files: int) -> None:
    """Write small files of system prices, a day each, the days of a year again and again.

    Args:
        folder: Where.
        files: How many.
    """
    folder.mkdir()
    for number in range(files):
        day = date(2024, 1, 2) + timedelta(days=number % PRICE_DAYS)
        rows = [f"{day},{period},{number % 97}.{period},{number % 97}.{period},0\n" for period in (1, 2, 3)]
        (folder / f"{number:05d}.csv").write_text(PRICES + "".join(rows), "utf-8")


if __name__ == "__main__":
    main()
