"""Whether every byte that is held is what was written; what can be mended from the record is."""

from __future__ import annotations

from gbflex import bootstrap
from gbflex.analysis.answers.data_verify import DataVerifyAnswer
from gbflex.api.data.intake import parse_entry
from gbflex.api.data.rebuild import tables_of

__all__ = ["data_verify"]


def data_verify() -> DataVerifyAnswer:
    """Read every byte of the record, its tables and imports; keys as `gbflex data verify --json`.

    Raises:
        InputError: The record holds a dataset that this version does not know.
        RecordBusy: Another process is writing.
    """
    home = bootstrap.data_home()
    with home.writing("verifying the data"):
        names = sorted({*home.record.datasets(), *home.tables.names()})
        rows = [home.verified(table, parse_entry) for table in tables_of(home, names).values()]
    rows.extend(home.verified_imports())
    return {"verified": rows, "sound": all(row["sound"] for row in rows)}
