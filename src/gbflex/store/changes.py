"""What an import changed of what held: only the parts of a table that it wrote again are read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeAlias

import polars as pl

from gbflex.observations import ObservationTable
from gbflex.store.difference import changed_values
from gbflex.store.published import Manifest, Partition, Tables, in_span

__all__ = ["Span", "changed_by"]

Span: TypeAlias = tuple[date, date]
"""First and last date."""


def changed_by(
    tables: Tables, table: ObservationTable, before: Manifest, after: Manifest, span: Span | None
) -> pl.DataFrame:
    """What holds now otherwise than before, as `changed_values` returns it.

    Args:
        tables: The tables.
        table: The table that was imported into.
        before: What held before.
        after: What holds now.
        span: First and last date that the import is of; null for a table without dates.
    """
    touched = {name: part for name, part in before.partitions.items() if _meets(part, span)}
    same = {name for name, part in touched.items() if _is_same(part, after.partitions[name], span)}

    def pairs() -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
        for name in sorted(touched.keys() - same):
            both = (tables.rows(table, one.partitions[name]) for one in (before, after))
            old, new = (in_span(rows, table, *(span or (None, None))) for rows in both)
            yield old, new

    return changed_values(pairs(), table, unmoved=sum(touched[name].rows for name in same))


def _meets(part: Partition, span: Span | None) -> bool:
    return span is None or (part.first <= span[1].isoformat() and part.last >= span[0].isoformat())


def _is_same(part: Partition, now: Partition, span: Span | None) -> bool:
    """Whether a part is as it was, and no row of it is outside the span."""
    inside = span is None or (part.first >= span[0].isoformat() and part.last <= span[1].isoformat())
    return inside and part.current == now.current
