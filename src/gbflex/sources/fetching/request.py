"""One request to a publisher, and the days and half-hours that are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlencode

from gbflex.periods import HALF_HOUR, period_count, settlement_period_of, start_time_of
from gbflex.sources.fetching.addresses import Publisher

__all__ = ["Request", "Span", "Wanted", "spans_of", "whole_days"]

SECOND: Final = timedelta(seconds=1)


class Wanted(NamedTuple):
    """Half-hours of a day that are wanted; no periods means the whole day."""

    settlement_date: date
    periods: tuple[int, ...] = ()


class Span(NamedTuple):
    """A span of instants in UTC, the end excluded."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Request:
    """One request.

    Attributes:
        dataset: Name of the dataset.
        publisher: Whose service it is for.
        path: Below the service's address.
        params: Names and values, in order; a name may stand several times.
        said: Values that the answer's rows do not carry and the request does, by column.
        span: The instants it asks for; nothing where it asks for whatever there is now.
        offset: First row asked for, where answers come in pages.
        named_dates: First and last settlement date, where it asks by date and not by instant.
    """

    dataset: str
    publisher: Publisher
    path: str
    params: tuple[tuple[str, str], ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    span: Span | None = None
    offset: int = 0
    named_dates: tuple[date, date] | None = None

    @property
    def key(self) -> str:
        """Names the request: the path with its parameters, without any address.

        Example:
            >>> Request("elexon.bod", "elexon", "/datasets/BOD", (("from", "2025-01-01T00:00Z"),)).key
            '/datasets/BOD?from=2025-01-01T00:00Z'
        """
        return self.path + (f"?{urlencode(self.params, safe=':')}" if self.params else "")

    @property
    def dates(self) -> tuple[date, date] | None:
        """First and last settlement date of what it asks for; None where it asks for whatever there is now.

        Example:
            >>> from datetime import UTC
            >>> july = Span(datetime(2025, 7, 1, 23, tzinfo=UTC), datetime(2025, 7, 2, 23, tzinfo=UTC))
            >>> [str(day) for day in Request("elexon.bod", "elexon", "/datasets/BOD", span=july).dates or ()]
            ['2025-07-02', '2025-07-02']
        """
        if self.named_dates or self.span is None:
            return self.named_dates
        return settlement_period_of(self.span.start)[0], settlement_period_of(self.span.end - SECOND)[0]


def whole_days(first: date, last: date) -> list[Wanted]:
    """Every day of an inclusive span, whole."""
    return [Wanted(first + timedelta(days=number)) for number in range((last - first).days + 1)]


def spans_of(wanted: Sequence[Wanted]) -> Iterator[Span]:
    """The instants of wanted half-hours, those in a row put together.

    Example:
        >>> days = whole_days(date(2025, 3, 29), date(2025, 3, 30))
        >>> [(span.start.isoformat(), span.end.isoformat()) for span in spans_of(days)]
        [('2025-03-29T00:00:00+00:00', '2025-03-30T23:00:00+00:00')]
    """
    current: Span | None = None
    for day, periods in wanted:
        for period in periods or range(1, period_count(day) + 1):
            start = start_time_of(day, period)
            if current and current.end == start:
                current = Span(current.start, start + HALF_HOUR)
            else:
                if current:
                    yield current
                current = Span(start, start + HALF_HOUR)
    if current:
        yield current
