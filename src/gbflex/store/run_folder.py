"""Run folders: a run appears whole or not at all.

A folder holds `inputs/` (the site as used, the series, and a manifest), `problem.json` (what the optimiser was
asked), `schedule.parquet`, `ledger.parquet`, `ledger_without_asset.parquet`, `ledger.csv`, `summary.json` and
`report.html`. It is written beside its final place and renamed. The manifest holds the hash of every file but the
report, and what the run was made by and from.
"""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, NotRequired, TypedDict

import polars as pl

from gbflex.analysis.answers.lines import RatesAnswer
from gbflex.analysis.answers.run import RunSummary
from gbflex.analysis.run.asked import Asked
from gbflex.errors import BrokenFile, InputError
from gbflex.store.asked_file import asked_from, asked_text
from gbflex.store.disk import refuse_unsayable
from gbflex.store.frames import ledger_frame_hash
from gbflex.store.made_by import MadeBy
from gbflex.store.outputs import csv_content
from gbflex.store.seal import hash_of_file, json_of, with_check, without_check
from gbflex.store.swap import swapped

__all__ = [
    "AssetUsed",
    "RunTables",
    "SiteUsed",
    "check_place",
    "check_unchanged",
    "find_run",
    "page_content",
    "read_run",
    "write_run",
    "write_runs",
]

SUMMARY = "summary.json"
DRAFT = ".gbflex-draft-"
DAY_SECONDS = 86_400
MANIFEST = "manifest.json"
PROBLEM = "problem.json"
HASHED_INPUTS = ("rates.json", "series.parquet", "site.json")
HASHED_FILES = (
    "ledger.csv",
    "ledger.parquet",
    "ledger_without_asset.parquet",
    PROBLEM,
    "schedule.parquet",
    SUMMARY,
)
INPUT_FILES = {*HASHED_INPUTS, MANIFEST}
RUN_FILES = {*HASHED_FILES, "inputs", "report.html"}


class AssetUsed(TypedDict):
    """An asset as the site file gives it; here is what reports read of it, figures of batteries alone."""

    type: str
    name: str
    energy_capacity_mwh: float
    charge_power_mw: float
    discharge_power_mw: float
    round_trip_efficiency: NotRequired[float | None]
    discharge_efficiency: NotRequired[float | None]


class PpaUsed(TypedDict):
    """A schema for what the site or its asset uses."""

    price_gbp_per_mwh: float


