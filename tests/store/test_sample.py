"""The shipped prices, against the facts of the data manifest."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from gbflex.errors import MissingPeriods
from gbflex.periods import Periods
from gbflex.store.price_series import sample_file
from gbflex.store.prices import SampleMarketData
from gbflex.store.sample.manifest import sample_manifest

SAMPLE = SampleMarketData()
DEMO = Periods.between("2024-04-01", "2025-03-31")


def test_system_prices_are_complete_and_hold_the_known_spike() -> None:
    """Proves: every half-hour, and 2,900 on 2025-01-08 period 31. If broken: a shifted period, or a gap."""
    prices = SAMPLE.price("system_price", Periods.between("2024-01-01", "2025-03-31")).values
    assert not np.isnan(prices).any()
    day = Periods.between("2025-01-08", "2025-01-08")
    assert SAMPLE.price("system_price", day).values[30] == 2900


def test_march_2025_has_both_prices_on_the_short_day_too() -> None:
    """Proves: the charging year 2024/25 is whole; the clock change keeps its 46 periods. If broken: a gap, or 48."""
    march = Periods.between("2025-03-01", "2025-03-31")
    system, index = SAMPLE.price("system_price", march).values, SAMPLE.price("market_index", march).values
    assert len(system) == 1486
    assert not np.isnan(system).any()
    assert not np.isnan(index).any()
    assert (system[0], system[-1]) == (95.53, 72.77)
    assert (index[1], index[-1]) == (101.96, 80.49)


def test_market_index_lacks_95_half_hours_of_the_demo_span() -> None:
    """Proves: zero volume is no price, two N2EX half-hours count, and 0.00 with volume is one. If broken: 97 zeros."""
    index = SAMPLE.price("market_index", DEMO).values
    assert np.isnan(index).sum() == 95
    assert [str(DEMO.settlement_date[i]) for i in np.flatnonzero(index == 0)] == ["2024-04-11", "2024-12-22"]


def test_market_index_is_the_volume_weighted_mean() -> None:
    """Proves: 2024-10-27 period 16 traded only on N2EX at 75.84. If broken: half of it, with APX's zero averaged in."""
    day = Periods.between("2024-10-27", "2024-10-27")
    assert SAMPLE.price("market_index", day).values[15] == pytest.approx(75.84)


def test_outside_the_sample_is_missing_not_invented() -> None:
    """Proves: no date is filled. If broken: the nearest price."""
    assert np.isnan(SAMPLE.price("system_price", Periods.between("2025-04-01", "2025-04-01")).values).all()


def test_day_ahead_prices_are_not_shipped() -> None:
    """Proves: exchange-owned prices are refused with what to do. If broken: a KeyError, or a substitute."""
    with pytest.raises(MissingPeriods, match="belong to their exchange"):
        SAMPLE.price("day_ahead", DEMO)


def test_the_manifest_counts_its_rows() -> None:
    """Proves: licence and attribution travel with each dataset. If broken: data without a source."""
    for name, entry in sample_manifest().items():
        with sample_file(name) as path:
            assert entry["rows"] == len(pl.read_parquet(path))
        assert entry["attribution"]
        assert entry["licence"]
