"""A table as a file for other tools: what holds, what was known at an instant, or every version."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from gbflex import bootstrap
from gbflex.analysis.answers.data_moves import DataExportAnswer
from gbflex.api.data.held import not_in_the_record
from gbflex.api.data.instants import asked_span, instant_asked
from gbflex.errors import InputError
from gbflex.observations import ObservationTable
from gbflex.sources.registry import dataset_named
from gbflex.store.outputs import csv_content
from gbflex.store.vintages import as_known_at

__all__ = ["data_export"]


def data_export(
    dataset: str,
    out: str | Path,
    first: str | None = None,
    last: str | None = None,
    *,
    known_at: str | None = None,
    versions: bool = False,
    force: bool = False,
) -> DataExportAnswer:
    """Write a table to a CSV or Parquet file; keys as `gbflex data export --json`.

    Args:
        dataset: Its name.
        out: A .csv or .parquet file.
        first: First date; null from the beginning.
        last: Last date, inclusive; null to the end.
        known_at: The version of each row that was known at this instant; null is now.
        versions: Every version of each row instead.
        force: Replace whatever file stands there.

    Raises:
        InputError: No such dataset, a licence that forbids it, or a place that cannot be written.
        MissingPeriods: Nothing of it is in the record; what is shipped is no part of it.
    """
    path, described = Path(out), dataset_named(dataset)
    if described.local_only:
        raise InputError(
            f"{dataset} is not exported: {described.licence}",
            where=dataset,
            next_step="Use it here, in runs and rates of a site",
        )
    if path.suffix not in (".csv", ".parquet"):
        raise InputError(f"{path.name} is neither .csv nor .parquet", where="--out", available=".csv, .parquet")
    if versions and known_at:
        raise InputError(
            "every version, or those known at an instant: not both",
            where="--versions, --known-at",
            next_step="Leave one of them out",
        )
    tables, table, span = bootstrap.data_home().tables, described.table, asked_span(first, last)
    if versions or known_at:
        history = tables.history(table, *span)
        frame = history if versions else as_known_at(history, table, instant_asked(known_at, "--known-at"))
    else:
        frame = tables.current(table, *span)
    if frame.is_empty() and not _came_empty(table):
        raise not_in_the_record(dataset, first, last, known_at=known_at)
    bootstrap.outputs().write(path, _content(path, frame), force=force)
    return {"dataset": dataset, "file": str(path), "rows": len(frame), "columns": frame.columns}


def _came_empty(table: ObservationTable) -> bool:
    """Whether something of a dataset arrived and none of it had a row: its table is empty, not missing."""
    status = bootstrap.data_home().status(table)
    return status is not None and not status["rows"] and not status["refused"]


def _content(path: Path, frame: pl.DataFrame) -> bytes:
    if path.suffix == ".csv":
        return csv_content(frame, datetime_format="%Y-%m-%dT%H:%M:%SZ")
    written = io.BytesIO()
    frame.write_parquet(written)
    return written.getvalue()
