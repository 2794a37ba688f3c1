"""The wire: one request at a time, at a pace that the publisher can bear, tried again where that can help."""

from __future__ import annotations

import functools
import itertools
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self

import httpx2
import stamina

from gbflex import limits
from gbflex.errors import DataError, InputError
from gbflex.sources.fetching.addresses import Publisher
from gbflex.sources.fetching.asked import allowance_in, seconds_to_wait, usable_allowance
from gbflex.sources.fetching.deadline import Overdue, within
from gbflex.sources.fetching.request import Request

__all__ = ["Fetcher", "Response", "WindowTooLong"]

SILENT: Final = logging.NullHandler()
"""Tries are counted in the report; nobody reads stamina's own log. One handler, however many fetch."""
LEAST_SECONDS_BETWEEN: Final[dict[Publisher, float]] = {"elexon": 0.2, "neso": 30.0}
"""Elexon states no limit; NESO asks for no more than two datastore requests a minute."""
AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
BAD_REQUEST: Final = 400
LATER: Final = "Run the same command later: it goes on where it stopped"


@dataclass(frozen=True)
class Response:
    """What a publisher sent.

    Attributes:
        request: What was asked.
        content: The body as it came.
        retrieved_time: When, aware UTC.
    """

    request: Request
    content: bytes
    retrieved_time: datetime


class WindowTooLong(DataError):
    """The publisher allows a shorter window.

    Attributes:
        longest: What it allows.
    """

    def __init__(self, longest: timedelta, where: str) -> None:
        super().__init__(f"the publisher allows at most {longest} at once", where=where, next_step=LATER)
        self.longest = longest


class Busy(Exception):
    """An answer that another try may better; `wait_seconds` is what the publisher asks for."""

    def __init__(self, reason: str, wait_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.wait_seconds = wait_seconds


AGAIN_AFTER: Final = (Busy, httpx2.TransportError)
LONGEST_OWN_WAIT_SECONDS: Final = 30.0
"""Where the publisher names no wait, it doubles from try to try up to this."""


class Fetcher:
    """Asks publishers; use it as a context manager.

    Args:
        addresses: Where each publisher's service is.
        now: The clock, aware UTC.
        transport: Replaces the wire in tests.
    """

    def __init__(
        self,
        addresses: dict[Publisher, str],
        now: Callable[[], datetime],
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.addresses, self.now = addresses, now
        self.retried = 0
        logging.getLogger("stamina").addHandler(SILENT)
        self._last = float("-inf")
        self._client = httpx2.Client(
            timeout=limits.SILENCE_SECONDS,
            headers={"User-Agent": "gbflex", "Accept": "application/json"},
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get(self, request: Request) -> Response:
        """One answer, with every try and wait for it before the request's deadline.

        Raises:
            WindowTooLong: The window must be shorter.
            DataError: The publisher cannot be reached, refuses, or is still busy after six tries or five minutes.
            InputError: The publisher's address cannot be one.
        """
        deadline, tries = time.monotonic() + limits.REQUEST_SECONDS, itertools.count()
        try:
            for attempt in stamina.retry_context(
                on=functools.partial(self._wait_before_next, deadline=deadline, tries=tries),
                attempts=limits.REQUEST_TRIES,
                timeout=None,
            ):
                with attempt:
                    body = within(deadline - time.monotonic(), functools.partial(self._once, request))
                    return Response(request, body, self.now())
        except Overdue:
            reason = f"no whole answer within {limits.REQUEST_SECONDS:g} seconds"
        except (Busy, httpx2.RequestError) as error:
            reason = str(error) or type(error).__name__
        except (httpx2.InvalidURL, UnicodeError) as error:
            raise InputError(
                f"the publisher's address cannot be one: {error}",
                where=self.addresses[request.publisher],
                next_step=f"Set GBFLEX_{request.publisher.upper()}_URL to an address, or leave it out",
            ) from None
        raise DataError(f"the publisher does not answer: {reason}", where=request.key, next_step=LATER)

    def _wait_before_next(self, error: Exception, *, deadline: float, tries: Iterator[int]) -> bool | float:
        """Seconds until the next try; false where there is none, because it cannot help or would come too late."""
        asked = error.wait_seconds if isinstance(error, Busy) else None
        wait = (
            min(limits.FIRST_WAIT_SECONDS * 2 ** next(tries), LONGEST_OWN_WAIT_SECONDS) if asked is None else asked
        )
        hopeless = isinstance(error, httpx2.UnsupportedProtocol) or not isinstance(error, AGAIN_AFTER)
        if hopeless or wait > limits.WAIT_SECONDS or time.monotonic() + wait >= deadline:
            return False
        self.retried += 1
        return wait

    def _once(self, request: Request, given_up: threading.Event) -> bytes:
        pause = self._last + LEAST_SECONDS_BETWEEN[request.publisher] - time.monotonic()
        if pause > 0 and given_up.wait(pause):
            raise Overdue
        self._last = time.monotonic()
        address = self.addresses[request.publisher] + request.path
        with self._client.stream("GET", address, params=request.params) as answer:
            body = _body(answer, request, given_up)
        if answer.status_code in AGAIN:
            raise Busy(
                f"status {answer.status_code}", seconds_to_wait(answer.headers.get("Retry-After"), self.now())
            )
        if answer.status_code == BAD_REQUEST:
            _refuse_window(body.decode("utf-8", "replace"), request)
        if not answer.is_success:
            raise DataError(
                f"the publisher refuses: status {answer.status_code}",
                where=request.key,
                available=body[:200].decode("utf-8", "replace"),
                next_step="Ask for other days, or later",
            )
        return body


def _refuse_window(text: str, request: Request) -> None:
    """Raise what a publisher says of the window, where it says anything of it."""
    said = allowance_in(text)
    if said is None:
        return
    longest = usable_allowance(said)
    if longest is None:
        raise DataError(
            f"the publisher allows windows of {said}s, which is no length from a half-hour to a year",
            where=request.key,
            next_step=LATER,
        )
    raise WindowTooLong(longest, request.key)


def _body(answer: httpx2.Response, request: Request, given_up: threading.Event) -> bytes:
    parts, size = [], 0
    for part in answer.iter_bytes():
        size += len(part)
        if given_up.is_set():
            raise Overdue
        if size > limits.ANSWER_BYTES:
            raise DataError(
                f"the answer is larger than {limits.size_said(limits.ANSWER_BYTES)}",
                where=request.key,
                next_step="Ask for fewer days",
            )
        parts.append(part)
    return b"".join(parts)
