"""What a BM unit is: its two ids, what the prefix of Elexon's id says, and which units are secondary.

Elexon's id (T_DINO-1) and the system operator's (DINO-1) name the same unit; either finds it. Prefixes: Elexon,
"How are BM Units categorised?", and the guidance note "Registration of Balancing Mechanism (BM) Units" v15.0.
Letters of `bm_unit_type` as they stand in Elexon's register.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

__all__ = ["BM_UNIT_PREFIXES", "BM_UNIT_TYPES", "BmUnit", "find_unit", "prefix_of"]

BM_UNIT_PREFIXES: Final = {
    "T_": "directly connected to the transmission system",
    "E_": "embedded in a distribution system, with central metering",
    "I_": "an interconnector's, by user and direction",
    "2__": "a supplier's, by GSP group; 000 at the end is the base unit",
    "C__": "a supplier's additional unit for CfD assets",
    "M_": "miscellaneous; not given to new units",
    "V__": "secondary: a virtual lead party's or virtual trading party's, within one GSP group",
}
"""What the first letters of Elexon's id say. Sources: at the top of this module."""

BM_UNIT_TYPES: Final = {
    "T": "transmission",
    "E": "embedded",
    "I": "interconnector",
    "G": "supplier base",
    "S": "supplier additional",
    "V": "secondary",
}
"""Letters of the register's `bmUnitType`. Source: Elexon Insights, /reference/bmunits/all."""


@dataclass(frozen=True)
class BmUnit:
    """One unit as the register names it; an empty text is an empty field.

    Attributes:
        bm_unit: Elexon's id.
        national_grid_bm_unit: The system operator's id.
        name: Name.
        fuel_type: Elexon's fuel type.
        lead_party_name: Lead party.
        lead_party_id: Its id.
        bm_unit_type: A letter of `BM_UNIT_TYPES`.
        gsp_group_id: GSP group, where it has one.
        generation_capacity_mw: Registered generation capacity [MW]; null where not given.
        demand_capacity_mw: Registered demand capacity, negative [MW]; null where not given.
        transmission_loss_factor: Of its zone in the season in which the register was taken; null where not given.
        production_or_consumption_flag: P or C; whose adjustment of transmission losses its indicative cash has.
    """

    bm_unit: str
    national_grid_bm_unit: str = ""
    name: str = ""
    fuel_type: str = ""
    lead_party_name: str = ""
    lead_party_id: str = ""
    bm_unit_type: str = ""
    gsp_group_id: str = ""
    generation_capacity_mw: float | None = None
    demand_capacity_mw: float | None = None
    transmission_loss_factor: float | None = None
    production_or_consumption_flag: str = ""

    @property
    def is_secondary(self) -> bool:
        """Whether it is a virtual lead party's: type V and prefix V__, both. A 2__ unit is a supplier's.

        Example:
            >>> BmUnit("V__LFLEX001", bm_unit_type="V").is_secondary
            True
            >>> BmUnit("2__FBPGM001", bm_unit_type="S").is_secondary
            False
        """
        return self.bm_unit_type == "V" and prefix_of(self.bm_unit) == "V__"

    def is_named(self, unit_id: str) -> bool:
        """Whether an id, Elexon's or the system operator's, is this unit's."""
        return bool(unit_id) and unit_id in (self.bm_unit, self.national_grid_bm_unit)


def prefix_of(bm_unit: str) -> str:
    """The prefix of an Elexon id; empty where it is none of the known ones.

    Example:
        >>> prefix_of("2__FBPGM001"), prefix_of("T_LKSDB-1"), prefix_of("LKSDB-1")
        ('2__', 'T_', '')
    """
    return next((prefix for prefix in BM_UNIT_PREFIXES if bm_unit.startswith(prefix)), "")


def find_unit(units: Iterable[BmUnit], unit_id: str) -> BmUnit | None:
    """The unit of an id; Elexon's id goes before the system operator's.

    Args:
        units: Those to look among.
        unit_id: Either id.

    Example:
        >>> find_unit([BmUnit("T_DINO-1", "DINO-1")], "DINO-1").bm_unit
        'T_DINO-1'
    """
    named = [unit for unit in units if unit.is_named(unit_id)]
    return min(named, key=lambda unit: unit.bm_unit != unit_id, default=None)
