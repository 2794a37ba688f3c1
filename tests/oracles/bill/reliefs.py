"""Who is spared what (market reference 6.6, 6.9 and 15): energy-intensive certificates and named climate levy reliefs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tests.oracles.bill.held import levy, rows
from tests.oracles.bill.meter import Day

__all__ = ["certified_share", "climate_levy_share", "network_compensation", "relief_fraction"]

NETWORK_LINES = ("duos_unit", "duos_fixed", "duos_capacity", "tnuos_residual", "tnuos_locational", "bsuos")


def certified_share(day: Day) -> float:
    """Share of a site's electricity that a certificate covers on a day."""
    certificate = day.site.get("exemptions", {}).get("eii")
    if certificate is None or not _on(certificate["valid_from"]) <= day.day < _on(certificate["valid_to"]):
        return 0.0
    return float(certificate.get("share", 1.0))


def relief_fraction(name: str, day: date) -> float:
    """What a relief takes off on a day; nothing before it began."""
    begun = [row for row in rows("reliefs.csv") if row["relief"] == name and _on(row["valid_from"]) <= day]
    return max((_on(row["valid_from"]), float(row["percent"])) for row in begun)[1] / 100 if begun else 0.0


def climate_levy_share(day: Day) -> float:
    """Share of the Climate Change Levy on electricity that is due."""
    exemptions = day.site.get("exemptions", {})
    named = exemptions.get("ccl", "main_rate")
    if named == "climate_change_agreement":
        discount = levy("ccl_cca_discount_electricity", day.day)
        assert discount is not None
        return 1.0 - discount / 100
    if named == "mineralogical_metallurgical":
        return 0.0
    return 1.0 - float(exemptions.get("ccl_fraction", 0.0))


def network_compensation(day: Day, gbp: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """What comes back of the day's network charges, by charge."""
    share = certified_share(day) * relief_fraction("eii_network_compensation", day.day)
    back: dict[tuple[str, str], float] = {}
    for (line, _), amount in gbp.items():
        if line in NETWORK_LINES:
            key = ("eii_network_compensation", line)
            back[key] = back.get(key, 0.0) - share * amount
    return back


def _on(text: str | date) -> date:
    return text if isinstance(text, date) else date.fromisoformat(text)
