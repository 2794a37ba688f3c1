"""Dates and instants as users write them for the record."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from gbflex.errors import InputError
from gbflex.periods import parse_date
from gbflex.written_dates import is_date, iso_instant, noted_date

__all__ = ["asked_span", "instant_asked", "retrieved_asked"]

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
ADVICE: Final = "Write 2025-06-09T14:00:00Z"


def asked_span(first: str | None, last: str | None) -> tuple[date | None, date | None]:
    """An inclusive span of dates, open where nothing is said.

    Raises:
        InputError: A date is none, or the span ends before it starts.
    """
    begin = None if first is None else parse_date(first, field="--from")
    end = None if last is None else parse_date(last, field="--to")
    if begin and end and end < begin:
        raise InputError(
            f"the span ends before it starts: {begin} to {end}",
            where="--from, --to",
            next_step="Exchange the two dates",
        )
    return begin, end


def instant_asked(text: str | None, option: str) -> datetime | None:
    """An aware instant in UTC, or nothing.

    Raises:
        InputError: It is no instant, has no time zone, or is outside 2000 to 2100.
    """
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(iso_instant(text, option))
    except ValueError:
        raise InputError(f"{text!r} is no time", where=option, next_step=ADVICE) from None
    if when.tzinfo is None:
        raise InputError(f"{text!r} has no time zone", where=option, next_step=ADVICE)
    try:
        inside = EARLIEST <= when < LATEST
    except OverflowError:
        inside = False
    if not inside:
        raise InputError(f"{text} is outside the calendar", where=option, available="2000 to 2100")
    return when.astimezone(UTC)


def retrieved_asked(text: str, now: datetime) -> datetime:
    """When files were retrieved; of a date, its last second, so that nothing is known too early.

    Args:
        text: A date or an instant.
        now: The clock, aware UTC.

    Raises:
        InputError: It is no date or instant, or in the future.
    """
    option = "--retrieved"
    if not is_date(text):
        when = instant_asked(text, option)
        assert when is not None  # noqa: S101 (there is a text)
    else:
        day = datetime.combine(noted_date(text, option), datetime.min.time(), UTC)
        if not EARLIEST <= day <= now:
            raise InputError(
                f"{text} cannot be when it was retrieved", where=option, available=f"2000 to {now:%Y-%m-%d}"
            )
        when = min(day + timedelta(days=1, seconds=-1), now)
    if when > now:
        raise InputError(f"{text} is in the future", where=option, available=f"up to {now:%Y-%m-%dT%H:%MZ}")
    return when
