"""A BM unit's transmission loss multiplier, worked out: 1 + the factor of its zone + the season's adjustment.

Elexon's indicative cash flows (EBOCF) use the estimated adjustment, ETLMO+ for a production unit and ETLMO- for a
consumption unit, whichever way the unit runs in a half-hour. The zone of a unit is its GSP group, else the zone
whose factor the register carries for it: a register has the factors of the season in which it was taken, here
spring or autumn 2026. Shipped beside this module: zone and flag of every unit whose zone is known, from Elexon's
register of 2026-05-10; a register in the record goes first. Source: BSC Section T, 2.3; market reference 15.
"""

from __future__ import annotations

import csv
import functools
import gzip
from datetime import date
from importlib import resources
from typing import Final, NamedTuple

from gbflex.errors import NoRateHeld
from gbflex.gb.bm_units import BmUnit
from gbflex.gb.licence_areas import LICENCE_AREAS
from gbflex.gb.rates.transmission_losses import Direction, TransmissionLosses, held_factors, transmission_losses

__all__ = ["LossPlace", "UnitLosses", "loss_place", "losses_at", "unit_losses"]

FACTOR_TOLERANCE: Final = 6e-7
"""Registers print six or seven decimals; factors of different zones are at least 1e-5 apart."""
DIRECTIONS: Final[dict[str, Direction]] = {"P": "delivering", "C": "offtaking"}
ZONES: Final = frozenset(area.gsp_group_id for area in LICENCE_AREAS.values())


class UnitLosses(NamedTuple):
    """A unit's multiplier on a date, and what it is made of.

    Attributes:
        losses: Multiplier, factor and adjustment.
        zone: The unit's zone, a GSP group.
        direction: Whose adjustment it is.
    """

    losses: TransmissionLosses
    zone: str
    direction: Direction


class LossPlace(NamedTuple):
    """What decides a unit's multiplier.

    Attributes:
        flag: P or C.
        zone: A GSP group.
    """

    flag: str
    zone: str


@functools.cache
def _shipped() -> dict[str, LossPlace]:
    """Flag and zone by unit, from the register of 2026-05-10."""
    path = resources.files("gbflex.gb") / "data" / "bm_unit_loss_zones.csv.gz"
    rows = csv.reader(gzip.decompress(path.read_bytes()).decode().splitlines()[1:])
    return {unit: LossPlace(flag, zone) for unit, flag, zone in rows}


def unit_losses(unit: BmUnit, on: date) -> UnitLosses:
    """A unit's multiplier on a date.

    Args:
        unit: As the register has it; its id alone is enough for a unit that is shipped.
        on: Settlement date.

    Raises:
        NoRateHeld: The unit's zone or flag is not known, or the season's factor or adjustment is not held.

    Example:
        >>> found = unit_losses(BmUnit("T_LKSDB-1"), date(2026, 9, 27))
        >>> round(found.losses.multiplier, 7), found.zone, found.direction
        (0.9786528, '_M', 'delivering')
    """
    return losses_at(loss_place(unit), on)


def losses_at(place: LossPlace, on: date) -> UnitLosses:
    """The multiplier of a zone and flag on a date.

    Args:
        place: Zone and flag.
        on: Settlement date.

    Raises:
        NoRateHeld: The season's factor or adjustment is not held.
    """
    direction = DIRECTIONS[place.flag]
    return UnitLosses(transmission_losses(place.zone, on, direction), place.zone, direction)


def loss_place(unit: BmUnit) -> LossPlace:
    """A unit's zone and flag.

    Args:
        unit: As the register has it; its id alone is enough for a unit that is shipped.

    Raises:
        NoRateHeld: They are not known.
    """
    if unit.bm_unit_type == "I" or unit.bm_unit.startswith("I_"):
        raise NoRateHeld(
            "the multiplier of an interconnector's unit is not worked out",
            where=unit.bm_unit,
            next_step="Give --tlm",
        )
    shipped = _shipped().get(unit.bm_unit, LossPlace("", ""))
    place = LossPlace(unit.production_or_consumption_flag or shipped.flag, _zone(unit) or shipped.zone)
    if not place.zone or place.flag not in DIRECTIONS:
        raise NoRateHeld(
            "neither the record's register nor the shipped one tells the unit's transmission loss zone and flag",
            where=unit.bm_unit,
            next_step="Give --tlm, or import a register of the season: gbflex data import elexon.bmunits FILE",
        )
    return place


def _zone(unit: BmUnit) -> str:
    """The unit's zone by its register: GSP group, else the zone with its factor; empty where neither tells."""
    if unit.gsp_group_id in ZONES:
        return unit.gsp_group_id
    factor = unit.transmission_loss_factor
    if factor is None:
        return ""
    near = {zone for (zone, _), held in held_factors().items() if abs(held.value - factor) <= FACTOR_TOLERANCE}
    return near.pop() if len(near) == 1 else ""
