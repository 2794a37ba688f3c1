"""Transmission loss multipliers where a season is not held: estimated from the nearest season that is, and said.

Rule. Of the zone's factors held, the one of the same season in the nearest year; where that season is held in no
year, the season nearest to it in the round of the year, the one before it where two are as near (summer takes
spring's, winter takes autumn's). The adjustment likewise; of several values in one season the one nearest in time.
Before modification P350 (1 April 2018) losses did not go by zone, and the factor was 0.
"""

from __future__ import annotations

import functools
from datetime import date, timedelta
from typing import Final, NamedTuple

from gbflex.gb.rates.single import Rate, rate_values
from gbflex.gb.rates.transmission_losses import (
    BscSeason,
    Direction,
    SeasonName,
    bsc_season,
    checked_zone,
    held_factors,
)

__all__ = ["EstimatedLosses", "estimated_losses"]

ZONES_SINCE: Final = date(2018, 4, 1)
"""First date of zonal transmission losses (BSC modification P350)."""
ROUND_OF_SEASONS: Final[tuple[SeasonName, ...]] = ("spring", "summer", "autumn", "winter")
NO_ZONE: Final = "without a zone's factor, because the licence area is not known"


class EstimatedLosses(NamedTuple):
    """A multiplier, and what it is made of.

    Attributes:
        multiplier: 1 + factor + adjustment.
        source: Which factor and which adjustment, in words.
        stand_ins: What another season's figure stands in for, one sentence each; empty where both are held.
    """

    multiplier: float
    source: str
    stand_ins: tuple[str, ...]


class _Part(NamedTuple):
    """One addend, what it is, and what it stands in for."""

    value: float
    name: str
    stands_in: str = ""


@functools.cache
def estimated_losses(gsp_group_id: str | None, on: date, direction: Direction) -> EstimatedLosses:
    """The multiplier of a zone on a date, estimated where the date's season is not held.

    Args:
        gsp_group_id: Zone, as "_A"; null: not known, and no factor is applied.
        on: Settlement date.
        direction: Of the trading unit.

    Raises:
        InputError: No such zone.

    Example:
        >>> found = estimated_losses("_E", date(2026, 11, 30), "offtaking")
        >>> round(found.multiplier, 7), found.stand_ins[0]
        (1.0277341, 'ETLMO- of autumn of 2026/27 is not held: that of 2025-09-01 to 2025-11-30 is used')
    """
    parts = _factor(gsp_group_id, on), _adjustment(direction, on)
    return EstimatedLosses(
        multiplier=1.0 + sum(part.value for part in parts),
        source=f"TLM estimated: {parts[0].name}, {parts[1].name}",
        stand_ins=tuple(part.stands_in for part in parts if part.stands_in),
    )


def _factor(zone: str | None, on: date) -> _Part:
    if zone is None:
        return _Part(0.0, NO_ZONE)
    checked_zone(zone)
    if on < ZONES_SINCE:
        return _Part(0.0, f"no zone's factor before {ZONES_SINCE}")
    wanted = bsc_season(on)
    seasons = [season for held, season in held_factors() if held == zone]
    nearest = min(seasons, key=lambda season: _distance(season, wanted))
    value = held_factors()[zone, nearest].value
    name = f"TLF {value:+.7f} of zone {zone} in {nearest}"
    if nearest == wanted:
        return _Part(value, name)
    return _Part(value, name, f"the TLF of zone {zone} in {wanted} is not held: that of {nearest} is used")


def _adjustment(direction: Direction, on: date) -> _Part:
    label = f"ETLMO{'+' if direction == 'delivering' else '-'}"
    wanted = bsc_season(on)
    _, found = min(
        _seasons_of(f"etlmo_{direction}"),
        key=lambda one: (_distance(one[0], wanted), _days_apart(one[1], on)),
    )
    name = f"{label} {found.value:+g} of {found.span}"
    if not _days_apart(found, on):
        return _Part(found.value, name)
    return _Part(found.value, name, f"{label} of {wanted} is not held: that of {found.span} is used")


@functools.cache
def _seasons_of(name: str) -> tuple[tuple[BscSeason, Rate], ...]:
    """The values of a rate, each with every season it holds in."""
    return tuple(
        (season, value)
        for value in rate_values(name)
        for season in dict.fromkeys(
            bsc_season(date.fromordinal(day))
            for day in range(value.valid_from.toordinal(), value.valid_to.toordinal())
        )
    )


def _distance(season: BscSeason, wanted: BscSeason) -> tuple[int, int, int, int]:
    """How far a season is from another: by season, by year, those before first."""
    ahead = (ROUND_OF_SEASONS.index(season.name) - ROUND_OF_SEASONS.index(wanted.name)) % len(ROUND_OF_SEASONS)
    behind = -ahead % len(ROUND_OF_SEASONS)
    years = season.year_start - wanted.year_start
    return min(ahead, behind), abs(years), int(behind > ahead), years


def _days_apart(value: Rate, on: date) -> int:
    """Days from a date to a value's span; 0 inside."""
    last = value.valid_to - timedelta(days=1)
    return max((value.valid_from - on).days, (on - last).days, 0)
