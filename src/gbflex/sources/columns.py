"""Columns that several datasets share."""

from __future__ import annotations

from typing import Final

from gbflex.tables import Column

__all__ = [
    "BM_UNIT",
    "LEVEL_FROM",
    "LEVEL_TO",
    "NATIONAL_GRID_BM_UNIT",
    "PRICE_LIMITS_GBP_PER_MWH",
    "SETTLEMENT_DATE",
    "SETTLEMENT_PERIOD",
    "START_TIME",
    "TIME_FROM",
    "TIME_TO",
]

PRICE_LIMITS_GBP_PER_MWH: Final = (-2000.0, 10000.0)
"""Outside them a half-hour's price is a unit error; the cash-out price is capped at the value of lost load."""

SETTLEMENT_DATE: Final = Column("settlement_date", "date", "Local day")
SETTLEMENT_PERIOD: Final = Column("settlement_period", "integer", "Half-hour of the day, from 1", low=1, high=50)
START_TIME: Final = Column("start_time", "instant", "Start of the half-hour")
TIME_FROM: Final = Column("time_from", "instant", "Start of the segment")
TIME_TO: Final = Column("time_to", "instant", "End of the segment")
LEVEL_FROM: Final = Column(
    "level_from_mw", "number", "Level at the start, export positive", unit="MW", low=-100_000, high=100_000
)
LEVEL_TO: Final = Column(
    "level_to_mw", "number", "Level at the end, export positive", unit="MW", low=-100_000, high=100_000
)
BM_UNIT: Final = Column("bm_unit", "text", "Elexon's id of the BM unit")
NATIONAL_GRID_BM_UNIT: Final = Column(
    "national_grid_bm_unit", "text", "The system operator's id of the unit", nullable=True
)
