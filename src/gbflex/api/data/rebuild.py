"""Every table again from the record alone, with its hash before and after."""

from __future__ import annotations

from collections.abc import Iterable

from gbflex import bootstrap
from gbflex.analysis.answers.data_moves import DataRebuildAnswer, RebuiltRow
from gbflex.api.data.intake import parse_entry
from gbflex.errors import InputError
from gbflex.observations import ObservationTable
from gbflex.sources.registry import DATASETS
from gbflex.store.data_home import DataHome

__all__ = ["data_rebuild", "tables_of"]


def data_rebuild() -> DataRebuildAnswer:
    """Make every table again from the record; keys as `gbflex data rebuild --json`.

    Raises:
        BrokenFile: An arrival can no longer be read; its table stays as it was.
        InputError: The record holds a dataset that this version does not know.
        RecordBusy: Another process is writing.
    """
    home = bootstrap.data_home()
    rows: list[RebuiltRow] = []
    with home.writing("rebuilding the tables"):
        for name, table in tables_of(home, home.record.datasets()).items():
            before, after = home.rebuilt(table, parse_entry)
            manifest = home.tables.manifest(name)
            rows.append(
                {
                    "name": name,
                    "arrivals": len(manifest.applied),
                    "rows": sum(part.rows for part in manifest.partitions.values()),
                    "hash_before": before,
                    "hash_after": after,
                    "equal": None if before is None else before == after,
                }
            )
    return {"rebuilt": rows}


def tables_of(home: DataHome, names: Iterable[str]) -> dict[str, ObservationTable]:
    """The tables of datasets that are held, by name.

    Args:
        home: Where data lives.
        names: The datasets.

    Raises:
        InputError: This version does not know one of them.
    """
    known = {dataset.name: dataset.table for dataset in DATASETS}
    strangers = [name for name in names if name not in known]
    if strangers:
        raise InputError(
            f"the record holds {', '.join(strangers)}, which this version does not know",
            where=str(home.folder),
            next_step="Use the version that recorded it",
        )
    return {name: known[name] for name in names}
