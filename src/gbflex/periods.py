"""Settlement time: the only translator between settlement date and period, UTC and EFA blocks.

A settlement day is the local calendar day in Europe/London; periods of 30 minutes are numbered from
local midnight. A day has 48 periods, 46 on the last Sunday of March and 50 on the last Sunday of
October. An EFA day runs from 23:00 the evening before, local time, in six blocks of four hours, of
which only block 1 changes length. A gas day runs from 05:00 to 05:00, local time. Source: BSC Section X
Annex X-1 (settlement day and period); EFA calendar as used in NESO's response auctions; UNC (gas day). Covers
2015 to 2035. Bank holidays of England are rows of `bank_holidays.csv`, from the `holidays` package (MIT), which
has those proclaimed as on gov.uk/bank-holidays; a test compares the two.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import InputError, InvalidSettlementPeriod
from gbflex.units import SETTLEMENT_PERIOD_HOURS
from gbflex.written_dates import noted_date

__all__ = [
    "FIRST_DATE",
    "LAST_DATE",
    "LONDON",
    "EfaBlock",
    "Months",
    "Periods",
    "SettlementPeriod",
    "efa_block_of",
    "is_bank_holiday",
    "is_working_day",
    "parse_date",
    "period_count",
    "settlement_period_of",
    "start_time_of",
]

LONDON: Final = ZoneInfo("Europe/London")
FIRST_DATE: Final = date(2015, 1, 1)
LAST_DATE: Final = date(2035, 12, 31)

HALF_HOUR: Final = timedelta(minutes=30)
HALF_HOUR_SECONDS: Final = 1800
EFA_BLOCK_HOURS: Final = 4
EFA_DAY_START_MINUTE: Final = 23 * 60
HALF_HOUR_MINUTES: Final = 30
MINUTES_PER_DAY: Final = 1440
GAS_DAY_START_MINUTE: Final = 300
SATURDAY: Final = 5


class SettlementPeriod(NamedTuple):
    """A settlement date and the number of one of its half-hours, from 1."""

    settlement_date: date
    settlement_period: int


class EfaBlock(NamedTuple):
    """An EFA date and block 1 to 6; block 1 begins at 23:00 local time on the evening before."""

    efa_date: date
    efa_block: int


def parse_date(text: str | date, *, field: str = "date") -> date:
    """A settlement date as people write it; one of two or four numbers is read day first, and said.

    Args:
        text: "2024-04-01", "01/04/2024", "1 Apr 2024", "20240401", or a date.
        field: Name used in the error.

    Raises:
        InputError: Not a date, or outside 2015 to 2035.

    Example:
        >>> parse_date("2024-04-01"), parse_date("1 Apr 2024")
        (datetime.date(2024, 4, 1), datetime.date(2024, 4, 1))
    """
    if not isinstance(text, str | date):
        raise InputError(f"{text!r} is not a date", where=field, next_step="Write it as 2024-04-01")
    day = noted_date(text, field) if isinstance(text, str) else text
    if isinstance(day, datetime):
        raise InputError(
            f"{text!r} is an instant, not a settlement date",
            where=field,
            next_step="Write the date alone, as 2024-04-01",
        )
    if not FIRST_DATE <= day <= LAST_DATE:
        raise InputError(f"{day} is outside the calendar", where=field, available=f"{FIRST_DATE} to {LAST_DATE}")
    return day


def _midnight_utc(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC)


def period_count(settlement_date: date) -> int:
    """Number of settlement periods on a day: 46, 48 or 50.

    Example:
        >>> period_count(date(2025, 3, 30)), period_count(date(2025, 10, 26))
        (46, 50)
    """
    length = _midnight_utc(settlement_date + timedelta(days=1)) - _midnight_utc(settlement_date)
    return int(length / HALF_HOUR)


def start_time_of(settlement_date: date, settlement_period: int) -> datetime:
    """Start of a settlement period, aware UTC.

    Raises:
        InvalidSettlementPeriod: The day has no such period.

    Example:
        >>> start_time_of(date(2025, 3, 30), 46).isoformat()
        '2025-03-30T22:30:00+00:00'
    """
    count = period_count(settlement_date)
    if not 1 <= settlement_period <= count:
        raise InvalidSettlementPeriod(
            f"settlement period {settlement_period} does not exist",
            where=str(settlement_date),
            available=f"periods 1 to {count}",
        )
    return _midnight_utc(settlement_date) + (settlement_period - 1) * HALF_HOUR


def settlement_period_of(instant: datetime) -> SettlementPeriod:
    """The settlement date and period that contain an aware instant.

    Raises:
        InputError: The instant has no time zone.

    Example:
        >>> settlement_period_of(datetime(2025, 10, 26, 1, 0, tzinfo=UTC)).settlement_period
        5
    """
    if instant.tzinfo is None:
        raise InputError(
            f"{instant.isoformat()} has no time zone", next_step="Give UTC, for example with a final Z"
        )
    day = instant.astimezone(LONDON).date()
    return SettlementPeriod(day, int((instant - _midnight_utc(day)) / HALF_HOUR) + 1)


def efa_block_of(instant: datetime) -> EfaBlock:
    """The EFA date and block that contain an aware instant.

    Example:
        >>> efa_block_of(datetime(2025, 1, 14, 23, 0, tzinfo=UTC))
        EfaBlock(efa_date=datetime.date(2025, 1, 15), efa_block=1)
    """
    day, period = settlement_period_of(instant)
    periods = Periods.between(day, day)
    return EfaBlock(periods.efa_date[period - 1].astype(object), int(periods.efa_block[period - 1]))


@functools.cache
def _bank_holidays() -> frozenset[date]:
    # A table and no calendar library: importing one took 0.2 s of every run.
    text = (resources.files("gbflex") / "bank_holidays.csv").read_text("utf-8")
    return frozenset(date.fromisoformat(row["date"]) for row in csv.DictReader(text.splitlines()))


def is_bank_holiday(day: date) -> bool:
    """Whether a day is an English bank holiday, or the day at a weekend that one stands in for.

    Bank holidays after those proclaimed are projected by rule.

    Example:
        >>> is_bank_holiday(date(2018, 3, 30)), is_bank_holiday(date(2018, 4, 1))
        (True, False)
    """
    return day in _bank_holidays()


def is_working_day(day: date) -> bool:
    """Whether a day is a BSC working day: not a weekend, not an English bank holiday.

    Bank holidays after those proclaimed are projected by rule.

    Example:
        >>> is_working_day(date(2025, 12, 25)), is_working_day(date(2025, 12, 24))
        (False, True)
    """
    return day.weekday() < SATURDAY and not is_bank_holiday(day)


class Months(NamedTuple):
    """Calendar months, each of shape (months,).

    Attributes:
        month: Which, datetime64[M].
        held_days: Days of it that are in the span.
        days: All its days.
    """

    month: NDArray[np.datetime64]
    held_days: NDArray[np.int64]
    days: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Periods:
    """The time axis: every settlement period of whole settlement days, in order.

    Attributes:
        start_time: Start of each half-hour, UTC, shape (n,), datetime64[s].
        settlement_date: Local day of each half-hour, shape (n,), datetime64[D].
        settlement_period: Number within the day, from 1, shape (n,).
        day_index: Which day of the span each half-hour is in, from 0, shape (n,).
    """

    start_time: NDArray[np.datetime64]
    settlement_date: NDArray[np.datetime64]
    settlement_period: NDArray[np.int64]
    day_index: NDArray[np.int64]

    @property
    def hours(self) -> float:
        """Length of every half-hour [h]."""
        return SETTLEMENT_PERIOD_HOURS

    @classmethod
    def between(cls, first_date: str | date, last_date: str | date) -> Periods:
        """Every half-hour of an inclusive span of settlement dates.

        Raises:
            InputError: A date is malformed, outside the calendar, or the span is backwards.

        Example:
            >>> len(Periods.between("2025-01-01", "2025-12-31"))
            17520
        """
        first, last = parse_date(first_date, field="from"), parse_date(last_date, field="to")
        if last < first:
            raise InputError(
                f"the span ends before it starts: {first} to {last}",
                where="from, to",
                next_step="Exchange the two dates",
            )
        days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
        counts = np.array([period_count(day) for day in days], dtype=np.int64)
        day_index = np.repeat(np.arange(len(days)), counts)
        starts_of_days = np.cumsum(counts) - counts
        total = int(counts.sum())
        midnight = np.datetime64(_midnight_utc(first).replace(tzinfo=None), "s")
        return cls(
            start_time=midnight + np.arange(total) * np.timedelta64(HALF_HOUR_SECONDS, "s"),
            settlement_date=np.array(days, dtype="datetime64[D]")[day_index],
            settlement_period=np.arange(total, dtype=np.int64) - starts_of_days[day_index] + 1,
            day_index=day_index,
        )

    def __len__(self) -> int:
        return len(self.start_time)

    @property
    def first_date(self) -> date:
        """First settlement date of the span."""
        return self.settlement_date[0].astype(object)  # type: ignore[no-any-return]  # numpy types a date taken out as anything

    @property
    def last_date(self) -> date:
        """Last settlement date of the span."""
        return self.settlement_date[-1].astype(object)  # type: ignore[no-any-return]  # numpy types a date taken out as anything

    @property
    def dates(self) -> NDArray[np.datetime64]:
        """The settlement dates of the span, each once, shape (days,)."""
        return self.settlement_date[self.first_of_day]

    @property
    def first_of_day(self) -> NDArray[np.int64]:
        """Position of the first half-hour of each day, shape (days,)."""
        return np.flatnonzero(self.settlement_period == 1)

    @functools.cached_property
    def local_offset_minutes(self) -> NDArray[np.int64]:
        """London clock minus UTC of each half-hour [minutes], 0 or 60."""
        # A zone look-up per day start, then the change hour (01:00 UTC) splits the two days a year that change.
        midnights = self.start_time[self.first_of_day].astype(object)
        at_midnight = np.array([_offset_minutes(instant) for instant in midnights], dtype=np.int64)
        next_midnights = [instant + timedelta(hours=23) for instant in midnights]
        at_end = np.array([_offset_minutes(instant) for instant in next_midnights], dtype=np.int64)
        day = self.day_index
        changed = self.start_time.astype("datetime64[h]") > self.settlement_date.astype("datetime64[h]")
        return np.where((at_midnight != at_end)[day] & changed, at_end[day], at_midnight[day])

    @functools.cached_property
    def local_minute(self) -> NDArray[np.int64]:
        """London clock time of the start of each half-hour [minutes after midnight]."""
        utc_minute = self.start_time.astype("datetime64[m]").astype(np.int64)
        minute: NDArray[np.int64] = (utc_minute + self.local_offset_minutes) % MINUTES_PER_DAY
        return minute

    @functools.cached_property
    def gas_day(self) -> NDArray[np.datetime64]:
        """Gas day of each half-hour, by the date it begins on, shape (n,), datetime64[D].

        It runs from 05:00 to 05:00 on the London clock (UNC General Terms, as UNC461 changed it on 1 October
        2015; until then it began at 06:00).
        """
        before = self.local_minute < GAS_DAY_START_MINUTE
        gas_day: NDArray[np.datetime64] = self.settlement_date - before.astype("timedelta64[D]")
        return gas_day

    @functools.cached_property
    def efa_block(self) -> NDArray[np.int64]:
        """EFA block of each half-hour, 1 to 6, shape (n,).

        Four hours of the London clock each; the first begins at 23:00 the evening before. On a clock-change day
        it has three or five hours, as the hour that goes or comes back is its own.

        Example:
            >>> spring = Periods.between("2025-03-29", "2025-03-30")
            >>> [int((spring.efa_block_index == block).sum()) for block in (6, 7)]
            [6, 8]
        """
        block: NDArray[np.int64] = self._minute_of_efa_day // (60 * EFA_BLOCK_HOURS) + 1
        return block

    @functools.cached_property
    def efa_date(self) -> NDArray[np.datetime64]:
        """EFA day of each half-hour, by the date it ends on, shape (n,), datetime64[D]."""
        evening = self.local_minute >= EFA_DAY_START_MINUTE
        efa_date: NDArray[np.datetime64] = self.settlement_date + evening.astype("timedelta64[D]")
        return efa_date

    @functools.cached_property
    def efa_block_index(self) -> NDArray[np.int64]:
        """EFA block of each half-hour, counted from that of the first, shape (n,)."""
        return np.cumsum(np.diff(self.efa_block, prepend=self.efa_block[0]) != 0)

    @functools.cached_property
    def first_of_efa_day(self) -> NDArray[np.int64]:
        """Position of the first half-hour of each EFA day that the span touches, shape (days,)."""
        return np.unique(self.efa_date, return_index=True)[1]

    @property
    def _minute_of_efa_day(self) -> NDArray[np.int64]:
        minute: NDArray[np.int64] = (self.local_minute - EFA_DAY_START_MINUTE) % MINUTES_PER_DAY
        return minute

    @property
    def first_gas_day(self) -> date:
        """Gas day of the first half-hour."""
        return self.gas_day[0].astype(object)  # type: ignore[no-any-return]  # numpy types a date taken out as anything

    @property
    def last_gas_day(self) -> date:
        """Gas day of the last half-hour."""
        return self.gas_day[-1].astype(object)  # type: ignore[no-any-return]  # numpy types a date taken out as anything

    @property
    def gas_day_index(self) -> NDArray[np.int64]:
        """Gas day of each half-hour, counted from that of the first, shape (n,)."""
        index: NDArray[np.int64] = (self.gas_day - self.gas_day[0]).astype(np.int64)
        return index

    def in_clock_window(self, start_minute: int, end_minute: int) -> NDArray[np.bool_]:
        """Half-hours that begin within a window of the London clock, its end excluded, shape (n,).

        Args:
            start_minute: Minutes after midnight.
            end_minute: Minutes after midnight.
        """
        at: NDArray[np.bool_] = (self.local_minute >= start_minute) & (self.local_minute < end_minute)
        return at

    @functools.cached_property
    def month(self) -> NDArray[np.int64]:
        """Month of the settlement date, 1 to 12, shape (n,)."""
        # Months are counted from January 1970.
        month: NDArray[np.int64] = self.settlement_date.astype("datetime64[M]").astype(np.int64) % 12 + 1
        return month

    def months(self) -> Months:
        """The calendar months that the span touches, and how much of each it holds.

        Example:
            >>> Periods.between("2025-01-06", "2025-02-28").months().held_days.tolist()
            [26, 28]
        """
        months, held = np.unique(self.dates.astype("datetime64[M]"), return_counts=True)
        days = (months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")
        return Months(months, held, days.astype(np.int64))

    @functools.cached_property
    def weekday(self) -> NDArray[np.int64]:
        """Day of the week of the settlement date, Monday 0 to Sunday 6."""
        # 1970-01-01 was a Thursday.
        return (self.settlement_date.astype(np.int64) + 3) % 7

    @functools.cached_property
    def working_day(self) -> NDArray[np.bool_]:
        """Whether the settlement date is a working day."""
        by_day = np.array([is_working_day(day) for day in self.dates.astype(object)])
        return by_day[self.day_index]

    @functools.cached_property
    def bank_holiday(self) -> NDArray[np.bool_]:
        """Whether the settlement date is a bank holiday of England and Wales."""
        by_day = np.array([is_bank_holiday(day) for day in self.dates.astype(object)])
        return by_day[self.day_index]

    def describe(self, positions: NDArray[np.int64], *, most: int = 3) -> str:
        """The first few of some half-hours, for messages.

        Example:
            >>> Periods.between("2025-01-01", "2025-01-01").describe(np.array([0, 1, 2, 3]))
            '2025-01-01 period 1, 2025-01-01 period 2, 2025-01-01 period 3 and 1 more'
        """
        named = [f"{self.settlement_date[i]} period {self.settlement_period[i]}" for i in positions[:most]]
        more = len(positions) - len(named)
        return ", ".join(named) + (f" and {more} more" if more else "")

    def positions(
        self, settlement_date: NDArray[np.datetime64], settlement_period: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Position on this axis of given settlement dates and periods; -1 where outside the span.

        A period that its day does not have is also -1: callers count those apart with `exists`.
        """
        first_of_day = self.first_of_day
        counts = np.diff(np.append(first_of_day, len(self)))
        day = (settlement_date.astype("datetime64[D]") - self.settlement_date[0]).astype(np.int64)
        inside = (day >= 0) & (day < len(first_of_day))
        safe_day = np.where(inside, day, 0)
        valid = inside & (settlement_period >= 1) & (settlement_period <= counts[safe_day])
        return np.where(valid, first_of_day[safe_day] + settlement_period - 1, -1)


def _offset_minutes(instant_utc: datetime) -> int:
    offset = instant_utc.replace(tzinfo=UTC).astimezone(LONDON).utcoffset()
    assert offset is not None  # noqa: S101 (an aware datetime always has one; this narrows the type)
    return int(offset / timedelta(minutes=1))
