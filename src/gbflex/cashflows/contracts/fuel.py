"""The gas that CHP units and boilers burn: the price of the gas day, and the supplier's fee."""

from __future__ import annotations

from gbflex.cashflows.burners import burns_gas, fuel_of, given_rate, on_fuel
from gbflex.cashflows.priced_flow import series_pieces
from gbflex.cashflows.priced_units import PricedUnits, UnitPiece
from gbflex.cashflows.shape import Setting

__all__ = ["LINE"]


def _pieces(setting: Setting) -> list[UnitPiece]:
    gas, fuel = setting.series["gas_price"], fuel_of(setting)
    rates = series_pieces(gas)
    if fuel.fee_gbp_per_mwh:
        rates.append(given_rate(setting, fuel.fee_gbp_per_mwh, "fuel.fee_gbp_per_mwh"))
    return on_fuel(setting, rates)


LINE = PricedUnits(
    name="fuel",
    label="Gas",
    rule="Gas burnt by each CHP unit and boiler, gross calorific value x (price of its gas day + supplier's fee)",
    payee="gas supplier",
    pieces=_pieces,
    applies=burns_gas,
)
