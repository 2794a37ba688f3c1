"""What a publisher asks of us in words: how long to wait, and how long a window it allows.

`Retry-After` is a number of seconds or an HTTP date (RFC 9110, section 10.2.3); what is neither says nothing. An
allowance stands in the words of a 400: "must not exceed 7 days".
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from gbflex.periods import HALF_HOUR

__all__ = ["LONGEST_ALLOWANCE", "allowance_in", "seconds_to_wait", "usable_allowance"]

LONGEST_ALLOWANCE: Final = timedelta(days=366)
SECONDS: Final = {"minute": 60, "hour": 3600, "day": 86_400}
ALLOWANCE: Final = re.compile(r"must not exceed\s+(\S{1,40})\s+(minute|hour|day)s?\b", re.IGNORECASE)
NUMBER: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def seconds_to_wait(text: str | None, now: datetime) -> float | None:
    """Seconds that a `Retry-After` asks for; null where it says nothing that can be waited for.

    Args:
        text: The header.
        now: The clock, aware UTC.

    Example:
        >>> noon = datetime(2025, 1, 1, 12, tzinfo=UTC)
        >>> [seconds_to_wait(text, noon) for text in ("5", "Wed, 01 Jan 2025 12:01:00 GMT", "soon")]
        [5.0, 60.0, None]
    """
    said = (text or "").strip()
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        when = parsedate_to_datetime(said)
        # An HTTP date is UTC, also where it does not say so.
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when.astimezone(UTC) - now).total_seconds())
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def allowance_in(text: str) -> str | None:
    """The allowance that an error of a publisher names, as it stands there; null where it names none.

    Args:
        text: Body of the answer.

    Example:
        >>> allowance_in("The range must not exceed 7 days")
        '7 day'
    """
    found = ALLOWANCE.search(text)
    return f"{found[1]} {found[2].lower()}" if found else None


def usable_allowance(said: str) -> timedelta | None:
    """An allowance as a length of time; null below one period, above a year, or where it is no number.

    Args:
        said: As `allowance_in` gives it.

    Example:
        >>> [usable_allowance(said) for said in ("7 day", "29 minute", "367 day", "many day")]
        [datetime.timedelta(days=7), None, None, None]
    """
    number, unit = said.rsplit(" ", 1)
    if not NUMBER.fullmatch(number):
        return None
    seconds = float(number) * SECONDS[unit]
    if not HALF_HOUR.total_seconds() <= seconds <= LONGEST_ALLOWANCE.total_seconds():
        return None
    return timedelta(seconds=seconds)