class SiteUsed(TypedDict):
    """The site as used, in the site file's schema; here is what reports read of it."""

    assets: list[AssetUsed]
    ppa: NotRequired[PpaUsed | None]


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
        made_by: Versions of gbflex, its solver and the data.
        asked: What the optimiser was asked; None where no plan of one battery decided.
    """

    summary: RunSummary
    site: SiteUsed
    schedule: pl.DataFrame
    ledger: pl.DataFrame
    ledger_without_asset: pl.DataFrame
    rates: RatesAnswer
    made_by: MadeBy
    asked: Asked | None = None


def write_run(folder: Path, tables: RunTables, render: Callable[[RunTables], str]) -> None:
    """Write a run folder, whole or not at all.

    Args:
        folder: Where it goes, as `check_place` allows: an earlier run there is replaced.
        tables: The run.
        render: Makes the report page.

    Raises:
        InputError: The place is taken by something that is not a run, or cannot be written.
    """
    _write_whole(folder, lambda draft: _write_files(draft, tables, render))


def _write_whole(folder: Path, fill: Callable[[Path], None]) -> None:
    check_place(folder)
    try:
        draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=folder.parent))
        try:
            fill(draft)
            draft.chmod(0o755)
            _put_in_place(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise _unwritable(folder, error) from None


def write_runs(
    folder: Path, tables: Mapping[str, RunTables], render: Callable[[RunTables, Sequence[RunTables]], str]
) -> None:
    """Write a folder with several runs of one site, whole or not at all.

    Args:
        folder: Where it goes, as `check_place` allows.
        tables: The runs by name; each gets a run folder of that name.
        render: Makes the page of the first beside the others.

    Raises:
        InputError: The place is taken by something that is not a run, or cannot be written.
    """
    first, *others = tables.values()

    def fill(draft: Path) -> None:
        for name, one in tables.items():
            (draft / name).mkdir()
            _write_files(draft / name, one, lambda run: render(run, ()))
        (draft / "report.html").write_bytes(page_content(render(first, others)))
        results = [one.summary for one in tables.values()]
        (draft / SUMMARY).write_text(_json({"run_id": folder.name, "results": results}), "utf-8")

    _write_whole(folder, fill)


def check_place(folder: Path) -> None:
    """Make the parent of a run folder, and raise unless the run may go there.

    Raises:
        InputError: The place is taken by something that is not a run, or cannot be written.
    """
    try:
        refuse_unsayable(folder)
        taken = folder.is_symlink() or (folder.exists() and not _is_run(folder) and not _is_empty(folder))
        folder.parent.mkdir(parents=True, exist_ok=True)
        _remove_old_drafts(folder.parent)
        writable = os.access(folder.parent, os.W_OK | os.X_OK)
    except (OSError, ValueError) as error:
        raise _unwritable(folder, error) from None
    if taken:
        raise InputError(
            f"{folder} exists and is not a run folder", where="--out", next_step="Choose another place"
        )
    if not writable:
        raise _unwritable(folder, PermissionError(errno.EACCES, "permission denied"))


def check_unchanged(folder: Path, inputs: Sequence[Path]) -> None:
    """Raise where a run stands that somebody changed, or that the new one is made from.

    Args:
        folder: Where a run is to go.
        inputs: Files that it is made from.

    Raises:
        InputError: Replacing the run would lose what cannot be had again.
    """
    try:
        if not _is_run(folder):
            return
    except (OSError, ValueError):
        # A place that cannot be one; `check_place` says so.
        return
    advice = "Choose another --out, or add --force to replace it"
    inside = [
        path for path in map(Path.resolve, inputs) if path.is_relative_to(folder.resolve()) and path.is_file()
    ]
    if inside:
        raise InputError(
            "the run would replace a file that it is made from", where=str(inside[0]), next_step=advice
        )
    several = "inputs" not in _names(folder)
    one = folder
    try:
        for one in sorted(path for path in folder.iterdir() if path.is_dir()) if several else [folder]:
            _checked(one)
        if several:
            one = folder
            _check_summary_of_several(folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"the run there is not as gbflex wrote it: {error}", where=str(one), next_step=advice
        ) from None


def _check_summary_of_several(folder: Path) -> None:
    """Raise where the summary of several runs is not that of its runs."""
    said = json_of((folder / SUMMARY).read_bytes())["results"]
    runs = [json_of((path / SUMMARY).read_bytes()) for path in sorted(folder.iterdir()) if path.is_dir()]
    if sorted(said, key=str) != sorted(runs, key=str):
        raise ValueError(f"{SUMMARY} is not what its runs say")


def _unwritable(folder: Path, error: OSError | ValueError) -> InputError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputError(
        f"the run cannot be written: {reason}", where=str(folder), next_step="Choose another --out or GBFLEX_HOME"
    )


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())


def _is_run(folder: Path) -> bool:
    """Whether a folder holds a run and nothing else, so that replacing it loses nothing of anybody's."""
    if not folder.is_dir():
        return False
    held = _names(folder)
    if (folder / SUMMARY).is_file() and "inputs" not in held:
        # Several runs: their folders, one page and one summary.
        runs = held - {SUMMARY, "report.html"}
        return bool(runs) and all(_is_run(folder / name) for name in runs)
    whole = {SUMMARY, "inputs", "ledger.parquet"} <= held
    return whole and held <= RUN_FILES and _names(folder / "inputs") <= INPUT_FILES


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _remove_old_drafts(parent: Path) -> None:
    """Clear what killed runs left; a draft that may still be written is younger than a day."""
    for draft in parent.glob(f"{DRAFT}*"):
        if time.time() - draft.stat().st_mtime > DAY_SECONDS:
            shutil.rmtree(draft, ignore_errors=True)


