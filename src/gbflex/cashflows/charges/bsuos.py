"""Balancing Services Use of System charge (BSUoS).

Published by NESO as a fixed tariff per half year since April 2023; final demand only (CMP308), on volume
at the national balancing point: meter x line loss factor x transmission loss multiplier.
"""

from gbflex.cashflows.levy import levy
from gbflex.cashflows.reliefs import spared_of_charging

__all__ = ["LINE"]

LINE = levy(
    name="bsuos",
    label="Balancing Services Use of System",
    rule="Import x LLF x TLM x NESO's half-yearly tariff (CUSC Section 14, CMP308 and CMP361)",
    rates=("bsuos",),
    payee="system_operator",
    boundary="national_balancing_point",
    spared_share=spared_of_charging,
)
