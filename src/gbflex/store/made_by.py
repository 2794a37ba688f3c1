"""What a run was made by and from: versions of gbflex, its solver and the data."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Final, TypedDict

from gbflex.analysis.ports import MarketData
from gbflex.store.price_series import sample_file
from gbflex.store.prices import PRICE_DATASETS, RecordedMarketData
from gbflex.store.sample.manifest import sample_manifest
from gbflex.store.seal import hash_of_file

__all__ = ["PARTS", "DataVersion", "MadeBy", "data_versions", "made_by", "version_of"]

PARTS: Final = ("numpy", "polars", "duckdb", "highspy", "pydantic", "tzdata", "instaui-echarts")
"""What gbflex stands on, as `doctor` lists it; highspy is the solver of what the exact algorithm does not take."""


class DataVersion(TypedDict):
    """The version of a dataset that prices could come from.

    `hash` is the table's hash of what it says, or that of the shipped file.
    """

    dataset: str
    place: str
    hash: str


class MadeBy(TypedDict):
    """What a run was made by and from."""

    gbflex: str
    python: str
    parts: dict[str, str]
    data: list[DataVersion]
    sources: dict[str, str]


def made_by(market: MarketData, sources: dict[str, str]) -> MadeBy:
    """What a run of this installation is made by and from.

    Args:
        market: Where its prices come from.
        sources: What each of its series says of its source.
    """
    return {
        "gbflex": version_of("gbflex"),
        "python": platform.python_version(),
        "parts": {name: version_of(name) for name in PARTS},
        "data": data_versions(market),
        "sources": sources,
    }


def data_versions(market: MarketData) -> list[DataVersion]:
    """The versions of the price datasets that are held.

    Args:
        market: Where prices come from.
    """
    found: list[DataVersion] = []
    for dataset in PRICE_DATASETS:
        if isinstance(market, RecordedMarketData):
            manifest = market.held.manifest(dataset)
            if manifest.partitions:
                found.append({"dataset": dataset, "place": "in the record", "hash": manifest.table_hash})
        if dataset in sample_manifest():
            with sample_file(dataset) as path:
                found.append({"dataset": dataset, "place": "shipped", "hash": hash_of_file(path)})
    return found


def version_of(part: str) -> str:
    """The version of an installed part, or "missing".

    Args:
        part: Its name.
    """
    try:
        return version(part)
    except PackageNotFoundError:
        return "missing"
