"""Elexon EBOCF: indicative period cash flows of accepted bids and offers by BM unit and pair.

Bids and offers are two answers; a JSON body does not say which, its request does. Positive: paid to the unit.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from gbflex.observations import ObservationTable
from gbflex.sources.columns import (
    BM_UNIT,
    NATIONAL_GRID_BM_UNIT,
    SETTLEMENT_DATE,
    SETTLEMENT_PERIOD,
    START_TIME,
)
from gbflex.sources.dataset import BMRS_LICENCE, Dataset
from gbflex.sources.elexon.by_pair import SIDE, fields_by_pair, pair_columns
from gbflex.sources.fetching.endpoints import ByDay
from gbflex.sources.reading.layout import Layout
from gbflex.sources.reading.settlement_time import with_start_time
from gbflex.tables import Column, TableSchema

__all__ = ["EBOCF"]

LARGEST_GBP: Final = 100_000_000.0

SCHEMA: Final = TableSchema(
    name="elexon.ebocf",
    columns=(
        SETTLEMENT_DATE,
        SETTLEMENT_PERIOD,
        START_TIME,
        BM_UNIT,
        NATIONAL_GRID_BM_UNIT,
        SIDE,
        *pair_columns("cashflow", "GBP", "Cash flow", LARGEST_GBP),
        Column("total_cashflow_gbp", "number", "Sum of the pairs", "GBP", -LARGEST_GBP, LARGEST_GBP),
    ),
    key=("settlement_date", "settlement_period", "bm_unit", "side"),
)

COMMON: Final = {
    "settlementDate": "settlement_date",
    "settlementPeriod": "settlement_period",
    "startTime": "start_time",
    "createdDateTime": "published_time",
    "bmUnit": "bm_unit",
    "nationalGridBmUnit": "national_grid_bm_unit",
    "totalCashflow": "total_cashflow_gbp",
}
SOMETIMES: Final = frozenset({"startTime", "createdDateTime", "nationalGridBmUnit"})

INSIGHTS: Final = Layout(
    name="Elexon Insights indicative cashflows",
    columns=COMMON | fields_by_pair("bidOfferPairCashflows.", "cashflow", "GBP"),
    optional=SOMETIMES | frozenset(fields_by_pair("bidOfferPairCashflows.", "cashflow", "GBP")),
    known=frozenset({"bmUnitType", "leadPartyName"}),
)

FLAT: Final = Layout(
    name="cash flows by pair in columns",
    columns=COMMON | {"side": "side"} | fields_by_pair("", "cashflow", "GBP"),
    optional=SOMETIMES | {"side"} | frozenset(fields_by_pair("", "cashflow", "GBP")),
    known=frozenset({"bmUnitType", "leadPartyName"}),
)

EBOCF: Final = Dataset(
    table=ObservationTable(
        schema=SCHEMA,
        date_column="settlement_date",
        grain="day",
        complete="none",
        value="total_cashflow_gbp",
        first_known=pl.col("start_time").dt.offset_by("1h30m"),
        lag="an hour after its half-hour ends",
        settled=True,
    ),
    layouts=(INSIGHTS, FLAT),
    finish=with_start_time,
    publisher="Elexon Limited",
    licence=BMRS_LICENCE,
    documentation="Elexon Insights, /balancing/settlement/indicative/cashflows/all/{bidOffer}/{settlementDate}",
    revision="indicative: may be published again",
    evidence="seen",
    endpoint=ByDay("/balancing/settlement/indicative/cashflows/all/{side}/{date}", takes_units=True),
    sides=True,
)
