"""Elexon system prices (DISEBSP): the imbalance price and net imbalance volume of each half-hour.

Buy and sell price are one since November 2015. A settlement run restates about 3.6 % of a year's half-hours.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from gbflex.observations import ObservationTable
from gbflex.sources.columns import PRICE_LIMITS_GBP_PER_MWH, SETTLEMENT_DATE, SETTLEMENT_PERIOD, START_TIME
from gbflex.sources.dataset import BMRS_LICENCE, Dataset
from gbflex.sources.fetching.endpoints import ByDay
from gbflex.sources.reading.layout import Layout
from gbflex.sources.reading.settlement_time import with_start_time
from gbflex.tables import Column, TableSchema

__all__ = ["SYSTEM_PRICES"]

LOW, HIGH = PRICE_LIMITS_GBP_PER_MWH

SCHEMA: Final = TableSchema(
    name="elexon.system_prices",
    columns=(
        SETTLEMENT_DATE,
        SETTLEMENT_PERIOD,
        START_TIME,
        Column("system_sell_price_gbp_per_mwh", "number", "Paid for a surplus", "GBP/MWh", LOW, HIGH),
        Column("system_buy_price_gbp_per_mwh", "number", "Paid for a shortfall", "GBP/MWh", LOW, HIGH),
        Column(
            "net_imbalance_volume_mwh", "number", "Positive: the system was short", "MWh", -20_000, 20_000, True
        ),
        Column("price_derivation_code", "text", "How the price was derived", nullable=True),
        Column("reserve_scarcity_price_gbp_per_mwh", "number", "Reserve scarcity price", "GBP/MWh", nullable=True),
        Column("replacement_price_gbp_per_mwh", "number", "Replacement price", "GBP/MWh", nullable=True),
    ),
    key=("settlement_date", "settlement_period"),
)

INSIGHTS: Final = Layout(
    name="Elexon Insights system-prices",
    columns={
        "settlementDate": "settlement_date",
        "settlementPeriod": "settlement_period",
        "startTime": "start_time",
        "createdDateTime": "published_time",
        "systemSellPrice": "system_sell_price_gbp_per_mwh",
        "systemBuyPrice": "system_buy_price_gbp_per_mwh",
        "netImbalanceVolume": "net_imbalance_volume_mwh",
        "priceDerivationCode": "price_derivation_code",
        "reserveScarcityPrice": "reserve_scarcity_price_gbp_per_mwh",
        "replacementPrice": "replacement_price_gbp_per_mwh",
    },
    optional=frozenset(
        {"startTime", "createdDateTime", "priceDerivationCode", "reserveScarcityPrice", "replacementPrice"}
    ),
    known=frozenset(
        {
            "bsadDefaulted",
            "buyPriceAdjustment",
            "replacementPriceReferenceVolume",
            "sellPriceAdjustment",
            "totalAcceptedBidVolume",
            "totalAcceptedOfferVolume",
            "totalAdjustmentBuyVolume",
            "totalAdjustmentSellVolume",
            "totalSystemTaggedAcceptedBidVolume",
            "totalSystemTaggedAcceptedOfferVolume",
            "totalSystemTaggedAdjustmentBuyVolume",
            "totalSystemTaggedAdjustmentSellVolume",
        }
    ),
)

PORTAL: Final = Layout(
    name="Elexon portal SSPSBPNIV export",
    columns={
        "Settlement Date": "settlement_date",
        "Settlement Period": "settlement_period",
        "System Sell Price(GBP/MWh)": "system_sell_price_gbp_per_mwh",
        "System Buy Price(GBP/MWh)": "system_buy_price_gbp_per_mwh",
        "Net Imbalance Volume(MWh)": "net_imbalance_volume_mwh",
    },
)

SYSTEM_PRICES: Final = Dataset(
    table=ObservationTable(
        schema=SCHEMA,
        date_column="settlement_date",
        grain="year",
        complete="half_hour",
        value="system_sell_price_gbp_per_mwh",
        first_known=pl.col("start_time").dt.offset_by("1h30m"),
        lag="an hour after its half-hour ends",
        settled=True,
    ),
    layouts=(INSIGHTS, PORTAL),
    finish=with_start_time,
    publisher="Elexon Limited",
    licence=BMRS_LICENCE,
    documentation="Elexon Insights, /balancing/settlement/system-prices/{settlementDate}",
    revision="each settlement run (II, SF, R1, R2, R3, RF)",
    evidence="seen",
    endpoint=ByDay("/balancing/settlement/system-prices/{date}"),
)
