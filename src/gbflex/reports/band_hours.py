"""When each DUoS time band applies, in clock times, as the half-hours of a run have it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

import polars as pl

from gbflex.reports.page_model import CostByBand
from gbflex.reports.report_parts import BandHoursRow, BandStrip
from gbflex.reports.run_sums import banded, in_band_order

__all__ = ["band_hours", "band_strips"]

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MIDNIGHT: Final = "24:00"
HALF_HOURS: Final = 48
USUAL: Final = 0.5
"""A day of the week is named where a pattern holds on more than this share of them; other dates are counted."""

Pattern = tuple[str, ...]
"""The band of each half-hour of the clock from 00:00; empty where a date has none."""


class _Kind(NamedTuple):
    pattern: Pattern
    dates: list[date]
    words: str


def band_hours(schedule: pl.DataFrame, cost: CostByBand) -> list[BandHoursRow]:
    """When each band applies and what a MWh costs in it.

    Args:
        schedule: The half-hours of the run.
        cost: Mean cost of a MWh imported without the assets, by band [GBP/MWh].
    """
    costs = {row["band"]: row["total_gbp_per_mwh"] for row in cost["bands"]}
    kinds = _kinds(schedule)
    counts = in_band_order(banded(schedule).group_by("duos_band").agg(pl.len().alias("half_hours")))
    return [
        {
            "band": band,
            "when": _when(band, kinds),
            "half_hours": half_hours,
            "import_price_gbp_per_mwh": costs.get(band),
        }
        for band, half_hours in counts.iter_rows()
    ]


def band_strips(schedule: pl.DataFrame) -> list[BandStrip]:
    """The bands of each kind of day as parts of 24 hours.

    Args:
        schedule: The half-hours of the run.
    """
    return [
        {
            "days": kind.words,
            "parts": [
                {
                    "band": band,
                    "hours": f"{_clock(start)} to {_clock(stop)}",
                    "percent": 100 * (stop - start) / HALF_HOURS,
                }
                for start, stop, band in _runs(kind.pattern)
            ],
        }
        for kind in _kinds(schedule)
    ]


def _kinds(schedule: pl.DataFrame) -> list[_Kind]:
    """Dates of one pattern together, the most frequent first."""
    by_pattern: dict[Pattern, list[date]] = {}
    for day, pattern in _patterns(schedule).items():
        if any(pattern):
            by_pattern.setdefault(pattern, []).append(day)
    every = [day for dates in by_pattern.values() for day in dates]
    ranked = sorted(by_pattern.items(), key=lambda item: (-len(item[1]), item[1][0]))
    return [_Kind(pattern, dates, _days(dates, every)) for pattern, dates in ranked]


def _patterns(schedule: pl.DataFrame) -> Mapping[date, Pattern]:
    """The bands of each date by the clock: an hour twice counts once, a missing one as that before."""
    offset = pl.duration(minutes=pl.col("local_offset_minutes"))
    clock = (pl.col("start_time").dt.replace_time_zone(None) + offset).alias("clock")
    columns = schedule.select("settlement_date", clock, pl.col("duos_band").fill_null("")).iter_rows()
    found: dict[date, list[str | None]] = {}
    for day, at, band in columns:
        found.setdefault(day, [None] * HALF_HOURS)[_place(at)] = band
    return {day: _without_holes(bands) for day, bands in found.items()}


def _place(at: datetime) -> int:
    return 2 * at.hour + at.minute // 30


def _without_holes(bands: Sequence[str | None]) -> Pattern:
    filled, last = [], next((band for band in bands if band is not None), "")
    for band in bands:
        last = last if band is None else band
        filled.append(last)
    return tuple(filled)


def _runs(pattern: Pattern) -> list[tuple[int, int, str]]:
    """Neighbours of one band together, as first half-hour, end and band."""
    edges = [0, *(i for i in range(1, HALF_HOURS) if pattern[i] != pattern[i - 1]), HALF_HOURS]
    return [(start, stop, pattern[start]) for start, stop in itertools.pairwise(edges)]


def _when(band: str, kinds: Iterable[_Kind]) -> str:
    said = []
    for kind in kinds:
        spans = [f"{_clock(start)} to {_clock(stop)}" for start, stop, name in _runs(kind.pattern) if name == band]
        if spans:
            said.append(f"{kind.words}: {', '.join(spans)}")
    return "; ".join(said)


def _clock(place: int) -> str:
    return MIDNIGHT if place == HALF_HOURS else f"{place // 2:02d}:{'30' if place % 2 else '00'}"


def _days(dates: Sequence[date], every: Sequence[date]) -> str:
    """Days of the week on which a pattern is usual within its first and last date, and how many dates besides."""
    within = Counter(day.weekday() for day in every if dates[0] <= day <= dates[-1])
    held = Counter(day.weekday() for day in dates)
    usual = [day for day in range(len(WEEKDAYS)) if held[day] > USUAL * within[day]]
    others = sum(count for day, count in held.items() if day not in usual)
    words = _weekdays(usual)
    if others:
        more = f"{others} {'other ' if words else ''}date{'s' if others > 1 else ''}"
        words = f"{words} and {more}" if words else more
    whole = dates[0] <= min(every) + timedelta(days=6) and dates[-1] >= max(every) - timedelta(days=6)
    return words if whole else f"{words}, {dates[0]} to {dates[-1]}"


def _weekdays(days: Sequence[int]) -> str:
    if len(days) == len(WEEKDAYS):
        return "every day"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:  # noqa: PLR2004 (two days are named, more are a range)
        return f"{WEEKDAYS[days[0]]} to {WEEKDAYS[days[-1]]}"
    return ", ".join(WEEKDAYS[day] for day in days)
