"""Elexon BOALF: each segment of a bid-offer acceptance. Levels only: no price, no volume.

A settlement date is that of the segment's start; a segment may run over the end of its half-hour.

An acceptance may be amended or deleted afterwards. What one payload says of it under one flag is one *amendment*:
every row of it carries its span and a name for it, so that rows of an earlier one can be told from it. Which
amendment holds is worked out where rows are read (`store.amendments`, `bm_newest_amendments.sql`).
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Final

import polars as pl

from gbflex.observations import ObservationTable
from gbflex.sources.columns import (
    BM_UNIT,
    LEVEL_FROM,
    LEVEL_TO,
    NATIONAL_GRID_BM_UNIT,
    SETTLEMENT_DATE,
    SETTLEMENT_PERIOD,
    TIME_FROM,
    TIME_TO,
)
from gbflex.sources.dataset import BMRS_LICENCE, Dataset
from gbflex.sources.elexon.segments import forwards
from gbflex.sources.fetching.endpoints import ByWindow
from gbflex.sources.reading.layout import Layout
from gbflex.sources.reading.settlement_time import from_start_time
from gbflex.tables import Column, TableSchema

__all__ = ["BOALF"]

AMENDMENTS: Final = {"ORI": 0, "INS": 1, "UPD": 2, "DEL": 3}
"""What an acceptance was amended to stands before what it was."""
ONE_AMENDMENT: Final = ["bm_unit", "acceptance_number", "amendment_flag"]
"""In one payload."""
SAYS: Final = [
    "time_from",
    "time_to",
    "level_from_mw",
    "level_to_mw",
    "deemed_bo_flag",
    "so_flag",
    "stor_flag",
    "rr_flag",
]
ID_DIGITS: Final = 12
PIECE_ROWS: Final = 100_000
"""Rows named at a time: what they say as text is ten times what they hold."""

SCHEMA: Final = TableSchema(
    name="elexon.boalf",
    columns=(
        SETTLEMENT_DATE,
        SETTLEMENT_PERIOD,
        BM_UNIT,
        NATIONAL_GRID_BM_UNIT,
        Column("acceptance_number", "integer", "Number of the acceptance, rising", low=0),
        Column("acceptance_time", "instant", "When it was issued"),
        TIME_FROM,
        TIME_TO,
        LEVEL_FROM,
        LEVEL_TO,
        Column("amendment_flag", "text", "ORI, UPD, INS or DEL", nullable=True),
        Column("deemed_bo_flag", "flag", "Deemed acceptance", nullable=True),
        Column("so_flag", "flag", "For a system reason", nullable=True),
        Column("stor_flag", "flag", "Short-term operating reserve", nullable=True),
        Column("rr_flag", "flag", "Replacement reserve", nullable=True),
        Column("amendment_from", "instant", "Start of the whole acceptance, as this amendment has it"),
        Column("amendment_to", "instant", "End of the whole acceptance, as this amendment has it"),
        Column("amendment_id", "text", "Names the amendment: a hash of all its rows in one payload"),
    ),
    key=("bm_unit", "acceptance_number", "time_from", "time_to"),
)

INSIGHTS: Final = Layout(
    name="Elexon Insights BOALF",
    columns={
        "bmUnit": "bm_unit",
        "nationalGridBmUnit": "national_grid_bm_unit",
        "acceptanceNumber": "acceptance_number",
        "acceptanceTime": "acceptance_time",
        "timeFrom": "time_from",
        "timeTo": "time_to",
        "levelFrom": "level_from_mw",
        "levelTo": "level_to_mw",
        "amendmentFlag": "amendment_flag",
        "deemedBoFlag": "deemed_bo_flag",
        "soFlag": "so_flag",
        "storFlag": "stor_flag",
        "rrFlag": "rr_flag",
    },
    optional=frozenset({"nationalGridBmUnit", "amendmentFlag", "deemedBoFlag", "soFlag", "storFlag", "rrFlag"}),
    known=frozenset({"dataset", "settlementDate", "settlementPeriodFrom", "settlementPeriodTo"}),
    says={"dataset": "BOALF"},
)

BMRS_FILE: Final = Layout(
    name="BMRS physical data file",
    columns={
        "bmUnit": "bm_unit",
        "acceptanceNumber": "acceptance_number",
        "acceptanceTime": "acceptance_time",
        "timeFrom": "time_from",
        "timeTo": "time_to",
        "levelFrom": "level_from_mw",
        "levelTo": "level_to_mw",
        "deemedBoFlag": "deemed_bo_flag",
        "soFlag": "so_flag",
        "storFlag": "stor_flag",
        "rrInstructionFlag": "rr_flag",
    },
    known=frozenset({"rrScheduleFlag"}),
    times="compact utc",
)

BMRS_API: Final = Layout(
    name="BMRS BOALF table",
    columns={
        "unit": "bm_unit",
        "ngcBMUnitName": "national_grid_bm_unit",
        "Accept ID": "acceptance_number",
        "Accept Time": "acceptance_time",
        "timeFrom": "time_from",
        "timeTo": "time_to",
        "levelFrom": "level_from_mw",
        "levelTo": "level_to_mw",
        "deemedBidOfferFlag": "deemed_bo_flag",
        "soFlag": "so_flag",
        "storProviderFlag": "stor_flag",
        "rrInstructionFlag": "rr_flag",
    },
    optional=frozenset({"ngcBMUnitName"}),
    known=frozenset(
        {"bMUnitType", "leadPartyName", "settlementDate", "settlementPeriod", "rrScheduleFlag", "Fuel Type"}
    ),
    times="iso as utc",
)


def _amended(frame: pl.DataFrame) -> pl.DataFrame:
    placed = from_start_time(forwards(frame), "time_from")
    if "amendment_flag" not in placed.columns:
        placed = placed.with_columns(pl.lit(None, dtype=pl.String).alias("amendment_flag"))
    return placed.with_columns(
        pl.col("time_from").min().over(ONE_AMENDMENT).alias("amendment_from"),
        pl.col("time_to").max().over(ONE_AMENDMENT).alias("amendment_to"),
    ).join(_ids(placed), on=ONE_AMENDMENT, how="left", nulls_equal=True, maintain_order="left")


def _ids(frame: pl.DataFrame) -> pl.DataFrame:
    """A name for each amendment, from what its rows say, in whatever order and however often they came."""
    pieces = 1 + len(frame) // PIECE_ROWS
    if pieces == 1:
        return _names(frame)
    piece = frame.select(pl.struct("bm_unit", "acceptance_number").hash() % pieces).to_series()
    return pl.concat([_names(frame.filter(piece == number)) for number in range(pieces)])


def _names(frame: pl.DataFrame) -> pl.DataFrame:
    says = [name for name in SAYS if name in frame.columns]
    # 0.0 and -0.0 are one level.
    levels = pl.col(pl.Float64) + 0.0
    rows = frame.select(*ONE_AMENDMENT, *says).with_columns(levels).unique().sort(*ONE_AMENDMENT, *says)
    words = [_written(rows[name]) for name in says]
    said = rows.select(*ONE_AMENDMENT).with_columns(
        pl.format("({})", pl.concat_str(words, separator=", ")).alias("said"),
        _written(rows["amendment_flag"]).alias("flag"),
    )
    grouped = said.group_by(ONE_AMENDMENT, maintain_order=True).agg(
        pl.col("flag").first(), pl.col("said").str.join(", ")
    )
    texts = grouped.select(pl.format("[{}, {}]", "flag", "said")).to_series()
    ids = [hashlib.sha256(text.encode()).hexdigest()[:ID_DIGITS] for text in texts]
    return grouped.select(*ONE_AMENDMENT, pl.Series("amendment_id", ids, dtype=pl.String))


def _written(column: pl.Series) -> pl.Series:
    """Values as Python writes them, each different one written once."""
    different = column.unique()
    written = pl.DataFrame({"value": different, "written": [repr(value) for value in different]})
    return (
        column.to_frame("value")
        .join(written, on="value", how="left", nulls_equal=True, maintain_order="left")["written"]
        .alias(column.name)
    )


BOALF: Final = Dataset(
    table=ObservationTable(
        schema=SCHEMA,
        date_column="settlement_date",
        grain="day",
        complete="none",
        value="level_to_mw",
        first_known=pl.when(pl.col("amendment_flag").fill_null("ORI") == "ORI")
        .then("acceptance_time")
        .otherwise("retrieved_time"),
        lag="as it is issued; an amendment when it is retrieved",
        restated=True,
        prefer=pl.col("amendment_flag").replace_strict(AMENDMENTS, default=0, return_dtype=pl.Int64),
    ),
    layouts=(INSIGHTS, BMRS_FILE, BMRS_API),
    finish=_amended,
    publisher="Elexon Limited",
    licence=BMRS_LICENCE,
    documentation="Elexon Insights, /datasets/BOALF",
    revision="amended or deleted acceptances (amendment_flag)",
    evidence="seen",
    endpoint=ByWindow("/datasets/BOALF/stream", timedelta(days=1), takes_units=True, lead=timedelta(hours=6)),
)
