"""Dates as people write them: read day first, said where they could be read otherwise, refused with the reason."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime

import pytest

from gbflex.api.data.instants import instant_asked, retrieved_asked
from gbflex.assets.outage import Outage
from gbflex.errors import InputError
from gbflex.periods import parse_date
from gbflex.written_dates import DateNote

DAY = date(2025, 1, 15)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["2025-01-15", "2025-1-15", "2025/01/15", "20250115", "15 Jan 2025", "15-Jan-2025", "15th January 2025",
     "January 15, 2025", "Wed 15 Jan 2025", " 2025-01-15 "],
)  # fmt: skip
def test_plain_dates_are_read_without_a_word(text: str) -> None:
    """Proves: a form that can mean one day alone is read in silence (warnings are errors here). If broken: refused."""
    assert parse_date(text) == DAY


@pytest.mark.parametrize("text", ["15/01/2025", "15-01-2025", "15.01.2025", "15/1/2025", "15/01/25"])
def test_numbers_are_read_day_first_and_said(text: str) -> None:
    """Proves: day first, and the day in words. If broken: refused, or read in silence."""
    with pytest.warns(DateNote, match="read day first, as 15 January 2025$"):
        assert parse_date(text) == DAY


def test_what_could_be_two_days_says_how_to_write_the_other() -> None:
    """Proves: 03/04/2025 is 3 April, and 4 March is a hint away. If broken: the American reader gets April unwarned."""
    with pytest.warns(
        DateNote, match=r"from: 03/04/2025 is read day first, as 3 April 2025 \(for 4 March 2025 write"
    ):
        assert parse_date("03/04/2025", field="from") == date(2025, 4, 3)
    with pytest.warns(DateNote, match="as 4 April 2025$"):
        parse_date("04/04/2025")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("13/25/2025", "read day first: there is no month 25"),
        ("01/15/2025", "there is no month 15 .*For 15 January 2025 write 2025-01-15, or 15/01/2025"),
        ("31/02/2025", "February 2025 has 28 days"),
        ("2024-02-30", "February 2024 has 29 days"),
        ("2025-13-01", "there is no month 13"),
        ("15/00/2025", "it names no month"),
        ("15 Foo 2025", "it names no month"),
        ("25-01-15", "its year has two digits"),
        ("yesterday", "is not a date .*Write it as 2024-04-01"),
        ("", "is not a date"),
        ("2025-01-15T00:00", "is not a date"),
    ],
)
def test_impossible_dates_say_why(text: str, words: str) -> None:
    """Proves: the reason and the way out are said. If broken: "is not a date" and nothing else."""
    with pytest.raises(InputError, match=words):
        parse_date(text)


def test_times_and_retrieval_dates_go_through_the_same_reader() -> None:
    """Proves: one reader for --at, --known-at and --retrieved. If broken: exit 2 for a date that --from takes."""
    with pytest.warns(DateNote, match="--known-at: 15/01/2025 is read day first"):
        assert instant_asked("15/01/2025 14:00Z", "--known-at") == utc("2025-01-15T14:00")
    assert instant_asked("20250115T1400Z", "--known-at") == utc("2025-01-15T14:00")
    assert retrieved_asked("15 Jan 2025", utc("2025-06-01T00:00")) == utc("2025-01-15T23:59:59")


def test_site_files_take_the_same_dates() -> None:
    """Proves: 20250115 in YAML, a number, is that day. If broken: 1970, or pydantic's words about midnight."""
    assert Outage(from_date=20250115, to_date="16 Jan 2025").to_date == date(2025, 1, 16)  # type: ignore[arg-type]  # as YAML gives them
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DateNote)
        assert Outage(from_date="15/01/2025").from_date == DAY  # type: ignore[arg-type]  # as YAML gives it
