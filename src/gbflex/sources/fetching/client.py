"""The wire: one request at a time, at a pace that the publisher can bear, tried again where that can help."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Final, Self

import httpx2
import stamina

from gbflex.errors import DataError
from gbflex.sources.fetching.request import Publisher, Request

__all__ = ["Fetcher", "Response", "WindowTooLong"]

SILENT: Final = logging.NullHandler()
"""Tries are counted in the report; nobody reads stamina's own log. One handler, however many fetch."""
LEAST_SECONDS_BETWEEN: Final[dict[Publisher, float]] = {"elexon": 0.2, "neso": 30.0}
"""Elexon states no limit; NESO asks for no more than two datastore requests a minute."""
ATTEMPTS: Final = 6
LONGEST_WAIT_SECONDS: Final = 120.0
"""A publisher that asks for a longer wait is taken up another time."""
LARGEST_BODY_BYTES: Final = 1 << 30
TIMEOUT_SECONDS: Final = 60.0
AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
TOO_MANY: Final = 429
BAD_REQUEST: Final = 400

UNITS: Final = {"minute": 60, "hour": 3600, "day": 86_400}
ALLOWANCE: Final = re.compile(r"must not exceed\s+(\d+)\s+(minute|hour|day)s?", re.IGNORECASE)


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
        super().__init__(f"the publisher allows at most {longest} at once", where=where)
        self.longest = longest


class Busy(Exception):
    """An answer that another try may better; `wait_seconds` is what the publisher asks for."""

    def __init__(self, reason: str, wait_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.wait_seconds = wait_seconds


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
            timeout=TIMEOUT_SECONDS,
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
        """One answer.

        Raises:
            WindowTooLong: The window must be shorter.
            DataError: The publisher cannot be reached, refuses, or is still busy after six tries.
        """
        try:
            for attempt in stamina.retry_context(
                on=self._wait_before_next, attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_max=30.0
            ):
                with attempt:
                    return Response(request, self._once(request), self.now())
        except (Busy, httpx2.TransportError) as error:
            raise DataError(
                f"the publisher does not answer: {str(error) or type(error).__name__}",
                where=request.key,
                next_step="Run the same command later: it goes on where it stopped",
            ) from None
        raise AssertionError  # pragma: no cover (the loop returns or raises)

    def _wait_before_next(self, error: Exception) -> bool | float:
        if isinstance(error, Busy):
            if error.wait_seconds is not None and error.wait_seconds > LONGEST_WAIT_SECONDS:
                return False
            self.retried += 1
            return True if error.wait_seconds is None else error.wait_seconds
        again = isinstance(error, httpx2.TransportError) and not isinstance(error, httpx2.UnsupportedProtocol)
        self.retried += again
        return again

    def _once(self, request: Request) -> bytes:
        pause = self._last + LEAST_SECONDS_BETWEEN[request.publisher] - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self._last = time.monotonic()
        address = self.addresses[request.publisher] + request.path
        with self._client.stream("GET", address, params=request.params) as answer:
            body = _body(answer, request)
        if answer.status_code in AGAIN:
            raise Busy(f"status {answer.status_code}", _retry_after(answer.headers.get("Retry-After"), self.now()))
        if answer.status_code == BAD_REQUEST and (found := ALLOWANCE.search(body.decode("utf-8", "replace"))):
            raise WindowTooLong(timedelta(seconds=int(found[1]) * UNITS[found[2].lower()]), request.key)
        if not answer.is_success:
            raise DataError(
                f"the publisher refuses: status {answer.status_code}",
                where=request.key,
                available=body[:200].decode("utf-8", "replace"),
            )
        return body


def _body(answer: httpx2.Response, request: Request) -> bytes:
    parts, size = [], 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > LARGEST_BODY_BYTES:
            raise DataError(
                f"the answer is larger than {LARGEST_BODY_BYTES} bytes",
                where=request.key,
                next_step="Ask for fewer days",
            )
        parts.append(part)
    return b"".join(parts)


def _retry_after(text: str | None, now: datetime) -> float | None:
    """Seconds to wait, from a number of seconds or a date; nothing where it says neither."""
    if text is None:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (when.astimezone(UTC) - now).total_seconds())
