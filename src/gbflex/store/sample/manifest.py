"""The shipped sample of real prices: what it is, who published it, and what was checked.

Elexon system prices and market index data, 2024-01-01 to 2025-03-31, as Parquet in the package.
"""

from __future__ import annotations

import functools
from importlib import resources

from ruamel.yaml import YAML

from gbflex.analysis.series.data_list import SampleEntry

__all__ = ["sample_manifest"]


@functools.cache
def sample_manifest() -> dict[str, SampleEntry]:
    """Publisher, licence, span and notes of each shipped dataset, by name."""
    text = (resources.files("gbflex.store.sample") / "manifest.yaml").read_text("utf-8")
    return {entry["dataset"]: entry for entry in YAML(typ="safe", pure=True).load(text)}
