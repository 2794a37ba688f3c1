"""Half-hours and days without a value, as every report of gaps prints them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.common import DaySpan, GapRow, GapSpan
from gbflex.periods import Periods, period_count

__all__ = ["day_spans", "gap_rows", "gap_spans", "gaps_between", "held_spans"]


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


def held_spans(first: str | None, last: str | None, gaps: list[GapRow]) -> list[DaySpan]:
    """The days from a first to a last without those of which nothing is held.

    Example:
        >>> held_spans("2025-03-28", "2025-04-02", gaps_between({}, date(2025, 3, 29), date(2025, 3, 31)))
        [{'first': '2025-03-28', 'last': '2025-03-28'}, {'first': '2025-04-01', 'last': '2025-04-02'}]
    """
    if first is None or last is None:
        return []
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    without = {
        date.fromisoformat(span["first"]) + timedelta(days=number)
        for span in gap_spans(gaps)
        if span["whole_days"]
        for number in range((date.fromisoformat(span["last"]) - date.fromisoformat(span["first"])).days + 1)
    }
    days = (begin + timedelta(days=number) for number in range((end - begin).days + 1))
    return day_spans(day.isoformat() for day in days if day not in without)


def day_spans(days: Iterable[str]) -> list[DaySpan]:
    """Days in their order, those in a row together.

    Example:
        >>> day_spans(["2025-03-30", "2025-03-31", "2025-04-02"])
        [{'first': '2025-03-30', 'last': '2025-03-31'}, {'first': '2025-04-02', 'last': '2025-04-02'}]
    """
    spans: list[DaySpan] = []
    for day in days:
        if spans and _next_day(spans[-1]["last"]) == date.fromisoformat(day):
            spans[-1]["last"] = day
        else:
            spans.append({"first": day, "last": day})
    return spans


def _next_day(day: str) -> date:
    return date.fromisoformat(day) + timedelta(days=1)
