"""Elexon NONBM: instructed output of reserve (STOR) outside the Balancing Mechanism. It has no price."""

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

__all__ = ["NONBM"]

SCHEMA: Final = TableSchema(
    name="elexon.nonbm",
    columns=(
        SETTLEMENT_DATE,
        SETTLEMENT_PERIOD,
        START_TIME,
        Column("generation_mw", "number", "Instructed output", "MW", 0, 20_000),
    ),
    key=("settlement_date", "settlement_period"),
)

NONBM: Final = Dataset(
    table=ObservationTable(
        schema=SCHEMA,
        date_column="settlement_date",
        grain="year",
        complete="none",
        value="generation_mw",
        first_known=pl.col("start_time").dt.offset_by("1h"),
        lag="half an hour after its half-hour ends",
    ),
    layouts=(
        Layout(
            name="Elexon Insights NONBM",
            columns={
                "settlementDate": "settlement_date",
                "settlementPeriod": "settlement_period",
                "startTime": "start_time",
                "publishTime": "published_time",
                "generation": "generation_mw",
            },
            optional=frozenset({"startTime", "publishTime"}),
            known=frozenset({"dataset"}),
            says={"dataset": "NONBM"},
        ),
    ),
    finish=with_start_time,
    publisher="Elexon Limited",
    licence=BMRS_LICENCE,
    documentation="Elexon Insights, /datasets/NONBM",
    revision="seldom",
    evidence=CHECKED,
    # A public report says that publishDateTimeFrom and To are ignored here: the latest row comes back.
    endpoint=ByWindow("/datasets/NONBM", timedelta(days=1)),
)
