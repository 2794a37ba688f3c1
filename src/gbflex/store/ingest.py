"""Arrivals into the record, and from the record into tables.

The order is what makes a kill harmless: the arrival is durable first, then its rows are published. Whatever was
recorded and not yet published is published by the next writer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gbflex.analysis.answers.common import GapRow
from gbflex.analysis.answers.data import ArrivalPart, Outcome
from gbflex.analysis.series.gaps import gaps_between
from gbflex.content import Content
from gbflex.errors import BrokenFile
from gbflex.observations import ObservationTable, Parsed, Rows
from gbflex.spill import Spill
from gbflex.store.entry import Entry
from gbflex.store.published import Manifest, Tables, held_bits
from gbflex.store.record import Record
from gbflex.store.vintages import Observed

__all__ = ["ParseEntry", "Taken", "pending", "publish", "publish_pending", "rebuilt", "take"]

ParseEntry = Callable[[Entry, Content, Spill], Parsed]
"""Reads an arrival's content as rows of its table; those that do not fit into memory are put by."""

BATCH_ROWS: Final = 2_000_000
"""Rows that are read before they are published, while a table is made again."""


@dataclass(frozen=True, eq=False)
class Taken:
    """An arrival that is held.

    Attributes:
        entry: The arrival.
        outcome: What it brought, as `outcome_of` says it.
        already_held: Whether the record had it before.
    """

    entry: Entry
    outcome: Outcome
    already_held: bool


def take(home: Path, table: ObservationTable, arrivals: Sequence[tuple[Content, Entry, Parsed]]) -> list[Taken]:
    """Record arrivals that were read, and publish their rows. The caller is the one writer.

    Args:
        home: Where data lives.
        table: Their table.
        arrivals: Content, entry and rows of each.
    """
    record = Record(home)
    held = {entry.id for entry in record.entries(table.name)}
    Tables(home).begin(table.name)
    for content, entry, _ in arrivals:
        record.keep(content, entry)
    applied = publish(home, table, [(entry, parsed) for _, entry, parsed in arrivals])
    return [Taken(entry, applied[entry.id], already_held=entry.id in held) for _, entry, _ in arrivals]


def publish(home: Path, table: ObservationTable, read: Sequence[tuple[Entry, Parsed]]) -> Mapping[str, Outcome]:
    """Publish the rows of recorded arrivals; those that were published before stay as they are.

    Args:
        home: Where data lives.
        table: Their table.
        read: Arrivals with their rows.

    Returns:
        What every arrival of the table brought, by entry id.
    """
    tables = Tables(home)
    manifest = tables.manifest(table.name)
    new = {entry.id: (entry, parsed) for entry, parsed in read if entry.id not in manifest.applied}
    if new:
        manifest = _with(tables, manifest, table, list(new.values()))
        tables.commit(table.name, manifest)
    return manifest.applied


def pending(home: Path, dataset: str) -> list[Entry]:
    """Arrivals that were recorded and not published, because their writer ended in between."""
    applied = Tables(home).manifest(dataset).applied
    return [entry for entry in Record(home).entries(dataset) if entry.id not in applied]


def publish_pending(home: Path, table: ObservationTable, parse: ParseEntry) -> int:
    """Publish what a writer before left unpublished; how many arrivals that was.

    Args:
        home: Where data lives.
        table: The table.
        parse: Reads an arrival.
    """
    left = pending(home, table.name)
    record, tables = Record(home), Tables(home)
    manifest = tables.manifest(table.name)
    for batch in _batches(record, left, parse):
        manifest = _with(tables, manifest, table, batch)
    if left:
        tables.commit(table.name, manifest)
    return len(left)


