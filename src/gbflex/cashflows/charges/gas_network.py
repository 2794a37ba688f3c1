"""Gas network charges on each kWh taken off the network: commodity, or a fixed sum in the site file.

Published by the gas transporters and National Gas as dated rates (UNC Transportation Principal Document,
Section Y). The charge at entry is inside the price at the national balancing point.
"""

from __future__ import annotations

import numpy as np

from gbflex.assets.fuel import GasNetwork
from gbflex.assets.supply import FixedPrice
from gbflex.cashflows.burners import burns_gas, fuel_of, given_rate, on_fuel
from gbflex.cashflows.gas_network_terms import missing_part, network_rates
from gbflex.cashflows.priced_flow import RatePiece
from gbflex.cashflows.priced_units import PricedUnits, UnitPiece
from gbflex.cashflows.shape import NotPriced, Setting

__all__ = ["LINE"]

NAME = "gas_network"


def _pieces(setting: Setting) -> list[UnitPiece]:
    network = fuel_of(setting).network
    if isinstance(network, FixedPrice):
        return on_fuel(setting, [given_rate(setting, network.fixed_gbp_per_mwh, "fuel.network")])
    dates = setting.periods.settlement_date
    rates = [
        RatePiece(
            at=(dates >= np.datetime64(value.valid_from)) & (dates < np.datetime64(value.valid_to)),
            published=np.array(value.value),
            published_unit=value.unit,
            source=f"{value.label}: {value.source}",
            quality=value.quality,
        )
        for value in network_rates(setting).commodity.pieces
    ]
    return on_fuel(setting, rates)


def _missing(setting: Setting) -> list[NotPriced]:
    if not isinstance(fuel_of(setting).network, GasNetwork):
        return []
    return missing_part(NAME, network_rates(setting).commodity)


LINE = PricedUnits(
    name=NAME,
    label="Gas network, commodity",
    rule="Gas burnt x (distribution commodity + transmission commodity at exit) (UNC TPD Section Y)",
    payee="gas transporter",
    pieces=_pieces,
    applies=lambda setting: burns_gas(setting) and fuel_of(setting).network != "included",
    missing=_missing,
)
