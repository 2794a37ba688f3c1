"""Files that look like half-hours and are not: months first, decimal commas, registers that only grow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from gbflex.errors import BrokenFile
from gbflex.sources.loads.cells import month_first, number_of, slashed_date
from gbflex.sources.loads.table import Table
from gbflex.sources.loads.words import CUMULATIVE, plain
from gbflex.written_dates import date_of

__all__ = ["refuse_cumulative", "refuse_decimal_commas", "refuse_month_first", "refuse_register"]

COMMA: Final = re.compile(r"[+-]?\d+(?:,\d+)+(?:\.\d+)?")
NO_COMMA: Final = re.compile(r"\d{1,3}(?:\.\d+)?")
FEWEST_DATES: Final = 3
TWO_DAYS: Final = 96
FEWEST_READINGS: Final = 40
SHARE_THAT_RISES: Final = 0.25
LEVEL_TO_RISE: Final = 500
"""A register of one day stands far above what a half-hour adds to it."""


def refuse_month_first(table: Table) -> None:
    """Refuse a file whose dates with slashes are dates only with the month first.

    Raises:
        BrokenFile: Some are impossible day first and all possible month first, or they jump by months.
    """
    columns = {i for row in table.rows[:FEWEST_DATES] for i, cell in enumerate(row) if slashed_date(cell)}
    for i in columns:
        texts = list(dict.fromkeys(slashed_date(row[i]) for row in table.rows if i < len(row)))
        dates = [text for text in texts if text]
        day_first = [date_of(text) for text in dates]
        turned = [month_first(text) for text in dates]
        if not dates or None in turned:
            continue
        bad = [text for text, day in zip(dates, day_first, strict=True) if day is None]
        if bad:
            what = f"{len(bad)} of {len(dates)} dates are impossible day first, as {bad[0]}"
        elif len(dates) >= FEWEST_DATES and _steps_by_months(day_first) and _steps_by_days(turned):
            what = f"read day first the dates jump from month to month, as {dates[0]} and {dates[1]}"
        else:
            continue
        raise BrokenFile(
            f"the dates stand month first: {what}",
            where=table.titles[i],
            next_step="Write the dates as 2024-05-13, or day first",
        )


def _steps_by_days(dates: Sequence[date | None]) -> bool:
    return all(b is not None and a is not None and abs(b - a) == timedelta(days=1) for a, b in pairwise(dates))


def _steps_by_months(dates: Sequence[date | None]) -> bool:
    return all(
        a is not None and b is not None and a.day == b.day and abs(b.month - a.month) == 1
        for a, b in pairwise(dates)
    )


def refuse_decimal_commas(table: Table) -> None:
    """Refuse numbers whose comma stands before the decimals: 1,234 would be a thousand times 1.234.

    Raises:
        BrokenFile: Some numbers have a comma that parts no thousands, or all have one that could be either.
    """
    shown = [cell for row in table.rows for cell in row if "," in cell and COMMA.fullmatch(cell)]
    if not shown:
        return
    found = next((cell for cell in shown if not isinstance(number_of(cell), float)), None)
    if found is None:
        plain_ones = (cell for row in table.rows for cell in row if NO_COMMA.fullmatch(cell))
        found = None if any(plain_ones) or any("." in cell for cell in shown) else shown[0]
    if found is not None:
        raise BrokenFile(
            f"{found} has a comma where a British file has a point, or it parts thousands",
            where=table.titles[0],
            next_step="Write decimals with a point",
        )


def refuse_register(values: Sequence[float], meter: str) -> None:
    """Refuse values that never fall: the readings of a register, not the energy of half-hours.

    Args:
        values: In order of time.
        meter: Whose they are.

    Raises:
        BrokenFile: They grow through two days or more, or through one from a level that no half-hour adds up to.
    """
    steps = [b - a for a, b in pairwise(values)]
    if len(values) < FEWEST_READINGS or min(steps) < 0:
        return
    rises = sum(step > 0 for step in steps)
    if not rises or rises < SHARE_THAT_RISES * len(steps):
        return
    is_high = values[0] > LEVEL_TO_RISE * (values[-1] - values[0]) / rises
    if len(values) >= TWO_DAYS or is_high:
        raise BrokenFile(
            f"the values never fall, from {values[0]:g} to {values[-1]:g}: a register's readings, "
            "not the energy of half-hours",
            where=f"meter {meter}" if meter else "",
            next_step="Give the consumption of each half-hour, the difference of two readings",
        )


def refuse_cumulative(titles: Sequence[str]) -> None:
    """Refuse values whose title says that they add up.

    Raises:
        BrokenFile: A title names a register or a running total.
    """
    found = next((title for title in titles if CUMULATIVE.search(plain(title))), None)
    if found is not None:
        raise BrokenFile(
            f"{found!r} is a register's readings, not the energy of half-hours",
            next_step="Give the consumption of each half-hour, the difference of two readings",
        )
