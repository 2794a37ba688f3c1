"""What is held: shipped with the package, or in the record, with gaps, vintages and what was set aside."""

from __future__ import annotations

from gbflex import bootstrap
from gbflex.analysis.answers.data import DataListAnswer, DataStatusAnswer, ShippedRow, StatusRow
from gbflex.analysis.series.data_list import price_dataset
from gbflex.analysis.series.gaps import gap_spans
from gbflex.api.data.duos import held_statements
from gbflex.api.data.llf import held_line_losses
from gbflex.errors import MissingPeriods
from gbflex.sources.dataset import Dataset
from gbflex.sources.registry import DATASETS, dataset_named
from gbflex.store.data_home import DataHome
from gbflex.store.sample.manifest import sample_manifest
from gbflex.store.shipped import ShippedSeries, shipped_series

__all__ = ["data_list", "data_status", "held_market_data", "not_in_the_record"]


def data_list() -> DataListAnswer:
    """What is shipped and what is in the record; keys as `gbflex data list --json`."""
    home = bootstrap.data_home()
    recorded = held_market_data(DATASETS, home)
    names = {row["name"] for row in recorded}
    shipped = [_shipped(series, also_recorded=series.name in names) for series in shipped_series()]
    return {"datasets": [*shipped, *recorded, *held_statements(home), *held_line_losses(home)]}


def _shipped(series: ShippedSeries, *, also_recorded: bool) -> ShippedRow:
    row = price_dataset(*series)
    row["shipped"] = True
    row["name"] = f"{series.name}, shipped" if also_recorded else series.name
    return row


def data_status(dataset: str | None = None) -> DataStatusAnswer:
    """What the record holds, by dataset and file; keys as `gbflex data status --json`.

    Args:
        dataset: One of them; null is all of which anything arrived.

    Raises:
        InputError: There is no such dataset.
    """
    asked = DATASETS if dataset is None else (dataset_named(dataset),)
    names = {one.name for one in asked}
    shipped = [_shipped(series, also_recorded=False) for series in shipped_series() if series.name in names]
    return {"datasets": held_market_data(asked, bootstrap.data_home()), "shipped": shipped}


def held_market_data(datasets: tuple[Dataset, ...], home: DataHome) -> list[StatusRow]:
    """The datasets of which the record holds anything.

    Args:
        datasets: Those to look for.
        home: Where data lives.
    """
    rows = []
    for dataset in datasets:
        status = home.status(dataset.table)
        if status is not None:
            row: StatusRow = {
                "name": dataset.name,
                "place": "in the record",
                **status,
                "gap_spans": gap_spans(status["gaps"]),
                "evidence": dataset.evidence,
                "source": dataset.publisher,
                "licence": dataset.licence,
                "lag": dataset.table.lag,
                "revision": dataset.revision,
            }
            rows.append(row)
    return rows


def not_in_the_record(
    dataset: str, first: str | None, last: str | None, *, known_at: str | None = None
) -> MissingPeriods:
    """That the record holds nothing of a dataset over a span, or that nothing of it was known at an instant.

    Args:
        dataset: Its name.
        first: First date asked for.
        last: Last date, inclusive.
        known_at: The instant asked for, if any.
    """
    entry = sample_manifest().get(dataset)
    shipped = f"shipped and no part of the record: {entry['first_date']} to {entry['last_date']}" if entry else ""
    return MissingPeriods(
        f"nothing of {dataset} is in the record"
        if known_at is None
        else f"nothing of {dataset} was known at {known_at}",
        where=f"{first or 'the beginning'} to {last or 'the end'}",
        available=shipped,
        next_step=f"Add it: gbflex data import {dataset} FILE",
    )
