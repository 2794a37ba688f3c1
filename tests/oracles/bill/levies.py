"""Levies per MWh and the system operator's charge (market reference 6.5, 6.6, 6.9 and 15).

Each is charged on the energy at the meter, at the grid supply point (meter x line loss factor) or at the national
balancing point (x transmission loss multiplier as well). A licensed store's import is no final consumption.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from tests.oracles.bill.held import levy
from tests.oracles.bill.meter import Charged, Day
from tests.oracles.bill.reliefs import certified_share, climate_levy_share, relief_fraction
from tests.oracles.bill.stand_ins import nearest_levy

__all__ = ["levies"]

PENCE_PER_KWH, POUNDS_PER_MWH = 10.0, 1.0


class Levy(NamedTuple):
    """A levy.

    Attributes:
        line: Its name on a bill.
        rates: The dated rates it is the sum of, each with its first day where it has one; before, it is 0.
        at: Where its energy is counted.
        gbp_per_mwh: What its published unit is in GBP/MWh.
        spares_storage: Whether a licensed store is free of it.
        relief: What a certified energy-intensive industry is spared.
    """

    line: str
    rates: Mapping[str, date]
    at: str
    gbp_per_mwh: float = POUNDS_PER_MWH
    spares_storage: bool = True
    relief: str = ""


ALWAYS = date.min
RAB_BEGINS, RAB_COSTS_BEGIN, EII_BEGINS = date(2025, 11, 1), date(2025, 11, 4), date(2025, 4, 1)
LEVIES = (
    Levy("bsuos", {"bsuos": ALWAYS}, "nbp"),
    Levy("ro", {"ro_cost": ALWAYS}, "meter", relief="eii_ro"),
    Levy("fit", {"fit_supplier": ALWAYS}, "meter", relief="eii_fit"),
    Levy("cfd", {"cfd_interim_levy_rate": ALWAYS, "cfd_operational_costs_levy": ALWAYS}, "nbp", relief="eii_cfd"),
    Levy("aahedc", {"aahedc": ALWAYS}, "gsp", gbp_per_mwh=PENCE_PER_KWH, spares_storage=False),
    Levy(
        "nuclear_rab",
        {"nuclear_rab_interim_levy_rate": RAB_BEGINS, "nuclear_rab_operational_costs_levy": RAB_COSTS_BEGIN},
        "nbp",
        relief="eii_nuclear_rab",
    ),
    Levy("eii_support", {"eii_support_levy": EII_BEGINS}, "meter"),
    Levy("ccl", {"ccl_electricity": ALWAYS}, "meter", gbp_per_mwh=PENCE_PER_KWH, spares_storage=False),
)


def levies(day: Day) -> Charged:
    """Every levy of a day but the capacity market's."""
    pounds: dict[tuple[str, str], float] = {}
    unknown: set[str] = set()
    for one in LEVIES:
        values = [0.0 if day.day < begins else _value(name, day) for name, begins in one.rates.items()]
        known = [value for value in values if value is not None]
        if len(known) < len(values):
            unknown.add(one.line)
            continue
        pounds[one.line, ""] = -sum(known) * one.gbp_per_mwh * _share(one, day) * _volume_mwh(one, day)
    return Charged(pounds, frozenset(unknown))


def _value(name: str, day: Day) -> float | None:
    held = levy(name, day.day)
    return nearest_levy(name, day.day) if held is None and day.estimates else held


def _volume_mwh(one: Levy, day: Day) -> float:
    spared = one.spares_storage or (one.line == "ccl" and day.charging_is_relieved)
    return (day.consumed if spared and day.licensed_storage else day.imported)(at=one.at)


def _share(one: Levy, day: Day) -> float:
    if one.line == "ccl":
        return climate_levy_share(day)
    return 1.0 - certified_share(day) * relief_fraction(one.relief, day.day)
