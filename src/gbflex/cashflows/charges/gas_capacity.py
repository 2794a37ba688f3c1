"""Gas network charges of each day, whatever is burnt: on the peak day quantity, and fixed for a middling site.

Published by the gas transporters and National Gas as dated rates (UNC Transportation Principal Document,
Section Y).
"""

from __future__ import annotations

import numpy as np

from gbflex.assets.fuel import GasNetwork
from gbflex.cashflows.burners import burns_gas, fuel_of
from gbflex.cashflows.gas_network_terms import missing_part, network_rates
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.cashflows.standing import DailyPiece, StandingCharge

__all__ = ["LINE"]

NAME = "gas_capacity"


def _pieces(setting: Setting) -> list[DailyPiece]:
    network = fuel_of(setting).network
    assert isinstance(network, GasNetwork)  # noqa: S101 (the line applies to no other)
    first_of_day = setting.periods.first_of_day
    dates = setting.periods.settlement_date[first_of_day]
    rates = network_rates(setting)
    return [
        DailyPiece(
            first_of_day=first_of_day[
                (dates >= np.datetime64(value.valid_from)) & (dates < np.datetime64(value.valid_to))
            ],
            per_day=per_day,
            published=value.value,
            published_unit=value.unit,
            source=f"{value.label}: {value.source}",
            quality=value.quality,
        )
        for part, per_day in ((rates.capacity, network.peak_day_kwh), (rates.fixed, 1.0))
        for value in part.pieces
    ]


def _missing(setting: Setting) -> list[NotPriced]:
    rates = network_rates(setting)
    return missing_part(NAME, rates.capacity) + missing_part(NAME, rates.fixed)


LINE = StandingCharge(
    name=NAME,
    label="Gas network, capacity",
    rule="Days x (peak day quantity x (distribution, customer and exit zone capacity) + fixed customer charge "
    "above 73,200 and up to 732,000 kWh a year) (UNC TPD Section Y)",
    payee="gas transporter",
    pieces=_pieces,
    applies=lambda setting: burns_gas(setting) and isinstance(fuel_of(setting).network, GasNetwork),
    missing=_missing,
)
