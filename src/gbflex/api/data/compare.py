"""What moved between two states of a dataset."""

from __future__ import annotations

from datetime import date
from typing import cast

import polars as pl

from gbflex import bootstrap
from gbflex.analysis.answers.data_moves import DataDiffAnswer, MovedColumn
from gbflex.api.data.held import not_in_the_record
from gbflex.api.data.instants import asked_span, instant_asked
from gbflex.sources.registry import dataset_named
from gbflex.store.difference import difference

__all__ = ["data_diff"]


def data_diff(
    dataset: str,
    first: str | None = None,
    last: str | None = None,
    *,
    before: str | None = None,
    after: str | None = None,
    decimals: int | None = None,
) -> DataDiffAnswer:
    """What moved between two states of a dataset; keys as `gbflex data diff --json`.

    Args:
        dataset: Its name.
        first: First date; null from the beginning.
        last: Last date, inclusive; null to the end.
        before: What was known at this instant; null is the first that was ever known of each row.
        after: What was known at this instant; null is now.
        decimals: Numbers no further apart than rounding to so many decimals brings them have not moved; null is
            the coarser of the decimals that a number's two arrivals came with.

    Raises:
        InputError: No such dataset, or a date or instant that is none.
        MissingPeriods: Nothing is in the record, or nothing was known at either instant.
    """
    table = dataset_named(dataset).table
    span = asked_span(first, last)
    history = bootstrap.data_home().tables.history(table, *span)
    if history.is_empty():
        raise not_in_the_record(dataset, first, last)
    found = difference(
        history,
        table,
        before=instant_asked(before, "--before"),
        after=instant_asked(after, "--after"),
        decimals=decimals,
    )
    if not found.compared + found.only_before + found.only_after:
        raise not_in_the_record(dataset, first, last, known_at=after or before)
    changes = found.rows.filter(pl.col("change").is_not_null()).group_by("column", maintain_order=True)
    columns = changes.agg(
        pl.len().alias("moved"),
        pl.col("change").mean().alias("mean_change"),
        pl.col("change").abs().mean().alias("mean_size"),
        pl.col("change").abs().max().alias("largest_size"),
    )
    return {
        "dataset": dataset,
        "from": first,
        "to": last,
        "before": before or "first known",
        "after": after or "now",
        "decimals": decimals,
        "compared": found.compared,
        "moved": found.moved,
        "only_before": found.only_before,
        "only_after": found.only_after,
        "columns": cast("list[MovedColumn]", columns.to_dicts()),
        "rows": [{name: _plain(value) for name, value in row.items()} for row in found.rows.to_dicts()],
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
