"""Quality of combined heat and power: the CHPQA quality index, and the primary energy it saves.

Sources: CHPQA Standard, Issue 7 v2, and Guidance Note 10: quality index on gross calorific value, X by capacity,
Y for gas. Primary energy saving: Directive 2012/27/EU, Annex II, with reference efficiencies of Decision
(EU) 2015/2402 on net calorific value, as retained. The tables of Issue 8 and of 2015/2402 were not seen in print:
both figures are estimates.
"""

from __future__ import annotations

from typing import Final

from gbflex.errors import InputError

__all__ = ["POWER_EFFICIENCY_WANTED", "QUALITY_INDEX_WANTED", "primary_energy_saving", "quality_index"]

X_OF_GAS: Final = ((1.0, 249.0), (10.0, 195.0), (25.0, 191.0), (50.0, 186.0), (100.0, 179.0), (200.0, 176.0))
"""Largest capacity of each band [MW], and X."""
Y_OF_GAS: Final = 113.0
LARGEST_MW: Final = 200.0

QUALITY_INDEX_WANTED: Final = 100.0
"""In annual operation; all power then qualifies."""
POWER_EFFICIENCY_WANTED: Final = 0.20
"""All fuel then qualifies."""

REFERENCE_POWER_EFFICIENCY: Final = 0.53
"""Gas engines built from 2016, net calorific value."""
REFERENCE_HEAT_EFFICIENCY: Final = 0.92
"""Hot water, net calorific value."""
ON_SITE_GRID_FACTOR: Final = 0.891
"""Power used on site at 0.45 to 12 kV: what the network would have lost is saved."""


def quality_index(capacity_mw: float, power_efficiency: float, heat_efficiency: float) -> float:
    """The quality index of a gas-fired scheme: X x power efficiency + Y x heat efficiency.

    Args:
        capacity_mw: Electric capacity of the whole scheme [MW].
        power_efficiency: Electricity per MWh of fuel, gross calorific value [fraction].
        heat_efficiency: Heat that is used per MWh of fuel, gross calorific value [fraction].

    Raises:
        InputError: The scheme is larger than any that gbflex knows X for.

    Example:
        >>> round(quality_index(5.0, 0.38, 0.45), 2)
        124.95
    """
    for largest, x in X_OF_GAS:
        if capacity_mw <= largest:
            return x * power_efficiency + Y_OF_GAS * heat_efficiency
    raise InputError(f"no quality index is held for {capacity_mw:g} MW", available=f"up to {LARGEST_MW:g} MW")


def primary_energy_saving(power_efficiency_net: float, heat_efficiency_net: float) -> float:
    """Share of fuel saved against separate generation in reference plants [fraction].

    Args:
        power_efficiency_net: Electricity per MWh of fuel, net calorific value [fraction].
        heat_efficiency_net: Heat that is used per MWh of fuel, net calorific value [fraction].

    Example:
        >>> round(primary_energy_saving(0.38 / 0.901, 0.45 / 0.901), 4)
        0.3036
    """
    power = power_efficiency_net / (REFERENCE_POWER_EFFICIENCY * ON_SITE_GRID_FACTOR)
    heat = heat_efficiency_net / REFERENCE_HEAT_EFFICIENCY
    return 0.0 if power + heat == 0 else 1 - 1 / (power + heat)
