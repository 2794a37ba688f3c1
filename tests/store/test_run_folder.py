"""Run folders appear whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from gbflex import bootstrap
from gbflex.analysis.run.backtest import backtest
from gbflex.api.runs import run_tables
from gbflex.assets.site_file import read_site
from gbflex.errors import BrokenFile, InputError
from gbflex.periods import Periods
from gbflex.store.run_folder import RunTables, find_run, read_run, write_run


@pytest.fixture(scope="module")
def tables() -> RunTables:
    site = read_site(Path("examples/west-midlands-hv.yaml"))
    return run_tables(backtest(site, Periods.between("2024-10-26", "2024-10-28"), bootstrap.ports()), "test-run")


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
