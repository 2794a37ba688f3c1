"""Publishers that never end, lie about windows and encodings, or send other days: each ends, with its exit code."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gbflex import limits
from gbflex.api.data import data_fetch, data_status
from gbflex.errors import DataError, InputError
from gbflex.sources.fetching import client
from gbflex.sources.fetching.asked import seconds_to_wait, usable_allowance
from gbflex.store.writer import writing
from tests.stub_server import (
    Fault,
    Stub,
    allows,
    as_text,
    busy,
    elsewhere,
    encoded,
    instead,
    moved,
    one_byte_at_a_time,
    stub_server,
)

PRICES, INDEX, FUEL = "elexon.system_prices", "elexon.market_index", "elexon.fuelhh"
DAY = "2025-01-15"
DEADLINE_SECONDS = 0.7
NOON = datetime(2025, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def stub(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    with stub_server() as (server, address):
        monkeypatch.setenv("GBFLEX_HOME", str(home))
        monkeypatch.setenv("GBFLEX_ELEXON_URL", address)
        monkeypatch.setenv("GBFLEX_NESO_URL", address)
        monkeypatch.setattr(client, "LEAST_SECONDS_BETWEEN", {"elexon": 0.0, "neso": 0.0})
        monkeypatch.setattr(limits, "REQUEST_SECONDS", DEADLINE_SECONDS)
        monkeypatch.setattr(limits, "FIRST_WAIT_SECONDS", 0.05)
        yield server


def ends(home: Path, dataset: str, words: str, *, last: str = DAY) -> None:
    """The fetch is exit 3 with these words, in time, and nobody is locked out after it."""
    begin = time.monotonic()
    with pytest.raises(DataError, match=words) as refused:
        data_fetch(dataset, DAY, last, resource="an-id" if dataset.startswith("neso") else None)
    assert refused.value.exit_code == 3
    assert refused.value.next_step
    assert time.monotonic() - begin < DEADLINE_SECONDS + 3
    with writing(home, "somebody else"):
        pass


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (busy(429, "0"), "does not answer: status 429"),
        (busy(429, "1"), "does not answer: status 429"),
        (busy(429, None), "does not answer: status 429"),
        (busy(429, "86400"), "does not answer: status 429"),
        (busy(429, "9" * 400), "does not answer: status 429"),
        (busy(503, "\u00b2"), "does not answer: status 503"),
        (busy(503, "-5"), "does not answer: status 503"),
        (busy(429, "soon"), "does not answer: status 429"),
        (busy(429, "nan"), "does not answer"),
        (busy(429, "inf"), "does not answer"),
        (busy(503, "1e9"), "does not answer"),
        (busy(429, "Thu, 01 Jan 1970 00:00:00 GMT"), "does not answer: status 429"),
        (elsewhere("/again"), "refuses: status 302"),
        (elsewhere("file:///etc/passwd"), "refuses: status 302"),
        (elsewhere("http://[/"), "refuses: status 302"),
        (instead(b""), "nothing that can be used|does not answer"),
        (instead(b"", 204), "nothing that can be used|does not answer"),
        (instead(b"[" * 100_000), "nothing that can be used"),
        (instead(b'[{"settlementDate": NaN}]'), "nothing that can be used"),
        (instead(b"\xff\xfe\x00"), "nothing that can be used"),
        (busy(429, "Fri, 31 Dec 9999 23:59:59 -2359"), "does not answer: status 429"),
        (one_byte_at_a_time(0.05), "no whole answer within 0.7 seconds"),
        (one_byte_at_a_time(0.05, headers=True), "no whole answer within 0.7 seconds"),
        (encoded("gzip"), "does not answer"),
        (encoded("deflate"), "does not answer"),
        (encoded("gzip", gzip.compress(b"[]")[:-4]), "does not answer|nothing that can be used"),
        (encoded("x-unknown", b"\x00\x01\x02"), "nothing that can be used.*1 refused"),
        (as_text("cp037"), "nothing that can be used.*1 refused"),
    ],
)
def test_each_ends_within_its_deadline(stub: Stub, home: Path, fault: Fault, words: str) -> None:
    """Proves: exit 3 with a next step before the deadline, no lock left. If broken: a hang, a traceback, or exit 1."""
    stub.always = fault
    ends(home, PRICES, words)


def test_the_deadline_is_of_all_tries_together(stub: Stub, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: five waits of a second do not fit into 1.5 s: two tries. If broken: six tries, six seconds."""
    monkeypatch.setattr(limits, "REQUEST_SECONDS", 1.5)
    stub.always = busy(429, "1")
    ends(home, PRICES, "status 429")
    assert len(stub.asked) == 2


