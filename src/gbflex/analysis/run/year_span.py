"""When a figure over a span may be said of a year: a span of one season is never multiplied up to four."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from gbflex.analysis.answers.verdict import Basis

__all__ = ["LEAST_DAYS", "YearSpan", "year_span"]

LEAST_DAYS: Final = 300
"""Fewer leave out most of a season, and winter evenings or summer middays decide what a battery earns."""

DAYS_PER_YEAR: Final = 365
YEAR_LENGTHS: Final = (365, 366)


class YearSpan(NamedTuple):
    """A span of dates against a year.

    Attributes:
        days: Its settlement dates.
        basis: Whether it is whole years, is brought to 365 days, or says nothing of a year.
        years: How many years it is; None where it says nothing of one.
    """

    days: int
    basis: Basis
    years: float | None

    def per_year(self, amount: float | None) -> float | None:
        """An amount over the span as one of a year; None where there is none, or the span is too short.

        Args:
            amount: The amount.
        """
        return None if amount is None or self.years is None else amount / self.years


def year_span(first: date, last: date) -> YearSpan:
    """How a span stands to a year.

    Args:
        first: First date.
        last: Last date, inclusive.

    Example:
        >>> year_span(date(2024, 4, 1), date(2025, 3, 31))
        YearSpan(days=365, basis='whole_years', years=1.0)
        >>> year_span(date(2025, 1, 1), date(2025, 1, 31)).years
    """
    days, following = (last - first).days + 1, last + timedelta(days=1)
    if days in YEAR_LENGTHS:
        return YearSpan(days, "whole_years", 1.0)
    years = following.year - first.year
    if years > 0 and (following.month, following.day) == (first.month, first.day):
        return YearSpan(days, "whole_years", float(years))
    if days < LEAST_DAYS:
        return YearSpan(days, "span", None)
    return YearSpan(days, "scaled", days / DAYS_PER_YEAR)
