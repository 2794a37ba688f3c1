"""Where a dataset is fetched from, and the requests that a span of days becomes.

Elexon answers a window at most as long as the endpoint allows, with both ends counted; longer ones are a 400 that
names the allowance. NESO's portal answers in pages. Source: market reference section 2, Elexon Insights
documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from gbflex.errors import DataError, InputError
from gbflex.periods import period_count
from gbflex.sources.fetching.request import SECOND, Request, Span, Wanted, spans_of

__all__ = ["ByDay", "ByPages", "ByWindow", "Endpoint", "Whole"]

SIDES: Final = ("bid", "offer")
DAY: Final = timedelta(days=1)


class Endpoint(Protocol):
    """Where a dataset is fetched from."""

    def requests(
        self, dataset: str, wanted: Sequence[Wanted], *, bm_units: Sequence[str], resource: str | None
    ) -> list[Request]:
        """What to ask for.

        Args:
            dataset: Name of the dataset.
            wanted: Days and half-hours.
            bm_units: BM units to ask for; none means all.
            resource: The publisher's id of the table, where it has one that is not known here.
        """


def _units(dataset: str, bm_units: Sequence[str], *, taken: bool) -> tuple[tuple[str, str], ...]:
    if bm_units and not taken:
        raise InputError(
            f"{dataset} is not fetched by BM unit", where="--bm-unit", next_step="Leave --bm-unit out"
        )
    return tuple(("bmUnit", unit) for unit in bm_units)


def _no_resource(dataset: str, resource: str | None) -> None:
    if resource is not None:
        raise InputError(f"{dataset} needs no resource id", where="--resource", next_step="Leave --resource out")


@dataclass(frozen=True)
class ByDay:
    """A request for each settlement date, and where the endpoint wants it for each side and half-hour.

    Attributes:
        path: With {date}, {side} and {period} where they stand in it.
        takes_units: Whether it can be asked for BM units.
    """

    path: str
    takes_units: bool = False

    def requests(
        self, dataset: str, wanted: Sequence[Wanted], *, bm_units: Sequence[str], resource: str | None
    ) -> list[Request]:
        """What to ask for; see `Endpoint`."""
        _no_resource(dataset, resource)
        units = _units(dataset, bm_units, taken=self.takes_units)
        return [
            Request(
                dataset,
                "elexon",
                self.path.format(date=day, side=side, period=period),
                params=units,
                said=(("side", side),) if side else (),
                span=span,
                named_dates=(day, day),
            )
            for day, periods in wanted
            for span in spans_of([Wanted(day)])
            for period in self._periods(day_count=period_count(day), periods=periods)
            for side in (SIDES if "{side}" in self.path else ("",))
        ]

    def _periods(self, *, day_count: int, periods: tuple[int, ...]) -> Sequence[int]:
        if "{period}" not in self.path:
            return (0,)
        return periods or range(1, day_count + 1)


@dataclass(frozen=True)
class ByWindow:
    """A request for each window of at most so long.

    Attributes:
        path: Below the service's address.
        longest: The longest window, both ends counted.
        names: What the two ends are called.
        takes_units: Whether it can be asked for BM units.
        by_date: Whether its ends are settlement dates, not instants.
        lead: How much earlier to ask, for rows that begin before the span and still hold in it.
    """

    path: str
    longest: timedelta
    names: tuple[str, str] = ("from", "to")
    takes_units: bool = False
    by_date: bool = False
    lead: timedelta = timedelta(0)

    def requests(
        self, dataset: str, wanted: Sequence[Wanted], *, bm_units: Sequence[str], resource: str | None
    ) -> list[Request]:
        """What to ask for; see `Endpoint`."""
        _no_resource(dataset, resource)
        units = _units(dataset, bm_units, taken=self.takes_units)
        if self.by_date:
            days = sorted({day for day, _ in wanted})
            spans: Iterator[Span] = iter(_date_spans([datetime(d.year, d.month, d.day, tzinfo=UTC) for d in days]))
        else:
            spans = iter(_with_lead(list(spans_of(wanted)), self.lead))
        return [self._request(dataset, window, units) for span in spans for window in windows(span, self.longest)]

    def narrowed(self, request: Request, longest: timedelta) -> list[Request]:
        """The same request in pieces of at most so long.

        Args:
            request: One that was too long.
            longest: What the publisher allows.
        """
        assert request.span is not None  # noqa: S101 (requests of this kind have one)
        units = tuple(pair for pair in request.params if pair[0] == "bmUnit")
        if self.by_date:
            if longest < DAY:
                raise DataError(
                    f"the publisher allows at most {longest} at once, and this dataset is asked for by whole days",
                    where=request.key,
                    next_step="Run the same command later",
                )
            longest = timedelta(days=longest.days)
        return [self._request(request.dataset, window, units) for window in windows(request.span, longest)]

    def _request(self, dataset: str, span: Span, units: tuple[tuple[str, str], ...]) -> Request:
        # Both ends count: the last second, or the last day, of a window that ends before its end.
        last = span.end - (timedelta(days=1) if self.by_date else SECOND)
        form = "%Y-%m-%d" if self.by_date else "%Y-%m-%dT%H:%M:%SZ"
        ends = ((self.names[0], span.start.strftime(form)), (self.names[1], last.strftime(form)))
        dates = (span.start.date(), last.date()) if self.by_date else None
        return Request(dataset, "elexon", self.path, params=(*ends, *units), span=span, named_dates=dates)


def _with_lead(spans: Sequence[Span], lead: timedelta) -> list[Span]:
    """Spans that begin earlier, as far as the one before does not cover it."""
    earlier: list[Span] = []
    for span in spans:
        start = span.start - lead
        earlier.append(Span(max(start, earlier[-1].end) if earlier else start, span.end))
    return earlier


def _date_spans(days: Sequence[datetime]) -> Iterator[Span]:
    one = timedelta(days=1)
    current: Span | None = None
    for day in days:
        if current and current.end == day:
            current = Span(current.start, day + one)
        else:
            if current:
                yield current
            current = Span(day, day + one)
    if current:
        yield current


def windows(span: Span, longest: timedelta) -> Iterator[Span]:
    """A span in pieces of at most so long; together they are the span, each instant once.

    Example:
        >>> start = datetime(2025, 1, 1, tzinfo=UTC)
        >>> [piece.end.day for piece in windows(Span(start, start + timedelta(days=14)), timedelta(days=7))]
        [8, 15]
    """
    start = span.start
    while start < span.end:
        end = min(start + longest, span.end)
        yield Span(start, end)
        start = end


@dataclass(frozen=True)
class Whole:
    """One request for everything there is.

    Attributes:
        path: Below the service's address.
    """

    path: str

    def requests(
        self,
        dataset: str,
        wanted: Sequence[Wanted],  # noqa: ARG002 (the answer is what there is now)
        *,
        bm_units: Sequence[str],
        resource: str | None,
    ) -> list[Request]:
        """What to ask for; see `Endpoint`."""
        _no_resource(dataset, resource)
        _units(dataset, bm_units, taken=False)
        return [Request(dataset, "elexon", self.path)]


@dataclass(frozen=True)
class ByPages:
    """NESO's portal: a table by its resource id, in pages of rows.

    Attributes:
        path: Below the service's address.
        rows: Rows of a page.
    """

    path: str = "/api/3/action/datastore_search"
    rows: int = 5000

    def requests(
        self,
        dataset: str,
        wanted: Sequence[Wanted],  # noqa: ARG002 (the portal's table is asked for whole)
        *,
        bm_units: Sequence[str],
        resource: str | None,
    ) -> list[Request]:
        """The first page; see `Endpoint` and `after`."""
        _units(dataset, bm_units, taken=False)
        if not resource:
            raise InputError(
                f"the resource id of {dataset} on NESO's portal is not known here",
                where="--resource",
                next_step="Copy it from the dataset's page: data portal, EAC auction results, API",
            )
        return [self._page(Request(dataset, "neso", self.path), resource, 0)]

    def _page(self, request: Request, resource: str, offset: int) -> Request:
        params = (("resource_id", resource), ("limit", str(self.rows)), ("offset", str(offset)), ("sort", "_id"))
        return replace(request, params=params, offset=offset)

    def after(self, request: Request, rows: int) -> Request | None:
        """The page after one that brought so many rows; nothing after one that was not full.

        Args:
            request: The page before.
            rows: How many rows it brought.
        """
        if rows < self.rows:
            return None
        return self._page(request, dict(request.params)["resource_id"], request.offset + self.rows)
