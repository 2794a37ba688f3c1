"""Renewables Obligation (RO).

Ofgem's obligation level times the buy-out price, from April to March, on supply at the meter, without
losses. Recycling of the buy-out fund is not a charge and is not added.
"""

from gbflex.cashflows.levy import levy
from gbflex.cashflows.reliefs import eii_relief, spared_of_charging

__all__ = ["LINE"]

LINE = levy(
    name="ro",
    label="Renewables Obligation",
    rule="Import x obligation level x buy-out price (Renewables Obligation Order 2015; Ofgem's yearly notices)",
    rates=("ro_cost",),
    payee="government",
    boundary="meter",
    relief=eii_relief("eii_ro"),
    spared_share=spared_of_charging,
)
