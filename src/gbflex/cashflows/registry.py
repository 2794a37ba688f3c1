"""Every line gbflex prices, in the order of a bill. A new line is one file and one row here."""

from __future__ import annotations

from typing import Final

from gbflex.cashflows.charges import (
    aahedc,
    bsuos,
    capacity_market_levy,
    carbon,
    ccl,
    ccl_gas,
    cfd,
    duos_capacity,
    duos_exceeded_capacity,
    duos_export_credit,
    duos_fixed,
    duos_reactive,
    duos_unit,
    eii_network_compensation,
    eii_support,
    fit,
    gas_capacity,
    gas_network,
    nuclear_rab,
    ro,
    tnuos_embedded_export,
    tnuos_locational,
    tnuos_residual,
)
from gbflex.cashflows.contracts import (
    chp_maintenance,
    chp_starts,
    energy_export,
    energy_import,
    fuel,
    ppa,
    supplier_fee,
    supplier_standing,
    wear,
)
from gbflex.cashflows.priced_flow import PricedFlow
from gbflex.cashflows.shape import CashFlow

__all__ = ["CHARGES", "COMPENSATED", "CONTRACT_LINES", "FUEL_CHARGES", "GAS_LINES", "IMPORT_LINES", "charge_names"]

CONTRACT_LINES: Final[tuple[CashFlow, ...]] = (
    ppa.LINE,
    energy_import.LINE,
    energy_export.LINE,
    supplier_fee.LINE,
    supplier_standing.LINE,
    fuel.LINE,
    chp_starts.LINE,
    chp_maintenance.LINE,
    wear.LINE,
)
"""Lines of the site's own contracts; `charges` in the site file does not select among them."""

FUEL_CHARGES: Final[tuple[CashFlow, ...]] = (
    gas_network.LINE,
    gas_capacity.LINE,
    ccl_gas.LINE,
    carbon.LINE,
)
"""Charges of third parties on gas; the `fuel` block of the site file says which there are."""

COMPENSATED: Final[tuple[CashFlow, ...]] = (
    duos_unit.LINE,
    duos_fixed.LINE,
    duos_capacity.LINE,
    tnuos_residual.LINE,
    tnuos_locational.LINE,
    bsuos.LINE,
)
"""Network charges of which energy intensive industries get a share back."""

CHARGES: Final[tuple[CashFlow, ...]] = (
    duos_unit.LINE,
    duos_fixed.LINE,
    duos_capacity.LINE,
    duos_exceeded_capacity.LINE,
    duos_reactive.LINE,
    duos_export_credit.LINE,
    tnuos_residual.LINE,
    tnuos_locational.LINE,
    tnuos_embedded_export.LINE,
    bsuos.LINE,
    ro.LINE,
    fit.LINE,
    cfd.LINE,
    capacity_market_levy.LINE,
    aahedc.LINE,
    nuclear_rab.LINE,
    eii_support.LINE,
    eii_network_compensation.line_on(COMPENSATED),
    ccl.LINE,
)
"""Charges and credits of third parties; `charges` in the site file selects among them."""

IMPORT_LINES: Final[frozenset[str]] = frozenset(
    line.name for line in (*CONTRACT_LINES, *CHARGES) if isinstance(line, PricedFlow) and line.flow == "import"
)
"""What a MWh imported costs: the lines whose quantity is import of electricity."""

GAS_LINES: Final[frozenset[str]] = frozenset(line.name for line in (fuel.LINE, *FUEL_CHARGES))
"""What gas costs."""


def charge_names() -> list[str]:
    """Names that `charges` in a site file may list."""
    return [line.name for line in CHARGES]
