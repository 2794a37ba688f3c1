"""Elexon BOALF: each segment of a bid-offer acceptance. Levels only: no price, no volume.

A settlement date is that of the segment's start; a segment may run over the end of its half-hour.

An acceptance may be amended or deleted afterwards. What one payload says of it under one flag is one *amendment*:
every row of it carries its span and a name for it, so that rows of an earlier one can be told from it. Which
amendment holds is worked out where rows are read (`store.amendments`, `bm_newest_amendments.sql`).
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
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
from gbflex.sources.reading.rules import ROW
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
ID_BYTES: Final = 6
PIECE_AMENDMENTS: Final = 100_000
"""Amendments named at a time: what they say as text is ten times what they hold."""
UTC_ZONE: Final = ZoneInfo("UTC")

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


def _placed(frame: pl.DataFrame) -> pl.DataFrame:
    placed = from_start_time(forwards(frame), "time_from")
    if "amendment_flag" not in placed.columns:
        placed = placed.with_columns(pl.lit(None, dtype=pl.String).alias("amendment_flag"))
    return placed


def _amendments(placed: pl.DataFrame) -> pl.DataFrame:
    """Add the span and the name of each row's amendment; all rows of an acceptance are here."""
    says = [name for name in SAYS if name in placed.columns]
    level = pl.col("level_from_mw", "level_to_mw")
    # 0.0 and -0.0 are one level. Polars takes an addition of 0.0 away.
    rows = placed.with_columns(pl.when(level == 0.0).then(0.0).otherwise(level).name.keep())
    rows = rows.sort(*ONE_AMENDMENT, *says, ROW)
    number = (_differs(rows, ONE_AMENDMENT).cum_sum() - 1).cast(pl.UInt32).alias("number")
    spans = rows.group_by(number).agg(
        pl.col("time_from").min().alias("amendment_from"), pl.col("time_to").max().alias("amendment_to")
    )
    different = rows.select("amendment_flag", *says, number).filter(_differs(rows, [*ONE_AMENDMENT, *says]))
    amendments = spans.sort("number").drop("number").with_columns(_ids(different, says))
    return placed.sort(ROW).hstack(amendments[number].with_columns(rows[ROW]).sort(ROW).drop(ROW))


def _differs(rows: pl.DataFrame, names: list[str]) -> pl.Series:
    """Which rows have not the values of the row before them in some columns."""
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift()) for name in names)
    return rows.select((~same | (pl.int_range(pl.len()) == 0)).alias("differs"))["differs"]


def _ids(different: pl.DataFrame, says: list[str]) -> pl.Series:
    """A name for each amendment, from what its rows say, in whatever order and however often they came."""
    firsts = np.arange(0, len(different), PIECE_AMENDMENTS)
    cuts = [*np.searchsorted(different["number"].to_numpy(), firsts).tolist(), len(different)]
    digests = [
        hashlib.sha256(text).digest()[:ID_BYTES]
        for begin, end in itertools.pairwise(cuts)
        for text in _texts(different[begin:end], says)
    ]
    return pl.Series("amendment_id", digests, dtype=pl.Binary).bin.encode("hex")


def _texts(rows: pl.DataFrame, says: list[str]) -> pl.Series:
    """What each amendment says, as Python writes it, in UTF-8."""
    cells = pl.concat_str([_written(rows[name]) for name in says], separator=", ")
    said = rows.select(
        "number", pl.format("({})", cells).alias("said"), _written(rows["amendment_flag"]).alias("flag")
    )
    if said["number"].is_unique().not_().any():
        said = said.group_by("number", maintain_order=True).agg(
            pl.col("said").str.join(", "), pl.col("flag").first()
        )
    return said.select(pl.format("[{}, {}]", "flag", "said").cast(pl.Binary)).to_series()


def _written(column: pl.Series) -> pl.Expr:
    """Values as Python writes them, each different one written once: an instant by its day and its time of day."""
    if not isinstance(column.dtype, pl.Datetime):
        return pl.lit(_by_value(column, repr))
    days, times = column.dt.date(), column.dt.time()
    return pl.concat_str(_by_value(days, _day_written), _by_value(times, _time_written))


def _day_written(day: date) -> str:
    return f"datetime.datetime({day.year}, {day.month}, {day.day}, "


def _time_written(at: time) -> str:
    return repr(datetime.combine(date.min, at, UTC_ZONE)).removeprefix(_day_written(date.min))


def _by_value(column: pl.Series, write: Callable[[Any], str]) -> pl.Series:
    different = column.unique()
    written = pl.DataFrame({"value": different, "written": [write(value) for value in different]})
    frame = column.to_frame("value")
    return frame.join(written, on="value", how="left", nulls_equal=True, maintain_order="left")["written"]


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
    finish=_placed,
    together=("bm_unit", "acceptance_number"),
    relate=_amendments,
    publisher="Elexon Limited",
    licence=BMRS_LICENCE,
    documentation="Elexon Insights, /datasets/BOALF",
    revision="amended or deleted acceptances (amendment_flag)",
    evidence="seen",
    endpoint=ByWindow("/datasets/BOALF/stream", timedelta(days=1), takes_units=True, lead=timedelta(hours=6)),
)
