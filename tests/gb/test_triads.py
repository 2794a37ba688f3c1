"""Triads as NESO published them, and the daily peaks of a winter that they follow from."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date

import pytest

from gbflex.gb.rates.triads import published_triads, triads_known_on
from gbflex.gb.rates.winter_peaks import DailyPeak, winter_daily_peaks

CLEAR_DAYS = 10


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2022, [("2022-12-02", 36), ("2022-12-15", 35), ("2023-01-17", 35)]),
        (2023, [("2023-12-05", 35), ("2024-01-04", 35), ("2024-01-17", 36)]),
        (2024, [("2024-11-20", 37), ("2025-01-09", 36), ("2025-02-10", 36)]),
        (2025, [("2025-11-20", 34), ("2026-01-05", 35), ("2026-02-03", 37)]),
        (2021, []),
        (2026, []),
    ],
)
def test_triads_of_each_winter(year: int, expected: list[tuple[str, int]]) -> None:
    """Proves: four winters are held, three half-hours each. If broken: a winter's triads fall into the year before."""
    found = published_triads(year)
    assert [(str(one.settlement_date), one.settlement_period) for one in found] == expected
    assert all("Triad Data.pdf" in one.source for one in found)


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_triads_are_ten_clear_days_apart_and_known_after_the_winter(year: int) -> None:
    """Proves: the rule that makes a triad holds, and none is known in its winter. If broken: a typing error in a date."""
    dates = [one.settlement_date for one in published_triads(year)]
    assert all((later - earlier).days > CLEAR_DAYS for earlier, later in itertools.pairwise(dates))
    assert date(year, 11, 1) <= dates[0] < dates[-1] < date(year + 1, 3, 1) < triads_known_on(year)


@pytest.mark.parametrize("year", [2023, 2024])
def test_triads_follow_from_the_daily_peaks(year: int) -> None:
    """Proves: highest first, ten clear days apart, the peaks held give NESO's triads. If broken: another day is one."""
    picked: list[DailyPeak] = []
    winter = [
        peak for peak in winter_daily_peaks() if date(year, 11, 1) <= peak.settlement_date < date(year + 1, 3, 1)
    ]
    for peak in sorted(winter, key=lambda peak: -peak.net_system_demand_mw):
        if all(abs((peak.settlement_date - one.settlement_date).days) > CLEAR_DAYS for one in picked):
            picked.append(peak)
    found = {(one.settlement_date, one.settlement_period, round(one.net_system_demand_mw)) for one in picked[:3]}
    assert found == {
        (one.settlement_date, one.settlement_period, one.net_system_demand_mw) for one in published_triads(year)
    }


def test_one_peak_for_each_day_of_two_winters() -> None:
    """Proves: no day is missing or twice, 29 February included. If broken: 240, or a day counts double."""
    days = [peak.settlement_date for peak in winter_daily_peaks()]
    assert days == sorted(set(days))
    assert Counter((day.year, day.month) for day in days) == {
        (2023, 11): 30, (2023, 12): 31, (2024, 1): 31, (2024, 2): 29,
        (2024, 11): 30, (2024, 12): 31, (2025, 1): 31, (2025, 2): 28,
    }  # fmt: skip
    assert {peak.settlement_run for peak in winter_daily_peaks()} == {"SF", "R1", "R2"}
