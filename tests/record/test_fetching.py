"""Fetching from a stub that speaks the publishers' shapes and fails on demand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from gbflex import bootstrap, limits
from gbflex.api.data import (
    NotBrought,
    data_backfill,
    data_export,
    data_fetch,
    data_import,
    data_rebuild,
    data_status,
)
from gbflex.errors import DataError, InputError
from gbflex.sources.fetching import client
from tests.cli.conftest import Said, gbflex
from tests.stub_server import Rows, Stub, busy, changed, cut_off, dropped, html, on_other_days, stub_server

__all__ = ["gbflex"]

PRICES, INDEX, BOD = "elexon.system_prices", "elexon.market_index", "elexon.bod"
DAY = "2025-01-15"


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stub]:
    with stub_server() as (server, address):
        monkeypatch.setenv("GBFLEX_HOME", str(tmp_path / "home"))
        monkeypatch.setenv("GBFLEX_ELEXON_URL", address)
        monkeypatch.setenv("GBFLEX_NESO_URL", address)
        monkeypatch.setattr(client, "LEAST_SECONDS_BETWEEN", {"elexon": 0.0, "neso": 0.0})
        monkeypatch.setattr(limits, "FIRST_WAIT_SECONDS", 0.0)
        yield server


def exported(tmp_path: Path, dataset: str) -> pl.DataFrame:
    out = tmp_path / "out.parquet"
    data_export(dataset, out, force=True)
    return pl.read_parquet(out)


def hash_of(dataset: str) -> str:
    (row,) = data_status(dataset)["datasets"]
    return row["table_hash"]  # type: ignore[no-any-return]  # a JSON row


def test_a_day_arrives_whole_and_is_not_asked_for_again(stub: Stub, tmp_path: Path) -> None:
    """Proves: 48 rows, one request, then none; the publisher's time is known. If broken: asked for ever."""
    done = data_fetch(PRICES, DAY, DAY)["fetched"][0]
    assert (done["rows"], done["asked"], done["skipped"]) == (48, 1, 0)
    rows = exported(tmp_path, PRICES)
    assert rows["system_sell_price_gbp_per_mwh"].to_list() == [50.0 + n for n in range(1, 49)]
    assert rows["published_time"].unique().to_list() == [datetime(2025, 2, 1, tzinfo=UTC)]
    again = data_fetch(PRICES, DAY, "2025-01-16")["fetched"][0]
    assert (again["asked"], again["skipped"]) == (1, 1)
    assert len(stub.asked) == 2


@pytest.mark.parametrize(("day", "periods"), [("2025-03-30", 46), ("2025-10-26", 50), (DAY, 48)])
@pytest.mark.parametrize("dataset", [PRICES, INDEX, BOD, "elexon.ebocf"])
def test_days_of_46_48_and_50_periods(stub: Stub, dataset: str, day: str, periods: int) -> None:
    """Proves: each is whole through every kind of endpoint. If broken: an hour lost or doubled."""
    stub.longest = timedelta(hours=1) if dataset == BOD else timedelta(days=7)
    data_fetch(dataset, day, day)
    (row,) = data_status(dataset)["datasets"]
    each = 1 if dataset == PRICES else 2
    assert row["rows"] == periods * each
    assert day not in {gap["settlement_date"] for gap in row["gaps"]}


@pytest.mark.parametrize(
    "faults",
    [
        [busy(429, "0")],
        [busy(503, None), busy(500, None)],
        [cut_off],
        [dropped, dropped],
        [busy(429, "Wed, 01 Jan 2020 00:00:00 GMT")],
    ],
)
def test_what_passes_is_tried_again(stub: Stub, faults: list[Callable[..., object]]) -> None:
    """Proves: 429, 5xx, a cut body and a dropped connection cost a try each, and no row. If broken: a hole."""
    stub.faults = list(faults)  # type: ignore[arg-type]  # the stub's faults
    done = data_fetch(PRICES, DAY, DAY)["fetched"][0]
    assert (done["rows"], done["retried"]) == (48, len(faults))


def test_retry_after_is_honoured(stub: Stub) -> None:
    """Proves: the next try comes no earlier than the publisher says. If broken: an angry publisher."""
    stub.faults = [busy(429, "1")]
    begin = time.monotonic()
    data_fetch(PRICES, DAY, DAY)
    assert time.monotonic() - begin >= 1.0


