"""Whether every byte of a dataset is what was written, and what can be mended.

Three things hold each other: an entry is named by its hash, an object by the hash of its content, and a table's
files by the manifest, which carries its own hash. A table is made again from the record, an entry from
what the manifest says of it. An object has no second copy here: it is mended by importing the same file again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gbflex.analysis.answers.data import Outcome
from gbflex.analysis.answers.data_verify import DamageRow, VerifiedRow
from gbflex.errors import BrokenFile, GbflexError
from gbflex.gb.settlement_runs import settlement_run
from gbflex.observations import ObservationTable
from gbflex.store.entry import Entry
from gbflex.store.imported import ImportedKind
from gbflex.store.imported_duos import DUOS
from gbflex.store.imported_llf import LINE_LOSSES
from gbflex.store.imported_postcodes import POSTCODES
from gbflex.store.ingest import ParseEntry, rebuilt
from gbflex.store.published import Tables
from gbflex.store.record import Record

__all__ = ["verified", "verified_imports"]


def verified(home: Path, table: ObservationTable, parse: ParseEntry) -> VerifiedRow:
    """Read every byte of a dataset, and mend what can be. The caller is the one writer.

    Args:
        home: Where data lives.
        table: Its table.
        parse: Reads an arrival.
    """
    tables, record = Tables(home), Record(home)
    of_table = [_damage(error) for error in tables.damage(table)]
    of_entries = list(_mended_entries(tables, record, table.name))
    of_objects = list(_object_damage(record, table.name))
    if of_table:
        of_table = _remade(of_table, home, table, parse)
    damaged = [*of_entries, *of_objects, *of_table]
    return {
        "name": table.name,
        "arrivals": record.count(table.name),
        "files": _file_count(tables, table.name),
        "damaged": damaged,
        "sound": all(item["mended"] for item in damaged),
    }


def _damage(error: GbflexError, place: Path | None = None) -> DamageRow:
    return {
        "place": str(place) if place else error.where,
        "reason": error.what,
        "mended": False,
        "next_step": error.next_step,
    }


def _mended(row: DamageRow) -> DamageRow:
    return {**row, "mended": True, "next_step": ""}


def _file_count(tables: Tables, dataset: str) -> int:
    try:
        parts = tables.manifest(dataset).partitions.values()
    except BrokenFile:
        return 0
    return sum(len(part.files) for part in parts)


def _mended_entries(tables: Tables, record: Record, dataset: str) -> Iterator[DamageRow]:
    """Entries that are damaged or missing, written again where the table's manifest knows what they said."""
    damaged = {path.stem: error for path, error in record.read_entries(dataset).damaged}
    try:
        applied: Mapping[str, Outcome] = tables.manifest(dataset).applied
    except BrokenFile:
        applied = {}
    missing = applied.keys() - {path.stem for path in record.entry_files(dataset)}
    for name in sorted(missing):
        damaged[name] = BrokenFile(
            "an entry of the record is missing",
            where=str(record.folder / "entries" / dataset / f"{name}.json"),
            next_step="Restore it from a backup",
        )
    for name, error in damaged.items():
        entry = _entry_again(dataset, name, applied.get(name), record)
        if entry is not None:
            record.restore(entry)
        yield _mended(_damage(error)) if entry else _damage(error)


def _entry_again(dataset: str, name: str, outcome: Outcome | None, record: Record) -> Entry | None:
    """An entry from what the manifest kept of it; its name proves that nothing was lost."""
    if outcome is None:
        return None
    run, size = outcome["settlement_run"], record.size_of(outcome["sha256"])
    entry = Entry(
        dataset=dataset,
        sha256=outcome["sha256"],
        size=0 if size is None else size,
        file=outcome["file"],
        kind="file" if outcome["kind"] == "file" else "response",
        retrieved_time=outcome["retrieved_time"],
        published_time=outcome["published_time"],
        settlement_run=None if run is None else settlement_run(run),
        said=outcome["said"],
    )
    return entry if entry.id == name else None


def _object_damage(record: Record, dataset: str) -> Iterator[DamageRow]:
    for entry in record.read_entries(dataset).sound:
        try:
            record.content(entry)
        except BrokenFile as error:
            yield _damage(error)


def _remade(damaged: list[DamageRow], home: Path, table: ObservationTable, parse: ParseEntry) -> list[DamageRow]:
    try:
        rebuilt(home, table, parse)
    except BrokenFile as error:
        return [*damaged, _damage(error, home / "tables" / table.name)]
    return [_mended(item) for item in damaged]


def verified_imports(home: Path) -> list[VerifiedRow]:
    """Read every imported statement and directory, a row for each kind of which there is one.

    One that is damaged has no second copy here.

    Args:
        home: Where data lives.
    """
    rows = [_verified_kind(home, kind) for kind in (DUOS, LINE_LOSSES, POSTCODES)]
    return [row for row in rows if row["arrivals"]]


def _verified_kind(home: Path, kind: ImportedKind[Any]) -> VerifiedRow:
    files, damaged = kind.files(home), []
    for path in files:
        try:
            kind.read(path)
        except BrokenFile as error:
            damaged.append(_damage(error))
    return {"name": kind.name, "arrivals": len(files), "files": 0, "damaged": damaged, "sound": not damaged}
