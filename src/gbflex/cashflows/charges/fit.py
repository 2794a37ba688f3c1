"""Feed-in Tariff scheme (FiT).

The rate suppliers pass through (`fit_supplier`); the levelisation fund over all supply is lower because
exempt volume is in its base, and is held beside it as `fit_levelisation_fund`.
"""

from gbflex.cashflows.levy import levy
from gbflex.cashflows.reliefs import eii_relief, spared_of_charging

__all__ = ["LINE"]

LINE = levy(
    name="fit",
    label="Feed-in Tariff scheme",
    rule="Import x the rate a supplier passes through (Feed-in Tariffs Order 2012, levelisation)",
    rates=("fit_supplier",),
    payee="government",
    boundary="meter",
    relief=eii_relief("eii_fit"),
    spared_share=spared_of_charging,
)
