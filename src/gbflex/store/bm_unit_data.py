"""What is public about BM units, from the record, as the arrays that `gb.bm` and `analysis.bm` take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gbflex.analysis.ports import PublishedFigures, StackMultipliers, UnitData
from gbflex.gb.bm import Pairs, Profile
from gbflex.observations import ObservationTable
from gbflex.periods import HALF_HOUR_SECONDS
from gbflex.store.amendments import newest_amendments
from gbflex.store.published import Tables

__all__ = ["ONE_DAY", "seconds_of", "units_data"]

BM_DATASETS: Final = ("elexon.pn", "elexon.boalf", "elexon.bod", "elexon.ebocf", "elexon.boav")
STACK: Final = "elexon.ispstack"
DELETED, UPDATED = "DEL", "UPD"
SMALLEST_FIGURE: Final = 0.005
ONE_DAY: Final = timedelta(days=1)
"""Acceptances of the day before and after reach into a span."""

Ints = NDArray[np.int64]


def units_data(
    held: Tables, tables: Mapping[str, ObservationTable], first: date, last: date, units: Sequence[str]
) -> Iterator[tuple[str, UnitData]]:
    """What is public about each of some units over a span.

    Acceptances and notifications of the day before and after are read too: an acceptance may begin before the span
    and end after it.

    Args:
        held: The record's tables.
        tables: What each holds, by dataset.
        first: First settlement date.
        last: Last settlement date, inclusive.
        units: Elexon's ids.

    Yields:
        Each unit with its data.
    """
    frames = {
        dataset: held.scan(tables[dataset], first - ONE_DAY, last + ONE_DAY)
        .filter(pl.col("bm_unit").is_in(units))
        .select(_needed(tables[dataset]))
        .collect()
        .sort("bm_unit", maintain_order=True)
        for dataset in BM_DATASETS
    }
    newest = newest_amendments(frames["elexon.boalf"], _rank(tables["elexon.boalf"]))
    is_gone = (pl.col("amendment_flag") == DELETED).fill_null(value=False)
    gone, stands = newest.filter(is_gone), newest.filter(~is_gone)
    updated = stands.filter(pl.col("amendment_flag") == UPDATED)
    notified, accepted, deleted, amended, pairs = map(
        _Sorted, (frames["elexon.pn"], stands, gone, updated, frames["elexon.bod"])
    )
    cash, energy = (frames[name].partition_by("bm_unit", as_dict=True) for name in ("elexon.ebocf", "elexon.boav"))
    stacked = _stack(held.scan(tables[STACK], first, last), units)
    for unit in units:
        published = cash.get((unit,)), energy.get((unit,))
        data = _unit_data(notified[unit], accepted[unit], deleted[unit], amended[unit], pairs[unit], *published)
        yield unit, replace(data, stack=stacked.get(unit))


def _stack(rows: pl.LazyFrame, units: Sequence[str]) -> dict[str, StackMultipliers]:
    """The multipliers that the settlement stack prints, by unit."""
    found = (
        rows.filter(pl.col("stack_item_id").is_in(units) & pl.col("transmission_loss_multiplier").is_not_null())
        .select("stack_item_id", "start_time", "transmission_loss_multiplier")
        .collect()
    )
    return {
        str(unit): StackMultipliers(
            seconds_of(own["start_time"]) // HALF_HOUR_SECONDS, own["transmission_loss_multiplier"].to_numpy()
        )
        for (unit,), own in found.partition_by("stack_item_id", as_dict=True).items()
    }


class _Sorted:
    """Rows sorted by unit as arrays: a unit's rows are a slice, at no cost.

    Args:
        frame: Rows in the order of their units.
    """

    def __init__(self, frame: pl.DataFrame) -> None:
        counts = frame.group_by("bm_unit", maintain_order=True).len()
        ends = np.cumsum(counts["len"].to_numpy())
        spans = zip(counts["bm_unit"].to_list(), ends - counts["len"].to_numpy(), ends, strict=True)
        self.spans = {unit: slice(int(begin), int(end)) for unit, begin, end in spans}
        self.columns = {name: _plain(frame[name]) for name in frame.columns if frame[name].dtype != pl.String}

    def __getitem__(self, unit: str) -> dict[str, NDArray[Any]]:
        """A unit's columns."""
        rows = self.spans.get(unit, slice(0, 0))
        return {name: values[rows] for name, values in self.columns.items()}


