"""Carbon rules for gas burnt on a site: UK ETS, carbon price support, and what a MWh emits.

Sources: UK ETS: the Greenhouse Gas Emissions Trading Scheme Order 2020 (SI 2020/1265), Schedule 2, on net
calorific value. Carbon price support: Finance Act 2000 Schedule 6 as amended, for CHP above 2 MW; it ends in
April 2028 (written statement of 16 April 2026). Emission factor: market reference section 9, marked estimated.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

__all__ = [
    "GAS_TCO2_PER_MWH",
    "REFERENCE_HEAT_EFFICIENCY",
    "in_carbon_price_support",
    "in_uk_ets",
    "is_taxed_auto_generator",
]

GAS_TCO2_PER_MWH: Final = 0.1829
"""Natural gas, gross calorific value; estimated: DESNZ publishes a factor a year, within 0.3 % of this."""

REFERENCE_HEAT_EFFICIENCY: Final = 0.81
"""Heat per MWh of gas, gross calorific value, in the boiler that a CHP's heat is thought to replace where fuel is
split between heat and power (SI 2013/713); the figure was not found in print and is an estimate."""

UK_ETS_ABOVE_MW: Final = 20.0
UK_ETS_COUNTS_FROM_MW: Final = 3.0
SUPPORT_ABOVE_MW: Final = 2.0
AUTO_GENERATOR_ABOVE_MW: Final = 2.0


def in_uk_ets(thermal_inputs_net_mw: Iterable[float]) -> bool:
    """Whether an installation is in the UK ETS: more than 20 MW of burners of at least 3 MW each.

    Once it is, smaller burners count as well. Hospitals may opt out on conditions that are not looked at here.

    Args:
        thermal_inputs_net_mw: Rated thermal input of each burner, net calorific value [MW].

    Example:
        >>> in_uk_ets([11.9]), in_uk_ets([11.9, 9.0, 2.9]), in_uk_ets([2.9] * 10)
        (False, True, False)
    """
    return sum(size for size in thermal_inputs_net_mw if size >= UK_ETS_COUNTS_FROM_MW) > UK_ETS_ABOVE_MW


def in_carbon_price_support(chp_power_mw: float) -> bool:
    """Whether a CHP station owes carbon price support: above 2 MW of electric capacity.

    Args:
        chp_power_mw: Capacity of all its units; that they are added up is not certain [MW].

    Example:
        >>> in_carbon_price_support(2.0), in_carbon_price_support(2.5)
        (False, True)
    """
    return chp_power_mw > SUPPORT_ABOVE_MW


def is_taxed_auto_generator(units_mw: Iterable[float]) -> bool:
    """Whether a station without a CHPQA certificate owes Climate Change Levy on power it uses itself: above 2 MW.

    Args:
        units_mw: Electric capacity of each unit; that they are added up is not certain [MW].

    *Source*: Excise Notice CCL1/3, 3.6 (auto-generators).

    Example:
        >>> is_taxed_auto_generator([2.0]), is_taxed_auto_generator([1.5, 0.6]), is_taxed_auto_generator([])
        (False, True, False)
    """
    return sum(units_mw) > AUTO_GENERATOR_ABOVE_MW
