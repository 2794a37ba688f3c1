"""Factories with defaults and fakes of the ports, shared by the tests."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gbflex.analysis.ports import FoundSeries, Ports
from gbflex.assets.site import Site
from gbflex.assets.site_file import parse_site
from gbflex.dispatch import Problem, Store
from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
from gbflex.periods import Periods


def week() -> Periods:
    """Monday to Sunday without a clock change."""
    return Periods.between("2025-01-13", "2025-01-19")


class FakeMarketData:
    """Prices by name, as given."""

    def __init__(self, prices: Mapping[str, np.ndarray] | None = None) -> None:
        self.prices = dict(prices or {})

    def price(self, name: str, periods: Periods) -> FoundSeries:
        values = self.prices.get(name, np.full(len(periods), np.nan))
        return FoundSeries(
            name, np.asarray(values, dtype=float), "GBP/MWh", f"fake {name}", "whatever the test gave"
        )

    def first_known(self, name: str, periods: Periods) -> FoundSeries:
        return self.price(name, periods)

    def gas_price(self, periods: Periods) -> FoundSeries:
        return self.price("gas_sap", periods)


class FakeFiles:
    """Files by name, as given."""

    def __init__(self, files: Mapping[str, np.ndarray] | None = None) -> None:
        self.files = dict(files or {})

    def read(self, path: Path, quantity: str, periods: Periods) -> FoundSeries:  # noqa: ARG002 (the port's shape)
        unit = "GBP/MWh" if quantity == "price" else "MWh"
        return FoundSeries(path.name, np.asarray(self.files[path.name], dtype=float), unit, path.name, "the test")

    def read_gas(self, path: Path, periods: Periods) -> FoundSeries:
        return self.read(path, "price", periods)


def make_ports(**prices: np.ndarray) -> Ports:
    return Ports(market_data=FakeMarketData(prices), files=FakeFiles(), duos=SHIPPED_DUOS)


def battery(**changes: Any) -> dict[str, Any]:
    return {
        "type": "battery",
        "name": "bess",
        "charge_power_mw": 2.5,
        "discharge_power_mw": 2.5,
        "energy_capacity_mwh": 5.0,
        "round_trip_efficiency": 0.85,
    } | changes


def make_site(**changes: Any) -> Site:
    """2.5 MW of demand, a 2.5 MW / 5 MWh battery, energy only at the market index, no limit on import."""
    site: dict[str, Any] = {
        "name": "Test site",
        "licence_area": 14,
        "losses": {"line_loss_factor": 1.0, "transmission_loss_multiplier": 1.0},
        "connection": {"import_mw": None, "export_mw": 0.0},
        "demand": {"constant_mw": 2.5},
        "supply": {"energy": "market_index"},
        "assets": [battery()],
        "charges": [],
    }
    return parse_site(site | changes)


def make_store(**changes: Any) -> Store:
    parts = {
        "charge_power_mw": 2.0,
        "discharge_power_mw": 2.0,
        "energy_capacity_mwh": 2.0,
        "charge_efficiency": 1.0,
        "discharge_efficiency": 1.0,
        "initial_mwh": 0.0,
        "final_mwh": 0.0,
    }
    return Store(**(parts | changes))


STORE_LIMITS = ("available_fraction", "least_mwh", "most_mwh", "water_value")


def make_problem(
    import_price: list[float],
    export_price: list[float] | None = None,
    load_mwh: list[float] | None = None,
    *,
    store: Store | None = None,
    hours: float = 0.5,
    **changes: Any,
) -> Problem:
    """A problem behind a meter where serving the load saves the import price; a store's limits go to the store."""
    price = np.array(import_price, dtype=float)
    n = len(price)
    limits = {name: changes.pop(name) for name in STORE_LIMITS if name in changes}
    if store is not None:
        changes["stores"] = (dataclasses.replace(store, **limits),)
    if (reserve := changes.pop("reserve", None)) is not None:
        changes["reserves"] = (reserve,)
    return Problem(
        hours=hours,
        day_index=changes.pop("day_index", np.zeros(n, dtype=np.int64)),
        load_mwh=np.array(load_mwh if load_mwh is not None else np.zeros(n), dtype=float),
        charge_gbp_per_mwh=-price,
        load_gbp_per_mwh=changes.pop("load_gbp_per_mwh", price),
        export_gbp_per_mwh=np.array(export_price if export_price is not None else np.zeros(n), dtype=float),
        **changes,
    )
