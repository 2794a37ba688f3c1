"""How fast the record takes and gives rows: import of prices, and fifty million acceptances beside plain DuckDB.

Usage: python tools/bench_record.py [--rows N] [--rounds N]. Each reading is a process of its own; medians count.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from gbflex.observations import Rows
from gbflex.periods import Periods
from gbflex.sources.elexon.boalf import BOALF
from gbflex.store.engine import open_engine
from gbflex.store.entry import Entry
from gbflex.store.published import Manifest, Tables
from gbflex.store.vintages import Observed

ROWS, ROUNDS, DAYS, UNITS = 50_000_000, 3, 365, 400
PROVIDERS = 12
QUERY = """
SELECT bm_unit, date_trunc('month', settlement_date) AS month, count(*) AS segments, sum(level_to_mw) AS mw,
       avg(level_to_mw - level_from_mw) AS ramp_mw, count(*) FILTER (WHERE so_flag) AS flagged
FROM {source} GROUP BY ALL ORDER BY ALL
"""


def main() -> None:
    """Print both benchmarks, or be one of their processes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--read", choices=("ours", "plain"), help=argparse.SUPPRESS)
    parser.add_argument("--import-from", dest="source", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.read:
        print(json.dumps(_read(Path(os.environ["GBFLEX_HOME"]), arguments.read)))
    elif arguments.source:
        print(json.dumps(_import(arguments.source)))
    else:
        _imports(arguments.rounds)
        _aggregates(arguments.rows, arguments.rounds)


def _child(home: Path, *arguments: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, *arguments],
        env={**os.environ, "GBFLEX_HOME": str(home)},
        capture_output=True,
        check=True,
    )
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def _imports(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "prices.parquet"
        rows = _price_like(source)
        seconds = [_child(Path(name) / str(i), "--import-from", str(source))["seconds"] for i in range(rounds)]
    middle = statistics.median(seconds)
    print(f"import of {rows:,} price-like rows from Parquet: {middle:.2f} s, {rows / middle:,.0f} rows a second")


def _price_like(path: Path) -> int:
    axis, draw = Periods.between("2016-01-01", "2025-12-31"), np.random.default_rng(1)
    size = len(axis)
    frames = [
        pl.DataFrame(
            {
                "settlementDate": axis.settlement_date,
                "settlementPeriod": axis.settlement_period,
                "dataProvider": [f"P{provider}"] * size,
                "price": draw.normal(80, 30, size).round(2),
                "volume": draw.uniform(1, 900, size).round(1),
            }
        )
        for provider in range(PROVIDERS)
    ]
    pl.concat(frames).write_parquet(path)
    return PROVIDERS * size


def _import(source: str) -> dict[str, float]:
    from gbflex.api import data

    begin = time.perf_counter()
    data.data_import("elexon.market_index", [source])
    return {"seconds": time.perf_counter() - begin}


def _aggregates(rows: int, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        begin = time.perf_counter()
        _acceptance_like(home, rows)
        print(f"{rows:,} acceptance-like rows published in {time.perf_counter() - begin:.0f} s", flush=True)
        said: dict[str, list[dict[str, float]]] = {"ours": [], "plain": []}
        for _ in range(rounds):
            for who, readings in said.items():
                readings.append(_child(home, "--read", who))
    if len({one["checksum"] for both in said.values() for one in both}) != 1:
        sys.exit("the two readings differ")
    ours, plain = (statistics.median(one["seconds"] for one in said[who]) for who in ("ours", "plain"))
    memory = max(one["megabytes"] for one in said["ours"])
    beside = f"ours {ours:.2f} s, plain DuckDB {plain:.2f} s, {ours / plain:.2f} times"
    print(f"aggregated: {beside}, {memory:,.0f} MB at most")


def _acceptance_like(home: Path, rows: int) -> None:
    tables, manifest, each = Tables(home), Manifest(), rows // DAYS
    draw = np.random.default_rng(2)
    for number in range(DAYS):
        frame = _day_of_acceptances(date(2025, 1, 1) + timedelta(days=number), each, draw)
        entry = Entry(BOALF.name, "", 0, "made up", "file", "2026-01-01T00:00:00.000000Z")
        manifest = tables.published(manifest, BOALF.table, [Observed(Rows.of(frame, BOALF.table), entry)], {})
    tables.commit(BOALF.name, manifest)


def _day_of_acceptances(day: date, rows: int, draw: Any) -> pl.DataFrame:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    start = np.datetime64(midnight.replace(tzinfo=None), "us") + draw.integers(0, 1440, rows) * np.timedelta64(
        1, "m"
    )
    unit = draw.integers(0, UNITS, rows)
    columns = {
        "settlement_date": np.full(rows, np.datetime64(day, "D")),
        "settlement_period": draw.integers(1, 49, rows),
        "bm_unit": [f"T_UNIT-{number}" for number in unit],
        "national_grid_bm_unit": [f"UNIT-{number}" for number in unit],
        "acceptance_number": np.arange(rows),
        "acceptance_time": start,
        "time_from": start,
        "time_to": start + np.timedelta64(5, "m"),
        "level_from_mw": draw.normal(20, 30, rows).round(0),
        "level_to_mw": draw.normal(20, 30, rows).round(0),
        "amendment_flag": ["ORI"] * rows,
        "deemed_bo_flag": np.zeros(rows, bool),
        "so_flag": draw.random(rows) < 0.3,  # noqa: PLR2004 (a share of flagged ones)
        "stor_flag": np.zeros(rows, bool),
        "rr_flag": np.zeros(rows, bool),
        "published_time": start,
    }
    frame = pl.DataFrame(columns)
    instants = pl.col("acceptance_time", "time_from", "time_to", "published_time")
    return frame.with_columns(instants.dt.cast_time_unit("us").dt.replace_time_zone("UTC"))


def _read(home: Path, who: str) -> dict[str, float]:
    begin = time.perf_counter()
    if who == "ours":
        with open_engine(home, [BOALF.table]) as engine:
            found = engine.execute(QUERY.format(source="elexon.boalf")).fetchall()
    else:
        import duckdb

        files = f"read_parquet('{home}/tables/{BOALF.name}/*.parquet')"
        with duckdb.connect() as engine:
            engine.execute("SET TimeZone = 'UTC'")
            found = engine.execute(QUERY.format(source=files)).fetchall()
    seconds = time.perf_counter() - begin
    return {
        "seconds": seconds,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "checksum": round(sum(row[3] for row in found), 3) + len(found),
    }


if __name__ == "__main__":
    main()
