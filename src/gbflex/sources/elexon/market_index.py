"""Elexon market index data (MID): price and volume of short-term trades by provider, for each half-hour.

A provider without volume names no price: its price is empty here, whatever number stands in the payload.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import polars as pl

from gbflex.observations import ObservationTable
from gbflex.sources.columns import PRICE_LIMITS_GBP_PER_MWH, SETTLEMENT_DATE, SETTLEMENT_PERIOD, START_TIME
from gbflex.sources.dataset import BMRS_LICENCE, Dataset
from gbflex.sources.fetching.endpoints import ByWindow
from gbflex.sources.reading.layout import Layout
from gbflex.sources.reading.settlement_time import with_start_time
from gbflex.tables import Column, TableSchema

__all__ = ["MARKET_INDEX"]

SCHEMA: Final = TableSchema(
    name="elexon.market_index",
    columns=(
        SETTLEMENT_DATE,
        SETTLEMENT_PERIOD,
        START_TIME,
        Column("data_provider", "text", "APXMIDP or N2EXMIDP"),
        Column("market_index_volume_mwh", "number", "Traded volume", "MWh", 0, 1_000_000),
        Column(
            "market_index_price_gbp_per_mwh",
            "number",
            "Price; empty without volume",
            "GBP/MWh",
            *PRICE_LIMITS_GBP_PER_MWH,
            nullable=True,
        ),
    ),
    key=("settlement_date", "settlement_period", "data_provider"),
)

INSIGHTS: Final = Layout(
    name="Elexon Insights market-index",
    columns={
        "settlementDate": "settlement_date",
        "settlementPeriod": "settlement_period",
        "startTime": "start_time",
        "dataProvider": "data_provider",
        "volume": "market_index_volume_mwh",
        "price": "market_index_price_gbp_per_mwh",
    },
    optional=frozenset({"startTime"}),
    known=frozenset({"dataset"}),
    says={"dataset": "MID"},
)

PORTAL: Final = Layout(
    name="Elexon portal market index export",
    columns={
        "Settlement Date": "settlement_date",
        "Settlement Period": "settlement_period",
        "Market Index Data Provider Id": "data_provider",
        "Market Index Volume (MWh)": "market_index_volume_mwh",
        "Market Index Price (GBP/MWh)": "market_index_price_gbp_per_mwh",
    },
)

BESIDE_SYSTEM_PRICES: Final = Layout(
    name="APX beside system prices",
    columns={
        "settlementDate": "settlement_date",
        "settlementPeriod": "settlement_period",
        "startTime": "start_time",
        "midVolumeApx": "market_index_volume_mwh",
        "midPriceApx": "market_index_price_gbp_per_mwh",
    },
    optional=frozenset({"startTime"}),
    known=frozenset({"systemSellPrice", "systemBuyPrice", "netImbalanceVolume"}),
    constants={"data_provider": "APXMIDP"},
)


def _priced(frame: pl.DataFrame) -> pl.DataFrame:
    placed = with_start_time(frame)
    traded = pl.col("market_index_volume_mwh") > 0
    return placed.with_columns(pl.when(traded).then(pl.col("market_index_price_gbp_per_mwh")))


MARKET_INDEX: Final = Dataset(
    table=ObservationTable(
        schema=SCHEMA,
        date_column="settlement_date",
        grain="year",
        complete="half_hour",
        value="market_index_price_gbp_per_mwh",
        first_known=pl.col("start_time").dt.offset_by("1h30m"),
        lag="an hour after its half-hour ends",
    ),
    layouts=(INSIGHTS, PORTAL, BESIDE_SYSTEM_PRICES),
    finish=_priced,
    publisher="Elexon Limited",
    licence=BMRS_LICENCE,
    documentation="Elexon Insights, /balancing/pricing/market-index",
    revision="seldom",
    evidence="seen",
    endpoint=ByWindow("/balancing/pricing/market-index", timedelta(days=7)),
)