def _plain(column: pl.Series) -> NDArray[Any]:
    if isinstance(column.dtype, pl.Datetime):
        return seconds_of(column)
    return column.fill_null(value=False).to_numpy() if column.dtype == pl.Boolean else column.to_numpy()


def _unit_data(
    notified: Mapping[str, NDArray[Any]],
    accepted: Mapping[str, NDArray[Any]],
    deleted: Mapping[str, NDArray[Any]],
    amended: Mapping[str, NDArray[Any]],
    pairs: Mapping[str, NDArray[Any]],
    cash: pl.DataFrame | None,
    energy: pl.DataFrame | None,
) -> UnitData:
    numbers = accepted["acceptance_number"]
    return UnitData(
        notification=_profile(notified, np.zeros(len(notified["time_from"]), dtype=np.int64)),
        acceptances=_profile(accepted, numbers),
        flagged=np.unique(numbers[accepted["so_flag"]]),
        deleted=np.unique(deleted["acceptance_number"]),
        deleted_half_hours=deleted["time_from"] // HALF_HOUR_SECONDS,
        pairs=Pairs(
            pairs["time_from"], pairs["time_to"], pairs["pair_id"], pairs["level_from_mw"], pairs["level_to_mw"]
        ),
        bid_gbp_per_mwh=pairs["bid_price_gbp_per_mwh"],
        offer_gbp_per_mwh=pairs["offer_price_gbp_per_mwh"],
        published=None if cash is None else _published(cash, "cashflow_", "total_cashflow_gbp"),
        published_volumes=None if energy is None else _published(energy, "volume_", "total_volume_mwh"),
        amended=np.unique(amended["acceptance_number"]),
    )


def _profile(rows: Mapping[str, NDArray[Any]], number: Ints) -> Profile:
    return Profile(rows["time_from"], rows["time_to"], rows["level_from_mw"], rows["level_to_mw"], number)


def _needed(table: ObservationTable) -> list[str]:
    """Its own columns, without the other id; of the vintage only what tells one amendment from another."""
    own = [column.name for column in table.schema.columns if column.name != "national_grid_bm_unit"]
    return [*own, "retrieved_time"] if table.restated else own


def _rank(table: ObservationTable) -> pl.Expr:
    assert table.prefer is not None  # noqa: S101 (acceptances say which of two amendments stands)
    return table.prefer


def seconds_of(instants: pl.Series) -> Ints:
    """Instants as seconds since 1970 (UTC)."""
    return instants.dt.epoch("s").to_numpy().astype(np.int64)


def _published(frame: pl.DataFrame, prefix: str, total: str) -> PublishedFigures:
    """Elexon's figures by pair, long, acceptances added up. What the pairs do not add up to stands as pair 0."""
    names = {name: _pair_of(name) for name in frame.columns if name.startswith(prefix)}
    half_hour = pl.col("start_time").dt.epoch("s") // HALF_HOUR_SECONDS
    base = frame.with_columns(half_hour.alias("half_hour"), (pl.col("side") == "offer").alias("is_offer"))
    by_pair = [
        base.select(
            "half_hour", "is_offer", pl.lit(pair).alias("pair"), pl.col(name).fill_null(0.0).alias("value")
        )
        for name, pair in names.items()
    ]
    rest = pl.col(total) - pl.sum_horizontal(pl.col(name).fill_null(0.0) for name in names)
    apart = base.select("half_hour", "is_offer", pl.lit(0).alias("pair"), rest.alias("value"))
    real = apart.filter(pl.col("value").abs() > SMALLEST_FIGURE)
    whole = (
        pl.concat([*by_pair, real])
        .group_by("half_hour", "is_offer", "pair", maintain_order=True)
        .agg(pl.col("value").sum())
    )
    return PublishedFigures(
        whole["half_hour"].to_numpy().astype(np.int64),
        whole["pair"].to_numpy().astype(np.int64),
        whole["is_offer"].to_numpy(),
        whole["value"].to_numpy(),
    )


def _pair_of(name: str) -> int:
    """Pair of a column such as cashflow_negative_1_gbp."""
    _, side, number, _ = name.split("_")
    return int(number) if side == "positive" else -int(number)
