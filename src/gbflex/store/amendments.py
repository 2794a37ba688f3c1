"""Which amendment of an acceptance holds. Method: docs/methods/balancing-mechanism.md.

The rows of an acceptance that share `amendment_id` are one amendment, what one payload says of it. The model
`bm_newest_amendments.sql` says the same in SQL.
"""

from __future__ import annotations

from typing import Final

import polars as pl

__all__ = ["newest_amendments"]

ACCEPTANCE: Final = ["bm_unit", "acceptance_number"]
AMENDMENT: Final = [*ACCEPTANCE, "amendment_id"]
DELETED, INSERTED = "DEL", "INS"


def newest_amendments(rows: pl.DataFrame, rank: pl.Expr) -> pl.DataFrame:
    """The rows of the newest amendment of each acceptance, deleted ones too, in the order in which they came.

    Args:
        rows: Acceptances, with what they say of their amendment and `retrieved_time`.
        rank: Which of two amendments retrieved at once is the newer: the one that ranks higher.
    """
    amendments = rows.group_by(AMENDMENT).agg(
        rank.max().alias("rank"),
        pl.col("amendment_flag").max(),
        pl.col("amendment_from").min(),
        pl.col("amendment_to").max(),
        pl.col("retrieved_time").max().alias("said_time"),
    )
    several = amendments.filter(pl.len().over(ACCEPTANCE) > 1)
    if several.is_empty():
        return rows
    left = several.join(_replaced(several), on=AMENDMENT, how="anti")
    left = left.filter(pl.col("rank") == pl.col("rank").max().over(ACCEPTANCE))
    gone = several.join(left, on=AMENDMENT, how="anti")
    apart = _apart(rows.join(left, on=AMENDMENT).filter(pl.col("amendment_id").n_unique().over(ACCEPTANCE) > 1))
    standing = rows.join(gone, on=AMENDMENT, how="anti", maintain_order="left")
    return standing.join(apart, on=[*AMENDMENT, "time_from", "time_to"], how="anti", maintain_order="left")


def _replaced(several: pl.DataFrame) -> pl.DataFrame:
    """Amendments that a later one replaces: it ranks higher, speaks of the same time, or inserts again."""
    later = several.join(several, on=ACCEPTANCE, suffix="_later")
    rank, rank_later = pl.col("rank"), pl.col("rank_later")
    said, said_later = pl.col("said_time"), pl.col("said_time_later")
    is_later = (said_later > said) | ((said_later == said) & _at_once(rank, rank_later))
    same_time = (pl.col("amendment_from_later") < pl.col("amendment_to")) & (
        pl.col("amendment_to_later") > pl.col("amendment_from")
    )
    again = (pl.col("amendment_flag_later") == INSERTED) & (pl.col("amendment_flag") == DELETED)
    replaces = (rank_later > rank) | same_time | again.fill_null(value=False)
    return later.filter(is_later & replaces).select(AMENDMENT).unique()


def _at_once(rank: pl.Expr, rank_later: pl.Expr) -> pl.Expr:
    """Of two that were retrieved at once, the one that ranks higher is the later; a tie goes by name."""
    tie = (rank_later == rank) & (pl.col("amendment_id_later") > pl.col("amendment_id"))
    return (rank_later > rank) | tie


def _apart(parts: pl.DataFrame) -> pl.DataFrame:
    """Rows of an older part, from another window of a fetch, that do not join on to the newest without a gap."""
    order = [*ACCEPTANCE, "time_from", "time_to"]
    ends = pl.col("time_to").cum_max().shift().over(ACCEPTANCE)
    begins = (pl.col("time_from") > ends).fill_null(value=False).cast(pl.Int64)
    runs = parts.sort(order).with_columns(begins.alias("begins"))
    runs = runs.with_columns(pl.col("begins").cum_sum().over(ACCEPTANCE).alias("run"))
    newest = pl.col("said_time").max()
    return runs.filter(newest.over([*ACCEPTANCE, "run"]) < newest.over(ACCEPTANCE)).select(
        [*AMENDMENT, *order[2:]]
    )
