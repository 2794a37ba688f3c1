"""What shipped and recorded prices share: rows from files, a series with its source, the sample in the gaps."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import FoundSeries
from gbflex.store.engine import damage_named
from gbflex.store.plain_names import parquet_source, plain_names
from gbflex.store.published import Tables
from gbflex.store.sample.manifest import sample_manifest

__all__ = ["filled", "recorded_series", "rows_of", "sample_file", "sample_series"]


def rows_of(files: Sequence[Path], select: str, values: Sequence[date]) -> dict[str, NDArray[np.generic]]:
    """The columns of a query over Parquet files.

    Args:
        files: The files, at least one.
        select: A query of `dataset`, with question marks for values.
        values: What stands for them.
    """
    with damage_named(), plain_names(files) as plain, duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        engine.execute(f"CREATE VIEW dataset AS SELECT * FROM {parquet_source(plain)}")  # noqa: S608 (our own text)
        return engine.execute(select, list(values)).fetchnumpy()


def sample_file(dataset: str) -> AbstractContextManager[Path]:
    """The file of a shipped dataset."""
    return resources.as_file(resources.files("gbflex.store.sample") / f"{dataset}.parquet")


def sample_series(name: str, dataset: str, values: NDArray[np.float64]) -> FoundSeries:
    """Values from the shipped sample, with its source [GBP/MWh].

    Args:
        name: The price.
        dataset: Which of the shipped datasets holds it.
        values: One per half-hour, shape (n,).
    """
    manifest = sample_manifest()[dataset]
    return FoundSeries(
        name=name,
        values=values,
        unit="GBP/MWh",
        source=f"{dataset}, {manifest['publisher']}, {manifest['retrieved']}",
        held=f"{name} from {manifest['first_date']} to {manifest['last_date']}",
    )


def recorded_series(
    held: Tables,
    name: str,
    dataset: str,
    values: NDArray[np.float64],
    known_time: NDArray[np.datetime64] | None = None,
) -> FoundSeries | None:
    """Values from the record, with their source [GBP/MWh]; None where it holds nothing of the dataset.

    Args:
        held: The record's tables.
        name: The price.
        dataset: Which dataset holds it.
        values: One per half-hour, shape (n,).
        known_time: When each could be known (UTC), shape (n,).
    """
    parts = list(held.manifest(dataset).partitions.values())
    if not parts:
        return None
    span = f"{name} from {min(part.first for part in parts)} to {max(part.last for part in parts)}"
    by = max(part.last_retrieved for part in parts)[:10]
    source = f"{dataset}, the record, retrieved by {by}"
    return FoundSeries(name, values, "GBP/MWh", source, span, known_time=known_time)


def filled(recorded: FoundSeries, sample: FoundSeries) -> FoundSeries:
    """The record's values, and the sample's where it has none; the source says what was used."""
    used = np.isnan(recorded.values) & ~np.isnan(sample.values)
    if not used.any():
        return recorded
    values = np.where(used, sample.values, recorded.values)
    both = f"{recorded.source}; {sample.source}"
    source = both if np.isfinite(recorded.values).any() else sample.source
    return replace(recorded, values=values, source=source, held=f"{recorded.held}; {sample.held}")
