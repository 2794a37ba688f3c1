"""Every table again from the record alone, with its hash before and after."""

from __future__ import annotations

from gbflex import bootstrap
from gbflex.analysis.answers.data_moves import DataRebuildAnswer, RebuiltRow
from gbflex.api.data.intake import parse_entry
from gbflex.errors import InputError
from gbflex.sources.registry import DATASETS

__all__ = ["data_rebuild"]


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
        held = home.record.datasets()
        known = {dataset.name: dataset for dataset in DATASETS}
        strangers = [name for name in held if name not in known]
        if strangers:
            raise InputError(
                f"the record holds {', '.join(strangers)}, which this version does not know",
                where=str(home.folder),
                next_step="Use the version that recorded it",
            )
        for name in held:
            before, after = home.rebuilt(known[name].table, parse_entry)
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
