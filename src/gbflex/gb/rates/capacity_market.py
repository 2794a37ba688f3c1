"""Capacity market auctions, and what a delivery year costs by them.

A delivery year, October to September, has an auction about four years before (T-4; T-3 of 2022/23) and one in the
winter before (T-1). Held: delivery years 2017/18 to 2029/30, capacity awarded and clearing price, as NESO
publishes them. Made by `tools/make_capacity_market.py`, which also writes the estimated values of
`cm_scheme_cost`.
"""

from __future__ import annotations

import csv
import functools
from importlib import resources
from typing import Final, NamedTuple

from gbflex.units import KW_PER_MW

__all__ = ["AuctionCost", "CapacityAuction", "auction_years", "auctions_of", "cost_of_auctions"]

GBP_PER_MILLION: Final = 1e6
AUCTIONS_OF_A_YEAR: Final = 2


class CapacityAuction(NamedTuple):
    """One auction.

    Attributes:
        delivery_year: Calendar year of the delivery year's 1 October.
        name: "T-4", "T-3" or "T-1".
        capacity_mw: De-rated capacity awarded [MW].
        price_gbp_per_kw: Clearing price of a year [GBP/kW].
        source: Who published it.
    """

    delivery_year: int
    name: str
    capacity_mw: float
    price_gbp_per_kw: float
    source: str

    @property
    def cost_gbp(self) -> float:
        """What it costs in its first delivery year [GBP]."""
        return self.capacity_mw * KW_PER_MW * self.price_gbp_per_kw


class AuctionCost(NamedTuple):
    """What the auctions of a delivery year cost together.

    Attributes:
        gbp_million: [GBP million].
        auctions: Their names.
    """

    gbp_million: float
    auctions: tuple[str, ...]


@functools.cache
def _held() -> tuple[CapacityAuction, ...]:
    text = (resources.files("gbflex.gb.rates") / "data" / "capacity_market" / "auctions.csv").read_text("utf-8")
    return tuple(
        CapacityAuction(
            delivery_year=int(row["delivery_year"]),
            name=row["auction"],
            capacity_mw=float(row["capacity_mw"]),
            price_gbp_per_kw=float(row["price_gbp_per_kw"]),
            source=row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def auction_years() -> list[int]:
    """The delivery years with an auction, by the calendar year of their 1 October.

    Example:
        >>> auction_years()[0], auction_years()[-1]
        (2017, 2029)
    """
    return sorted({auction.delivery_year for auction in _held()})


def auctions_of(year: int) -> tuple[CapacityAuction, ...]:
    """The auctions held for a delivery year, T-1 first.

    Args:
        year: Calendar year of its 1 October.

    Example:
        >>> [(one.name, one.price_gbp_per_kw) for one in auctions_of(2025)]
        [('T-1', 20.0), ('T-4', 30.59)]
    """
    return tuple(auction for auction in _held() if auction.delivery_year == year)


def cost_of_auctions(year: int) -> AuctionCost | None:
    """What a delivery year costs by its two auctions; None where one of them has not been held.

    Agreements of several years that earlier auctions awarded are paid too, at their own indexed prices, and are
    not in it. Published costs of 2022/23 to 2024/25 are 2 % above, 1 % below and 24 % above this sum.

    Args:
        year: Calendar year of its 1 October.

    Example:
        >>> round(cost_of_auctions(2026).gbp_million, 3), cost_of_auctions(2027)
        (2745.022, None)
    """
    held = auctions_of(year)
    if len(held) < AUCTIONS_OF_A_YEAR:
        return None
    total = sum(auction.cost_gbp for auction in held) / GBP_PER_MILLION
    return AuctionCost(total, tuple(auction.name for auction in held))
