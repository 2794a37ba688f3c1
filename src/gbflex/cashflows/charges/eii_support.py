"""Energy Intensive Industries Support Levy (EII).

Set monthly in pounds per supplier by market share (SI 2024/409); the rate per MWh held is an estimate.
"""

from gbflex.cashflows.levy import levy
from gbflex.cashflows.reliefs import spared_of_charging

__all__ = ["LINE"]

LINE = levy(
    name="eii_support",
    label="Energy Intensive Industries Support Levy",
    rule="Import x an estimated rate; the levy itself is in pounds per supplier (SI 2024/409)",
    rates=("eii_support_levy",),
    payee="government",
    boundary="meter",
    spared_share=spared_of_charging,
)
