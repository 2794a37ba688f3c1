"""Transmission loss multiplier: from the grid supply point, or a unit's meter, to the national balancing point.

TLM = 1 + TLF + ETLMO (BSC Section T, 2.3). The transmission loss factor goes by zone, which is a GSP group, and
BSC season; the estimated adjustment by season, for delivering and for offtaking trading units. Both are set for a
BSC year, from 1 April to 31 March (modification P350). Held: factors of spring and autumn of 2026/27, as Elexon's
register of BM units carries them; adjustments as `etlmo_delivering` and `etlmo_offtaking`. Settlement ends with
adjustments of each half-hour, so every multiplier here is an estimate. What is not held, `estimated_losses`
estimates.
"""

from __future__ import annotations

import csv
import functools
from datetime import date
from importlib import resources
from typing import Final, Literal, NamedTuple, cast

from gbflex.errors import InputError, NoRateHeld
from gbflex.gb.licence_areas import LICENCE_AREAS
from gbflex.gb.rates.duos_tables import charging_year_label, charging_year_start
from gbflex.gb.rates.single import rate

__all__ = [
    "BscSeason",
    "Direction",
    "SeasonName",
    "TransmissionLossFactor",
    "TransmissionLosses",
    "bsc_season",
    "checked_zone",
    "held_factors",
    "transmission_losses",
]

SeasonName = Literal["spring", "summer", "autumn", "winter"]
Direction = Literal["delivering", "offtaking"]

FIRST_MONTHS: Final[tuple[tuple[int, SeasonName], ...]] = (
    (12, "winter"),
    (9, "autumn"),
    (6, "summer"),
    (3, "spring"),
)
"""First month of each season, last first (BSC Section X, Annex X-1, "BSC Season")."""


class BscSeason(NamedTuple):
    """A season of the BSC, in the BSC year that set its factors.

    Attributes:
        name: spring (March to May), summer (June to August), autumn (September to November) or winter.
        year_start: Calendar year of the BSC year's 1 April.
    """

    name: SeasonName
    year_start: int

    def __str__(self) -> str:
        return f"{self.name} of {charging_year_label(self.year_start)}"


def bsc_season(on: date) -> BscSeason:
    """The BSC season of a settlement date.

    March is spring, but belongs to the BSC year that began the April before: its factors are that year's.

    *Source*: BSC Section X, Annex X-1, "BSC Season"; P350 for the year. Elexon's file of adjustments has March
    2024 at the value of April and May 2023.

    Example:
        >>> str(bsc_season(date(2026, 4, 1))), str(bsc_season(date(2026, 3, 31)))
        ('spring of 2026/27', 'spring of 2025/26')
    """
    name: SeasonName = next((name for month, name in FIRST_MONTHS if on.month >= month), "winter")
    return BscSeason(name, charging_year_start(on))


class TransmissionLosses(NamedTuple):
    """The multiplier of a zone in a season, and what it is made of.

    Attributes:
        multiplier: 1 + factor + adjustment.
        factor: The zone's TLF.
        adjustment: ETLMO+ or ETLMO-.
        source: Who says so.
    """

    multiplier: float
    factor: float
    adjustment: float
    source: str


class TransmissionLossFactor(NamedTuple):
    """A zone's TLF in a season, and who says so."""

    value: float
    source: str


@functools.cache
def held_factors() -> dict[tuple[str, BscSeason], TransmissionLossFactor]:
    """Every transmission loss factor held, by zone and season.

    Example:
        >>> held_factors()["_E", BscSeason("autumn", 2026)].value
        0.0163921
    """
    path = resources.files("gbflex.gb.rates") / "data" / "losses" / "transmission_loss_factors.csv"
    return {
        (
            row["gsp_group_id"],
            BscSeason(cast("SeasonName", row["season"]), int(row["bsc_year_start"])),
        ): TransmissionLossFactor(float(row["transmission_loss_factor"]), row["source"])
        for row in csv.DictReader(path.read_text("utf-8").splitlines())
    }


def transmission_losses(gsp_group_id: str, on: date, direction: Direction) -> TransmissionLosses:
    """The multiplier of a zone on a date.

    Args:
        gsp_group_id: Zone, as "_A".
        on: Settlement date.
        direction: Of the trading unit: a delivering one keeps its multiplier while a unit of it imports.

    Raises:
        InputError: No such zone.
        NoRateHeld: The factor or the adjustment of the season is not held.

    Example:
        >>> round(transmission_losses("_M", date(2026, 9, 27), "delivering").multiplier, 7)
        0.9786528
    """
    season = bsc_season(on)
    factor = held_factors().get((checked_zone(gsp_group_id), season))
    if factor is None:
        raise _no_factor(gsp_group_id, season, on)
    adjustment = rate(f"etlmo_{direction}", on)
    return TransmissionLosses(
        multiplier=1.0 + factor.value + adjustment.value,
        factor=factor.value,
        adjustment=adjustment.value,
        source=f"TLF: {factor.source}; ETLMO: {adjustment.source}",
    )


def checked_zone(gsp_group_id: str) -> str:
    """A transmission loss zone.

    Raises:
        InputError: No such zone.
    """
    zones = sorted(area.gsp_group_id for area in LICENCE_AREAS.values())
    if gsp_group_id not in zones:
        raise InputError(f"there is no transmission loss zone {gsp_group_id!r}", available=", ".join(zones))
    return gsp_group_id


def _no_factor(gsp_group_id: str, season: BscSeason, on: date) -> NoRateHeld:
    held = dict.fromkeys(str(season) for _, season in held_factors())
    return NoRateHeld(
        f"no transmission loss factor of {season} is held",
        where=f"{gsp_group_id}, {on}",
        available=", ".join(held),
        next_step="Set losses.transmission_loss_multiplier",
    )
