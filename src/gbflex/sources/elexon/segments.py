"""What PN, MEL, MIL, BOD and BOALF share: straight segments of a level between two instants."""

from __future__ import annotations

from collections.abc import Callable
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
    START_TIME,
    TIME_FROM,
    TIME_TO,
)
from gbflex.sources.dataset import BMRS_LICENCE, Dataset, Evidence
from gbflex.sources.fetching.endpoints import ByWindow
from gbflex.sources.reading.layout import Layout
from gbflex.sources.reading.rules import RowRefused
from gbflex.sources.reading.settlement_time import within_half_hour
from gbflex.tables import Column, TableSchema

__all__ = ["BMRS_FILE", "BMRS_TABLE", "forwards", "in_half_hours", "level_dataset"]

GATE_CLOSURE: Final = "-1h"
"""Gate closure is an hour before the half-hour begins."""

PAIRS_AND_ACCEPTANCES: Final = frozenset(
    {
        "pairId",
        "bidOfferPairNumber",
        "bid",
        "offer",
        "acceptanceNumber",
        "acceptanceTime",
        "Accept ID",
        "Accept Time",
    }
)
"""What bid-offer data and acceptances have and levels do not."""

INSIGHTS_COLUMNS: Final = {
    "settlementDate": "settlement_date",
    "settlementPeriod": "settlement_period",
    "timeFrom": "time_from",
    "timeTo": "time_to",
    "levelFrom": "level_from_mw",
    "levelTo": "level_to_mw",
    "bmUnit": "bm_unit",
    "nationalGridBmUnit": "national_grid_bm_unit",
}

BMRS_FILE: Final = Layout(
    name="BMRS physical data file",
    columns={name: ours for name, ours in INSIGHTS_COLUMNS.items() if name != "nationalGridBmUnit"},
    optional=frozenset({"settlementDate"}),
    times="compact utc",
    foreign=PAIRS_AND_ACCEPTANCES,
    note="this form does not say whether it holds PN, MEL or MIL: it was taken at its word",
)

BMRS_TABLE: Final = Layout(
    name="BMRS physical data table",
    columns={
        "settlementDate": "settlement_date",
        "settlementPeriod": "settlement_period",
        "timeFrom": "time_from",
        "timeTo": "time_to",
        "levelFrom": "level_from_mw",
        "levelTo": "level_to_mw",
        "unit": "bm_unit",
        "ngcBMUnitName": "national_grid_bm_unit",
    },
    optional=frozenset({"ngcBMUnitName"}),
    known=frozenset({"bMUnitType", "leadPartyName", "Fuel Type"}),
    times="iso as utc",
    foreign=PAIRS_AND_ACCEPTANCES,
)


def forwards(frame: pl.DataFrame) -> pl.DataFrame:
    """Refuse a segment that ends before it begins.

    Raises:
        RowRefused: With its position.
    """
    wrong = (frame["time_to"] < frame["time_from"]).arg_true()
    if len(wrong):
        row = int(wrong[0])
        raise RowRefused(
            f"a segment ends at {frame['time_to'][row]}, before it begins at {frame['time_from'][row]}",
            row,
            "time_to",
        )
    return frame


def in_half_hours(frame: pl.DataFrame) -> pl.DataFrame:
    """Segments that belong to the half-hour in which they begin, placed there.

    Raises:
        RowRefused: A segment runs backwards, or begins outside its half-hour.
    """
    return within_half_hour("time_from")(forwards(frame))


def level_dataset(
    name: str, *, insights: str, meaning: str, notified: bool, evidence: Evidence, also: tuple[Layout, ...]
) -> Dataset:
    """A dataset of levels by BM unit and half-hour.

    Args:
        name: The dataset's name.
        insights: Elexon's name of it.
        meaning: What it is.
        notified: Whether rows carry the time and number of their notification.
        evidence: Whether a real payload was read.
        also: The layouts beside that of Elexon Insights.
    """
    number = Column(
        "notification_sequence", "integer", "Number of the notification, the higher wins", nullable=True
    )
    notification = {"notificationTime": "published_time", "notificationSequence": "notification_sequence"}
    columns = (
        SETTLEMENT_DATE,
        SETTLEMENT_PERIOD,
        START_TIME,
        BM_UNIT,
        NATIONAL_GRID_BM_UNIT,
        TIME_FROM,
        TIME_TO,
        LEVEL_FROM,
        LEVEL_TO,
        *((number,) if notified else ()),
    )
    layout = Layout(
        name=f"Elexon Insights {insights}",
        columns=INSIGHTS_COLUMNS | (notification if notified else {}),
        optional=frozenset({"nationalGridBmUnit", *(notification if notified else {})}),
        known=frozenset({"dataset"}),
        says={"dataset": insights},
        foreign=PAIRS_AND_ACCEPTANCES,
    )
    finish: Callable[[pl.DataFrame], pl.DataFrame] = in_half_hours
    return Dataset(
        table=ObservationTable(
            schema=TableSchema(name, columns, ("settlement_date", "settlement_period", "bm_unit", "time_from")),
            date_column="settlement_date",
            grain="day",
            complete="half_hour",
            value="level_from_mw",
            first_known=pl.col("start_time").dt.offset_by(GATE_CLOSURE),
            lag="at gate closure, an hour before its half-hour",
        ),
        layouts=(layout, *also),
        finish=finish,
        publisher="Elexon Limited",
        licence=BMRS_LICENCE,
        documentation=f"Elexon Insights, /datasets/{insights}: {meaning}",
        revision="final at gate closure",
        evidence=evidence,
        # Public reports of the limits name an hour for them; a day of notifications is our choice.
        endpoint=ByWindow(
            f"/datasets/{insights}/stream", timedelta(hours=1) if notified else timedelta(days=1), takes_units=True
        ),
    )
