"""Stand-ins: what takes the place of a rate on dates without one, by a written rule, where a user asks for it.

`rule` is the estimate itself: the value of the same date a year before where the rate's file says
`estimate: year_before` (rates that follow the season), else the last one known before. Where nothing is known
before, the first one known after takes its place. `before` and `after` are the nearest on each side alone: with
the rule's they make the range of what a gap may cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, Literal

from gbflex.gb.rates.single import (
    EstimateRule,
    MissingSpan,
    Rate,
    RateSeries,
    rate_terms,
    rate_values,
    series_of,
    spans_without_rate,
)
from gbflex.periods import Periods

__all__ = ["STAND_INS", "StandIn", "estimated_series", "stand_in_year", "stand_ins"]

StandIn = Literal["rule", "before", "after"]
STAND_INS: Final[tuple[StandIn, ...]] = ("rule", "before", "after")
LEAP_DAY: Final = (2, 29)


def estimated_series(name: str, periods: Periods, stand_in: StandIn) -> RateSeries:
    """A rate in every half-hour of a time axis, with stand-ins where it has no value.

    Args:
        name: One of `rate_names()`.
        periods: The time axis.
        stand_in: Which stand-ins.

    Example:
        >>> found = estimated_series("cfd_interim_levy_rate", Periods.between("2025-02-01", "2025-02-01"), "rule")
        >>> found.values[0].value, found.values[0].quality
        (4.54, 'estimated')
    """
    values = rate_values(name)
    gaps = spans_without_rate(name, periods)
    return series_of([*values, *stand_ins(values, gaps, stand_in, rate_terms(name).estimate)], periods)


def stand_ins(
    values: Sequence[Rate], gaps: Iterable[MissingSpan], stand_in: StandIn, rule: EstimateRule = "last_known"
) -> list[Rate]:
    """What takes the place of dated values on the dates without one; nothing where there is none.

    Args:
        values: By date.
        gaps: The dates.
        stand_in: Which.
        rule: By which rule the estimate is made.
    """
    found: list[Rate] = []
    for gap in gaps:
        for day in _days(gap):
            value = _on(values, day, stand_in, rule)
            if value is None:
                continue
            stand = _standing_in(value, day)
            joins = (
                found
                and found[-1].valid_to == day
                and replace(found[-1], valid_from=day, valid_to=stand.valid_to) == stand
            )
            if joins:
                found[-1] = replace(found[-1], valid_to=stand.valid_to)
            else:
                found.append(stand)
    return found


def _days(gap: MissingSpan) -> Iterator[date]:
    for day in range((gap.last - gap.first).days + 1):
        yield gap.first + timedelta(days=day)


def _standing_in(value: Rate, day: date) -> Rate:
    return replace(
        value,
        valid_from=day,
        valid_to=day + timedelta(days=1),
        quality="estimated",
        source=f"estimated from the value of {value.span}: {value.source}",
    )


def _on(values: Sequence[Rate], day: date, stand_in: StandIn, rule: EstimateRule) -> Rate | None:
    before = next((value for value in reversed(values) if value.valid_to <= day), None)
    after = next((value for value in values if value.valid_from > day), None)
    if stand_in != "rule":
        return before if stand_in == "before" else after
    seasonal = _years_before(values, day) if rule == "year_before" else None
    return seasonal or before or after


def _years_before(values: Sequence[Rate], day: date) -> Rate | None:
    """The value of the same date in the latest year before that has one."""
    first = min((value.valid_from for value in values), default=day)
    in_any_year = day - timedelta(days=1) if (day.month, day.day) == LEAP_DAY else day
    for year in range(day.year - 1, first.year - 1, -1):
        same = in_any_year.replace(year=year)
        found = next((value for value in values if value.valid_from <= same < value.valid_to), None)
        if found is not None:
            return found
    return None


def stand_in_year(years: Iterable[int], wanted: int, stand_in: StandIn) -> int | None:
    """The charging year that takes the place of one that is not held; None where there is none.

    Args:
        years: Years that are held.
        wanted: The year that is not.
        stand_in: Which.

    Example:
        >>> stand_in_year([2024, 2025, 2027], 2026, "rule"), stand_in_year([2024], 2022, "rule")
        (2025, 2024)
        >>> stand_in_year([2024, 2025, 2027], 2026, "after"), stand_in_year([2024], 2022, "before")
        (2027, None)
    """
    held = sorted(years)
    before = next((year for year in reversed(held) if year < wanted), None)
    after = next((year for year in held if year > wanted), None)
    if stand_in == "after":
        return after
    return before if before is not None or stand_in == "before" else after
