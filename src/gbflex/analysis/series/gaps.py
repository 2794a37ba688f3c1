"""Half-hours and days without a value, as every report of gaps prints them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.common import GapRow, GapSpan
from gbflex.periods import Periods, period_count

__all__ = ["gap_rows", "gap_spans", "gaps_between"]


def gap_rows(periods: Periods, missing: NDArray[np.bool_]) -> list[GapRow]:
    """One row for each day with missing half-hours.

    Args:
        periods: The time axis.
        missing: Which half-hours have no value, shape (n,).

    Example:
        >>> day = Periods.between("2025-01-01", "2025-01-01")
        >>> gap_rows(day, day.settlement_period > 47)
        [{'settlement_date': '2025-01-01', 'settlement_periods': [48]}]
    """
    by_day: dict[str, list[int]] = {}
    for position in np.flatnonzero(missing):
        day = str(periods.settlement_date[position])
        by_day.setdefault(day, []).append(int(periods.settlement_period[position]))
    return [{"settlement_date": day, "settlement_periods": numbers} for day, numbers in by_day.items()]


def gaps_between(held: Mapping[str, str], first: date, last: date, *, daily: bool = False) -> list[GapRow]:
    """What is missing in an inclusive span of dates.

    Args:
        held: What has a value, by date: bits from period 1 upwards, in hex; "1" for a day of a daily series.
        first: First date.
        last: Last date.
        daily: Whether the series has one value a day.

    Example:
        >>> gaps_between({"2025-03-30": f"{2**45 - 1:x}"}, date(2025, 3, 30), date(2025, 3, 30))
        [{'settlement_date': '2025-03-30', 'settlement_periods': [46]}]
    """
    rows: list[GapRow] = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        bits = int(held.get(day.isoformat(), "0"), 16)
        count = 1 if daily else period_count(day)
        missing = [period for period in range(1, count + 1) if not bits >> (period - 1) & 1]
        if missing:
            rows.append({"settlement_date": day.isoformat(), "settlement_periods": [] if daily else missing})
    return rows


def gap_spans(gaps: list[GapRow]) -> list[GapSpan]:
    """Gaps with whole days in a row put together.

    Example:
        >>> days = gaps_between({}, date(2025, 3, 29), date(2025, 3, 31))
        >>> gap_spans(days)
        [{'first': '2025-03-29', 'last': '2025-03-31', 'missing': 142, 'whole_days': True}]
    """
    spans: list[GapSpan] = []
    for gap in gaps:
        day = date.fromisoformat(gap["settlement_date"])
        missing = len(gap["settlement_periods"]) or 1
        whole = not gap["settlement_periods"] or missing == period_count(day)
        before = spans[-1] if spans else None
        if whole and before and before["whole_days"] and _next_day(before["last"]) == day:
            before["last"] = day.isoformat()
            before["missing"] += missing
        else:
            spans.append(
                {"first": day.isoformat(), "last": day.isoformat(), "missing": missing, "whole_days": whole}
            )
    return spans


def _next_day(day: str) -> date:
    return date.fromisoformat(day) + timedelta(days=1)
