"""What moved between two states of a table, and by how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from gbflex.observations import ObservationTable
from gbflex.store.vintages import REPEATS, as_known_at

__all__ = ["Difference", "changed_values", "difference", "first_versions"]


MOST_DECIMALS: Final = 12
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
    decimals: int | None,
) -> Difference:
    """What moved between two states of a table.

    Args:
        history: As `Tables.history` returns it.
        table: Its table.
        before: What was known at this instant; null is the first that was ever known of each key.
        after: What was known at this instant; null is now.
        decimals: Numbers no further apart than rounding to so many decimals brings them have not moved; null is
            the coarser of the decimals that a number's two arrivals came with.
    """
    old = first_versions(history, table) if before is None else as_known_at(history, table, before)
    new = as_known_at(history, table, after)
    both = old.join(new, on=table.key, how="inner", suffix="_after", nulls_equal=True)
    moved = [
        rows
        for column in table.schema.columns
        if column.name not in table.key
        and len(rows := _moved(both, table, column.name, _half_unit(history, column.name, decimals)))
    ]
    rows = pl.concat(moved) if moved else _none(old, table)
    return Difference(
        compared=len(both),
        moved=rows.select(table.key).unique().height,
        only_before=len(old) - len(both),
        only_after=len(new) - len(both),
        rows=rows.sort([*table.key, "column"]),
    )


def _half_unit(history: pl.DataFrame, name: str, decimals: int | None) -> pl.Expr:
    """How far apart two numbers may be and still be one, by the arrivals they came with.

    Not by the number itself: of a file with two decimals, 50.1 is 50.10.
    """
    if decimals is not None or history.schema[name] != pl.Float64:
        return pl.lit(0.5 * 10.0 ** -(decimals or 0) * (1 + SLACK))
    digits = pl.col(name).cast(pl.String).str.extract(r"\.(\d*?)0*$").str.len_chars()
    fine = pl.col(name).cast(pl.String).str.contains("e")
    shown = pl.when(fine).then(pl.lit(MOST_DECIMALS)).otherwise(digits).cast(pl.Int64).fill_null(0)
    by_arrival = history.group_by("retrieved_time").agg(shown.max().clip(0, MOST_DECIMALS).alias("decimals"))
    known = dict(by_arrival.rows())
    of = [
        pl.col(at).replace_strict(known, return_dtype=pl.Int64)
        for at in ("retrieved_time", "retrieved_time_after")
    ]
    return 0.5 * (1 + SLACK) * pl.lit(10.0).pow(-pl.min_horizontal(of))


def changed_values(
    pairs: Iterable[tuple[pl.DataFrame, pl.DataFrame]], table: ObservationTable, *, unmoved: int
) -> pl.DataFrame:
    """What holds now otherwise than before, of the keys in both: a row for each column of which anything changed.

    Args:
        pairs: Current rows of a part of the table before and after an import.
        table: The table.
        unmoved: Rows of the parts that are as they were.

    Returns:
        Column, values compared, values changed, how many of them up and down, mean and largest change.
    """
    names = [column.name for column in table.schema.columns if column.name not in table.key]
    compared, change, summaries = unmoved, pl.col("change"), []
    for before, after in pairs:
        both = before.join(after, on=table.key, how="inner", suffix="_after", nulls_equal=True)
        compared += len(both)
        for number, name in enumerate(names):
            moved = _moved(both, table, name, pl.lit(0.0))
            summary = moved.select(
                pl.lit(number).alias("number"),
                pl.lit(name).alias("column"),
                pl.len().alias("changed"),
                (change > 0).sum().alias("up"),
                (change < 0).sum().alias("down"),
                change.sum().alias("sum"),
                change.count().alias("count"),
                change.abs().max().alias("largest_size"),
            )
            summaries.append(summary.filter(pl.col("changed") > 0))
    if not summaries:
        return pl.DataFrame()
    added = pl.col("changed", "up", "down", "sum", "count").sum()
    whole = pl.concat(summaries).group_by("number", "column").agg(added, pl.col("largest_size").max())
    return whole.sort("number").select(
        "column",
        pl.lit(compared).alias("compared"),
        "changed",
        "up",
        "down",
        pl.when(pl.col("count") > 0).then(pl.col("sum") / pl.col("count")).alias("mean_change"),
        "largest_size",
    )


def _moved(both: pl.DataFrame, table: ObservationTable, name: str, rounding: pl.Expr) -> pl.DataFrame:
    old, new = pl.col(name), pl.col(f"{name}_after")
    number = both[name].dtype == pl.Float64
    # Not rounded first: whoever printed 176.825 with two decimals rounded it up or down.
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
