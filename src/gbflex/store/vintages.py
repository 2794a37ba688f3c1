"""Which version of a value holds: now, or as known at an instant.

Every observation of a key is kept. A *version* is an observation that says something else than the one before it
(of the same settlement run, in the order in which they were published or retrieved). Of several versions the
latest settlement run holds; a version of unknown run takes its place only where it became available later.

`available_time` is the publisher's time where there is one. Otherwise it is assumed: that of the settlement run,
or the dataset's declared lag for the first version of a key, and the retrieval time for one that says something
else later, because nobody knows how much earlier it could have been had. Method: docs/methods/record.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

import polars as pl

from gbflex.gb.settlement_runs import SETTLEMENT_RUNS, SettlementRun, run_date
from gbflex.observations import ObservationTable, Rows
from gbflex.store.entry import Entry

__all__ = ["REPEATS", "Observed", "as_known_at", "versions_of"]

REPEATS: Final = "repeats"
"""Column of a history: the observation says what the one before it said."""

ORDER: Final = "order"
RANK: Final = "run_rank"
FIRST: Final = "first"
PREFERENCE: Final = "preference"
RAW: Final = ("settlement_run", "published_time", "retrieved_time")


@dataclass(frozen=True, eq=False)
class Observed:
    """Rows with what is known of their arrival.

    Attributes:
        rows: The rows.
        entry: Their arrival.
    """

    rows: Rows
    entry: Entry

    def part(self, name: str) -> pl.DataFrame:
        """The rows of a day, a year, or the whole, as `versions_of` takes them.

        Args:
            name: The part, as `Rows.parts` names it.
        """
        entry, instant = self.entry, pl.Datetime("us", "UTC")
        published = pl.col("published_time").fill_null(pl.lit(entry.published, dtype=instant))
        return self.rows.part(name).with_columns(
            pl.lit(entry.settlement_run, dtype=pl.String).alias("settlement_run"),
            published.alias("published_time"),
            pl.lit(entry.retrieved, dtype=instant).alias("retrieved_time"),
        )


def versions_of(held: list[pl.DataFrame], table: ObservationTable) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The row that holds now for each key, and the history behind it.

    Args:
        held: Observations as `Observed` has them, or earlier histories, in whatever order they came.
        table: Their table.

    Returns:
        Current rows, and every observation with `available_time` and `repeats`, in the order of the key. Where
        no key has two observations they are one frame, without `repeats`.
    """
    names = [column.name for column in table.schema.columns] + list(RAW)
    whole = pl.concat([frame.select(names) for frame in held]) if len(held) > 1 else held[0].select(names)
    ordered = whole.sort(table.key)
    if not _same_as_before(ordered, table.key).any():
        alone = _dated(ordered, table, first=pl.lit(value=True)).select(list(table.polars_types))
        return alone, alone
    observations = _each_once(whole)
    named = [column.name for column in table.schema.columns]
    ranked = observations.with_columns(_rank(), pl.coalesce("published_time", "retrieved_time").alias(ORDER)).sort(
        [*table.key, RANK, ORDER, "retrieved_time", *table.values]
    )
    follows, same = _same_as_before(ranked, [*table.key, RANK]), _same_as_before(ranked, named)
    earliest = pl.col("retrieved_time") == pl.col("retrieved_time").min().over(table.key)
    first = pl.when(pl.col(RANK) >= 0).then(~follows).otherwise(earliest)
    history = ranked.with_columns((same & follows).alias(REPEATS), first.alias(FIRST))
    history = _dated(history, table, first=pl.col(FIRST)).select([*table.polars_types, REPEATS])
    return as_known_at(history, table, None), history


def _same_as_before(frame: pl.DataFrame, names: list[str]) -> pl.Series:
    """Which rows have the values of the row before them in some columns; the first has none before it."""
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift()) for name in names)
    return frame.select((same & (pl.int_range(pl.len()) > 0)).alias("same"))["same"]


