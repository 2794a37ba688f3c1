"""What names say of a BM unit: its own, its ids, its lead party's, and those of the lead party's other units."""

from __future__ import annotations

from collections.abc import Iterable

from gbflex.gb.battery_rules import BATTERY_ID, OTHER_STORAGE, WORDS
from gbflex.gb.bm_units import BmUnit

__all__ = ["named_siblings", "own_name_says", "says_battery"]


def says_battery(text: str) -> bool:
    """Whether a name has a battery's words, and not those of another store.

    Example:
        >>> says_battery("Hutton Battery Storage"), says_battery("Dinorwig Pumped Storage")
        (True, False)
    """
    return bool(WORDS.search(OTHER_STORAGE.sub("", text)))


def own_name_says(unit: BmUnit) -> str:
    """What of a unit's own name and ids says that it is a battery; "" where nothing does.

    Example:
        >>> own_name_says(BmUnit("V__HHABI008", "MELKB-1", "Melksham"))
        'MELKB-1, an id that ends as those of batteries do'
    """
    if says_battery(unit.name):
        return unit.name
    ids = [name for name in (unit.bm_unit, unit.national_grid_bm_unit) if BATTERY_ID.search(name)]
    return f"{ids[-1]}, an id that ends as those of batteries do" if ids else ""


def named_siblings(units: Iterable[BmUnit]) -> dict[str, BmUnit]:
    """A unit of each lead party that its own name calls a battery, by the party's name.

    Args:
        units: Units that can be batteries.
    """
    return {unit.lead_party_name: unit for unit in units if unit.lead_party_name and says_battery(unit.name)}
