"""What emitting carbon costs: carbon price support on gas burnt for power, and UK ETS allowances.

Carbon price support is due on the fuel of CHP above 2 MW less what its heat would take in a reference boiler, but
not for the power of a CHPQA scheme that is used on site. Allowances are due on all gas of an installation above
20 MW of thermal input; their price is the site file's.
"""

from __future__ import annotations

from dataclasses import replace

from gbflex.assets.fuel_use import GROSS_PER_NET
from gbflex.cashflows.burners import burns_gas, fuel_of, given_rate, on_fuel
from gbflex.cashflows.dated_rate import missing_rate, rate_pieces
from gbflex.cashflows.priced_units import PricedUnits, UnitPiece
from gbflex.cashflows.shape import NotPriced, Setting, UnitFlow
from gbflex.gb.carbon import GAS_TCO2_PER_MWH, REFERENCE_HEAT_EFFICIENCY, in_carbon_price_support, in_uk_ets

__all__ = ["LINE"]

NAME = "carbon"
SUPPORT = "carbon_price_support_gas"


def _paying_share(setting: Setting) -> float:
    """Share of the fuel for power that owes carbon price support."""
    chpqa = fuel_of(setting).chpqa
    if not in_carbon_price_support(sum(chp.max_power_mw for chp in setting.site.chps)):
        return 0.0
    return 1.0 if chpqa is None else 1 - chpqa.power_used_on_site_fraction


def _allowances_are_due(setting: Setting) -> bool:
    gross = [max(chp.engine().fuel_mw) for chp in setting.site.chps]
    gross += [boiler.heat_mw / boiler.gross_efficiency for boiler in setting.site.boilers]
    other = fuel_of(setting).carbon.other_combustion_mw
    return in_uk_ets([*(GROSS_PER_NET * size for size in gross), other])


def _pieces(setting: Setting) -> list[UnitPiece]:
    pieces: list[UnitPiece] = []
    share = _paying_share(setting)
    for rate in rate_pieces(SUPPORT, setting, sure=False) if _support_is_priced(setting) else []:
        for chp in setting.site.chps:
            pieces.append(UnitPiece(UnitFlow("fuel", chp.name), replace(rate, to_meter=share)))
            relief = replace(rate, to_meter=-share / REFERENCE_HEAT_EFFICIENCY, source=f"{rate.source}; for heat")
            pieces.append(UnitPiece(UnitFlow("heat", chp.name), relief))
    price = fuel_of(setting).carbon.uk_ets_gbp_per_tco2
    if price is not None and _allowances_are_due(setting):
        field = "fuel.carbon.uk_ets_gbp_per_tco2"
        rate = given_rate(setting, price, field, unit="GBP/tCO2")
        pieces += on_fuel(setting, [replace(rate, to_meter=GAS_TCO2_PER_MWH, quality="estimated")])
    return pieces


def _applies(setting: Setting) -> bool:
    return burns_gas(setting) and (_paying_share(setting) > 0 or _allowances_are_due(setting))


def _support_is_priced(setting: Setting) -> bool:
    return _paying_share(setting) > 0 and not missing_rate(NAME, SUPPORT, setting)


def _missing(setting: Setting) -> list[NotPriced]:
    """What one of the two owes without a rate; the other is priced all the same."""
    due = _allowances_are_due(setting)
    known = due and fuel_of(setting).carbon.uk_ets_gbp_per_tco2 is not None
    missing = missing_rate(NAME, SUPPORT, setting) if _paying_share(setting) else []
    missing = [gap._replace(rest_is_priced=known) for gap in missing]
    if due and not known:
        span, rest = (setting.periods.first_date, setting.periods.last_date), _support_is_priced(setting)
        missing.append(NotPriced(NAME, *span, NO_ALLOWANCE_PRICE, rest_is_priced=rest))
    return missing


NO_ALLOWANCE_PRICE = (
    "UK ETS allowances are due above 20 MW thermal input, and their price is not given: give "
    "fuel.carbon.uk_ets_gbp_per_tco2"
)


LINE = PricedUnits(
    name=NAME,
    label="Carbon",
    rule="CHP above 2 MW: (gas - heat / 0.81) x carbon price support, none for power used on site under CHPQA "
    "(Finance Act 2000, Schedule 6); above 20 MW: gas x 0.1829 tCO2/MWh x allowance price (SI 2020/1265)",
    payee="government",
    pieces=_pieces,
    applies=_applies,
    missing=_missing,
)
