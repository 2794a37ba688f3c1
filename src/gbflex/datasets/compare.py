"""What moved between two states of a dataset."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl

from gbflex import bootstrap
from gbflex.errors import InputError
from gbflex.periods import parse_date
from gbflex.sources.registry import dataset_named
from gbflex.store.difference import difference
from gbflex.store.tables import Tables

__all__ = ["asked_span", "data_diff", "instant_asked"]

DECIMALS = 2


def data_diff(
    dataset: str,
    first: str | None = None,
    last: str | None = None,
    *,
    before: str | None = None,
    after: str | None = None,
    decimals: int = DECIMALS,
) -> dict[str, Any]:
    """What moved between two states of a dataset; keys as `gbflex data diff --json`.

    Args:
        dataset: Its name.
        first: First date; null from the beginning.
        last: Last date, inclusive; null to the end.
        before: What was known at this instant; null is the first that was ever known of each row.
        after: What was known at this instant; null is now.
        decimals: Numbers that are equal to so many decimals have not moved.

    Raises:
        InputError: No such dataset, or a date or instant that is none.
    """
    table = dataset_named(dataset).table
    span = asked_span(first, last)
    history = Tables(bootstrap.settings().home).history(table, *span)
    found = difference(
        history,
        table,
        before=instant_asked(before, "--before"),
        after=instant_asked(after, "--after"),
        decimals=decimals,
    )
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
        "columns": columns.to_dicts(),
        "rows": [{name: _plain(value) for name, value in row.items()} for row in found.rows.to_dicts()],
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def asked_span(first: str | None, last: str | None) -> tuple[date | None, date | None]:
    """An inclusive span of dates, open where nothing is said.

    Raises:
        InputError: A date is none, or the span ends before it starts.
    """
    begin = parse_date(first, field="--from") if first else None
    end = parse_date(last, field="--to") if last else None
    if begin and end and end < begin:
        raise InputError(f"the span ends before it starts: {begin} to {end}", where="--from, --to")
    return begin, end


def instant_asked(text: str | None, option: str) -> datetime | None:
    """An aware instant, or nothing.

    Raises:
        InputError: It is no instant, or has no time zone.
    """
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is no time", where=option, next_step="Write 2025-06-09T14:00:00Z") from None
    if when.tzinfo is None:
        raise InputError(f"{text!r} has no time zone", where=option, next_step="Write 2025-06-09T14:00:00Z")
    return when
