"""Levies per MWh and the system operator's charge (market reference 6.5, 6.6, 6.9 and 15).

Each is charged on the energy at the meter, at the grid supply point (meter x line loss factor) or at the national
balancing point (x transmission loss multiplier as well). A licensed store's import is no final consumption.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tests.oracles.bill.held import levy
from tests.oracles.bill.meter import Charged, Day

__all__ = ["levies"]

PENCE_PER_KWH, POUNDS_PER_MWH = 10.0, 1.0


class Levy(NamedTuple):
    """A levy.

    Attributes:
        line: Its name on a bill.
        rates: The dated rates it is the sum of.
        at: Where its energy is counted.
        gbp_per_mwh: What its published unit is in GBP/MWh.
        begins: Its first day; nothing is owed before.
        spares_storage: Whether a licensed store is free of it.
    """

    line: str
    rates: tuple[str, ...]
    at: str
    gbp_per_mwh: float = POUNDS_PER_MWH
    begins: date = date.min
    spares_storage: bool = True


LEVIES = (
    Levy("bsuos", ("bsuos",), "nbp"),
    Levy("ro", ("ro_cost",), "meter"),
    Levy("fit", ("fit_supplier",), "meter"),
    Levy("cfd", ("cfd_interim_levy_rate", "cfd_operational_costs_levy"), "nbp"),
    Levy("aahedc", ("aahedc",), "gsp", gbp_per_mwh=PENCE_PER_KWH, spares_storage=False),
    Levy(
        "nuclear_rab",
        ("nuclear_rab_interim_levy_rate", "nuclear_rab_operational_costs_levy"),
        "nbp",
        begins=date(2025, 11, 1),
    ),
    Levy("eii_support", ("eii_support_levy",), "meter", begins=date(2025, 4, 1)),
    Levy("ccl", ("ccl_electricity",), "meter", gbp_per_mwh=PENCE_PER_KWH, spares_storage=False),
)


def levies(day: Day) -> Charged:
    """Every levy of a day but the capacity market's."""
    pounds: dict[tuple[str, str], float] = {}
    unknown: set[str] = set()
    for one in LEVIES:
        values = [levy(name, day.day) for name in one.rates]
        volume = (day.consumed if one.spares_storage else day.imported)(at=one.at)
        if day.day < one.begins:
            pounds[one.line, ""] = 0.0
        elif None in values:
            unknown.add(one.line)
        else:
            rate = sum(value for value in values if value is not None) * one.gbp_per_mwh * _share(one, day)
            pounds[one.line, ""] = -rate * volume
    return Charged(pounds, frozenset(unknown))


def _share(one: Levy, day: Day) -> float:
    exempt = day.site.get("exemptions", {}).get("ccl_fraction", 0.0) if one.line == "ccl" else 0.0
    return 1.0 - float(exempt)
