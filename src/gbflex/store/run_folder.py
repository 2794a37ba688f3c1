"""Run folders: a run appears whole or not at all.

A folder holds `inputs/` (the site as used, the series, and a manifest with hashes), `schedule.parquet`,
`ledger.parquet`, `ledger_without_asset.parquet`, `ledger.csv`, `summary.json` and `report.html`. It is
written beside its final place and renamed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from gbflex.errors import BrokenFile, InputError

__all__ = ["RunTables", "find_run", "read_run", "write_run"]

SUMMARY = "summary.json"


@dataclass(frozen=True, eq=False)
class RunTables:
    """A run as tables: what a report is made from.

    Attributes:
        summary: The flat object that `gbflex run --json` prints.
        site: The site as used.
        schedule: One row per half-hour.
        ledger: The owner's ledger with the asset.
        ledger_without_asset: The same without it.
        rates: "used": every rate of the ledger with dates and source; "duos_documents": the tariffs in full.
    """

    summary: dict[str, Any]
    site: dict[str, Any]
    schedule: pl.DataFrame
    ledger: pl.DataFrame
    ledger_without_asset: pl.DataFrame
    rates: dict[str, Any]


def write_run(folder: Path, tables: RunTables, render: Callable[[RunTables], str]) -> None:
    """Write a run folder, whole or not at all.

    Args:
        folder: Where it goes; an earlier run there is replaced, anything else is left alone.
        tables: The run.
        render: Makes the report page.

    Raises:
        InputError: The place is taken by something that is not a run.
    """
    if (
        folder.exists()
        and any(folder.iterdir() if folder.is_dir() else [folder])
        and not (folder / SUMMARY).is_file()
    ):
        raise InputError(
            f"{folder} exists and is not a run folder", where="--out", next_step="Choose another place"
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write_files(draft, tables, render)
        draft.chmod(0o755)
        _put_in_place(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_files(draft: Path, tables: RunTables, render: Callable[[RunTables], str]) -> None:
    inputs = draft / "inputs"
    inputs.mkdir()
    (inputs / "site.json").write_text(_json(tables.site), "utf-8")
    (inputs / "rates.json").write_text(_json(tables.rates), "utf-8")
    series = ("start_time", "settlement_date", "settlement_period", "energy_price_gbp_per_mwh", "demand_mwh")
    tables.schedule.select(series).write_parquet(inputs / "series.parquet")
    tables.schedule.write_parquet(draft / "schedule.parquet")
    tables.ledger.write_parquet(draft / "ledger.parquet")
    tables.ledger_without_asset.write_parquet(draft / "ledger_without_asset.parquet")
    tables.ledger.write_csv(draft / "ledger.csv")
    (draft / "report.html").write_text(render(tables), "utf-8")
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(inputs.iterdir())}
    (inputs / "manifest.json").write_text(_json({"sha256": hashes}), "utf-8")
    # Written last: a folder with a summary is a whole run.
    (draft / SUMMARY).write_text(_json(tables.summary), "utf-8")


def _put_in_place(draft: Path, folder: Path) -> None:
    if not folder.exists():
        draft.rename(folder)
        return
    earlier = Path(tempfile.mkdtemp(prefix=f".{folder.name}-earlier-", dir=folder.parent))
    try:
        folder.rename(earlier / folder.name)
        draft.rename(folder)
    finally:
        shutil.rmtree(earlier, ignore_errors=True)


def _json(value: object) -> str:
    return json.dumps(value, indent=2, allow_nan=False) + "\n"


def find_run(reference: str, runs: Path) -> Path:
    """The folder of a run.

    Args:
        reference: A run id, or a folder.
        runs: Where runs are kept.

    Raises:
        InputError: Neither names a run.
    """
    for candidate in (Path(reference), runs / reference):
        if (candidate / SUMMARY).is_file():
            return candidate
    known = sorted(path.name for path in runs.iterdir())[-3:] if runs.is_dir() else []
    raise InputError(
        f"there is no run {reference!r}",
        available=", ".join(known) or "no runs yet",
        next_step="Start one with gbflex run",
    )


def read_run(folder: Path) -> RunTables:
    """A run read back from its folder.

    Raises:
        BrokenFile: A file of the run is missing or damaged.
    """
    try:
        return RunTables(
            summary=json.loads((folder / SUMMARY).read_text("utf-8")),
            site=json.loads((folder / "inputs" / "site.json").read_text("utf-8")),
            schedule=pl.read_parquet(folder / "schedule.parquet"),
            ledger=pl.read_parquet(folder / "ledger.parquet"),
            ledger_without_asset=pl.read_parquet(folder / "ledger_without_asset.parquet"),
            rates=json.loads((folder / "inputs" / "rates.json").read_text("utf-8")),
        )
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise BrokenFile(
            f"the run cannot be read: {str(error).splitlines()[0]}",
            where=str(folder),
            next_step="Run it again",
        ) from None
