"""The Python twins of `gbflex data ...`: one module for each thing one does with market data."""

from __future__ import annotations

from gbflex.datasets.compare import data_diff
from gbflex.datasets.export import data_export
from gbflex.datasets.fetching import data_backfill, data_fetch
from gbflex.datasets.held import data_list, data_status
from gbflex.datasets.intake import data_import
from gbflex.datasets.models import data_models, models_text
from gbflex.datasets.rebuild import data_rebuild

__all__ = [
    "data_backfill",
    "data_diff",
    "data_export",
    "data_fetch",
    "data_import",
    "data_list",
    "data_models",
    "data_rebuild",
    "data_status",
    "models_text",
]
