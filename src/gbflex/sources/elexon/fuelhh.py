"""Elexon FUELHH: average generation by fuel type in each half-hour. Batteries are in OTHER."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import polars as pl

from gbflex.observations import ObservationTable
from gbflex.sources.columns import SETTLEMENT_DATE, SETTLEMENT_PERIOD, START_TIME
from gbflex.sources.dataset import BMRS_LICENCE, CHECKED, Dataset
from gbflex.sources.fetching.endpoints import ByWindow
from gbflex.sources.reading.layout import Layout
from gbflex.sources.reading.settlement_time import with_start_time
from gbflex.tables import Column, TableSchema

__all__ = ["FUELHH"]

SCHEMA: Final = TableSchema(
    name="elexon.fuelhh",
    columns=(
        SETTLEMENT_DATE,
        SETTLEMENT_PERIOD,
        START_TIME,
        Column("fuel_type", "text", "BIOMASS, CCGT, ... or INT* for an interconnector"),
        Column("generation_mw", "number", "Mean over the half-hour, imports positive", "MW", -50_000, 100_000),
    ),
    key=("settlement_date", "settlement_period", "fuel_type"),
)

FUELHH: Final = Dataset(
    table=ObservationTable(
        schema=SCHEMA,
        date_column="settlement_date",
        grain="year",
        complete="half_hour",
        value="generation_mw",
        first_known=pl.col("start_time").dt.offset_by("1h"),
        lag="half an hour after its half-hour ends",
    ),
    layouts=(
        Layout(
            name="Elexon Insights FUELHH",
            columns={
                "settlementDate": "settlement_date",
                "settlementPeriod": "settlement_period",
                "startTime": "start_time",
                "publishTime": "published_time",
                "fuelType": "fuel_type",
                "generation": "generation_mw",
            },
            optional=frozenset({"startTime", "publishTime"}),
            known=frozenset({"dataset"}),
            says={"dataset": "FUELHH"},
        ),
    ),
    finish=with_start_time,
    publisher="Elexon Limited",
    licence=BMRS_LICENCE,
    documentation="Elexon Insights, /datasets/FUELHH",
    revision="seldom",
    evidence=CHECKED,
    endpoint=ByWindow(
        "/datasets/FUELHH",
        timedelta(days=7),
        names=("settlementDateFrom", "settlementDateTo"),
        by_date=True,
    ),
)