def _write_files(draft: Path, tables: RunTables, render: Callable[[RunTables], str]) -> None:
    inputs = draft / "inputs"
    inputs.mkdir()
    (inputs / "site.json").write_text(_json(tables.site), "utf-8")
    (inputs / "rates.json").write_text(_json(tables.rates), "utf-8")
    (draft / PROBLEM).write_text(asked_text(tables.asked), "utf-8")
    series = ("start_time", "settlement_date", "settlement_period", "energy_price_gbp_per_mwh", "demand_mwh")
    tables.schedule.select(series).write_parquet(inputs / "series.parquet")
    tables.schedule.write_parquet(draft / "schedule.parquet")
    tables.ledger.write_parquet(draft / "ledger.parquet")
    tables.ledger_without_asset.write_parquet(draft / "ledger_without_asset.parquet")
    (draft / "ledger.csv").write_bytes(csv_content(tables.ledger))
    (draft / "report.html").write_bytes(page_content(render(tables)))
    (draft / SUMMARY).write_text(_json(tables.summary), "utf-8")
    manifest = {
        "sha256": {name: hash_of_file(inputs / name) for name in HASHED_INPUTS},
        "files": {name: hash_of_file(draft / name) for name in HASHED_FILES},
        "made_by": tables.made_by,
    }
    (inputs / MANIFEST).write_text(_json(with_check(manifest)), "utf-8")


def page_content(page: str) -> bytes:
    """A page as a file: letters of a file's name that are no text are question marks.

    Args:
        page: As it was made.
    """
    return page.encode("utf-8", "replace")


def _put_in_place(draft: Path, folder: Path) -> None:
    if not folder.exists():
        draft.rename(folder)
        return
    if swapped(draft, folder):
        return
    earlier = Path(tempfile.mkdtemp(prefix=DRAFT, dir=folder.parent))
    try:
        folder.rename(earlier / folder.name)
        draft.rename(folder)
    except BaseException:
        if not folder.exists() and (earlier / folder.name).exists():
            (earlier / folder.name).rename(folder)
        raise
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
        try:
            if (candidate / SUMMARY).is_file():
                return candidate
        except (OSError, ValueError):
            # A name that no file system takes names no run.
            continue
    known = sorted(path.name for path in runs.iterdir() if path.name[0] != ".")[-3:] if runs.is_dir() else []
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
    if not (folder / "inputs").is_dir() and (folder / SUMMARY).is_file():
        names = ", ".join(path.name for path in sorted(folder.iterdir()) if path.is_dir())
        raise InputError(f"{folder} holds several runs", available=names, next_step="Name one of them")
    try:
        held = _checked(folder)
        run = RunTables(
            summary=json_of(held.contents[SUMMARY]),
            site=json_of(held.contents["site.json"]),
            schedule=_frame(held.contents["schedule.parquet"]),
            ledger=_frame(held.contents["ledger.parquet"]),
            ledger_without_asset=_frame(held.contents["ledger_without_asset.parquet"]),
            rates=json_of(held.contents["rates.json"]),
            made_by=held.manifest["made_by"],
            asked=asked_from(held.contents[PROBLEM]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError) as error:
        raise _damaged(folder, (str(error).splitlines() or [type(error).__name__])[0]) from None
    wanted = {"summary": (run.summary, "run_id"), "site": (run.site, "assets"), "rates": (run.rates, "used")}
    for name, (part, key) in wanted.items():
        if not isinstance(part, dict) or key not in part:
            raise _damaged(folder, f"its {name} has no {key}")
    if ledger_frame_hash(run.ledger) != run.summary.get("ledger_hash"):
        raise _damaged(folder, "the rows of its ledger are not those that ledger_hash was made from")
    return run


def _frame(content: bytes) -> pl.DataFrame:
    # From the bytes whose hash was compared: by its name Polars would look for a pattern.
    return pl.read_parquet(io.BytesIO(content))


class _Held(NamedTuple):
    """The manifest of a run, and what its files hold, by name."""

    manifest: dict[str, Any]
    contents: dict[str, bytes]


def _checked(folder: Path) -> _Held:
    """What a run holds, where its files are what was written.

    Raises:
        ValueError: One is not.
    """
    manifest = without_check(json_of((folder / "inputs" / MANIFEST).read_bytes()), needed=True)
    contents = {}
    for place, names, hashes in (
        (folder / "inputs", HASHED_INPUTS, manifest["sha256"]),
        (folder, HASHED_FILES, manifest["files"]),
    ):
        for name in names:
            contents[name] = (place / name).read_bytes()
            if hashlib.sha256(contents[name]).hexdigest() != hashes[name]:
                raise ValueError(f"{name} is not what the run wrote: its hash has changed")
    return _Held(manifest, contents)


def _damaged(folder: Path, reason: str) -> BrokenFile:
    return BrokenFile(f"the run cannot be read: {reason}", where=str(folder), next_step="Run it again")
