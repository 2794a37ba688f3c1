"""Rows of a CSV that have fewer cells than the header.

Of a row that was cut off the last value has lost digits; in one that has lost a cell every value behind it stands
under the name before its own.
"""

from __future__ import annotations

import csv
import io
import itertools

from gbflex.errors import BrokenFile

__all__ = ["refuse_short_rows"]


def refuse_short_rows(text: bytes, *, width: int, height: int, file: str, offset: int = 0) -> None:
    """Refuse a table with a row that is shorter than its header; Polars fills it up with empty cells.

    Args:
        text: The table, header first, in UTF-8.
        width: Cells of the header.
        height: Rows below it.
        file: Name for messages.
        offset: Rows of the file before these.

    Raises:
        BrokenFile: A row is shorter; it is named.
    """
    if b'"' not in text and text.count(b",") == (height + 1) * (width - 1):
        return
    rows = itertools.dropwhile(lambda row: not row, csv.reader(io.StringIO(text.decode("utf-8"), newline="")))
    for number, row in enumerate(rows, start=1):
        # A line without anything is a row of empty cells.
        if row and len(row) < width:
            raise BrokenFile(
                f"a row has {len(row)} cells and the header {width}",
                where=f"{file}, row {number + offset}",
                next_step="Download it again: the file is cut off, or a row has lost a cell",
            )
