"""A list of requests in turn: what is held is skipped, what is too long is cut, each answer is delivered."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from gbflex import limits
from gbflex.errors import DataError
from gbflex.sources.fetching.client import Fetcher, Response, WindowTooLong
from gbflex.sources.fetching.endpoints import ByPages, ByWindow, Endpoint
from gbflex.sources.fetching.request import Request

__all__ = ["FetchReport", "fetch"]


@dataclass
class FetchReport:
    """What a fetch did.

    Attributes:
        asked: Requests that were sent and answered.
        skipped: Requests whose answer was held already.
        cut: Requests that were too long for the publisher.
        retried: Tries beyond the first.
    """

    asked: int = 0
    skipped: int = 0
    cut: int = 0
    retried: int = 0


def fetch(
    requests: Sequence[Request],
    endpoint: Endpoint,
    fetcher: Fetcher,
    *,
    already: Callable[[Request], bool],
    deliver: Callable[[Response], int],
    progress: Callable[[str], None],
) -> FetchReport:
    """Ask for each in turn. A kill loses at most the answer that is on its way.

    Args:
        requests: What to ask for.
        endpoint: Where they come from, to cut or to turn a page.
        fetcher: The wire.
        already: Whether the answer to a request is held.
        deliver: Takes an answer and returns how many rows it brought.
        progress: Called with a sentence before each request.

    Raises:
        DataError: The publisher does not answer or refuses; what came before is delivered.
    """
    report, left, longest = FetchReport(), deque(requests), None
    try:
        while left:
            request = left.popleft()
            if isinstance(endpoint, ByWindow) and _too_long(request, longest):
                left.extendleft(reversed(endpoint.narrowed(request, longest or timedelta(0))))
                continue
            if already(request):
                report.skipped += 1
                continue
            progress(f"{request.dataset}: {request.key} ({len(left)} to go)")
            try:
                rows = deliver(fetcher.get(request))
            except WindowTooLong as allowed:
                narrower = isinstance(endpoint, ByWindow) and _too_long(request, allowed.longest)
                if not narrower or report.cut == limits.ALLOWANCE_ATTEMPTS:
                    raise
                report.cut += 1
                longest = allowed.longest
                left.appendleft(request)
                continue
            report.asked += 1
            if isinstance(endpoint, ByPages) and (following := endpoint.after(request, rows)):
                if following.offset >= limits.PAGES * endpoint.rows:
                    raise _endless(following)
                left.appendleft(following)
    finally:
        report.retried = fetcher.retried
    return report


def _endless(request: Request) -> DataError:
    return DataError(
        f"the publisher's table has no end: {limits.PAGES:,} full pages came, and another would follow",
        where=request.key,
        next_step="What came is kept; check the resource id on NESO's portal",
    )


def _too_long(request: Request, longest: timedelta | None) -> bool:
    return longest is not None and request.span is not None and request.span.end - request.span.start > longest
