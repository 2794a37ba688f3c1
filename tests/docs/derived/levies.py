"""The capacity market charge as the page on levies makes it."""

from __future__ import annotations

from datetime import date

from gbflex.gb.rates import rate
from gbflex.gb.rates.capacity_market import cost_of_auctions
from gbflex.gb.rates.single import rate_values
from tests.cashflows.settings import setting, total_gbp

WINDOW_HALF_HOURS = 6


def _auctions(year: int) -> float:
    cost = cost_of_auctions(year)
    assert cost is not None
    return cost.gbp_million


def _held(year: int) -> float:
    return rate("cm_scheme_cost", date(year, 11, 1)).value


def cost_2018() -> float:
    return _held(2018)


def cost_2025() -> float:
    return _held(2025)


def cost_2026() -> float:
    return _held(2026)


def published_above_auctions_2022() -> float:
    return 100 * (_held(2022) / _auctions(2022) - 1)


def auctions_above_published_2023() -> float:
    return 100 * (1 - _held(2023) / _auctions(2023))


def published_above_auctions_2024() -> float:
    return 100 * (_held(2024) / _auctions(2024) - 1)


def window_generation() -> str:
    return ", ".join(f"{value.value:g}" for value in rate_values("cm_window_generation"))


def window_demand_twh() -> float:
    (value,) = rate_values("cm_window_demand")
    return value.value


def price_2025() -> float:
    """Of a Monday with 1 MWh in each half-hour, at a site without losses."""
    return -total_gbp("capacity_market_levy", setting("2026-01-05", "2026-01-05")) / WINDOW_HALF_HOURS


def price_2026() -> float:
    return -total_gbp("capacity_market_levy", setting("2026-11-30", "2026-11-30")) / WINDOW_HALF_HOURS
