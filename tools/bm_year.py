"""A made-up year of batteries in the Balancing Mechanism, shaped like a real one, written as tables.

Each unit has a notification row with a ramp in every half-hour, two pairs on each side, and acceptances in groups:
a minute at the notification, a ramp, a plateau, a ramp back, a minute at the notification; later ones begin within
earlier ones.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from gbflex.observations import ObservationTable, Rows
from gbflex.periods import Periods
from gbflex.sources.elexon.boalf import BOALF
from gbflex.sources.elexon.bod import BOD
from gbflex.sources.registry import DATASETS
from gbflex.store.entry import Entry
from gbflex.store.published import Manifest, Tables
from gbflex.store.vintages import Observed

__all__ = ["PN", "write_year"]

UNITS: Final = 150
PAIRS: Final = {-2: -30.0, -1: -20.0, 1: 20.0, 2: 30.0}
ACCEPTANCES_A_DAY: Final = 1096
TOGETHER: Final = 3
SEGMENTS: Final = 5
HALF_HOUR: Final = 1800
PN: Final = next(dataset for dataset in DATASETS if dataset.name == "elexon.pn")


def write_year(home: Path, first: date, days: int) -> dict[str, int]:
    """Write the tables of some days; gives the rows of each.

    Args:
        home: Where data lives.
        first: First day.
        days: How many.
    """
    draw = np.random.default_rng(3)
    rows: dict[str, int] = {}
    tables, manifests = Tables(home), {data.name: Manifest() for data in (PN, BOD, BOALF)}
    for number in range(days):
        day = first + timedelta(days=number)
        for dataset, frame in zip((PN, BOD, BOALF), _day(day, number, draw), strict=True):
            added = [_observed(frame, dataset.table)]
            manifests[dataset.name] = tables.published(manifests[dataset.name], dataset.table, added, {})
            rows[dataset.name] = rows.get(dataset.name, 0) + len(frame)
    for name, manifest in manifests.items():
        tables.commit(name, manifest)
    return rows


def _observed(frame: pl.DataFrame, table: ObservationTable) -> Observed:
    entry = Entry(table.name, "", 0, "made up", "file", "2027-01-01T00:00:00.000000Z")
    return Observed(Rows.of(frame, table), entry)


def _day(day: date, number: int, draw: Any) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    axis = Periods.between(str(day), str(day))
    start = axis.start_time.astype("datetime64[s]").astype(np.int64)
    # Levels at the half-hours' ends, so that notifications join.
    levels = np.round(draw.choice([-50.0, -25.0, 0.0, 0.0, 25.0, 50.0], (UNITS, len(axis) + 1)))
    unit, slot = (part.ravel() for part in np.mgrid[0:UNITS, 0 : len(axis)])
    at = _placed(axis, unit, slot)
    span = {"time_from": start[slot], "time_to": start[slot] + HALF_HOUR}
    notified = {"level_from_mw": levels[unit, slot], "level_to_mw": levels[unit, slot + 1]}
    return (
        _frame(PN.table, at | span | notified),
        _pairs(at | span, draw),
        _acceptances(axis, start, levels, number, draw),
    )


def _placed(axis: Periods, unit: Any, slot: Any) -> dict[str, Any]:
    names = np.array([f"T_BESS-{number}" for number in range(UNITS)])
    return {
        "settlement_date": axis.settlement_date[slot],
        "settlement_period": axis.settlement_period[slot],
        "start_time": axis.start_time[slot].astype("datetime64[s]").astype(np.int64),
        "bm_unit": names[unit],
        "national_grid_bm_unit": names[unit],
    }


def _pairs(at: dict[str, Any], draw: Any) -> pl.DataFrame:
    count = len(at["bm_unit"])
    middle = np.round(draw.normal(80, 20, count))
    frames = []
    for pair, width in PAIRS.items():
        price = middle + 30 * pair
        columns = {
            "pair_id": np.full(count, pair),
            "level_from_mw": np.full(count, width),
            "level_to_mw": np.full(count, width),
            "bid_price_gbp_per_mwh": price - 10,
            "offer_price_gbp_per_mwh": price + 10,
        }
        frames.append(_frame(BOD.table, at | columns))
    return pl.concat(frames)


def _acceptances(axis: Periods, start: Any, levels: Any, day: int, draw: Any) -> pl.DataFrame:
    groups = ACCEPTANCES_A_DAY // TOGETHER
    unit = np.repeat(draw.integers(0, UNITS, groups), TOGETHER)
    opening = np.repeat(draw.integers(0, len(axis) * 30 - 60, groups), TOGETHER)
    begin = (opening + np.tile(np.arange(TOGETHER) * 4, groups)) * 60
    lengths = np.stack([np.full(len(unit), 60), np.full(len(unit), 120), draw.integers(4, 15, len(unit)) * 60])
    steps = np.concatenate([lengths, lengths[1::-1]])
    points = begin + np.concatenate([np.zeros((1, len(unit)), np.int64), np.cumsum(steps, axis=0)])
    notified = np.array([_interpolated(levels, unit, at) for at in points])
    target = np.clip(np.round(notified[2] + draw.normal(0, 30, len(unit))), -60, 60)
    after = np.stack([notified[1], target, target, notified[4], notified[5]])
    before = np.concatenate([notified[:1], after[:-1]])
    segments = {
        "time_from": (start[0] + points[:-1]).ravel(),
        "time_to": (start[0] + points[1:]).ravel(),
        "level_from_mw": before.ravel(),
        "level_to_mw": after.ravel(),
    }
    number = day * ACCEPTANCES_A_DAY + np.arange(len(unit))
    flags = {name: np.zeros(SEGMENTS * len(unit), bool) for name in ("deemed_bo_flag", "stor_flag", "rr_flag")}
    issued = {"acceptance_time": segments["time_from"], "acceptance_number": np.tile(number, SEGMENTS)}
    so_flag = {"so_flag": np.tile(draw.random(len(unit)) < 0.3, SEGMENTS)}  # noqa: PLR2004 (a share of flagged ones)
    at = _placed(axis, np.tile(unit, SEGMENTS), np.minimum(points[:-1].ravel() // HALF_HOUR, len(axis) - 1))
    return _frame(BOALF.table, at | segments | issued | flags | so_flag | {"amendment_flag": "ORI"})


def _interpolated(levels: Any, unit: Any, at: Any) -> Any:
    slot = np.minimum(at // HALF_HOUR, levels.shape[1] - 2)
    share = np.minimum((at - slot * HALF_HOUR) / HALF_HOUR, 1.0)
    return levels[unit, slot] + (levels[unit, slot + 1] - levels[unit, slot]) * share


def _frame(table: ObservationTable, columns: dict[str, Any]) -> pl.DataFrame:
    instants = [column.name for column in table.schema.columns if column.kind == "instant"]
    names = [column.name for column in table.schema.columns]
    frame = pl.DataFrame({name: columns[name] for name in names if not isinstance(columns[name], str)})
    texts = [pl.lit(columns[name]).alias(name) for name in names if isinstance(columns[name], str)]
    times = pl.from_epoch(pl.col(*instants), time_unit="s").dt.cast_time_unit("us").dt.replace_time_zone("UTC")
    no_time = pl.lit(None, dtype=pl.Datetime("us", "UTC")).alias("published_time")
    return frame.with_columns(times, *texts, no_time).select(*names, "published_time")
