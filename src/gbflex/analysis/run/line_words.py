"""Lines of a ledger as a sentence names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["LEVIES", "LEVY_LINES", "LINE_WORDS", "line_words"]

LEVIES: Final = "levies and BSUoS"
LEVY_LINES: Final = frozenset({"ro", "fit", "cfd", "aahedc", "nuclear_rab", "eii_support", "ccl", "bsuos"})
"""Charged alike on every MWh, whenever it is imported."""

LINE_WORDS: Final[Mapping[str, str]] = {
    "ppa": "the PPA",
    "energy_import": "energy bought",
    "energy_export": "energy sold",
    "supplier_fee": "the supplier's fee",
    "supplier_standing": "the supplier's standing charge",
    "fuel": "gas",
    "chp_starts": "starts of the CHP units",
    "chp_maintenance": "maintenance of the CHP units",
    "wear": "battery wear",
    "duos_unit": "DUoS units",
    "duos_fixed": "the fixed DUoS charge",
    "duos_capacity": "DUoS capacity",
    "duos_exceeded_capacity": "exceeded DUoS capacity",
    "duos_reactive": "reactive power",
    "duos_export_credit": "DUoS export credits",
    "tnuos_residual": "the TNUoS residual",
    "tnuos_locational": "locational TNUoS",
    "tnuos_embedded_export": "the embedded export tariff",
    "bsuos": "BSUoS",
    "ro": "the Renewables Obligation",
    "fit": "the Feed-in Tariff levy",
    "cfd": "the CfD levy",
    "capacity_market_levy": "the capacity market charge",
    "aahedc": "AAHEDC",
    "nuclear_rab": "the nuclear RAB levy",
    "eii_support": "the EII support levy",
    "eii_network_compensation": "EII network compensation",
    "ccl": "the Climate Change Levy",
    "gas_network": "the gas network's commodity charges",
    "gas_capacity": "gas network capacity",
    "ccl_gas": "the Climate Change Levy on gas",
    "carbon": "carbon",
}


def line_words(line: str, band: str = "") -> str:
    """A line as a sentence names it.

    Args:
        line: Its name.
        band: A time band, or a rate of a retail contract.

    Example:
        >>> line_words("duos_unit", "super_red"), line_words("energy_import", "night"), line_words("wear")
        ('super red DUoS units', 'energy bought (night)', 'battery wear')
    """
    words = LINE_WORDS[line]
    if not band:
        return words
    shown = band.replace("_", " ")
    return f"{shown} {words}" if line == "duos_unit" else f"{words} ({shown})"
