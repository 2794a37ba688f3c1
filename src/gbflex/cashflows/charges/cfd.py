"""Contracts for Difference levies (CfD).

LCCC's interim levy rate, set each quarter, plus its operational costs levy, on supply at the national
balancing point. The interim rate is reconciled afterwards to actual cost. The sources read do not name
the boundary, so every row is marked estimated.
"""

from gbflex.cashflows.levy import levy
from gbflex.cashflows.reliefs import eii_relief, spared_of_charging

__all__ = ["LINE"]

LINE = levy(
    name="cfd",
    label="Contracts for Difference",
    rule="Import x LLF x TLM x (interim levy rate + operational costs levy) (SI 2014/2014)",
    rates=("cfd_interim_levy_rate", "cfd_operational_costs_levy"),
    payee="government",
    boundary="national_balancing_point",
    boundary_is_sure=False,
    relief=eii_relief("eii_cfd"),
    spared_share=spared_of_charging,
)
