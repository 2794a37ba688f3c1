"""What NESO's response and reserve auction results share: the enduring auction capability's table of results.

Delivery times are UTC without a zone. Response clears by EFA block, which begins at 23:00 local time; reserve by
settlement period. Prices can be negative.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from gbflex.observations import Grain, ObservationTable
from gbflex.periods import LONDON
from gbflex.sources.columns import SETTLEMENT_DATE, SETTLEMENT_PERIOD
from gbflex.sources.dataset import Dataset
from gbflex.sources.fetching.endpoints import ByPages
from gbflex.sources.reading.layout import Layout
from gbflex.sources.reading.rules import RowRefused
from gbflex.sources.reading.settlement_time import from_start_time
from gbflex.tables import Column, TableSchema

__all__ = ["auction_dataset"]

LAYOUT: Final = Layout(
    name="NESO EAC auction results",
    columns={
        "auctionID": "auction_id",
        "auctionProduct": "product",
        "serviceType": "service",
        "deliveryStart": "delivery_start",
        "deliveryEnd": "delivery_end",
        "clearedVolume": "cleared_mw",
        "clearingPrice": "clearing_price_gbp_per_mw_per_h",
    },
    optional=frozenset({"auctionID"}),
    known=frozenset({"_id"}),
    times="iso as utc",
)

COLUMNS: Final = (
    Column("efa_date", "date", "EFA day, which begins at 23:00 the evening before"),
    Column("efa_block", "integer", "Block of the EFA day", low=1, high=6),
    SETTLEMENT_DATE,
    SETTLEMENT_PERIOD,
    Column("product", "text", "DCL, DCH, DML, DMH, DRL, DRH; PQR, NQR, PSR, NSR, PBR, NBR"),
    Column("service", "text", "Response, Quick Reserve, Slow Reserve, Balancing Reserve"),
    Column("auction_id", "text", "NESO's number of the auction", nullable=True),
    Column("delivery_start", "instant", "Start of delivery"),
    Column("delivery_end", "instant", "End of delivery"),
    Column("cleared_mw", "number", "Cleared volume", "MW", 0, 20_000),
    Column("clearing_price_gbp_per_mw_per_h", "number", "Clearing price", "GBP/MW/h", -1_000, 10_000),
)


def _placed(frame: pl.DataFrame) -> pl.DataFrame:
    backwards = (frame["delivery_end"] <= frame["delivery_start"]).arg_true()
    if len(backwards):
        raise RowRefused("delivery ends before it begins", int(backwards[0]), "delivery_end")
    placed = from_start_time(frame, "delivery_start")
    # The EFA day runs from 23:00 to 23:00 by the London clock: an hour later is its own calendar day.
    local = pl.col("delivery_start").dt.convert_time_zone(str(LONDON)).dt.replace_time_zone(None)
    later = local.dt.offset_by("1h")
    return placed.with_columns(
        later.dt.date().alias("efa_date"), (later.dt.hour().cast(pl.Int64) // 4 + 1).alias("efa_block")
    )


def auction_dataset(name: str, *, response: bool, documentation: str) -> Dataset:
    """NESO's auction results of response, or of reserve.

    Args:
        name: The dataset's name.
        response: Whether it is response; else reserve.
        documentation: NESO's page.
    """
    is_response = pl.col("service") == "Response"
    grain: Grain = "year"
    return Dataset(
        table=ObservationTable(
            schema=TableSchema(name, COLUMNS, ("product", "delivery_start")),
            date_column="efa_date",
            grain=grain,
            complete="none",
            value="clearing_price_gbp_per_mw_per_h",
            first_known=pl.col("efa_date").cast(pl.Datetime("us")).dt.replace_time_zone("UTC").dt.offset_by("-8h"),
            lag="16:00 UTC on the day before its EFA day",
        ),
        layouts=(LAYOUT,),
        finish=_placed,
        keep=is_response if response else ~is_response,
        publisher="National Energy System Operator",
        licence="NESO Open Data Licence",
        documentation=documentation,
        revision="final",
        evidence="seen",
        endpoint=ByPages(),
    )
