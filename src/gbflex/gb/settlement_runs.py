"""Settlement runs: their order, and when each is published.

Working days after the settlement date: II 5, SF 16, R1 39, R2 84, R3 154; RF about 14 months, DF later still.
Source: market reference section 1, BSC settlement calendar as generally known; the days are assumed and marked so
wherever they date a value. Under market-wide half-hourly settlement RF comes after about four months.
"""

from __future__ import annotations

import functools
from datetime import date, timedelta
from typing import Final, Literal, get_args

from gbflex.errors import InputError
from gbflex.periods import is_working_day

__all__ = ["SETTLEMENT_RUNS", "SettlementRun", "run_date", "settlement_run"]

SettlementRun = Literal["II", "SF", "R1", "R2", "R3", "RF", "DF"]

SETTLEMENT_RUNS: Final[tuple[SettlementRun, ...]] = get_args(SettlementRun)
"""From the first to the last."""

WORKING_DAYS: Final[dict[str, int]] = {"II": 5, "SF": 16, "R1": 39, "R2": 84, "R3": 154}
CALENDAR_DAYS: Final[dict[str, int]] = {"RF": 425, "DF": 850}


def settlement_run(name: str) -> SettlementRun:
    """A settlement run by its name.

    Raises:
        InputError: There is none of that name.

    Example:
        >>> settlement_run("sf")
        'SF'
    """
    for run in SETTLEMENT_RUNS:
        if run == name.upper():
            return run
    raise InputError(f"there is no settlement run {name!r}", where="--run", available=", ".join(SETTLEMENT_RUNS))


@functools.lru_cache(maxsize=16_384)
def run_date(settlement_date: date, run: SettlementRun) -> date:
    """The day on which a run of a settlement date is taken to be published.

    Example:
        >>> run_date(date(2025, 1, 6), "II")
        datetime.date(2025, 1, 13)
    """
    if run in CALENDAR_DAYS:
        return settlement_date + timedelta(days=CALENDAR_DAYS[run])
    day, left = settlement_date, WORKING_DAYS[run]
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day
