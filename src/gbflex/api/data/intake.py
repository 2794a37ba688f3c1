"""Files into the record. Every file is read before any is kept; what was held before stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final, TypeAlias, cast

import numpy as np

from gbflex import bootstrap, limits
from gbflex.analysis.answers.data import ArrivalRow, ChangedValues, DataImportAnswer, ImportedFileRow, Outcome
from gbflex.api.data.duos import import_statements
from gbflex.api.data.held import held_market_data
from gbflex.api.data.instants import retrieved_asked
from gbflex.api.data.llf import import_line_losses
from gbflex.api.data.postcodes import import_postcodes
from gbflex.content import Content
from gbflex.errors import BrokenFile, InputError
from gbflex.gb.settlement_runs import SettlementRun, settlement_run
from gbflex.gb.unit_slips import price_slip
from gbflex.observations import Parsed
from gbflex.outside_file import measured_file, told_of
from gbflex.sources.dataset import Dataset
from gbflex.sources.registry import DATASETS, dataset_named, no_dataset
from gbflex.spill import Spill
from gbflex.store.data_home import DataHome
from gbflex.store.entry import Entry, instant_text
from gbflex.units import ledger_rate

__all__ = ["data_import", "parse_entry"]

PRICE_UNITS: Final = ("GBP/MWh", "p/kWh")
PRICE_KEYS: Final = frozenset({"settlement_date", "settlement_period", "gas_day", "data_provider"})
SIDES: Final = ("bid", "offer")
Arrival: TypeAlias = tuple[Content, Entry, Parsed]


def data_import(
    dataset: str,
    files: Iterable[str | Path],
    *,
    area: str | None = None,
    year: int | None = None,
    run: str | None = None,
    retrieved: str | None = None,
    side: str | None = None,
) -> DataImportAnswer:
    """Import published files; every file is read before any is kept. Keys as `gbflex data import --json`.

    Args:
        dataset: "duos" (DNOs' Annex 1 workbooks), "llf" (line loss factors), "postcodes" (a directory), or a
            market dataset such as "elexon.system_prices".
        files: The files: CSV, JSON or Parquet, gzipped or not.
        area: Distributor id, for a DUoS title that names no licence holder.
        year: Charging year, for a DUoS title without a date.
        run: Settlement run of all rows (II, SF, R1, R2, R3, RF, DF).
        retrieved: When the files were retrieved: a date, or an ISO instant with its zone; now where not given.
        side: "bid" or "offer", where only the request said which.

    Raises:
        InputError: No such dataset, or an option that does not fit it.
        BrokenFile: A file is not what it should be; the row and column are named.
        RecordBusy: Another process is writing.
    """
    paths = [Path(file) for file in files]
    if dataset == "duos":
        _refuse_options(dataset, {"--run": run, "--retrieved": retrieved, "--side": side})
        return import_statements(paths, area=area, year=year)
    if dataset == "llf":
        _refuse_options(dataset, {"--run": run, "--retrieved": retrieved, "--side": side, "--year": year})
        return import_line_losses(paths, area=area)
    if dataset == "postcodes":
        given: dict[str, object] = {"--run": run, "--retrieved": retrieved, "--side": side}
        given |= {"--year": year, "--area": area}
        _refuse_options(dataset, given)
        return import_postcodes(paths)
    if dataset not in {one.name for one in DATASETS}:
        raise no_dataset(dataset, ["duos", "llf", "postcodes", *(one.name for one in DATASETS)], to="to import")
    _refuse_options(dataset, {"--area": area, "--year": year})
    return _import_market_data(dataset_named(dataset), paths, run, retrieved, side)


def _refuse_options(dataset: str, options: dict[str, object]) -> None:
    given = [name for name, value in options.items() if value is not None]
    if given:
        raise InputError(f"{dataset} takes no {given[0]}", where=given[0], next_step="Leave it out")


def _import_market_data(
    dataset: Dataset, paths: Sequence[Path], run: str | None, retrieved: str | None, side: str | None
) -> DataImportAnswer:
    if run is not None and not dataset.table.settled:
        raise InputError(
            f"settlement runs do not restate {dataset.name}", where="--run", next_step="Leave --run out"
        )
    if side is not None and (not dataset.sides or side not in SIDES):
        available = ", ".join(SIDES) if dataset.sides else f"{dataset.name} has no sides"
        raise InputError(f"{side!r} cannot be the side", where="--side", available=available)
    home = bootstrap.data_home()
    when = home.now() if retrieved is None else retrieved_asked(retrieved, home.now())
    known_run = None if run is None else settlement_run(run)
    said = {"side": side} if side else {}
    spill = Spill(home.folder)
    read = [_read(dataset, path, known_run, when, said, spill) for path in paths]
    with home.writing(f"importing {dataset.name}"):
        home.publish_pending(dataset.table, parse_entry)
        if retrieved is None:
            read = _known_again(home, dataset, read)
        changes, new = home.watched(dataset.table), _new(home, dataset, read)
        taken = home.take(dataset.table, read)
        rows = changes(_span(new)).to_dicts() if new else []
    imported = [
        _answer(
            dataset.name,
            item.outcome,
            already_held=item.already_held,
            warnings=_price_warnings(dataset, parsed),
        )
        for item, (_, _, parsed) in zip(taken, read, strict=True)
    ]
    changed = [cast("ChangedValues", {"dataset": dataset.name, **row}) for row in rows]
    return {"imported": imported, "datasets": held_market_data((dataset,), home), "changed": changed}


def _new(home: DataHome, dataset: Dataset, read: Sequence[Arrival]) -> list[Parsed]:
    """What of the files is new and has rows; a file that is held already changes nothing."""
    known = {entry.id for entry in home.record.entries(dataset.name)}
    return [parsed for _, entry, parsed in read if entry.id not in known and len(parsed.rows)]


def _span(new: Sequence[Parsed]) -> tuple[date, date] | None:
    """First and last date of files; null where the table has no dates."""
    spans = [parsed.rows.span for parsed in new if parsed.rows.span]
    return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None


def _read(
    dataset: Dataset, path: Path, run: SettlementRun | None, when: datetime, said: dict[str, str], spill: Spill
) -> Arrival:
    sha256, size = measured_file(path, limits.MARKET_FILE_BYTES)
    entry = Entry(
        dataset=dataset.name,
        sha256=sha256,
        size=size,
        file=path.name,
        kind="file",
        retrieved_time=instant_text(when),
        settlement_run=run,
        said=said,
    )
    with told_of(path):
        return path, entry, parse_entry(entry, path, spill)


def parse_entry(entry: Entry, content: Content, spill: Spill | None = None) -> Parsed:
    """Read an arrival as rows of its dataset's table.

    Args:
        entry: The arrival.
        content: As it came.
        spill: Where rows that do not fit into memory are put by; null is the system's place for such files.

    Raises:
        BrokenFile: It is not what the publisher documents.
    """
    dataset = dataset_named(entry.dataset)
    parsed = dataset.parse(content, file=entry.file, said=entry.said, spill=spill)
    if dataset.sides and any("side" in part.columns and part["side"].null_count() for part in parsed.rows.each()):
        raise BrokenFile(
            "the file does not say whether it is of bids or offers",
            where=entry.file,
            next_step="Say --side bid or --side offer",
        )
    return parsed


def _known_again(home: DataHome, dataset: Dataset, read: Sequence[Arrival]) -> list[Arrival]:
    """A file that is held already keeps its first arrival: a copy on this machine says nothing newer."""
    held = {
        (entry.sha256, entry.settlement_run, tuple(sorted(entry.said.items()))): entry
        for entry in reversed(home.record.entries(dataset.name))
        if entry.kind == "file"
    }
    return [
        (content, held.get((entry.sha256, entry.settlement_run, tuple(sorted(entry.said.items()))), entry), parsed)
        for content, entry, parsed in read
    ]


def _answer(dataset: str, outcome: Outcome, *, already_held: bool, warnings: list[str]) -> ImportedFileRow:
    arrival = cast("ArrivalRow", outcome)
    return {"dataset": dataset, **arrival, "already_held": already_held, "warnings": warnings}


def _price_warnings(dataset: Dataset, parsed: Parsed) -> list[str]:
    """Prices of a file that look as if they were in another unit; bids and offers of a unit may be any."""
    table = dataset.table
    unit = {column.name: column.unit for column in table.schema.columns}.get(table.value)
    if unit not in PRICE_UNITS or not PRICE_KEYS.issuperset(table.key):
        return []
    values = [part[table.value].drop_nulls().to_numpy().astype(np.float64) for part in parsed.rows.each()]
    return price_slip(table.value, ledger_rate(1.0, unit) * np.concatenate([np.zeros(0), *values]))
