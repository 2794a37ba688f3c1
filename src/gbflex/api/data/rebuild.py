"""Every table again from the record alone, with its hash before and after."""

from __future__ import annotations

from gbflex import bootstrap
from gbflex.analysis.answers.data_moves import DataRebuildAnswer, RebuiltRow
from gbflex.api.data.intake import parse_entry
from gbflex.errors import InputError
from gbflex.sources.registry import DATASETS
from gbflex.store.ingest import rebuilt
from gbflex.store.published import Tables
from gbflex.store.record import Record
from gbflex.store.writer import writing

__all__ = ["data_rebuild"]


def data_rebuild() -> DataRebuildAnswer:
    """Make every table again from the record; keys as `gbflex data rebuild --json`.

    Raises:
        BrokenFile: An arrival can no longer be read; its table stays as it was.
        InputError: The record holds a dataset that this version does not know.
        RecordBusy: Another process is writing.
    """
    home = bootstrap.settings().home
    rows: list[RebuiltRow] = []
    with writing(home, "rebuilding the tables"):
        held = Record(home).datasets()
        known = {dataset.name: dataset for dataset in DATASETS}
        strangers = [name for name in held if name not in known]
        if strangers:
            raise InputError(
                f"the record holds {', '.join(strangers)}, which this version does not know",
                where=str(home),
                next_step="Use the version that recorded it",
            )
        for name in held:
            before, after = rebuilt(home, known[name].table, parse_entry)
            manifest = Tables(home).manifest(name)
            rows.append(
                {
                    "name": name,
                    "arrivals": len(manifest.applied),
                    "rows": sum(part.rows for part in manifest.partitions.values()),
                    "hash_before": before,
                    "hash_after": after,
                    "equal": before in ("", after),
                }
            )
    return {"rebuilt": rows}
