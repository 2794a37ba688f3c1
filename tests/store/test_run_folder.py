"""Run folders appear whole or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import polars as pl
import pytest

from gbflex import bootstrap
from gbflex.analysis.run.backtest import backtest
from gbflex.api.runs import run_tables
from gbflex.assets.site_file import read_site
from gbflex.errors import BrokenFile, InputError
from gbflex.periods import Periods
from gbflex.store.frames import ledger_frame_hash
from gbflex.store.run_folder import (
    HASHED_FILES,
    HASHED_INPUTS,
    RunTables,
    check_unchanged,
    find_run,
    read_run,
    write_run,
    write_runs,
)


@pytest.fixture(scope="module")
def tables() -> RunTables:
    site = read_site(Path("examples/west-midlands-hv.yaml"))
    ports = bootstrap.shipped_ports()
    return run_tables(backtest(site, Periods.between("2024-10-26", "2024-10-28"), ports), "test-run", ports)


def page(tables: RunTables) -> str:
    return f"<html>{tables.summary['run_id']}</html>"


def test_a_run_reads_back_as_it_was(tmp_path: Path, tables: RunTables) -> None:
    """Proves: every table survives. If broken: the report of a stored run differs from the one made at once."""
    write_run(tmp_path / "r", tables, page)
    back = read_run(tmp_path / "r")
    assert back.summary == tables.summary
    assert back.ledger.equals(tables.ledger)
    assert back.ledger_without_asset.equals(tables.ledger_without_asset)
    assert back.schedule.equals(tables.schedule)
    assert pl.read_csv(tmp_path / "r" / "ledger.csv")["amount_gbp"].sum() == pytest.approx(
        tables.summary["ledger_total_gbp"]
    )
    manifest = json.loads((tmp_path / "r" / "inputs" / "manifest.json").read_text())
    assert set(manifest["sha256"]) == {"site.json", "series.parquet", "rates.json"}


def test_a_failure_on_the_way_leaves_nothing(tmp_path: Path, tables: RunTables) -> None:
    """Proves: a fault in the last file leaves no folder. If broken: half a run that looks like one."""

    def faulty(_: RunTables) -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_run(tmp_path / "r", tables, faulty)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_keeps_the_earlier_run(tmp_path: Path, tables: RunTables) -> None:
    """Proves: what was good before stays. If broken: the old run is gone."""
    write_run(tmp_path / "r", tables, page)

    def faulty(_: RunTables) -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_run(tmp_path / "r", tables, faulty)
    assert read_run(tmp_path / "r").summary == tables.summary
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_a_run_replaces_a_run_but_nothing_else(tmp_path: Path, tables: RunTables) -> None:
    """Proves: --out never deletes a user's folder. If broken: a folder of photographs is gone."""
    write_run(tmp_path / "r", tables, page)
    write_run(tmp_path / "r", tables, page)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "photo.jpg").write_text("x")
    with pytest.raises(InputError, match="not a run folder"):
        write_run(mine, tables, page)
    with pytest.raises(InputError, match="not a run folder"):
        write_run(mine / "photo.jpg", tables, page)
    assert (mine / "photo.jpg").read_text() == "x"


def test_runs_are_found_by_id_or_folder(tmp_path: Path, tables: RunTables) -> None:
    """Proves: RUN is an id or a folder. If broken: only one works."""
    write_run(tmp_path / "runs" / "r", tables, page)
    assert find_run("r", tmp_path / "runs") == tmp_path / "runs" / "r"
    assert find_run(str(tmp_path / "runs" / "r"), tmp_path) == tmp_path / "runs" / "r"
    with pytest.raises(InputError, match="Available: r"):
        find_run("s", tmp_path / "runs")


def test_a_damaged_run_is_refused(tmp_path: Path, tables: RunTables) -> None:
    """Proves: a cut file gives one message. If broken: a traceback."""
    write_run(tmp_path / "r", tables, page)
    (tmp_path / "r" / "ledger.parquet").write_bytes(b"PAR1")
    with pytest.raises(BrokenFile, match="cannot be read"):
        read_run(tmp_path / "r")