def test_a_publisher_that_stays_busy_is_left_alone(stub: Stub) -> None:
    """Proves: six tries, one message, and what came before is kept. If broken: an endless loop, or all lost."""
    stub.faults = [None, *[busy(503, None)] * 6]
    with pytest.raises(DataError, match="does not answer: status 503"):
        data_fetch(PRICES, DAY, "2025-01-16")
    assert len(stub.asked) == 7
    assert data_status(PRICES)["datasets"][0]["rows"] == 48
    done = data_fetch(PRICES, DAY, "2025-01-16")["fetched"][0]
    assert (done["asked"], done["skipped"]) == (1, 1)


def test_a_long_wait_is_not_waited_for(stub: Stub) -> None:
    """Proves: an hour's Retry-After ends the command with a message. If broken: it hangs."""
    stub.faults = [busy(429, "3600")]
    with pytest.raises(DataError, match="Run the same command later"):
        data_fetch(PRICES, DAY, DAY)


def test_a_refusal_is_named(stub: Stub) -> None:
    """Proves: 404 is not tried again and says the path. If broken: six tries, or an empty table."""
    with pytest.raises(DataError, match="status 404"):
        data_fetch("elexon.bmunits")
    assert len(stub.asked) == 1


def test_the_allowed_window_is_learned(stub: Stub) -> None:
    """Proves: after a 400 that says 1 hour, two hours' pieces are cut to one, all of them. If broken: a 400 each."""
    stub.longest = timedelta(minutes=59, seconds=59)
    done = data_fetch(INDEX, DAY, DAY)["fetched"][0]
    assert (done["rows"], done["cut"], done["asked"]) == (96, 1, 24)
    assert len(stub.asked) == 25
    assert data_status(INDEX)["datasets"][0]["gaps"][0]["settlement_date"] == "2025-01-16"


def test_an_error_page_is_kept_aside_and_the_rest_goes_on(stub: Stub) -> None:
    """Proves: HTML with status 200 is refused by name and exit 3, the next day arrives, the day is asked for again next
    time. If broken: a day that nobody misses, or two days lost for one.
    """
    stub.faults = [html]
    with pytest.raises(NotBrought, match="answers that cannot be used") as short:
        data_fetch(PRICES, DAY, "2025-01-16")
    done = short.value.answer["fetched"][0]
    assert (short.value.exit_code, done["rows"]) == (3, 48)
    assert "HTML or XML page" in done["refused"][0]["refused"]
    (row,) = data_status(PRICES)["datasets"]
    assert [refused["file"] for refused in row["refused"]] == [f"/balancing/settlement/system-prices/{DAY}"]
    assert data_fetch(PRICES, DAY, "2025-01-16")["fetched"][0]["asked"] == 1
    assert data_status(PRICES)["datasets"][0]["rows"] == 96


def dropped_field(rows: Rows) -> Rows:
    return [{name: value for name, value in row.items() if name != "systemSellPrice"} for row in rows]


def test_a_field_that_is_needed_and_gone_is_refused_by_name(stub: Stub) -> None:
    """Proves: its name is in the message, and a fetch that brought nothing is exit 3. If broken: a column of nulls."""
    stub.faults = [changed(dropped_field)]
    with pytest.raises(DataError, match=r"sent nothing that can be used.*1 refused.*systemSellPrice"):
        data_fetch(PRICES, DAY, DAY)


def test_other_changes_are_stored_and_reported(stub: Stub) -> None:
    """Proves: a new field, a missing optional one, a number as text: rows arrive, each is named. If broken: silence."""
    stub.faults = [
        changed(
            lambda rows: [
                row | {"carbonIntensity": 1, "systemSellPrice": str(row["systemSellPrice"])} for row in rows
            ]
        ),
        changed(lambda rows: [{k: v for k, v in row.items() if k != "priceDerivationCode"} for row in rows]),
    ]
    data_fetch(PRICES, DAY, "2025-01-16")
    (row,) = data_status(PRICES)["datasets"]
    assert row["rows"] == 96
    assert row["published_time"] == "2025-02-01T00:00:00+00:00"
    assert row["drift"]["added"] == {"carbonIntensity": 1}
    assert row["drift"]["retyped"] == {"systemSellPrice": 1}
    assert row["drift"]["missing"] == {"priceDerivationCode": 1}
    assert row["drift"]["null"] == {"replacementPrice": 96}