def test_an_answer_is_measured_as_it_unpacks(stub: Stub, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: 2 kB that unpack to 2 MB are refused at 1 MB. If broken: the memory of this machine."""
    monkeypatch.setattr(limits, "ANSWER_BYTES", 1_000_000)
    stub.always = encoded("gzip", gzip.compress(b" " * 2_000_000))
    ends(home, PRICES, "larger than 1.0 MB")


@pytest.mark.parametrize(
    "words", ["0 days", "29 minutes", "367 days", "-7 days", "many days", "nan days", "9e9 days"]
)
def test_absurd_allowances_are_refused(stub: Stub, home: Path, words: str) -> None:
    """Proves: one request, exit 3. If broken: windows of nothing for ever, or an overflow as a bug."""
    stub.always = allows(words)
    ends(home, INDEX, "no length from a half-hour to a year")
    assert len(stub.asked) == 1


def test_an_allowance_that_keeps_shrinking_ends(stub: Stub, home: Path) -> None:
    """Proves: after eight cuts the fetch ends. If broken: a request for each second of the week."""
    stub.faults = [allows(f"{600 - number} minutes") for number in range(50)]
    ends(home, INDEX, "allows at most")
    assert len(stub.asked) == limits.ALLOWANCE_ATTEMPTS + 1


def test_allowances_on_each_side_of_their_limits() -> None:
    """Proves: 30 minutes and 366 days are allowances, 29 minutes and 367 days are none."""
    kept = ["30 minute", "0.5 hour", "7 day", "366 day"]
    assert [usable_allowance(said) for said in kept] == [
        timedelta(minutes=30),
        timedelta(minutes=30),
        timedelta(days=7),
        timedelta(days=366),
    ]
    refused = ["29 minute", "0 day", "367 day", "\u0663 day", "1e3 day", "1.2.3 day", "9" * 10 + " day"]
    assert [usable_allowance(said) for said in refused] == [None] * 7


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("Wed, 15 Jan 2025 12:00:30 GMT", 30.0),
        ("Wednesday, 15-Jan-25 12:00:30 GMT", 30.0),
        ("Wed, 15 Jan 2025 12:00:30 -0000", 30.0),
        ("Wed, 15 Jan 2025 13:00:30 +0100", 30.0),
        ("Wed, 15 Jan 2025 11:00:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("\u00b2", None),
        ("Wed, 99 Jan 2025 12:00:30 GMT", None),
        ("Wed, 15 Jan 99999999999999999999 12:00:30 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("2025-01-15T12:00:30Z", None),
    ],
)
def test_retry_after_in_any_form(text: str | None, seconds: float | None) -> None:
    """Proves: seconds and dates are read, what is neither says nothing. If broken: a traceback on a header."""
    assert seconds_to_wait(text, NOON) == seconds


def test_days_that_were_not_asked_for_are_exit_3(stub: Stub, home: Path) -> None:
    """Proves: 16 January for 15 January is refused with both, and kept aside. If broken: exit 0, and a gap stays."""
    stub.faults = [moved(1)]
    ends(home, PRICES, "other days.*48 of 48 rows.*2025-01-16 to 2025-01-16")
    (row,) = data_status(PRICES)["datasets"]
    assert row["rows"] == 0
    assert "not asked for" in row["refused"][0]["refused"]
    stub.faults = [None, moved(-1)]
    ends(home, PRICES, "other days.*2 answers with 48 rows", last="2025-01-16")
    assert data_status(PRICES)["datasets"][0]["rows"] == 48


def auction(number: int) -> dict[str, object]:
    start = datetime(2024, 1, 1, 23, tzinfo=UTC) + timedelta(hours=4 * number)
    return {
        "_id": number,
        "auctionID": "1",
        "auctionProduct": "DCL",
        "serviceType": "Response",
        "deliveryStart": f"{start:%Y-%m-%dT%H:%M:%S}",
        "deliveryEnd": f"{start + timedelta(hours=4):%Y-%m-%dT%H:%M:%S}",
        "clearedVolume": 100.0,
        "clearingPrice": 1.5,
    }


def test_endless_pages_end(stub: Stub, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: after so many full pages the fetch is exit 3, and what came is kept. If broken: it never ends."""
    monkeypatch.setattr(limits, "PAGES", 3)
    stub.eac, stub.endless = [auction(number) for number in range(5000)], True
    ends(home, "neso.response_auctions", "no end: 3 full pages")
    assert len(stub.asked) == 3
    assert data_status("neso.response_auctions")["datasets"][0]["rows"] == 5000


def test_a_full_page_with_rows_set_aside_is_still_full(stub: Stub) -> None:
    """Proves: a page of 5,000 of which one cannot be true is followed by the next. If broken: 4,999 rows, exit 0."""
    stub.eac = [auction(number) for number in range(5100)]
    stub.eac[7]["clearedVolume"] = -1.0
    stub.eac[9] = stub.eac[8]
    row = data_fetch("neso.response_auctions", DAY, DAY, resource="an-id")["fetched"][0]
    assert (row["asked"], row["rows"]) == (2, 5098)


def test_nobody_waits_for_the_network_of_another(stub: Stub, home: Path) -> None:
    """Proves: while an answer is on its way another writes. If broken: RecordBusy for as long as a publisher likes."""
    stub.faults = [one_byte_at_a_time(0.05)]
    done: list[BaseException] = []

    def fetching() -> None:
        try:
            data_fetch(PRICES, DAY, DAY)
        except DataError as error:
            done.append(error)

    other = threading.Thread(target=fetching)
    other.start()
    try:
        while not stub.asked:
            time.sleep(0.01)
        time.sleep(0.2)
        with writing(home, "somebody else"):
            assert other.is_alive()
    finally:
        other.join()
    assert len(done) == 1


def test_an_answer_waits_for_another_writer(stub: Stub, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: an answer that came while another writes is kept a moment later. If broken: it is lost."""
    monkeypatch.setattr(limits, "REQUEST_SECONDS", 60.0)
    data_fetch(PRICES, DAY, DAY)
    ready, rows = threading.Event(), []

    def held(answer: object) -> object:
        ready.set()
        time.sleep(0.3)
        return answer

    stub.faults = [held]  # type: ignore[list-item]  # the stub's answer
    other = threading.Thread(target=lambda: rows.append(data_fetch(PRICES, "2025-01-16", "2025-01-16")))
    other.start()
    try:
        ready.wait(5)
        with writing(home, "somebody else"):
            time.sleep(0.8)
    finally:
        other.join()
    assert rows[0]["fetched"][0]["rows"] == 48


@pytest.mark.parametrize("address", ["http://[", "http://exa mple:99999999", "ftp://127.0.0.1/x", "nonsense"])
def test_an_address_that_is_none(stub: Stub, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Proves: exit 2 or 3 with a sentence. If broken: a bug of httpx."""
    assert stub.asked == []
    monkeypatch.setenv("GBFLEX_ELEXON_URL", address)
    with pytest.raises((DataError, InputError)) as refused:
        data_fetch(PRICES, DAY, DAY)
    assert refused.value.next_step
