"""Assistance for Areas with High Electricity Distribution Costs (AAHEDC).

NESO's yearly tariff with the Shetland amount, on volume at the grid supply point: meter x line loss factor.
"""

from gbflex.cashflows.levy import levy

__all__ = ["LINE"]

LINE = levy(
    name="aahedc",
    label="Assistance for Areas with High Electricity Distribution Costs",
    rule="Import x LLF x NESO's yearly tariff (AAHEDC Order 2005)",
    rates=("aahedc",),
    payee="system_operator",
    boundary="grid_supply_point",
)
