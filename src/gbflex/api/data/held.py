"""What is held: shipped, imported and fetched, with gaps, vintages and what was set aside."""

from __future__ import annotations

from typing import Any

from gbflex import bootstrap
from gbflex.analysis.series.data_list import price_dataset
from gbflex.analysis.series.gaps import gap_spans
from gbflex.api.data.duos import held_statements
from gbflex.sources.dataset import Dataset
from gbflex.sources.registry import DATASETS, dataset_named
from gbflex.store.data_home import DataHome
from gbflex.store.shipped import shipped_series

__all__ = ["data_list", "data_status", "held_market_data"]

Row = dict[str, Any]


def data_list() -> Row:
    """What is held; keys as `gbflex data list --json`."""
    home = bootstrap.data_home()
    recorded = held_market_data(DATASETS, home)
    names = {row["name"] for row in recorded}
    shipped = [
        price_dataset(*series)
        | {"shipped": True, "name": f"{series.name}, shipped" if series.name in names else series.name}
        for series in shipped_series()
    ]
    return {"datasets": [*shipped, *recorded, *held_statements(home)]}


def data_status(dataset: str | None = None) -> Row:
    """What the record holds, by dataset and file; keys as `gbflex data status --json`.

    Args:
        dataset: One of them; null is all of which anything arrived.

    Raises:
        InputError: There is no such dataset.
    """
    asked = DATASETS if dataset is None else (dataset_named(dataset),)
    return {"datasets": held_market_data(asked, bootstrap.data_home())}


def held_market_data(datasets: tuple[Dataset, ...], home: DataHome) -> list[Row]:
    """The datasets of which the record holds anything.

    Args:
        datasets: Those to look for.
        home: Where data lives.
    """
    rows = []
    for dataset in datasets:
        status = home.status(dataset.table)
        if status is not None:
            described: Row = {
                "gap_spans": gap_spans(status["gaps"]),
                "evidence": dataset.evidence,
                "source": dataset.publisher,
                "licence": dataset.licence,
                "lag": dataset.table.lag,
                "revision": dataset.revision,
            }
            rows.append({"name": dataset.name} | status | described)
    return rows
