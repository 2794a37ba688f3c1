"""A table of a page as a CSV file that the page itself holds: no request leaves, and no script is needed."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence

import polars as pl
from markupsafe import Markup

from gbflex.reports.table_layouts import Table
from gbflex.store.outputs import csv_content

__all__ = ["csv_link", "csv_of"]


def csv_link(table: Table, rows: Sequence[Mapping[str, object]]) -> Markup:
    """A link that saves a table as CSV, every figure with all its digits.

    Args:
        table: The table.
        rows: Its rows.
    """
    content = base64.b64encode(csv_of(table, rows)).decode()
    return Markup(
        '<a class="csv" download="{}.csv" href="data:text/csv;charset=utf-8;base64,{}" '
        'aria-label="{}: download as CSV">CSV</a>'
    ).format(table.key, content, table.title)


def csv_of(table: Table, rows: Sequence[Mapping[str, object]]) -> bytes:
    """A table as CSV under the keys of its columns; text that a spreadsheet would run begins with an apostrophe.

    Args:
        table: The table.
        rows: Its rows.
    """
    columns = [
        pl.Series(column.key, [_number(row.get(column.key)) for row in rows], pl.Float64)
        if column.is_numeric
        else pl.Series(column.key, [_text(row.get(column.key)) for row in rows], pl.String)
        for column in table.columns
    ]
    return csv_content(pl.DataFrame(columns))


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _text(value: object) -> str | None:
    if value is None:
        return None
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
