"""How long the Balancing Mechanism of 150 batteries takes: by the rule over arrays, and by the models on DuckDB.

Usage: python tools/bench_bm.py [--days N]. A month and a year; each reading is a process of its own.
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
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bm_year import PN, write_year
from gbflex.analysis.models.input_tables import INPUT_TABLES
from gbflex.analysis.models.inputs import calendar_table
from gbflex.api.bm import bm_leaderboard
from gbflex.gb.bm import Pairs, Profile, accepted_volumes
from gbflex.observations import POLARS_TYPES
from gbflex.periods import Periods
from gbflex.sources.elexon.boalf import BOALF
from gbflex.sources.elexon.bod import BOD
from gbflex.sources.registry import DATASETS
from gbflex.store.engine import open_engine
from gbflex.store.models.run import materialise, place_frame, place_inputs
from gbflex.store.published import Tables

FIRST, MONTH, YEAR = date(2025, 1, 1), 31, 365


def main() -> None:
    """Print both paths over a month and a year, or be one of their processes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=YEAR)
    parser.add_argument("--home", type=Path, help="where the tables are, or are to be written")
    parser.add_argument("--path", choices=tuple(PATHS), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.path:
        print(json.dumps(_measured(arguments.path, Path(os.environ["GBFLEX_HOME"]), arguments.days)))
        return
    with tempfile.TemporaryDirectory() as name:
        home = arguments.home or Path(name)
        if not (home / "tables").is_dir():
            begin = time.perf_counter()
            rows = write_year(home, FIRST, arguments.days)
            print(f"{rows} rows written in {time.perf_counter() - begin:.0f} s", flush=True)
        for days in sorted({min(MONTH, arguments.days), arguments.days}):
            _compare(home, days)


def _compare(home: Path, days: int) -> None:
    answers = {path: _child(home, path, days) for path in PATHS}
    for path, answer in answers.items():
        rate = answer["rows"] / answer["seconds"]
        print(
            f"{days} days, {path}: {answer['seconds']:.1f} s, "
            f"{answer['processor']:.1f} s of processor in all, {answer['megabytes']:,.0f} MB, "
            f"{answer['rows']:,} rows in, {rate:,.0f} rows a second; {answer['note']}",
            flush=True,
        )
    offers = [round(answer["offer_mwh"], 6) for answer in answers.values()]
    if len(set(offers)) != 1:
        sys.exit(f"the paths differ: {offers} MWh offered")


def _child(home: Path, path: str, days: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, __file__, "--path", path, "--days", str(days)],
        env={**os.environ, "GBFLEX_HOME": str(home)},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr.decode())
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _measured(path: str, home: Path, days: int) -> dict[str, Any]:
    answer = PATHS[path](home, FIRST + timedelta(days=days - 1))
    return answer | {
        "processor": time.process_time(),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


# --- The rule over arrays ---------------------------------------------------------------------------------------


def _by_the_rule(home: Path, last: date) -> dict[str, Any]:
    begin = time.perf_counter()
    notified, pairs, accepted = (_read(home, dataset, last) for dataset in (PN, BOD, BOALF))
    rows = sum(len(frame) for frame in (notified, pairs, accepted))
    there = [_by_unit(frame) for frame in (notified, pairs, accepted)]
    del notified, pairs, accepted
    reading = time.perf_counter() - begin
    begin, offered, found = time.perf_counter(), 0.0, 0
    for unit, segments in there[2].items():
        volumes = accepted_volumes(_profile(there[0][unit]), _profile(segments), _pairs(there[1][unit]))
        offered += float(volumes.offer_mwh.sum())
        found += len(volumes.pair)
    seconds = time.perf_counter() - begin
    note = f"{found:,} rows out, after {reading:.1f} s of reading"
    return {"seconds": seconds, "rows": rows, "offer_mwh": offered, "note": note}


def _read(home: Path, dataset: Any, last: date) -> pl.DataFrame:
    extra = {"elexon.bod": ["pair_id"], "elexon.boalf": ["acceptance_number"]}.get(dataset.name, [])
    files = Tables(home).files(dataset.table, FIRST, last)
    columns = ["bm_unit", "time_from", "time_to", "level_from_mw", "level_to_mw", *extra]
    frame = pl.read_parquet(files, columns=columns)
    seconds = pl.col("time_from", "time_to").dt.epoch("s")
    return frame.with_columns(seconds, pl.col("bm_unit").cast(pl.Categorical))


def _by_unit(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    parts = frame.partition_by("bm_unit", as_dict=True, include_key=False)
    return {str(key[0]): part for key, part in parts.items()}


def _profile(frame: pl.DataFrame) -> Profile:
    start, end, low, high = (
        frame[name].to_numpy() for name in ("time_from", "time_to", "level_from_mw", "level_to_mw")
    )
    numbered = "acceptance_number" in frame.columns
    number = frame["acceptance_number"].to_numpy() if numbered else np.zeros(len(frame), np.int64)
    return Profile(start, end, low, high, number)


def _pairs(frame: pl.DataFrame) -> Pairs:
    names = ("time_from", "time_to", "pair_id", "level_from_mw", "level_to_mw")
    return Pairs(*(frame[name].to_numpy() for name in names))


# --- The models on DuckDB ---------------------------------------------------------------------------------------


def _by_the_models(home: Path, last: date) -> dict[str, Any]:
    begin = time.perf_counter()
    with open_engine(home, (dataset.table for dataset in DATASETS)) as engine:
        for name, table in INPUT_TABLES.items():
            place_frame(engine, name, pl.DataFrame(schema={c.name: POLARS_TYPES[c.kind] for c in table.columns}))
        place_inputs(engine, {"inputs.calendar": calendar_table(Periods.between(str(FIRST), str(last)))})
        made = materialise(engine, FIRST, last)
        sums = engine.execute("SELECT sum(accepted_offer_mwh) FROM models.bm_cashflows").fetchone()
        tables = ", ".join(f"elexon.{name}" for name in ("pn", "bod", "boalf"))
        counts = [
            engine.execute(f"SELECT count(*) FROM {table} WHERE settlement_date <= ?", [last]).fetchone()  # noqa: S608
            for table in tables.split(", ")
        ]
    seconds = time.perf_counter() - begin
    note = f"{made['bm_cashflows']:,} rows out, {made['bm_acceptance_pieces']:,} pieces, reading within"
    rows = sum(count[0] for count in counts if count)
    return {"seconds": seconds, "rows": rows, "offer_mwh": sums[0] if sums else 0.0, "note": note}


# --- What a user asks -------------------------------------------------------------------------------------------


def _by_the_command(home: Path, last: date) -> dict[str, Any]:
    begin = time.perf_counter()
    ranked = bm_leaderboard(FIRST, last)
    seconds = time.perf_counter() - begin
    if ranked["refused"]:
        sys.exit(f"a made-up unit is refused: {ranked['refused'][0]}")
    rows = sum(
        pl.scan_parquet(Tables(home).files(dataset.table, FIRST, last)).select(pl.len()).collect().item()
        for dataset in (PN, BOD, BOALF)
    )
    volumes = [row["offer_mwh"] for row in ranked["rows"]]
    unknown = volumes.count(None)
    if unknown:
        sys.exit(f"the volumes of {unknown} made-up units are not known")
    offered = sum(volume for volume in volumes if volume is not None)
    note = f"{len(ranked['rows'])} units ranked, reading within"
    return {"seconds": seconds, "rows": rows, "offer_mwh": offered, "note": note}


PATHS = {"arrays": _by_the_rule, "models": _by_the_models, "bm leaderboard": _by_the_command}


if __name__ == "__main__":
    main()
