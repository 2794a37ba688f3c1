"""What the stub assumes, asked of the real publishers: `pytest -m network tests/record/test_publishers.py`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gbflex.api.data import data_fetch, data_status
from gbflex.errors import DataError
from gbflex.sources.fetching.addresses import ADDRESSES
from gbflex.sources.fetching.client import Fetcher, WindowTooLong
from gbflex.sources.fetching.request import Request

DAY = "2025-01-15"


@pytest.mark.network
@pytest.mark.parametrize(
    "dataset", ["elexon.system_prices", "elexon.market_index", "elexon.ebocf", "elexon.fuelhh"]
)
def test_elexon_answers_in_the_shapes_we_know(
    dataset: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: a settled day arrives whole, without new or missing fields. If broken: the drift is named."""
    monkeypatch.setenv("GBFLEX_HOME", str(tmp_path))
    done = data_fetch(dataset, DAY, DAY)["fetched"][0]
    assert done["refused"] == []
    (row,) = data_status(dataset)["datasets"]
    assert row["rows"] >= 48
    assert (row["drift"]["added"], row["drift"]["missing"]) == ({}, {})


@pytest.mark.network
def test_elexon_names_the_window_it_allows() -> None:
    """Proves: a month of market index is a 400 with its allowance. If broken: the pieces are never learned."""
    ends = (("from", "2025-01-01T00:00:00Z"), ("to", "2025-01-31T00:00:00Z"))
    with Fetcher(ADDRESSES, lambda: datetime.now(UTC)) as fetcher, pytest.raises(WindowTooLong) as allowed:
        fetcher.get(Request("elexon.market_index", "elexon", "/balancing/pricing/market-index", ends))
    assert allowed.value.longest == timedelta(days=7)


@pytest.mark.network
def test_neso_refuses_an_unknown_table_by_status() -> None:
    """Proves: the portal is where we think and answers an unknown id with an error. If broken: another service."""
    request = Request(
        "neso.response_auctions", "neso", "/api/3/action/datastore_search", (("resource_id", "none"),)
    )
    with Fetcher(ADDRESSES, lambda: datetime.now(UTC)) as fetcher, pytest.raises(DataError, match="status 4"):
        fetcher.get(request)
