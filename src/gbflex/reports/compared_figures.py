"""The comparison of runs as a table for the CSV: a row for each run, its figures in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gbflex.analysis.answers.run import RunSummary
from gbflex.reports.table_layouts import Table, table_of

__all__ = ["COMPARED", "compared_table"]

COMPARED: Final = (
    "value_gbp",
    "perfect_value_gbp",
    "captured_share",
    "ledger_total_gbp",
    "without_asset_gbp",
    "charge_mwh",
    "discharge_mwh",
    "equivalent_full_cycles",
    "gap",
)
"""The figures that runs are compared by."""

WHICH: Final = ("site", "mode", "from", "to")


def compared_table(keys: Sequence[str] = COMPARED) -> Table:
    """Its columns: which run, then the figures.

    Args:
        keys: The figures.
    """
    return table_of("comparison", "At a glance", RunSummary, *WHICH, *keys)
