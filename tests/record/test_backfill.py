"""What is missing is asked for, and nothing else: holes of the record, beside what is shipped."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from gbflex import bootstrap
from gbflex.api.data import (
    data_backfill,
    data_fetch,
    data_import,
    data_status,
)
from tests.record.test_fetching import INDEX, PRICES, exported, stub
from tests.stub_server import Stub

__all__ = ["stub"]


def test_backfill_asks_for_exactly_the_gaps(stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: holes of a day, of three half-hours and of one are asked for, nothing else, and then the table is whole."""
    monkeypatch.setattr(bootstrap, "now", lambda: datetime(2025, 1, 20, 9, tzinfo=UTC))
    data_fetch(INDEX, "2025-01-13", "2025-01-19")
    whole = exported(tmp_path, INDEX)
    holes = (
        (pl.col("settlement_date") == date(2025, 1, 15))
        | ((pl.col("settlement_date") == date(2025, 1, 17)) & pl.col("settlement_period").is_in([10, 11, 12]))
        | ((pl.col("settlement_date") == date(2025, 1, 18)) & (pl.col("settlement_period") == 48))
    )
    names = {
        "settlement_date": "settlementDate",
        "settlement_period": "settlementPeriod",
        "data_provider": "dataProvider",
        "market_index_volume_mwh": "volume",
        "market_index_price_gbp_per_mwh": "price",
    }
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path / "holed"))
    file = tmp_path / "holed.parquet"
    whole.filter(~holes).select(list(names)).with_columns(
        pl.col("market_index_price_gbp_per_mwh").fill_null(0)
    ).rename(names).write_parquet(file)
    data_import(INDEX, [file])
    stub.asked.clear()
    known = data_backfill(INDEX, dry_run=True)["fetched"][0]
    assert (known["would_ask"], known["shipped"]) == ([], 48 + 3 + 1)
    planned = data_backfill(INDEX, shipped=True, dry_run=True)["fetched"][0]["would_ask"]
    assert planned == [
        "/balancing/pricing/market-index?from=2025-01-15T00:00:00Z&to=2025-01-15T23:59:59Z",
        "/balancing/pricing/market-index?from=2025-01-17T04:30:00Z&to=2025-01-17T05:59:59Z",
        "/balancing/pricing/market-index?from=2025-01-18T23:30:00Z&to=2025-01-18T23:59:59Z",
    ]
    assert stub.asked == []
    data_backfill(shipped=True)
    assert len(stub.asked) == 3
    assert data_status(INDEX)["datasets"][0]["gaps"] == []
    mended = exported(tmp_path, INDEX)
    own = list(names)
    assert mended.select(own).equals(whole.select(own))
    assert data_backfill(INDEX)["fetched"][0]["asked"] == 0


def test_backfill_of_nothing_begins_after_what_is_shipped(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: shipped to 2025-03-31, on 3 April the first two days of April are asked for. If broken: 0 requests."""
    monkeypatch.setattr(bootstrap, "now", lambda: datetime(2025, 4, 3, 9, tzinfo=UTC))
    assert data_backfill(PRICES, dry_run=True)["fetched"][0]["would_ask"] == [
        "/balancing/settlement/system-prices/2025-04-01",
        "/balancing/settlement/system-prices/2025-04-02",
    ]
    whole = data_backfill(PRICES, shipped=True, dry_run=True)["fetched"][0]["would_ask"]
    assert (len(whole), whole[0]) == (366 + 90 + 2, "/balancing/settlement/system-prices/2024-01-01")
    assert data_backfill("elexon.fuelhh", dry_run=True)["fetched"][0]["would_ask"] == []
    assert data_backfill(dry_run=True)["fetched"] == []
    assert stub.asked == []


def test_what_is_shipped_is_not_asked_for(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: of a record from 2025-03-30 on, the last day that is shipped is not asked for, the next one is. If broken: fetched again."""
    monkeypatch.setattr(bootstrap, "now", lambda: datetime(2025, 4, 2, 9, tzinfo=UTC))
    data_fetch(PRICES, "2025-03-30", "2025-03-30")
    stub.asked.clear()
    (row,) = data_backfill(dry_run=True)["fetched"]
    assert (row["would_ask"], row["shipped"]) == (["/balancing/settlement/system-prices/2025-04-01"], 48)
    (row,) = data_backfill(shipped=True, dry_run=True)["fetched"]
    assert (len(row["would_ask"]), row["shipped"]) == (2, 0)
