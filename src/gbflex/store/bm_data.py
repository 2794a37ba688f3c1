"""Balancing Mechanism data of units from the record, as the arrays that `gb.bm` and `analysis.bm_ledger` take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gbflex.analysis.bm_ledger import PublishedCash, UnitData
from gbflex.gb.bm import Pairs, Profile
from gbflex.observations import ObservationTable
from gbflex.periods import HALF_HOUR_SECONDS, Periods
from gbflex.store.tables import Tables

__all__ = ["BM_DATASETS", "mean_level_mw", "register_rows", "units_data", "units_held"]

BM_DATASETS: Final = ("elexon.pn", "elexon.boalf", "elexon.bod", "elexon.ebocf")
DELETED: Final = "DEL"
SMALLEST_GBP: Final = 0.005
ONE_DAY: Final = timedelta(days=1)

Ints = NDArray[np.int64]


def units_held(
    home: Path, tables: Mapping[str, ObservationTable], first: date, last: date, named: Sequence[str]
) -> list[str]:
    """Elexon's ids of the units with acceptances or published cash flows in a span.

    Args:
        home: Where data lives.
        tables: The record's tables by dataset.
        first: First settlement date.
        last: Last settlement date, inclusive.
        named: Units to look for, by either id; none means all.
    """
    held = Tables(home)
    found: set[str] = set()
    for dataset in ("elexon.boalf", "elexon.ebocf", "elexon.pn", "elexon.bod"):
        if not named and dataset in ("elexon.pn", "elexon.bod"):
            continue
        scan = held.scan(tables[dataset], first - ONE_DAY, last).select("bm_unit", "national_grid_bm_unit")
        if named:
            scan = scan.filter(pl.col("bm_unit").is_in(named) | pl.col("national_grid_bm_unit").is_in(named))
        found |= set(scan.select("bm_unit").unique().collect()["bm_unit"].to_list())
    return sorted(found)


def units_data(
    home: Path, tables: Mapping[str, ObservationTable], first: date, last: date, units: Sequence[str]
) -> Iterator[tuple[str, UnitData]]:
    """What is public about each of some units over a span.

    Acceptances and notifications of the day before and after are read too: an acceptance may begin before the span
    and end after it.

    Args:
        home: Where data lives.
        tables: The record's tables by dataset.
        first: First settlement date.
        last: Last settlement date, inclusive.
        units: Elexon's ids.

    Yields:
        Each unit with its data.
    """
    held = Tables(home)
    frames = {
        dataset: held.scan(tables[dataset], first - ONE_DAY, last + ONE_DAY)
        .filter(pl.col("bm_unit").is_in(units))
        .select(_needed(tables[dataset]))
        .collect()
        .partition_by("bm_unit", as_dict=True)
        for dataset in BM_DATASETS
    }
    empty = {dataset: pl.DataFrame(schema=tables[dataset].schema) for dataset in BM_DATASETS}
    for unit in units:
        own = {dataset: frames[dataset].get((unit,), empty[dataset]) for dataset in BM_DATASETS}
        yield unit, _unit_data(own)


def _needed(table: ObservationTable) -> list[str]:
    """Its own columns, without those of the vintage and the other id."""
    return [column.name for column in table.contract.columns if column.name != "national_grid_bm_unit"]


def _unit_data(own: Mapping[str, pl.DataFrame]) -> UnitData:
    every, bod, cash = own["elexon.boalf"], own["elexon.bod"], own["elexon.ebocf"]
    gone = every.filter(pl.col("amendment_flag") == DELETED)
    deleted = gone["acceptance_number"].unique().to_list()
    stands = every.filter(~pl.col("acceptance_number").is_in(deleted))
    flags = stands.group_by("acceptance_number").agg(pl.col("so_flag").fill_null(value=False).any())
    return UnitData(
        notification=_profile(own["elexon.pn"]),
        acceptances=_profile(stands),
        flagged=dict(flags.iter_rows()),
        deleted=np.array(deleted, dtype=np.int64),
        deleted_half_hours=_seconds(gone["time_from"]) // HALF_HOUR_SECONDS,
        pairs=Pairs(
            _seconds(bod["time_from"]),
            _seconds(bod["time_to"]),
            bod["pair_id"].to_numpy(),
            bod["level_from_mw"].to_numpy(),
            bod["level_to_mw"].to_numpy(),
        ),
        bid_gbp_per_mwh=bod["bid_price_gbp_per_mwh"].to_numpy(),
        offer_gbp_per_mwh=bod["offer_price_gbp_per_mwh"].to_numpy(),
        published=_published(cash) if len(cash) else None,
    )


def _seconds(instants: pl.Series) -> Ints:
    return instants.dt.epoch("s").to_numpy().astype(np.int64)


def _profile(frame: pl.DataFrame) -> Profile:
    number = frame["acceptance_number"].to_numpy() if "acceptance_number" in frame.columns else None
    return Profile(
        _seconds(frame["time_from"]),
        _seconds(frame["time_to"]),
        frame["level_from_mw"].to_numpy(),
        frame["level_to_mw"].to_numpy(),
        np.zeros(len(frame), dtype=np.int64) if number is None else number.astype(np.int64),
    )


def _published(cash: pl.DataFrame) -> PublishedCash:
    """Cash flows by pair, long. What the pairs do not add up to stands as pair 0."""
    names = {name: _pair_of(name) for name in cash.columns if name.startswith("cashflow_")}
    half_hour = pl.col("start_time").dt.epoch("s") // HALF_HOUR_SECONDS
    base = cash.with_columns(half_hour.alias("half_hour"), (pl.col("side") == "offer").alias("is_offer"))
    by_pair = [
        base.select("half_hour", "is_offer", pl.lit(pair).alias("pair"), pl.col(name).fill_null(0.0).alias("gbp"))
        for name, pair in names.items()
    ]
    rest = pl.col("total_cashflow_gbp") - pl.sum_horizontal(pl.col(name).fill_null(0.0) for name in names)
    apart = base.select("half_hour", "is_offer", pl.lit(0).alias("pair"), rest.alias("gbp"))
    real = apart.filter(pl.col("gbp").abs() > SMALLEST_GBP)
    whole = pl.concat([*by_pair, real])
    return PublishedCash(
        whole["half_hour"].to_numpy().astype(np.int64),
        whole["pair"].to_numpy().astype(np.int64),
        whole["is_offer"].to_numpy(),
        whole["gbp"].to_numpy(),
    )


def _pair_of(name: str) -> int:
    """Pair of a column such as cashflow_negative_1_gbp."""
    _, side, number, _ = name.split("_")
    return int(number) if side == "positive" else -int(number)


def register_rows(home: Path, tables: Mapping[str, ObservationTable]) -> dict[str, dict[str, object]]:
    """Elexon's register of BM units as it stands now, by Elexon's id; empty where none is held.

    Args:
        home: Where data lives.
        tables: The record's tables by dataset.
    """
    frame = Tables(home).current(tables["elexon.bmunits"])
    return {row["bm_unit"]: row for row in frame.iter_rows(named=True)}


def mean_level_mw(home: Path, table: ObservationTable, unit: str, periods: Periods) -> NDArray[np.float64]:
    """Mean level of a unit in each half-hour [MW]; NaN where nothing is held.

    Args:
        home: Where data lives.
        table: Notifications or limits.
        unit: Elexon's id.
        periods: The time axis.
    """
    scan = Tables(home).scan(table, periods.first_date, periods.last_date).filter(pl.col("bm_unit") == unit)
    seconds = (pl.col("time_to") - pl.col("time_from")).dt.total_seconds()
    level = (pl.col("level_from_mw") + pl.col("level_to_mw")) / 2
    frame = scan.group_by("start_time").agg((level * seconds).sum() / seconds.sum()).collect()
    first = int(periods.start_time[0].astype(np.int64))
    at = (_seconds(frame["start_time"]) - first) // HALF_HOUR_SECONDS
    means = np.full(len(periods), np.nan)
    means[at] = frame["level_from_mw"].to_numpy()
    return means
