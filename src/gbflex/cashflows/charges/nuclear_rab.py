"""Nuclear Regulated Asset Base levies (RAB).

LCCC's interim levy rate plus its operational costs levy, since November 2025. The sources read do not name
the boundary; it is taken as the national balancing point like the CfD levy, and every row is estimated.
"""

from gbflex.cashflows.levy import levy
from gbflex.cashflows.reliefs import eii_relief, spared_of_charging

__all__ = ["LINE"]

LINE = levy(
    name="nuclear_rab",
    label="Nuclear Regulated Asset Base",
    rule="Import x LLF x TLM x (interim levy rate + operational costs levy) (LCCC notices)",
    rates=("nuclear_rab_interim_levy_rate", "nuclear_rab_operational_costs_levy"),
    payee="government",
    boundary="national_balancing_point",
    boundary_is_sure=False,
    relief=eii_relief("eii_nuclear_rab"),
    spared_share=spared_of_charging,
)