def rebuilt(home: Path, table: ObservationTable, parse: ParseEntry) -> tuple[str | None, str | None]:
    """Make a table again from the record alone.

    Args:
        home: Where data lives.
        table: The table.
        parse: Reads an arrival.

    Returns:
        Hash of what the table's files said before, and of what they say after; null before where it was damaged or
        missing, and after where it has no row.

    Raises:
        BrokenFile: An arrival can no longer be read; the table stays as it was.
    """
    record, tables = Record(home), Tables(home)
    before, said_before = _held(tables, table.name), tables.contents_hash(table.name)
    lost = before.applied.keys() - {entry.id for entry in record.entries(table.name)}
    if lost:
        raise BrokenFile(
            f"{table.name} stays as it was: the record lacks {len(lost)} of the arrivals that it was made from",
            where=str(record.folder),
            next_step="Restore the record from a backup",
        )
    manifest = Manifest(superseded=_files_of(before))
    for batch in _batches(record, record.entries(table.name), parse):
        manifest = _with(tables, manifest, table, batch)
    refused = [outcome["refused"] for outcome in manifest.applied.values() if "refused" in outcome]
    if refused:
        first = refused[0].rstrip(".")
        raise BrokenFile(
            f"{table.name} stays as it was: {len(refused)} of its arrivals cannot be read. {first}",
            next_step="Restore the record from a backup, or remove those entries and import the files again",
        )
    tables.commit(table.name, manifest)
    return said_before, tables.contents_hash(table.name)


def _held(tables: Tables, dataset: str) -> Manifest:
    try:
        return tables.manifest(dataset)
    except BrokenFile:
        return Manifest()


def _files_of(manifest: Manifest) -> dict[str, float]:
    """Every file of a manifest as one that is replaced, unless what is made again names it too."""
    now = time.time()
    files = {file: now for part in manifest.partitions.values() for file in part.files}
    return {**files, **manifest.superseded}


def _batches(
    record: Record, entries: Iterable[Entry], parse: ParseEntry
) -> Iterator[list[tuple[Entry, Parsed | BrokenFile]]]:
    """Arrivals read in turn, and published together up to a number of rows."""
    batch: list[tuple[Entry, Parsed | BrokenFile]] = []
    rows, spill = 0, Spill(record.folder)
    for entry in entries:
        try:
            parsed = parse(entry, record.content(entry), spill)
            rows += len(parsed.rows)
            batch.append((entry, parsed))
        except BrokenFile as refused:
            batch.append((entry, refused))
        if rows > BATCH_ROWS:
            yield batch
            batch, rows, spill = [], 0, Spill(record.folder)
    if batch:
        yield batch


def _with(
    tables: Tables,
    manifest: Manifest,
    table: ObservationTable,
    read: Sequence[tuple[Entry, Parsed | BrokenFile]],
) -> Manifest:
    added = [Observed(parsed.rows, entry) for entry, parsed in read if isinstance(parsed, Parsed)]
    applied = {entry.id: outcome_of(entry, parsed, table) for entry, parsed in read}
    return tables.published(manifest, table, added, applied)


def outcome_of(entry: Entry, parsed: Parsed | BrokenFile, table: ObservationTable) -> Outcome:
    """What an arrival brought, as the manifest keeps it and `data status` shows it.

    Args:
        entry: The arrival.
        parsed: Its rows, or why it was refused.
        table: Its table.
    """
    arrival: ArrivalPart = {
        "file": entry.file,
        "kind": entry.kind,
        "sha256": entry.sha256,
        "retrieved_time": entry.retrieved_time,
        "published_time": entry.published_time,
        "settlement_run": entry.settlement_run,
        "said": dict(entry.said),
    }
    if isinstance(parsed, BrokenFile):
        return {**arrival, "refused": str(parsed)}
    first, last = map(str, parsed.rows.span or ("", ""))
    return {
        **arrival,
        "layout": parsed.layout,
        "from": first,
        "to": last,
        "rows": len(parsed.rows),
        "duplicates": parsed.duplicates,
        "other_rows": parsed.other_rows,
        "set_aside": sum(aside.rows for aside in parsed.set_aside),
        "set_aside_reasons": [
            {"reason": aside.reason, "rows": aside.rows, "first": aside.first} for aside in parsed.set_aside
        ],
        "gaps": _gaps(entry, parsed.rows, table),
        "drift": {
            "added": list(parsed.drift.added),
            "missing": list(parsed.drift.missing),
            "retyped": list(parsed.drift.retyped),
            "null": dict(parsed.drift.null),
        },
        "notes": list(parsed.notes),
    }


def _gaps(entry: Entry, rows: Rows, table: ObservationTable) -> list[GapRow]:
    """Gaps inside a file's own span; a response is one piece of what was asked for."""
    if entry.kind != "file" or table.complete == "none" or not rows.span:
        return []
    held: dict[str, str] = {}
    for part in rows.each():
        held |= held_bits(part, table)
    return gaps_between(held, *rows.span, daily=table.complete == "day")
