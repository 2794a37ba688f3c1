"""A stub of Elexon's and NESO's services on loopback, with faults on demand. It ends with its context."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from gbflex.periods import Periods, settlement_period_of

Rows = list[dict[str, Any]]


@dataclass
class Answer:
    """What the stub sends."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    drop: bool = False
    seconds_between_bytes: float = 0.0
    slow_headers: bool = False


Fault = Callable[[Answer], Answer]


def busy(status: int = 429, retry_after: str | None = "0") -> Fault:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return lambda _: Answer(b"busy", status, headers)


def cut_off(answer: Answer) -> Answer:
    return Answer(answer.body, cut=True)


def dropped(answer: Answer) -> Answer:
    return Answer(answer.body, drop=True)


def html(_: Answer) -> Answer:
    return Answer(b"<html><title>Sorry, we are down</title></html>")


def one_byte_at_a_time(seconds: float, *, headers: bool = False) -> Fault:
    """The answer, or already its headers, so slowly that no single read is ever late."""
    return lambda answer: Answer(answer.body, seconds_between_bytes=seconds, slow_headers=headers)


def encoded(encoding: str, body: bytes | None = None) -> Fault:
    """The answer under an encoding that it does not have, or with a body of that encoding."""
    return lambda answer: Answer(answer.body if body is None else body, headers={"Content-Encoding": encoding})


def as_text(charset: str) -> Fault:
    """The answer in another character set."""
    return lambda answer: Answer(answer.body.decode().encode(charset))


def elsewhere(address: str) -> Fault:
    """Go there; who does is sent on again."""
    return lambda _: Answer(b"", 302, {"Location": address})


def instead(body: bytes, status: int = 200) -> Fault:
    """Another body."""
    return lambda _: Answer(body, status)


def allows(words: str) -> Fault:
    """A refusal of the window that names an allowance."""
    return lambda _: Answer(json.dumps({"errors": [f"The range must not exceed {words}"]}).encode(), 400)


def moved(days: int) -> Fault:
    """The answer with other dates."""
    return changed(on_other_days(days))


def on_other_days(days: int) -> Callable[[Rows], Rows]:
    """The same rows, so many days later in both ways in which they say their day."""

    def other(rows: Rows) -> Rows:
        def day_of(row: dict[str, Any]) -> str:
            return str(date.fromisoformat(row["settlementDate"]) + timedelta(days=days))

        def start_of(row: dict[str, Any]) -> str:
            return _iso(datetime.fromisoformat(row["startTime"]) + timedelta(days=days))

        return [row | {"settlementDate": day_of(row), "startTime": start_of(row)} for row in rows]

    return other


def changed(change: Callable[[Rows], Rows]) -> Fault:
    """The same answer with its rows changed."""

    def fault(answer: Answer) -> Answer:
        body = json.loads(answer.body)
        rows = body["data"] if isinstance(body, dict) else body
        rows = change(rows)
        return Answer(json.dumps({"data": rows} if isinstance(body, dict) else rows).encode())

    return fault


