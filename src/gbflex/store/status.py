"""What is held of a dataset: span, gaps, duplicates, rows set aside, the mix of settlement runs, and each file."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

from gbflex.analysis.answers.common import GapRow
from gbflex.analysis.answers.data import ArrivalRow, DriftCounts, StatusPart
from gbflex.analysis.series.gaps import day_spans, gaps_between, held_spans
from gbflex.observations import ObservationTable
from gbflex.periods import LONDON
from gbflex.store.published import Manifest, Tables
from gbflex.store.record import Record

__all__ = ["dataset_status"]


def dataset_status(home: Path, table: ObservationTable, now: datetime) -> StatusPart | None:
    """What is held of a dataset; null where nothing ever arrived.

    Args:
        home: Where data lives.
        table: Its table.
        now: The clock, aware UTC.
    """
    manifest, refused = Tables(home).manifest(table.name), Record(home).refused(table.name)
    if not manifest.applied and not refused:
        return None
    outcomes = sorted(manifest.applied.values(), key=lambda outcome: (outcome["retrieved_time"], outcome["file"]))
    read = [outcome for outcome in outcomes if "refused" not in outcome]
    unread = [outcome for outcome in outcomes if "refused" in outcome]
    parts = list(manifest.partitions.values())
    firsts, lasts = [part.first for part in parts if part.first], [part.last for part in parts if part.last]
    first, last, gaps = min(firsts, default=None), max(lasts, default=None), _current_gaps(manifest, table, now)
    return {
        "from": first,
        "to": last,
        "spans": day_spans(sorted(manifest.partitions)) if table.grain == "day" else held_spans(first, last, gaps),
        "published_time": max((part.last_available for part in parts if part.last_available), default=None),
        "retrieved_time": max((outcome["retrieved_time"] for outcome in outcomes), default=None),
        "rows": sum(part.rows for part in parts),
        "gaps": gaps,
        "duplicates": sum(outcome["duplicates"] for outcome in read),
        "set_aside": sum(outcome["set_aside"] for outcome in read),
        "refused": [*unread, *refused],
        "runs": _runs(manifest),
        "files": [outcome for outcome in read if outcome["kind"] == "file"],
        "responses": sum(outcome["kind"] == "response" for outcome in read),
        "drift": _drift(read),
        "table_hash": manifest.table_hash,
    }


def _runs(manifest: Manifest) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in manifest.partitions.values():
        for run, rows in part.runs.items():
            total[run] = total.get(run, 0) + rows
    return dict(sorted(total.items()))


def _current_gaps(manifest: Manifest, table: ObservationTable, now: datetime) -> list[GapRow]:
    """What no file fills, from the first date held to the last day that is over."""
    held = {day: bits for part in manifest.partitions.values() for day, bits in part.held.items()}
    if table.complete == "none" or not held:
        return []
    yesterday = now.astimezone(LONDON).date() - timedelta(days=1)
    last = max(yesterday, date.fromisoformat(max(held)))
    return gaps_between(held, date.fromisoformat(min(held)), last, daily=table.complete == "day")


def _drift(outcomes: list[ArrivalRow]) -> DriftCounts:
    """Fields that came otherwise than documented, with how many arrivals each; empty cells summed."""
    drifts = [outcome["drift"] for outcome in outcomes]
    empty: Counter[str] = Counter()
    for drift in drifts:
        empty.update(drift["null"])
    return {
        "added": dict(Counter(name for drift in drifts for name in drift["added"])),
        "missing": dict(Counter(name for drift in drifts for name in drift["missing"])),
        "retyped": dict(Counter(name for drift in drifts for name in drift["retyped"])),
        "null": dict(empty),
    }
