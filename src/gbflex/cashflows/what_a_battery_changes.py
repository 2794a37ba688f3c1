"""What a battery behind the meter can and cannot reduce of each charge, for the reference page of lines."""

from __future__ import annotations

from typing import Final

__all__ = ["WHAT_A_BATTERY_CHANGES"]

FLAT: Final = "Nothing, as every MWh pays the same; what the battery loses pays it on top"

WHAT_A_BATTERY_CHANGES: Final = {
    "duos_unit": "Import moved out of dear bands saves the difference of the two rates",
    "duos_fixed": "Nothing: it is so much a day",
    "duos_capacity": "Nothing by what it does; only a lower agreed capacity, agreed with the DNO, costs less",
    "duos_exceeded_capacity": (
        "The month's largest half-hour above the agreed capacity: a lower one costs less, on all days of the month"
    ),
    "duos_reactive": "Goes with import, at the site file's power factor; an inverter's own is not modelled",
    "duos_export_credit": "Export earns it, by band; what the load uses behind the meter does not",
    "tnuos_residual": "Nothing: it goes by voltage and residual band, which the DNO allocates",
    "tnuos_locational": (
        "Import in the three triad half-hours, known only afterwards; there is none in zones 1 to 7. On an "
        "aggregated tariff import from 16:00 to 19:00 of every day"
    ),
    "tnuos_embedded_export": "Export in the three triad half-hours earns it, known only afterwards",
    "bsuos": f"{FLAT}. The rate changes twice a year",
    "ro": FLAT,
    "fit": FLAT,
    "cfd": FLAT,
    "capacity_market_levy": "Import from 16:00 to 19:00 on working days from November to February, nothing else",
    "aahedc": FLAT,
    "nuclear_rab": FLAT,
    "eii_support": FLAT,
    "eii_network_compensation": "What it saves of a compensated charge lowers this credit by its percentage",
    "ccl": FLAT,
}
"""By the name of the line."""
