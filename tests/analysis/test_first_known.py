"""Prices as a plan may know them: fixed prices and files from the site, named series from the record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.analysis.series.outlook import outlook_of
from gbflex.analysis.series.plant_series import gas_price_series
from gbflex.analysis.series.setting import energy_price_as_first_known
from gbflex.assets.fuel import Fuel
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


def _gas_price(price: object) -> list[float]:
    record = Record({"gas_sap": np.full(48, 33.0)})
    ports = Ports(market_data=record, files=FakeFiles({"gas.csv": np.arange(48.0)}), duos=SHIPPED_DUOS)
    fuel = Fuel.model_validate({"price": price, "network": "included"})
    return gas_price_series(Path(), fuel, DAY, ports).values.tolist()


def test_the_price_of_gas_is_the_contract_s_own() -> None:
    """Proves: fixed, file and record are three prices. If broken: a fixed or a filed contract pays the market's 33."""
    assert _gas_price({"fixed_gbp_per_mwh": 30.0}) == [30.0] * 48
    assert _gas_price({"file": "gas.csv"}) == list(range(48))
    assert _gas_price("gas_sap") == [33.0] * 48


@pytest.mark.parametrize(
    ("energy", "forecast"),
    [
        ({"fixed_gbp_per_mwh": 80.0}, False),
        ({"file": "p.csv", "known_ahead": True}, False),
        ({"file": "p.csv"}, True),
        ("market_index", True),
    ],
)
def test_what_is_agreed_beforehand_is_not_forecast(energy: object, forecast: bool) -> None:
    """Proves: a fixed price and a file that is known ahead are never forecast, a market's always is.

    If broken: `--forecast file.csv` replaces a fixed price, or a plan knows a market price.
    """

    class AnyLength(FakeFiles):
        def read(self, path: Path, quantity: str, periods: Periods) -> FoundSeries:
            del quantity
            return FoundSeries(path.name, np.zeros(len(periods)), "GBP/MWh", path.name, "the test")

    ports = Ports(market_data=FakeMarketData(), files=AnyLength(), duos=SHIPPED_DUOS)
    outlook = outlook_of("yesterday", make_site(supply={"energy": energy}), DAY, ports)
    assert ("energy_price" in outlook.forecasts) is forecast
