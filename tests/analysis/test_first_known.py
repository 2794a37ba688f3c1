"""The energy price as a plan may know it: fixed prices and files from the site, named series from the record."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.series.setting import energy_price_as_first_known
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods
from tests.factories import FakeFiles, FakeMarketData, make_site

DAY = Periods.between("2024-06-04", "2024-06-04")


class Record(FakeMarketData):
    """What the record says now, and what it said first."""

    def first_known(self, name: str, periods: Periods) -> FoundSeries:
        return super().price(f"{name} first", periods)


def first_known(supply: dict[str, Any]) -> FoundSeries:
    gap = np.where(np.arange(48) < 2, np.nan, 41.0)
    record = Record(
        {"market_index": np.full(48, 40.0), "market_index first": gap, "system_price first": np.full(48, 7.0)}
    )
    ports = Ports(market_data=record, files=FakeFiles({"p.csv": np.arange(48.0)}), duos=SHIPPED_DUOS)
    return energy_price_as_first_known(make_site(supply=supply), DAY, ports)


def test_a_fixed_price_is_known_in_every_half_hour() -> None:
    """Proves: 80 in 48 half-hours, with or without a fallback. If broken: the record is asked for it, and has NaN."""
    for fallback in ({}, {"where_missing": "system_price"}):
        found = first_known({"energy": {"fixed_gbp_per_mwh": 80.0}} | fallback)
        assert found.values.tolist() == [80.0] * 48
        assert found.source == "site file, supply.energy.fixed_gbp_per_mwh"


def test_a_price_file_is_read_where_the_site_lies() -> None:
    """Proves: its own 48 prices. If broken: the record is asked for a series of the file's name."""
    assert first_known({"energy": {"file": "p.csv"}}).values.tolist() == list(range(48))


def test_a_named_series_is_as_it_was_first_known() -> None:
    """Proves: 41 and not the 40 of today, a gap stays one, and the fallback is as first known too.

    If broken: a plan knows what was restated months later.
    """
    found = first_known({"energy": "market_index"})
    assert np.isnan(found.values[:2]).all()
    assert found.values[2:] == pytest.approx(41.0)
    filled = first_known({"energy": "market_index", "where_missing": "system_price"})
    assert filled.values.tolist() == [7.0] * 2 + [41.0] * 46
