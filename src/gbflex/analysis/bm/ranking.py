"""Rank, percentile and median by GBP/MW and year: like is compared with like.

What is held for much less of the span than the best-held row follows after the others and has no rank.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from typing import Final, TypeVar

from gbflex.analysis.answers.bm import GroupRow, RankedUnit
from gbflex.analysis.answers.bm_fleet import MedianPart, PlacePart

__all__ = ["NOT_RANKED", "medians", "ranked"]

LIKE_COVERAGE: Final = 0.9
"""Share of the best-held row's coverage from which a row is compared with it."""
NOT_RANKED: Final[PlacePart] = {"rank": None, "percentile": None}

RowT = TypeVar("RowT", RankedUnit, GroupRow)


def ranked(rows: list[RowT], dates_per_half_hour: float) -> list[RowT]:
    """Rows with their places, the highest first; those held for much less, then those without a figure, last.

    Args:
        rows: Units or groups.
        dates_per_half_hour: Of the span.
    """
    shares = [_share(row, dates_per_half_hour) for row in rows]
    rated = [row["gbp_per_mw_per_year"] is not None for row in rows]
    most = max(itertools.compress(shares, rated), default=0.0)
    for row, share, known in zip(rows, shares, rated, strict=True):
        row["is_compared"] = known and share >= LIKE_COVERAGE * most
    rates = _rates(rows)
    for row in rows:
        place = _place(row["gbp_per_mw_per_year"], rates) if row["is_compared"] else NOT_RANKED
        row["rank"], row["percentile"] = place["rank"], place["percentile"]
    return sorted(
        rows,
        key=lambda row: (
            row["gbp_per_mw_per_year"] is None,
            not row["is_compared"],
            -(row["gbp_per_mw_per_year"] or 0.0),
        ),
    )


def _place(rate: float | None, rates: Sequence[float]) -> PlacePart:
    """The place of a rate among all that are compared, itself in them."""
    if rate is None:
        return NOT_RANKED
    less, more = sum(other < rate for other in rates), sum(other > rate for other in rates)
    others = len(rates) - 1
    equal = others - less - more
    return {"rank": 1 + more, "percentile": 100 * (less + equal / 2) / others if others else None}


def medians(rows: Sequence[RankedUnit] | Sequence[GroupRow]) -> MedianPart:
    """The middle of those rows that are compared.

    Args:
        rows: As `ranked` gives them.
    """
    rates = _rates(rows)
    power = [row["gbp_per_mw"] for row in rows if row["is_compared"] and row["gbp_per_mw"] is not None]
    return {
        "compared": len(rates),
        "median_gbp_per_mw": statistics.median(power) if power else None,
        "median_gbp_per_mw_per_year": statistics.median(rates) if rates else None,
    }


def _rates(rows: Sequence[RankedUnit] | Sequence[GroupRow]) -> list[float]:
    return [rate for row in rows if row["is_compared"] and (rate := row["gbp_per_mw_per_year"]) is not None]


def _share(row: RankedUnit | GroupRow, dates_per_half_hour: float) -> float:
    """How much of the span is held: by half-hour; by day where cash alone is.

    Quiet half-hours have no row of published cash.
    """
    if row["half_hours_with_volumes"]:
        return row["half_hours_held"] / row["half_hours"]
    return row["days_held"] / (row["half_hours"] * dates_per_half_hour)
