"""The numbers and words by which a BM unit is scored as a battery.

Points and thresholds: market reference 3.6. Fuel types: Elexon Insights, /reference/fueltypes/all. Operators: lead
parties of Elexon's register of 2026 that name some of their units batteries and have none of a rejected fuel type.
Reasons: docs/methods/battery-register.md.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Final

__all__ = ["BATTERY_ID", "OTHER_STORAGE", "RULES", "WORDS", "Rules"]


@dataclass(frozen=True)
class Rules:
    """The numbers and words of the score.

    Attributes:
        limits: Points for export and import limits of one day that are alike.
        capacities: Points for registered capacities that are alike, where the limits give none.
        notifications: Points for notifications of both signs.
        fuel_type: Points for a fuel type that is OTHER or empty.
        name: Points for a battery's words in the name of the unit or lead party, or an id that ends B-1.
        operator: Points for a lead party that names other units of its own batteries.
        least_ratio: Import over export of a battery, at least.
        most_ratio: The same, at most.
        least_share: The smaller side of notifications over the larger, at least.
        above_mw: A side counts above this size [MW].
        battery: Score of a battery.
        probable: Score of a probable one.
        rejected_fuel_types: Never a battery; nor is any INT*.
        rejected_types: Types of unit that are never one battery.
        pumped_storage: Beginnings of the ids of GB's four pumped storage stations (Cruachan, Dinorwig, Ffestiniog,
            Foyers), which behave as a battery does where a register leaves their fuel type empty.
        operators: First words of lead parties, lower case, all of whose units may be batteries.
        unnamed_types: Types of unit whose names say little, so that those of the lead party's other units count.
    """

    limits: int = 3
    capacities: int = 2
    notifications: int = 2
    fuel_type: int = 1
    name: int = 3
    operator: int = 1
    least_ratio: float = 0.8
    most_ratio: float = 1.25
    least_share: float = 0.1
    above_mw: float = 1.0
    battery: int = 6
    probable: int = 4
    rejected_fuel_types: tuple[str, ...] = (
        "BIOMASS",
        "CCGT",
        "COAL",
        "NPSHYD",
        "NUCLEAR",
        "OCGT",
        "OIL",
        "PS",
        "WIND",
    )
    rejected_types: tuple[str, ...] = ("G", "I")
    pumped_storage: tuple[str, ...] = ("T_CRUA", "T_DINO", "T_FFES", "T_FOYE")
    operators: tuple[str, ...] = ("arenko", "pivoted power", "tesla motors", "zenobe")
    unnamed_types: tuple[str, ...] = ("S", "V")

    def text(self) -> str:
        """The rules as one text, for hashing."""
        return json.dumps(
            asdict(self) | {"words": WORDS.pattern, "not": OTHER_STORAGE.pattern, "ids": BATTERY_ID.pattern},
            sort_keys=True,
        )


WORDS: Final = re.compile(r"(?<![a-z])bess(?![a-z])|batter(?:y|ies)|storage", re.IGNORECASE)
OTHER_STORAGE: Final = re.compile(
    r"(?:pumped|hydro|gas|heat|thermal|oil|fuel|compressed air|liquid air|cryogenic)\s+(?:energy\s+)?storage",
    re.IGNORECASE,
)
BATTERY_ID: Final = re.compile(r"[A-Z]B-\d+$")
"""How the system operator's ids of batteries end, as MELKB-1; those of nuclear B stations do too."""
RULES: Final = Rules()