def _each_once(both: pl.DataFrame) -> pl.DataFrame:
    """With a publisher's time, the first retrieval counts; without one, every retrieval may be a change."""
    said = [name for name in both.columns if name != "retrieved_time"]
    published = both.filter(pl.col("published_time").is_not_null())
    first = published.group_by(said).agg(pl.col("retrieved_time").min()).select(both.columns)
    return pl.concat([first, both.filter(pl.col("published_time").is_null()).unique()])


def _rank() -> pl.Expr:
    ranks = {run: number for number, run in enumerate(SETTLEMENT_RUNS)}
    return pl.col("settlement_run").replace_strict(ranks, default=-1, return_dtype=pl.Int64).alias(RANK)


def _dated(frame: pl.DataFrame, table: ObservationTable, *, first: pl.Expr) -> pl.DataFrame:
    """Add when each row became available."""
    by_lag = table.first_known.dt.cast_time_unit("us")
    by_run = _run_times(frame, table)
    dated = frame.with_columns(by_run).with_columns(pl.coalesce("run_time", by_lag).alias("assumed_time"))
    changed = pl.max_horizontal("assumed_time", "retrieved_time")
    return dated.with_columns(
        pl.coalesce("published_time", pl.when(first).then(pl.col("assumed_time")).otherwise(changed)).alias(
            "available_time"
        ),
        pl.col("published_time").is_null().alias("available_time_assumed"),
    )


def _run_times(frame: pl.DataFrame, table: ObservationTable) -> pl.Series:
    kind = pl.Datetime("us", "UTC")
    if not table.settled or frame["settlement_run"].null_count() == len(frame):
        return pl.Series("run_time", [None] * len(frame), dtype=kind)
    pairs = frame.select(table.date_column, "settlement_run").unique().drop_nulls()
    times = [_midnight_after(day, run) for day, run in pairs.rows()]
    placed = pairs.with_columns(pl.Series("run_time", times, dtype=kind))
    joined = frame.select(table.date_column, "settlement_run").join(
        placed, on=[table.date_column, "settlement_run"], how="left", maintain_order="left"
    )
    return joined["run_time"]


def _midnight_after(day: date, run: SettlementRun) -> datetime:
    return datetime.combine(run_date(day, run), time(), tzinfo=UTC)


def _versions(history: pl.DataFrame, table: ObservationTable) -> pl.DataFrame:
    """What was said otherwise than before; where each retrieval says anew what holds, with the last to say it."""
    if table.restated:
        version = (~pl.col(REPEATS)).cum_sum()
        history = history.with_columns(pl.col("retrieved_time").max().over(version))
    return history.filter(~pl.col(REPEATS))


def as_known_at(history: pl.DataFrame, table: ObservationTable, known_at: datetime | None) -> pl.DataFrame:
    """The version of each key that held at an instant.

    Args:
        history: As `versions_of` returns it.
        table: Its table.
        known_at: The instant, aware UTC; null is now and ever after.
    """
    said = history if known_at is None else history.filter(pl.col("available_time") <= known_at)
    versions = _versions(said, table) if REPEATS in said.columns else said
    names = list(table.polars_types)
    if not versions.select(table.key).is_duplicated().any():
        return versions.select(names).sort(table.key)
    order = [RANK, "available_time", PREFERENCE, "retrieved_time", *table.values]
    preference = (pl.lit(0) if table.prefer is None else table.prefer).alias(PREFERENCE)
    ranked = versions.with_columns(_rank(), preference).sort([*table.key, *order])
    settled = ranked.filter(pl.col(RANK) >= 0).unique(table.key, keep="last", maintain_order=True)
    unknown = ranked.filter(pl.col(RANK) < 0).unique(table.key, keep="last", maintain_order=True)
    either = pl.concat([unknown, settled])
    # The settled row, unless the other became available later.
    best = either.sort([*table.key, "available_time", RANK]).unique(table.key, keep="last", maintain_order=True)
    return best.select(names).sort(table.key)
