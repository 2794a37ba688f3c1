"""Climate Change Levy on gas.

HMRC's main rate on gross calorific value. A CHPQA scheme with a Secretary of State (CHP) exemption certificate
pays none on its qualifying fuel input: all of it from 20 % power efficiency (SI 2005/1714, regulation 3). Without
one, CHP up to 2 MW pays on all its fuel, and above 2 MW, where carbon price support takes its place for power, on
what its heat would take in a reference boiler (Finance Act 2000, Schedule 6). Boilers pay on all of theirs.
"""

from __future__ import annotations

from dataclasses import replace

from gbflex.assets.chp import Chp
from gbflex.cashflows.burners import burns_gas, fuel_of, on_fuel
from gbflex.cashflows.dated_rate import missing_rate, rate_pieces
from gbflex.cashflows.priced_units import PricedUnits, UnitPiece
from gbflex.cashflows.reliefs import ccl_relief
from gbflex.cashflows.shape import Setting, UnitFlow
from gbflex.gb.carbon import REFERENCE_HEAT_EFFICIENCY, in_carbon_price_support

__all__ = ["LINE"]

NAME = "ccl_gas"
RELIEF = ccl_relief("ccl_cca_discount_gas", lambda setting: fuel_of(setting).ccl_exempt_fraction)


def _pieces(setting: Setting) -> list[UnitPiece]:
    chpqa = fuel_of(setting).chpqa
    rates = rate_pieces(NAME, setting, to_meter=1 - RELIEF.fraction(setting))
    if chpqa is not None:
        return on_fuel(setting, rates, lambda burner: 1 - chpqa.qualifying_fuel_fraction * isinstance(burner, Chp))
    if not in_carbon_price_support(sum(chp.max_power_mw for chp in setting.site.chps)):
        return on_fuel(setting, rates)
    pieces = on_fuel(setting, rates, lambda burner: float(not isinstance(burner, Chp)))
    for rate in rates:
        for_heat = replace(rate, to_meter=rate.to_meter / REFERENCE_HEAT_EFFICIENCY, quality="estimated")
        pieces += [UnitPiece(UnitFlow("heat", chp.name), for_heat) for chp in setting.site.chps]
    return pieces


def _applies(setting: Setting) -> bool:
    return burns_gas(setting) and fuel_of(setting).ccl_exempt_fraction < 1


LINE = PricedUnits(
    name=NAME,
    label="Climate Change Levy on gas",
    rule="Gas burnt x main rate x (1 - relief of exemptions.ccl or fuel.ccl_exempt_fraction); CHP x (1 - "
    "qualifying fuel of CHPQA), or above 2 MW without it heat / 0.81 instead of gas (Finance Act 2000, "
    "Schedule 6; SI 2005/1714)",
    payee="government",
    pieces=_pieces,
    applies=_applies,
    missing=lambda setting: [*missing_rate(NAME, NAME, setting), *RELIEF.missing(NAME, setting)],
)