@pytest.mark.parametrize(
    "file", [*HASHED_FILES, *(f"inputs/{name}" for name in HASHED_INPUTS), "inputs/manifest.json"]
)
def test_one_bit_of_any_file_is_noticed(tmp_path: Path, tables: RunTables, file: str) -> None:
    """Proves: a flipped bit is refused with the file's name. If broken: a report of other money, in silence."""
    write_run(tmp_path / "r", tables, page)
    path = tmp_path / "r" / file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(BrokenFile, match=r"cannot be read.*Run it again"):
        read_run(tmp_path / "r")


def test_a_ledger_that_fits_its_manifest_and_not_its_summary(tmp_path: Path, tables: RunTables) -> None:
    """Proves: `ledger_hash` is worked out again from the rows. If broken: a pound more with hashes made to fit."""
    assert ledger_frame_hash(tables.ledger) == tables.summary["ledger_hash"]
    forged = replace(tables, ledger=tables.ledger.with_columns(pl.col("amount_gbp") + 1))
    write_run(tmp_path / "r", forged, page)
    with pytest.raises(BrokenFile, match="ledger_hash"):
        read_run(tmp_path / "r")


def test_a_run_names_what_it_was_made_by_and_from(tmp_path: Path, tables: RunTables) -> None:
    """Proves: versions of gbflex, solver and data, and each series' source. If broken: a result nobody can repeat."""
    write_run(tmp_path / "r", tables, page)
    made = read_run(tmp_path / "r").made_by
    assert made["gbflex"] == version("gbflex")
    assert made["parts"]["highspy"] == version("highspy")
    held = {(item["dataset"], item["place"]): item["hash"] for item in made["data"]}
    assert len(held["elexon.market_index", "shipped"]) == 64
    assert "elexon.market_index" in made["sources"]["energy_price"]


def test_the_name_of_a_run_is_no_pattern(tmp_path: Path, tables: RunTables) -> None:
    """Proves: a run called r[1] beside r1 is read as itself. If broken: half-hours of r1, or none."""
    other = replace(tables, schedule=tables.schedule.with_columns(pl.col("demand_mwh") + 1))
    write_run(tmp_path / "r1", other, page)
    for name in ("r[1]", "r*", "year=2024"):
        write_run(tmp_path / name, tables, page)
        assert read_run(tmp_path / name).schedule.equals(tables.schedule)


@pytest.mark.parametrize("text", ["[]", "1", "[" * 100_000, '{"check": 1}', '{"a": 1', "\x00"])
def test_a_manifest_that_is_none_is_told(tmp_path: Path, tables: RunTables, text: str) -> None:
    """Proves: whatever stands in its place is refused with a sentence. If broken: a RecursionError, exit 1."""
    write_run(tmp_path / "r", tables, page)
    (tmp_path / "r" / "inputs" / "manifest.json").write_text(text)
    with pytest.raises(BrokenFile, match="cannot be read"):
        read_run(tmp_path / "r")
    with pytest.raises(InputError, match="not as gbflex wrote it"):
        check_unchanged(tmp_path / "r", [])


def test_the_summary_of_several_runs_is_theirs(tmp_path: Path, tables: RunTables) -> None:
    """Proves: somebody's figure in it keeps the folder from being replaced. If broken: it is gone."""
    write_runs(tmp_path / "two", {"perfect": tables, "naive": tables}, lambda run, _: page(run))
    check_unchanged(tmp_path / "two", [])
    path = tmp_path / "two" / "summary.json"
    said = json.loads(path.read_text())
    said["results"][0]["value_gbp"] += 1
    path.write_text(json.dumps(said))
    with pytest.raises(InputError, match=r"summary\.json is not what its runs say"):
        check_unchanged(tmp_path / "two", [])


def test_a_run_of_another_version_is_told(tmp_path: Path, tables: RunTables) -> None:
    """Proves: a manifest without its own hash is refused in words. If broken: it is believed."""
    write_run(tmp_path / "r", tables, page)
    path = tmp_path / "r" / "inputs" / "manifest.json"
    kept = json.loads(path.read_text())
    kept.pop("check")
    path.write_text(json.dumps(kept))
    with pytest.raises(BrokenFile, match="another version of gbflex"):
        read_run(tmp_path / "r")
