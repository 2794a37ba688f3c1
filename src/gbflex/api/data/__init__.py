"""The Python twins of `gbflex data ...`: one module for each thing one does with market data."""

from __future__ import annotations

from gbflex.api.data.brought import NotBrought
from gbflex.api.data.compare import data_diff
from gbflex.api.data.export import data_export
from gbflex.api.data.fetching import data_backfill, data_fetch
from gbflex.api.data.held import data_list, data_status
from gbflex.api.data.intake import data_import
from gbflex.api.data.models import data_models, models_text
from gbflex.api.data.rebuild import data_rebuild
from gbflex.api.data.verify import data_verify

__all__ = [
    "NotBrought",
    "data_backfill",
    "data_diff",
    "data_export",
    "data_fetch",
    "data_import",
    "data_list",
    "data_models",
    "data_rebuild",
    "data_status",
    "data_verify",
    "models_text",
]
