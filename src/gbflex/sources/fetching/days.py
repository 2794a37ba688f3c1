"""Whether an answer is of the days that were asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from gbflex.errors import BrokenFile
from gbflex.observations import ObservationTable, Parsed
from gbflex.periods import LONDON
from gbflex.sources.fetching.request import SECOND, Request

__all__ = ["refuse_other_days"]

DAY: Final = timedelta(days=1)
"""A row may begin on the day before a window of hours, or end on the day after."""


def refuse_other_days(parsed: Parsed, table: ObservationTable, request: Request) -> None:
    """Raise where an answer holds rows, and none of the days asked for, or one further than a day from them.

    Args:
        parsed: The answer.
        table: Its table.
        request: What was asked.

    Raises:
        BrokenFile: The publisher answered for another day.
    """
    if request.span is None or not table.date_column or parsed.frame.is_empty():
        return
    first = request.span.start.astimezone(LONDON).date()
    last = (request.span.end - SECOND).astimezone(LONDON).date()
    days = parsed.frame[table.date_column].drop_nulls()
    came_first, came_last = days.min(), days.max()
    if not isinstance(came_first, date) or not isinstance(came_last, date):
        return
    near = first - DAY <= came_first and came_last <= last + DAY
    if near and days.is_between(first, last).any():
        return
    raise BrokenFile(
        f"the answer is of other days: asked for {first} to {last}, came {came_first} to {came_last}",
        where=request.key,
        next_step="Fetch it again later; what came is kept beside the record",
    )
