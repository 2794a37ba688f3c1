"""Elexon BOAV: accepted volumes by BM unit, acceptance and pair, of the latest settlement run.

Bids and offers are two answers; a JSON body does not say which, its request does.
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
from gbflex.sources.dataset import BMRS_LICENCE, CHECKED, Dataset
from gbflex.sources.elexon.by_pair import SIDE, fields_by_pair, pair_columns
from gbflex.sources.fetching.endpoints import ByDay
from gbflex.sources.reading.layout import Layout
from gbflex.sources.reading.settlement_time import with_start_time
from gbflex.tables import Column, TableSchema

__all__ = ["BOAV"]

LARGEST_MWH: Final = 10_000.0

SCHEMA: Final = TableSchema(
    name="elexon.boav",
    columns=(
        SETTLEMENT_DATE,
        SETTLEMENT_PERIOD,
        START_TIME,
        BM_UNIT,
        NATIONAL_GRID_BM_UNIT,
        SIDE,
        Column("acceptance_number", "integer", "Number of the acceptance", low=0),
        *pair_columns("volume", "MWh", "Accepted volume", LARGEST_MWH),
        Column("total_volume_mwh", "number", "Sum of the pairs", "MWh", -LARGEST_MWH, LARGEST_MWH),
    ),
    key=("settlement_date", "settlement_period", "bm_unit", "side", "acceptance_number"),
)

INSIGHTS: Final = Layout(
    name="Elexon Insights acceptance volumes",
    columns={
        "settlementDate": "settlement_date",
        "settlementPeriod": "settlement_period",
        "startTime": "start_time",
        "createdDateTime": "published_time",
        "bmUnit": "bm_unit",
        "nationalGridBmUnit": "national_grid_bm_unit",
        "acceptanceId": "acceptance_number",
        "totalVolumeAccepted": "total_volume_mwh",
    }
    | fields_by_pair("pairVolumes.", "volume", "MWh"),
    optional=frozenset(
        {"startTime", "createdDateTime", "nationalGridBmUnit", *fields_by_pair("pairVolumes.", "volume", "MWh")}
    ),
    known=frozenset({"bmUnitType", "leadPartyName", "acceptanceDuration"}),
)

BOAV: Final = Dataset(
    table=ObservationTable(
        schema=SCHEMA,
        date_column="settlement_date",
        grain="day",
        complete="none",
        value="total_volume_mwh",
        first_known=pl.col("start_time").dt.offset_by("5d"),
        lag="five days after its half-hour, with the first settlement run",
        settled=True,
    ),
    layouts=(INSIGHTS,),
    finish=with_start_time,
    publisher="Elexon Limited",
    licence=BMRS_LICENCE,
    documentation="Elexon Insights, /balancing/settlement/acceptance/volumes/all/{bidOffer}/{settlementDate}",
    revision="each settlement run; the answer is the latest",
    evidence=CHECKED,
    endpoint=ByDay("/balancing/settlement/acceptance/volumes/all/{side}/{date}", takes_units=True),
    sides=True,
)
