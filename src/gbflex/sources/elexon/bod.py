"""Elexon BOD: bid-offer pairs. A level here is the width of its pair in MW, not a level of the unit."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import polars as pl

from gbflex.observations import ObservationTable
from gbflex.sources.columns import (
    BM_UNIT,
    NATIONAL_GRID_BM_UNIT,
    SETTLEMENT_DATE,
    SETTLEMENT_PERIOD,
    START_TIME,
    TIME_FROM,
    TIME_TO,
)
from gbflex.sources.dataset import BMRS_LICENCE, Dataset
from gbflex.sources.elexon.segments import GATE_CLOSURE, in_half_hours
from gbflex.sources.fetching.endpoints import ByWindow
from gbflex.sources.reading.layout import Layout
from gbflex.tables import Column, TableSchema

__all__ = ["BOD"]

SENTINEL: Final = 99_999.0
"""Prices of +-99,999 (and +-9,999) say that the pair is not meant to be used; they are kept as published."""

SCHEMA: Final = TableSchema(
    name="elexon.bod",
    columns=(
        SETTLEMENT_DATE,
        SETTLEMENT_PERIOD,
        START_TIME,
        BM_UNIT,
        NATIONAL_GRID_BM_UNIT,
        Column("pair_id", "integer", "-6 to 6; negative below the physical notification", low=-6, high=6),
        TIME_FROM,
        TIME_TO,
        Column("level_from_mw", "number", "Width of the pair at the start", "MW", -100_000, 100_000),
        Column("level_to_mw", "number", "Width of the pair at the end", "MW", -100_000, 100_000),
        Column("bid_price_gbp_per_mwh", "number", "Price to go down", "GBP/MWh", -SENTINEL, SENTINEL),
        Column("offer_price_gbp_per_mwh", "number", "Price to go up", "GBP/MWh", -SENTINEL, SENTINEL),
    ),
    key=("settlement_date", "settlement_period", "bm_unit", "pair_id", "time_from"),
)

INSIGHTS_COLUMNS: Final = {
    "settlementDate": "settlement_date",
    "settlementPeriod": "settlement_period",
    "timeFrom": "time_from",
    "timeTo": "time_to",
    "levelFrom": "level_from_mw",
    "levelTo": "level_to_mw",
    "pairId": "pair_id",
    "bid": "bid_price_gbp_per_mwh",
    "offer": "offer_price_gbp_per_mwh",
    "bmUnit": "bm_unit",
    "nationalGridBmUnit": "national_grid_bm_unit",
}

INSIGHTS: Final = Layout(
    name="Elexon Insights BOD",
    columns=INSIGHTS_COLUMNS,
    optional=frozenset({"nationalGridBmUnit"}),
    known=frozenset({"dataset"}),
    says={"dataset": "BOD"},
)

BMRS_FILE: Final = Layout(
    name="BMRS bid-offer data file",
    columns={
        name: ours
        for name, ours in INSIGHTS_COLUMNS.items()
        if name not in ("settlementDate", "settlementPeriod", "nationalGridBmUnit")
    },
    times="compact utc",
)

BMRS_TABLE: Final = Layout(
    name="BMRS bid-offer data table",
    columns={
        "settlementDate": "settlement_date",
        "settlementPeriod": "settlement_period",
        "timeFrom": "time_from",
        "timeTo": "time_to",
        "bidOfferLevelFrom": "level_from_mw",
        "bidOfferLevelTo": "level_to_mw",
        "bidOfferPairNumber": "pair_id",
        "bidPrice": "bid_price_gbp_per_mwh",
        "offerPrice": "offer_price_gbp_per_mwh",
        "bmUnitID": "bm_unit",
        "ngcBMUnitName": "national_grid_bm_unit",
    },
    optional=frozenset({"ngcBMUnitName"}),
    known=frozenset({"bMUnitType", "leadPartyName", "Fuel Type"}),
    times="iso as utc",
)

BOD: Final = Dataset(
    table=ObservationTable(
        schema=SCHEMA,
        date_column="settlement_date",
        grain="day",
        complete="half_hour",
        value="bid_price_gbp_per_mwh",
        first_known=pl.col("start_time").dt.offset_by(GATE_CLOSURE),
        lag="at gate closure, an hour before its half-hour",
    ),
    layouts=(INSIGHTS, BMRS_FILE, BMRS_TABLE),
    finish=in_half_hours,
    publisher="Elexon Limited",
    licence=BMRS_LICENCE,
    documentation="Elexon Insights, /datasets/BOD",
    revision="final at gate closure",
    evidence="seen",
    endpoint=ByWindow("/datasets/BOD", timedelta(hours=1), takes_units=True),
)
