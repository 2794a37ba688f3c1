"""What moved between two states of a table, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from gbflex.observations import ObservationTable
from gbflex.store.vintages import REPEATS, as_known_at

__all__ = ["Difference", "difference", "first_versions"]


SLACK: Final = 1e-6
"""176.83 - 176.825 is 0.0050000000000239, and is half of 0.01."""


@dataclass(frozen=True, eq=False)
class Difference:
    """What moved between two states.

    Attributes:
        compared: Keys in both.
        moved: Keys of which any column moved.
        only_before: Keys that are gone.
        only_after: Keys that are new.
        rows: Key, column, before, after and change of each value that moved.
    """

    compared: int
    moved: int
    only_before: int
    only_after: int
    rows: pl.DataFrame


def first_versions(history: pl.DataFrame, table: ObservationTable) -> pl.DataFrame:
    """What was known of each key first.

    Args:
        history: As `Tables.history` returns it.
        table: Its table.
    """
    versions = history.filter(~pl.col(REPEATS)).sort(
        [*table.key, "available_time", "retrieved_time", *table.values]
    )
    return versions.unique(table.key, keep="first", maintain_order=True).select(list(table.polars_types))


def difference(
    history: pl.DataFrame,
    table: ObservationTable,
    *,
    before: datetime | None,
    after: datetime | None,
    decimals: int,
) -> Difference:
    """What moved between two states of a table.

    Args:
        history: As `Tables.history` returns it.
        table: Its table.
        before: What was known at this instant; null is the first that was ever known of each key.
        after: What was known at this instant; null is now.
        decimals: Numbers no further apart than rounding to so many decimals brings them have not moved.
    """
    old = first_versions(history, table) if before is None else as_known_at(history, table, before)
    new = as_known_at(history, table, after)
    both = old.join(new, on=table.key, how="inner", suffix="_after", nulls_equal=True)
    moved = [
        rows
        for column in table.schema.columns
        if column.name not in table.key and len(rows := _moved(both, table, column.name, decimals))
    ]
    rows = pl.concat(moved) if moved else _none(old, table)
    return Difference(
        compared=len(both),
        moved=rows.select(table.key).unique().height,
        only_before=len(old) - len(both),
        only_after=len(new) - len(both),
        rows=rows.sort([*table.key, "column"]),
    )


def _moved(both: pl.DataFrame, table: ObservationTable, name: str, decimals: int) -> pl.DataFrame:
    old, new = pl.col(name), pl.col(f"{name}_after")
    number = both[name].dtype == pl.Float64
    # Not rounded first: whoever printed 176.825 with two decimals rounded it up or down.
    rounding = 0.5 * 10.0**-decimals * (1 + SLACK)
    close = ((new - old).abs() <= rounding).fill_null(value=False)
    same = old.eq_missing(new) | close if number else old.eq_missing(new)
    change = (new - old) if number else pl.lit(None, dtype=pl.Float64)
    return both.filter(~same).select(
        *table.key,
        pl.lit(name).alias("column"),
        old.cast(pl.String).alias("before"),
        new.cast(pl.String).alias("after"),
        change.alias("change"),
    )


def _none(frame: pl.DataFrame, table: ObservationTable) -> pl.DataFrame:
    kinds = {name: frame.schema[name] for name in table.key}
    text = pl.String()
    return pl.DataFrame(schema={**kinds, "column": text, "before": text, "after": text, "change": pl.Float64()})
