"""What is held: shipped, imported and fetched, with gaps, vintages and what was set aside."""

from __future__ import annotations

from datetime import timedelta

from gbflex import bootstrap
from gbflex.analysis.answers.data import DataListAnswer, DataStatusAnswer, ShippedRow, StatusRow
from gbflex.analysis.series.data_list import SampleEntry, price_dataset
from gbflex.analysis.series.gaps import gap_spans
from gbflex.api.data.duos import held_statements
from gbflex.periods import Periods
from gbflex.sources.dataset import Dataset
from gbflex.sources.registry import DATASETS, dataset_named
from gbflex.store.gas_prices import GAS_DATASET
from gbflex.store.prices import SampleMarketData, price_of_dataset
from gbflex.store.sample.manifest import sample_manifest
from gbflex.store.status import dataset_status

__all__ = ["data_list", "data_status", "held_market_data"]


def data_list() -> DataListAnswer:
    """What is held; keys as `gbflex data list --json`."""
    sample, recorded = SampleMarketData(), held_market_data(DATASETS)
    names = {row["name"] for row in recorded}
    shipped = [
        _shipped(name, entry, sample) | {"shipped": True, "name": f"{name}, shipped" if name in names else name}
        for name, entry in sample_manifest().items()
    ]
    return {"datasets": [*shipped, *recorded, *held_statements()]}


def _shipped(name: str, entry: SampleEntry, sample: SampleMarketData) -> ShippedRow:
    first, last = entry["first_date"], entry["last_date"]
    if name == GAS_DATASET:
        # The first gas day ends in the morning of the day after.
        periods = Periods.between(first + timedelta(days=1), last)
        return price_dataset(name, entry, periods, sample.gas_price(periods))
    periods = Periods.between(first, last)
    return price_dataset(name, entry, periods, sample.price(price_of_dataset(name), periods))


def data_status(dataset: str | None = None) -> DataStatusAnswer:
    """What the record holds, by dataset and file; keys as `gbflex data status --json`.

    Args:
        dataset: One of them; null is all of which anything arrived.

    Raises:
        InputError: There is no such dataset.
    """
    asked = DATASETS if dataset is None else (dataset_named(dataset),)
    return {"datasets": held_market_data(asked)}


def held_market_data(datasets: tuple[Dataset, ...]) -> list[StatusRow]:
    """The datasets of which the record holds anything.

    Args:
        datasets: Those to look for.
    """
    home, now = bootstrap.settings().home, bootstrap.now()
    rows = []
    for dataset in datasets:
        status = dataset_status(home, dataset.table, now)
        if status is not None:
            row: StatusRow = {
                "name": dataset.name,
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