def test_pages_that_come_twice_and_empty_ones_change_nothing(stub: Stub) -> None:
    """Proves: equal hashes with a repeated page; an empty answer is asked for again. If broken: duplicates, or a hole."""
    stub.faults = [changed(lambda rows: rows + rows)]
    data_fetch(PRICES, DAY, DAY)
    (row,) = data_status(PRICES)["datasets"]
    assert (row["rows"], row["duplicates"]) == (48, 48)
    doubled = hash_of(PRICES)
    stub.faults = [changed(lambda _: [])]
    with pytest.raises(DataError, match="1 answers with 0 rows, 1 empty, 0 refused"):
        data_fetch(PRICES, "2025-01-16", "2025-01-16")
    assert hash_of(PRICES) == doubled
    assert data_fetch(PRICES, "2025-01-16", "2025-01-16")["fetched"][0]["rows"] == 48


def test_late_rows_and_restated_ones(stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a day asked for at noon is asked for again when it is over; a restated run is a new version."""
    noon = datetime(2025, 1, 15, 12, tzinfo=UTC)
    monkeypatch.setattr(bootstrap, "now", lambda: noon)
    stub.held_until, stub.created = noon, "2025-01-15T11:45:00Z"
    assert data_fetch(PRICES, DAY, DAY)["fetched"][0]["rows"] == 24
    monkeypatch.setattr(bootstrap, "now", lambda: noon + timedelta(days=3))
    stub.held_until, stub.created = noon + timedelta(days=9), "2025-01-16T00:30:00Z"
    assert data_fetch(PRICES, DAY, DAY)["fetched"][0]["asked"] == 1
    assert data_status(PRICES)["datasets"][0]["rows"] == 48
    stub.restated, stub.created = 7.5, "2025-01-23T00:00:00Z"
    assert data_fetch(PRICES, DAY, DAY)["fetched"][0]["skipped"] == 1
    monkeypatch.setattr(bootstrap, "now", lambda: noon + timedelta(days=10))
    data_fetch(PRICES, DAY, DAY, again=True)
    assert exported(tmp_path, PRICES)["system_sell_price_gbp_per_mwh"][0] == 58.5
    out = tmp_path / "then.csv"
    data_export(PRICES, out, known_at="2025-01-20T00:00:00Z")
    assert pl.read_csv(out)["system_sell_price_gbp_per_mwh"][0] == 51.0
    assert all(row["equal"] for row in data_rebuild()["rebuilt"])


@pytest.mark.usefixtures("stub")
def test_a_bm_unit_that_is_none_is_not_asked_for(tmp_path: Path) -> None:
    """Proves: with a register held, another capital or a slip names the unit that is meant; without one nothing is known. If broken: an empty answer an hour later."""
    asked = data_fetch("elexon.boalf", DAY, DAY, bm_units=["t_lksdb-1"], dry_run=True)["fetched"][0]["would_ask"]
    assert "bmUnit=t_lksdb-1" in asked[0]
    file = tmp_path / "units.csv"
    file.write_text("elexonBmUnit,nationalGridBmUnit\nT_LKSDB-1,LKSDB-1\nE_DOLLB-1,DOLLB-1\n")
    data_import("elexon.bmunits", [file])
    for slip, meant in (("t_lksdb-1", "T_LKSDB-1"), ("T_LKSDB1", "T_LKSDB-1"), ("dollb-1", "DOLLB-1")):
        with pytest.raises(InputError, match=rf"no BM unit '{slip}'.*Did you mean {meant}\?$"):
            data_fetch("elexon.boalf", DAY, DAY, bm_units=[slip], dry_run=True)
    with pytest.raises(InputError, match=r"gbflex data fetch elexon\.bmunits"):
        data_fetch("elexon.boalf", DAY, DAY, bm_units=["V__XXXXX123"], dry_run=True)
    assert data_fetch("elexon.boalf", DAY, DAY, bm_units=["LKSDB-1"], dry_run=True)["fetched"][0]["would_ask"]


def test_neso_answers_in_pages(stub: Stub, tmp_path: Path) -> None:
    """Proves: all pages, response apart from reserve, block 1 from 23:00 the evening before. If broken: 5,000 rows."""
    start = datetime(2024, 1, 1, 23, tzinfo=UTC)
    stub.eac = [
        {
            "_id": number,
            "auctionID": "1",
            "auctionProduct": product,
            "serviceType": service,
            "deliveryStart": f"{start + timedelta(hours=4 * (number // 2)):%Y-%m-%dT%H:%M:%S}",
            "deliveryEnd": f"{start + timedelta(hours=4 * (number // 2) + 4):%Y-%m-%dT%H:%M:%S}",
            "clearedVolume": 100.0,
            "clearingPrice": 1.5,
        }
        for number in range(6000)
        for product, service in [("DCL", "Response") if number % 2 else ("PQR", "Quick Reserve")]
    ]
    done = data_fetch("neso.response_auctions", "2024-01-02", "2024-01-03", resource="an-id")["fetched"][0]
    assert (done["asked"], done["rows"]) == (2, 3000)
    rows = exported(tmp_path, "neso.response_auctions")
    assert rows.select("efa_date", "efa_block").row(0) == (date(2024, 1, 2), 1)
    with pytest.raises(InputError, match="resource id"):
        data_fetch("neso.response_auctions", "2024-01-02", "2024-01-03")


def test_a_killed_fetch_goes_on_where_it_stopped(stub: Stub) -> None:
    """Proves: what arrived before the end is recorded and published. If broken: all is asked for again."""
    stub.faults = [None, None, busy(400, None)]
    with pytest.raises(DataError, match="status 400"):
        data_fetch(PRICES, "2025-01-13", "2025-01-17")
    assert data_status(PRICES)["datasets"][0]["rows"] == 96
    done = data_fetch(PRICES, "2025-01-13", "2025-01-17")["fetched"][0]
    assert (done["skipped"], done["asked"]) == (2, 3)


@pytest.mark.usefixtures("stub")
def test_no_more_than_five_requests_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: six days take a second at least. If broken: a publisher that locks us out."""
    monkeypatch.setattr(client, "LEAST_SECONDS_BETWEEN", {"elexon": 0.2, "neso": 0.2})
    begin = time.monotonic()
    data_fetch(PRICES, "2025-01-13", "2025-01-18")
    assert time.monotonic() - begin >= 1.0


def test_what_cannot_be_fetched_says_so() -> None:
    """Proves: exit 2 with what to do. If broken: a traceback."""
    for arguments, said in (
        (("gas.sap", DAY, DAY), "Import a file"),
        ((PRICES, None, None), "first and a last date"),
        ((PRICES, DAY, "2025-01-01"), "ends before"),
    ):
        with pytest.raises(InputError, match=said):
            data_fetch(*arguments, dry_run=True)
    with pytest.raises(InputError, match="not fetched by BM unit"):
        data_fetch(PRICES, DAY, DAY, bm_units=["T_X-1"], dry_run=True)
    with pytest.raises(InputError, match="as things happen"):
        data_backfill("elexon.boalf", dry_run=True)


def emptied(_: Rows) -> Rows:
    return []


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda rows: rows, 0, ""),
        (
            emptied,
            3,
            "nothing that can be used (elexon.system_prices). Available: 1 answers with 0 rows, 1 empty, 0 refused",
        ),
        (
            on_other_days(-1),
            3,
            "48 of 48 rows of days that were not asked for: 2025-01-14 to 2025-01-14, asked for 2025-01-15 to",
        ),
        (on_other_days(-366), 3, "2024-01-15 to 2024-01-15, asked for 2025-01-15 to 2025-01-15"),
        (
            lambda rows: [*rows, *on_other_days(3)(rows)],
            3,
            "48 of 96 rows of days that were not asked for: 2025-01-18 to 2025-01-18",
        ),
    ],
)
def test_nothing_and_another_day_are_exit_3(
    gbflex: Callable[..., Said], stub: Stub, change: Callable[[Rows], Rows], code: int, words: str
) -> None:
    """Proves: an empty answer, the day before, the year before, or a day too many: exit 3 with what came, and no row
    held. If broken: exit 0, and another day's prices in the table.
    """
    stub.faults = [changed(change)]
    said = gbflex("data", "fetch", PRICES, "--from", DAY, "--to", DAY, "--json")
    assert (said.code, words in said.err + said.out) == (code, True)
    assert said.json["fetched"][0]["rows"] == (48 if code == 0 else 0)
    # A fetch of that day that is asked again brings it.
    assert gbflex("data", "fetch", PRICES, "--from", DAY, "--to", DAY, "--json").code == 0
    assert data_status(PRICES)["datasets"][0]["rows"] == 48