class Stub:
    """Answers like the publishers.

    Attributes:
        asked: Path and parameters of every request, in order.
        faults: What to do with the next answers, in order; none leaves one alone.
        always: What to do with every answer after those.
        restated: Added to every system price, as a later settlement run would.
        longest: The longest window that is allowed.
        held_until: The instant up to which there are rows.
        eac: Rows of NESO's auction table.
        endless: Whether that table's rows come again and again, page after page.
        ended: Set when the stub ends, for answers that are still on their way.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.at: list[float] = []
        self.faults: list[Fault | None] = []
        self.always: Fault | None = None
        self.ended = threading.Event()
        self.restated = 0.0
        self.created = "2025-02-01T00:00:00Z"
        self.longest = timedelta(days=7)
        self.held_until = datetime(2030, 1, 1, tzinfo=UTC)
        self.eac: Rows = []
        self.endless = False

    def answer(self, target: str) -> Answer:
        """The answer to a path with parameters."""
        parts = urlsplit(target)
        params = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self.asked.append(target)
        answer = self._plain(parts.path, params)
        fault = self.faults.pop(0) if self.faults else self.always
        return fault(answer) if fault else answer

    def _plain(self, path: str, params: dict[str, str]) -> Answer:
        if path.startswith("/balancing/settlement/system-prices/"):
            return _wrapped(self._system_prices(path.rsplit("/", 1)[1]))
        if path == "/balancing/pricing/market-index":
            return self._windowed(params, self._market_index)
        if path == "/datasets/BOD":
            return self._windowed(params, self._bod)
        if path.startswith("/balancing/settlement/indicative/cashflows/all/"):
            side, day = path.split("/")[-2:]
            return _wrapped(self._cashflows(side, day))
        if path == "/api/3/action/datastore_search":
            offset, limit = int(params["offset"]), int(params["limit"])
            rows = self.eac[:limit] if self.endless else self.eac[offset : offset + limit]
            page = {"success": True, "result": {"records": rows}}
            return Answer(json.dumps(page).encode())
        return Answer(b'{"message": "no such path"}', 404)

    def _half_hours(self, first: str, last: str) -> Iterator[tuple[str, int, datetime]]:
        axis = Periods.between(first, last)
        for day, period, start in zip(axis.settlement_date, axis.settlement_period, axis.start_time, strict=True):
            instant = start.astype(datetime).replace(tzinfo=UTC)
            if instant < self.held_until:
                yield str(day), int(period), instant

    def _system_prices(self, day: str) -> Rows:
        return [
            {
                "settlementDate": date_text,
                "settlementPeriod": period,
                "startTime": _iso(start),
                "createdDateTime": self.created,
                "systemSellPrice": 50.0 + period + self.restated,
                "systemBuyPrice": 50.0 + period + self.restated,
                "netImbalanceVolume": -10.5,
                "priceDerivationCode": "P",
                "reserveScarcityPrice": 0.0,
                "replacementPrice": None,
                "bsadDefaulted": False,
            }
            for date_text, period, start in self._half_hours(day, day)
        ]

    def _windowed(self, params: dict[str, str], rows: Callable[[datetime, datetime], Rows]) -> Answer:
        start, end = (datetime.fromisoformat(params[name]) for name in ("from", "to"))
        if end - start > self.longest:
            words = "7 days" if self.longest >= timedelta(days=1) else "1 hour"
            message = f"The date range between From and To inclusive must not exceed {words}"
            return Answer(json.dumps({"errors": {"": [message]}}).encode(), 400)
        return _wrapped(rows(start, end))

    def _starts(self, start: datetime, end: datetime) -> Iterator[tuple[date, int, datetime]]:
        instant = start
        while instant <= end:
            day, period = settlement_period_of(instant)
            if instant < self.held_until:
                yield day, period, instant
            instant += timedelta(minutes=30)

    def _market_index(self, start: datetime, end: datetime) -> Rows:
        return [
            {
                "startTime": _iso(instant),
                "dataProvider": provider,
                "settlementDate": str(day),
                "settlementPeriod": period,
                "price": 40.0 + period if provider == "APXMIDP" else 0.0,
                "volume": 100.0 if provider == "APXMIDP" else 0.0,
            }
            for day, period, instant in self._starts(start, end)
            for provider in ("APXMIDP", "N2EXMIDP")
        ]

    def _bod(self, start: datetime, end: datetime) -> Rows:
        return [
            {
                "dataset": "BOD",
                "settlementDate": str(day),
                "settlementPeriod": period,
                "timeFrom": _iso(instant),
                "timeTo": _iso(instant + timedelta(minutes=30)),
                "levelFrom": pair * 10,
                "levelTo": pair * 10,
                "pairId": pair,
                "bid": 20.0,
                "offer": 90.0,
                "nationalGridBmUnit": "STUB-1",
                "bmUnit": "T_STUB-1",
            }
            for day, period, instant in self._starts(start, end)
            for pair in (-1, 1)
        ]

    def _cashflows(self, side: str, day: str) -> Rows:
        sign = 1 if side == "offer" else -1
        return [
            {
                "createdDateTime": self.created,
                "settlementDate": date_text,
                "settlementPeriod": period,
                "startTime": _iso(start),
                "bmUnit": "T_STUB-1",
                "bmUnitType": "T",
                "leadPartyName": "Stub",
                "nationalGridBmUnit": "STUB-1",
                "bidOfferPairCashflows": {"positive1": 10.0 * sign, "negative1": None},
                "totalCashflow": 10.0 * sign,
            }
            for date_text, period, start in self._half_hours(day, day)
        ]


def _iso(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def _wrapped(rows: Rows) -> Answer:
    return Answer(json.dumps({"metadata": {"datasets": ["X"]}, "data": rows}).encode())


def _handler(stub: Stub) -> type[BaseHTTPRequestHandler]:  # noqa: C901 (one small method for each way to answer)
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = stub.answer(self.path)
            if answer.drop:
                self.connection.close()
            elif answer.slow_headers:
                self._trickle(b"HTTP/1.1 200 OK\r\nX-Filler: " + b"x" * 5_000, answer)
            else:
                self._send(answer)

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if answer.seconds_between_bytes:
                self._trickle(answer.body, answer)
                return
            self.wfile.write(answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
            self.close_connection = self.close_connection or answer.cut

        def _trickle(self, content: bytes, answer: Answer) -> None:
            self.close_connection = True
            for number in range(len(content)):
                try:
                    self.wfile.write(content[number : number + 1])
                except OSError:
                    return
                if stub.ended.wait(answer.seconds_between_bytes):
                    return

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def stub_server() -> Iterator[tuple[Stub, str]]:
    """A stub and its address; it ends when the block does."""
    stub = Stub()

    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stub))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield stub, f"http://127.0.0.1:{server.server_port}"
    finally:
        stub.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
