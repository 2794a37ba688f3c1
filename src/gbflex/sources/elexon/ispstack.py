"""Elexon ISPSTACK: the ranked actions from which the system price is made.

`stack_item_id` is a BM unit or the id of an adjustment action. The research copy holds energy actions only.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from gbflex.observations import ObservationTable
from gbflex.sources.columns import SETTLEMENT_DATE, SETTLEMENT_PERIOD, START_TIME
from gbflex.sources.dataset import BMRS_LICENCE, Dataset
from gbflex.sources.elexon.by_pair import SIDE
from gbflex.sources.fetching.endpoints import ByDay
from gbflex.sources.reading.layout import Layout
from gbflex.sources.reading.settlement_time import with_start_time
from gbflex.tables import Column, TableSchema

__all__ = ["ISPSTACK"]

LOW, HIGH = -9_999.0, 99_999.0
"""Below -9,999 a price is a placeholder."""

SCHEMA: Final = TableSchema(
    name="elexon.ispstack",
    columns=(
        SETTLEMENT_DATE,
        SETTLEMENT_PERIOD,
        START_TIME,
        SIDE,
        Column("sequence_number", "integer", "Rank in the stack", low=0),
        Column("stack_item_id", "text", "BM unit, or id of an adjustment action"),
        Column("acceptance_number", "integer", "Number of the acceptance", nullable=True),
        Column("pair_id", "integer", "Bid-offer pair", low=-6, high=6, nullable=True),
        Column("final_price_gbp_per_mwh", "number", "Price used", "GBP/MWh", LOW, HIGH, nullable=True),
        Column("original_price_gbp_per_mwh", "number", "Price as accepted", "GBP/MWh", LOW, HIGH, nullable=True),
        Column("volume_mwh", "number", "Volume, bids negative", "MWh", -10_000, 10_000),
        Column("so_flag", "flag", "For a system reason", nullable=True),
        Column("cadl_flag", "flag", "Too short to set a price", nullable=True),
        Column("stor_provider_flag", "flag", "Short-term operating reserve", nullable=True),
        Column("niv_adjusted_volume_mwh", "number", "Left after netting", "MWh", nullable=True),
        Column("par_adjusted_volume_mwh", "number", "Left in the price average reference", "MWh", nullable=True),
        Column("transmission_loss_multiplier", "number", "TLM used", "", 0.5, 1.5, nullable=True),
    ),
    key=("settlement_date", "settlement_period", "side", "sequence_number"),
)

INSIGHTS: Final = Layout(
    name="Elexon Insights settlement stack",
    columns={
        "settlementDate": "settlement_date",
        "settlementPeriod": "settlement_period",
        "startTime": "start_time",
        "createdDateTime": "published_time",
        "sequenceNumber": "sequence_number",
        "id": "stack_item_id",
        "acceptanceId": "acceptance_number",
        "bidOfferPairId": "pair_id",
        "finalPrice": "final_price_gbp_per_mwh",
        "originalPrice": "original_price_gbp_per_mwh",
        "volume": "volume_mwh",
        "soFlag": "so_flag",
        "cadlFlag": "cadl_flag",
        "storProviderFlag": "stor_provider_flag",
        "nivAdjustedVolume": "niv_adjusted_volume_mwh",
        "parAdjustedVolume": "par_adjusted_volume_mwh",
        "transmissionLossMultiplier": "transmission_loss_multiplier",
    },
    optional=frozenset(
        {
            "startTime",
            "createdDateTime",
            "acceptanceId",
            "bidOfferPairId",
            "originalPrice",
            "soFlag",
            "cadlFlag",
            "storProviderFlag",
            "nivAdjustedVolume",
            "parAdjustedVolume",
            "transmissionLossMultiplier",
        }
    ),
    known=frozenset(
        {
            "repricedIndicator",
            "reserveScarcityPrice",
            "dmatAdjustedVolume",
            "arbitrageAdjustedVolume",
            "tlmAdjustedVolume",
            "tlmAdjustedCost",
        }
    ),
)

RESEARCH_COPY: Final = Layout(
    name="energy actions of the stack by side",
    columns={
        "settlementDate": "settlement_date",
        "settlementPeriod": "settlement_period",
        "side": "side",
        "stackRank": "sequence_number",
        "id": "stack_item_id",
        "price": "final_price_gbp_per_mwh",
        "volume": "volume_mwh",
    },
)

ISPSTACK: Final = Dataset(
    table=ObservationTable(
        schema=SCHEMA,
        date_column="settlement_date",
        grain="day",
        complete="half_hour",
        value="volume_mwh",
        first_known=pl.col("start_time").dt.offset_by("1h"),
        lag="half an hour after its half-hour ends",
        settled=True,
    ),
    layouts=(INSIGHTS, RESEARCH_COPY),
    finish=with_start_time,
    publisher="Elexon Limited",
    licence=BMRS_LICENCE,
    documentation="Elexon Insights, /balancing/settlement/stack/all/{bidOffer}/{settlementDate}/{sp}",
    revision="each settlement run",
    evidence="seen",
    endpoint=ByDay("/balancing/settlement/stack/all/{side}/{date}/{period}"),
    sides=True,
)
