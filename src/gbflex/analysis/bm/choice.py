"""Which units a question is about: named ones, batteries, or both at once; an empty choice is never all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gbflex.analysis.bm.batteries import battery_register
from gbflex.analysis.ports import BmData
from gbflex.errors import InputError, MissingPeriods
from gbflex.gb.bm_units import BmUnit, find_unit

__all__ = ["by_either_id", "chosen_units", "lead_parties_like", "not_held"]


def chosen_units(named: Sequence[str] | None, units: BmData, *, batteries: bool) -> list[str] | None:
    """The units a question is about; null means all.

    Args:
        named: Units, by either id; null means all.
        units: What is held of them.
        batteries: Only those that the register of batteries shows.

    Raises:
        InputError: No unit is named.
        MissingPeriods: None of them is a battery, or no register is held.
    """
    if named is not None and not named:
        raise InputError("no unit is named", next_step="Name one by either id, or leave the choice out for all")
    if not batteries:
        return None if named is None else list(named)
    shown = [row["bm_unit"] for row in battery_register(units)["batteries"]]
    if not shown:
        raise MissingPeriods(
            "the register shows no battery",
            where="gbflex bm batteries",
            next_step="See gbflex bm batteries --all for the evidence, and what is missing of it",
        )
    if named is None:
        return shown
    register = units.register()
    both = [unit for unit in shown if set(named) & _ids(unit, register)]
    if not both:
        raise MissingPeriods(
            f"none of {', '.join(named)} is a battery by the register",
            available=f"{len(shown):,} batteries",
            next_step="See gbflex bm batteries --all for the evidence",
        )
    return both


def by_either_id(names: Sequence[str], register: Mapping[str, BmUnit]) -> list[str]:
    """Names, with Elexon's id of those that are the system operator's: not every file carries both.

    Args:
        names: Units, by either id.
        register: Elexon's register.

    Example:
        >>> by_either_id(["DINO-1"], {"T_DINO-1": BmUnit("T_DINO-1", "DINO-1")})
        ['DINO-1', 'T_DINO-1']
    """
    found = [find_unit(register.values(), name) for name in names if name not in register]
    return list(dict.fromkeys([*names, *(unit.bm_unit for unit in found if unit is not None)]))


def not_held(named: Sequence[str] | None, found: Sequence[str], units: BmData) -> list[str]:
    """Units that were named and of which nothing was found.

    Args:
        named: Units, by either id; null means all.
        found: Elexon's ids of those found.
        units: What is held of them.
    """
    register = units.register()
    seen = {id_ for unit in found for id_ in _ids(unit, register)}
    return [unit for unit in dict.fromkeys(named or ()) if unit not in seen]


def lead_parties_like(party: str) -> str:
    """What a lead party's name must contain.

    Args:
        party: As it was asked.

    Raises:
        InputError: It is empty, which every name contains.
    """
    if not party.strip():
        raise InputError("no lead party is named", next_step="Give a part of its name")
    return party.strip().casefold()


def _ids(unit: str, register: Mapping[str, BmUnit]) -> set[str]:
    """Elexon's and the system operator's id of a unit."""
    return {unit, register.get(unit, BmUnit(unit)).national_grid_bm_unit} - {""}
