"""Settlement time: market reference section 1."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from holidays import country_holidays

from gbflex.errors import InputError, InvalidSettlementPeriod
from gbflex.periods import (
    FIRST_DATE,
    LAST_DATE,
    Periods,
    efa_block_of,
    is_bank_holiday,
    is_working_day,
    parse_date,
    period_count,
    settlement_period_of,
    start_time_of,
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "count", "instant", "period"),
    [
        ("2025-03-30", 46, "2025-03-30T00:00", 1),
        ("2025-03-30", 46, "2025-03-30T00:30", 2),
        ("2025-03-30", 46, "2025-03-30T01:00", 3),
        ("2025-03-30", 46, "2025-03-30T22:30", 46),
        ("2025-10-26", 50, "2025-10-25T23:00", 1),
        ("2025-10-26", 50, "2025-10-26T00:30", 4),
        ("2025-10-26", 50, "2025-10-26T01:00", 5),
        ("2025-10-26", 50, "2025-10-26T23:30", 50),
        ("2025-07-01", 48, "2025-06-30T23:00", 1),
        ("2025-07-01", 48, "2025-07-01T22:30", 48),
        ("2025-01-15", 48, "2025-01-15T00:00", 1),
    ],
)
def test_published_clock_table(day: str, count: int, instant: str, period: int) -> None:
    """Proves: date and period map to UTC and back. If broken: an hour out in summer, or 48 periods on 30 March."""
    settlement_date = date.fromisoformat(day)
    assert period_count(settlement_date) == count
    assert settlement_period_of(utc(instant)) == (settlement_date, period)
    assert start_time_of(settlement_date, period) == utc(instant)


@pytest.mark.parametrize(
    ("day", "period"), [("2025-03-30", 47), ("2025-07-01", 49), ("2025-10-26", 51), ("2025-07-01", 0)]
)
def test_a_period_the_day_does_not_have_raises(day: str, period: int) -> None:
    """Proves: the bound depends on the day. If broken: period 47 of 30 March is 00:00 of the next day."""
    with pytest.raises(InvalidSettlementPeriod, match=f"period {period} does not exist"):
        start_time_of(date.fromisoformat(day), period)


def test_every_half_hour_of_21_years_agrees_with_the_zone_database() -> None:
    """Proves: the arrays equal a look-up per instant. If broken: some change day is out by an hour."""
    axis = Periods.between("2015-01-01", "2035-12-31")
    london = ZoneInfo("Europe/London")
    local = [instant.replace(tzinfo=UTC).astimezone(london) for instant in axis.start_time.astype(object)]
    assert axis.local_minute.tolist() == [time.hour * 60 + time.minute for time in local]
    assert axis.weekday.tolist() == [time.weekday() for time in local]
    assert axis.settlement_date.astype(object).tolist() == [time.date() for time in local]
    assert np.all(np.diff(axis.start_time) == np.timedelta64(1800, "s"))


def test_a_year_has_17520_half_hours_and_the_span_is_inclusive() -> None:
    """Proves: the 46- and 50-period days cancel. If broken: 17,472 or 17,568."""
    assert len(Periods.between("2025-01-01", "2025-12-31")) == 17_520
    assert len(Periods.between("2025-03-30", "2025-03-30")) == 46


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("2025-02-30", "2025-03-01", "is not a date"),
        ("2025-03-02", "2025-03-01", "ends before it starts"),
        ("2014-12-31", "2015-01-01", "outside the calendar"),
        ("2035-12-31", "2036-01-01", "outside the calendar"),
        ("2024-04-01", "31/04/2024", "April 2024 has 30 days"),
    ],
)
def test_a_span_that_cannot_be_is_refused(first: str, last: str, message: str) -> None:
    """Proves: dates are checked at the door. If broken: a traceback, or an empty span."""
    with pytest.raises(InputError, match=message):
        Periods.between(first, last)


def test_an_instant_is_not_a_date_and_needs_a_zone() -> None:
    """Proves: naive instants are refused. If broken: they are read as UTC in silence."""
    with pytest.raises(InputError, match="no time zone"):
        settlement_period_of(datetime(2025, 1, 1))  # noqa: DTZ001 (a naive instant is the point)
    with pytest.raises(InputError, match="is an instant"):
        parse_date(utc("2025-01-01T00:00"))


@pytest.mark.parametrize(("day", "half_hours"), [("2025-01-15", 8), ("2025-03-30", 6), ("2025-10-26", 10)])
def test_only_efa_block_1_changes_length(day: str, half_hours: int) -> None:
    """Proves: block 1 has 3, 4 or 5 hours, the others 4. If broken: a block of a change day is cut elsewhere."""
    efa_date = date.fromisoformat(day)
    axis = Periods.between(efa_date - timedelta(days=1), efa_date + timedelta(days=1))
    blocks = [efa_block_of(instant.replace(tzinfo=UTC)) for instant in axis.start_time.astype(object)]
    lengths = [sum(block == (efa_date, number) for block in blocks) for number in range(1, 7)]
    assert lengths == [half_hours, 8, 8, 8, 8, 8]


def test_efa_block_1_begins_with_period_47_of_the_evening_before() -> None:
    """Proves: the EFA day starts at 23:00 local. If broken: it starts at midnight, or at 23:00 UTC in July."""
    assert efa_block_of(start_time_of(date(2025, 7, 1), 47)) == (date(2025, 7, 2), 1)
    assert efa_block_of(start_time_of(date(2025, 7, 1), 46)) == (date(2025, 7, 1), 6)


@pytest.mark.parametrize(
    "day",
    [
        # Moved and extra English bank holidays, which a fixed rule misses (gov.uk bank holidays).
        "2020-05-08",
        "2022-06-02",
        "2022-06-03",
        "2022-09-19",
        "2023-05-08",
        "2024-04-01",
        "2021-12-28",
        "2026-12-28",
    ],
)
def test_bank_holidays_are_no_working_days(day: str) -> None:
    """Proves: proclaimed holidays are known. If broken: a working day too many."""
    assert not is_working_day(date.fromisoformat(day))


def test_the_table_of_bank_holidays_is_the_librarys() -> None:
    """Proves: every day of 2015 to 2035 is a holiday in the table exactly where it is one in `holidays`.

    If broken: a day proclaimed since (update the rows), or a typing error, moves a peak band by a day.
    """
    years = range(FIRST_DATE.year, LAST_DATE.year + 1)
    proclaimed = country_holidays("GB", subdiv="ENG", years=years)
    days = [FIRST_DATE + timedelta(days=n) for n in range((LAST_DATE - FIRST_DATE).days + 1)]
    assert [day for day in days if is_bank_holiday(day)] == sorted(proclaimed)


def test_days_that_lost_their_holiday_are_working_days() -> None:
    """Proves: the moved May holidays leave a working day behind. If broken: both days are holidays."""
    assert is_working_day(date(2020, 5, 4))
    assert is_working_day(date(2022, 5, 30))
    axis = Periods.between("2025-12-24", "2025-12-28")
    assert axis.working_day[axis.first_of_day].tolist() == [True, False, False, False, False]


def test_positions_find_only_half_hours_that_exist() -> None:
    """Proves: unreal periods and dates outside give -1. If broken: they wrap to another day."""
    axis = Periods.between("2025-03-29", "2025-03-31")
    dates = np.array(["2025-03-29", "2025-03-30", "2025-03-30", "2025-03-31", "2025-04-01"], dtype="datetime64[D]")
    assert axis.positions(dates, np.array([48, 46, 47, 1, 1])).tolist() == [47, 93, -1, 94, -1]


@pytest.mark.parametrize(
    ("day", "lengths"), [("2025-01-15", [6, 8, 8, 8, 8, 8, 2]), ("2025-03-30", [4, 8, 8, 8, 8, 8, 2])]
)
def test_efa_blocks_of_a_date_in_half_hours(day: str, lengths: list[int]) -> None:
    """Proves: from midnight to 03:00, five whole blocks, and an hour of the next EFA day, by hand.

    If broken: in spring the lost hour is taken from block 2.
    """
    axis = Periods.between(day, day)
    assert np.bincount(axis.efa_block_index).tolist() == lengths
    assert axis.efa_block[np.flatnonzero(np.diff(axis.efa_block_index, prepend=-1))].tolist() == [
        1,
        2,
        3,
        4,
        5,
        6,
        1,
    ]


def test_efa_blocks_of_a_date_of_50_half_hours() -> None:
    """Proves: the hour that comes back is block 1's: 8 half-hours after midnight. If broken: 6, and 10 in block 2."""
    axis = Periods.between("2025-10-26", "2025-10-26")
    assert np.bincount(axis.efa_block_index).tolist() == [8, 8, 8, 8, 8, 8, 2]
    assert axis.first_of_efa_day.tolist() == [0, 48]
    assert axis.efa_date[[0, 47, 48, 49]].astype(str).tolist() == ["2025-10-26"] * 2 + ["2025-10-27"] * 2


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2024-03-29", "2024-04-02"),
        ("2024-10-25", "2024-10-29"),
        ("2025-06-30", "2025-07-02"),
        ("2035-12-30", "2035-12-31"),
    ],
)
def test_efa_arrays_agree_with_the_rule_for_one_instant(first: str, last: str) -> None:
    """Proves: block, date and number of every half-hour, told by the London clock alone. If broken: UTC in summer."""
    axis = Periods.between(first, last)
    london = ZoneInfo("Europe/London")
    told = []
    for instant in axis.start_time.astype(object):
        clock = instant.replace(tzinfo=UTC).astimezone(london)
        evening = clock.hour == 23
        told.append((clock.date() + timedelta(days=evening), (clock.hour + 1) % 24 // 4 + 1))
    assert list(zip(axis.efa_date.astype(object), axis.efa_block.tolist(), strict=True)) == told
    changes = [one != before for before, one in itertools.pairwise(told)]
    assert np.diff(axis.efa_block_index).tolist() == [int(changed) for changed in changes]
    firsts = [i for i, (efa_date, _) in enumerate(told) if i == 0 or efa_date != told[i - 1][0]]
    assert axis.first_of_efa_day.tolist() == firsts
    assert efa_block_of(start_time_of(date.fromisoformat(first), 1)) == told[0]
