"""The dated gas network charges of a site, and where they are not held."""

from __future__ import annotations

from gbflex.assets.fuel import GasNetwork
from gbflex.cashflows.burners import fuel_of
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.gb.rates.gas_network import GasNetworkPart, GasNetworkRates, gas_network_rates

__all__ = ["missing_part", "network_rates"]


def network_rates(setting: Setting) -> GasNetworkRates:
    """The charges of a site whose file names its gas network."""
    network = fuel_of(setting).network
    assert isinstance(network, GasNetwork)  # noqa: S101 (callers look first)
    return gas_network_rates(network.supply_point, setting.periods, setting.stand_in)


def missing_part(line: str, part: GasNetworkPart) -> list[NotPriced]:
    """Where some of the charges have no value.

    Args:
        line: Line name.
        part: The charges.
    """
    return [NotPriced(line, span.first, span.last, span.reason) for span in part.missing]
