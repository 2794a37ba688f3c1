"""Hourly day-ahead auction prices from a file of the user's. The exchange owns them: they are never exported."""

from __future__ import annotations

from typing import Final

import polars as pl

from gbflex.observations import ObservationTable
from gbflex.sources.columns import PRICE_LIMITS_GBP_PER_MWH, SETTLEMENT_DATE, SETTLEMENT_PERIOD, START_TIME
from gbflex.sources.dataset import Dataset
from gbflex.sources.reading.layout import Layout
from gbflex.sources.reading.rules import RowRefused
from gbflex.sources.reading.settlement_time import from_start_time
from gbflex.tables import Column, TableSchema

__all__ = ["DAY_AHEAD"]

SCHEMA: Final = TableSchema(
    name="exchange.day_ahead",
    columns=(
        SETTLEMENT_DATE,
        SETTLEMENT_PERIOD,
        START_TIME,
        Column("day_ahead_price_gbp_per_mwh", "number", "Hourly auction", "GBP/MWh", *PRICE_LIMITS_GBP_PER_MWH),
    ),
    key=("settlement_date", "settlement_period"),
)


def _on_the_half_hour(frame: pl.DataFrame) -> pl.DataFrame:
    off = (frame["start_time"].dt.epoch("s") % 1800 != 0).arg_true()
    if len(off):
        raise RowRefused(f"{frame['start_time'][int(off[0])]} begins no half-hour", int(off[0]), "start_time")
    return from_start_time(frame)


DAY_AHEAD: Final = Dataset(
    table=ObservationTable(
        schema=SCHEMA,
        date_column="settlement_date",
        grain="year",
        complete="half_hour",
        value="day_ahead_price_gbp_per_mwh",
        first_known=pl.col("settlement_date")
        .cast(pl.Datetime("us"))
        .dt.replace_time_zone("UTC")
        .dt.offset_by("-14h"),
        lag="10:00 UTC on the day before",
    ),
    layouts=(
        Layout(
            name="day-ahead and intraday by half-hour in GMT",
            columns={"GMT_PERIOD_START_DATETIME": "start_time", "price_DA": "day_ahead_price_gbp_per_mwh"},
            known=frozenset({"price_ID"}),
            times="iso as utc",
        ),
        Layout(
            name="price file",
            columns={"start_time": "start_time", "price_gbp_per_mwh": "day_ahead_price_gbp_per_mwh"},
            times="iso as utc",
        ),
    ),
    finish=_on_the_half_hour,
    publisher="the exchange, through the user's own file",
    licence="exchange-owned: local use only, never passed on",
    documentation="a file of the user's",
    revision="final",
    evidence="seen",
    local_only=True,
)
