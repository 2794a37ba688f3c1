"""The transmission loss multiplier of a unit, half-hour by half-hour, and where it comes from.

As given, else as Elexon's settlement stack prints it, else worked out as 1 + TLF + ETLMO. What published cash
implies is in `implied`. Market reference 3.1 and section 15.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import StackMultipliers
from gbflex.errors import InputError, NoRateHeld
from gbflex.gb.bm_losses import LossPlace, UnitLosses, loss_place, losses_at
from gbflex.gb.bm_units import BmUnit
from gbflex.gb.rates.transmission_losses import BscSeason, bsc_season
from gbflex.periods import HALF_HOUR_SECONDS, Periods

__all__ = [
    "COMPUTED",
    "GIVEN",
    "HIGHEST_TLM",
    "LOWEST_TLM",
    "NOT_APPLIED",
    "NOT_NEEDED",
    "READ",
    "READ_IN_SEASON",
    "Multipliers",
    "checked_tlm",
    "not_known",
    "unit_multipliers",
]

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]

LOWEST_TLM: Final = 0.9
HIGHEST_TLM: Final = 1.1
SAME: Final = 1e-6
"""Elexon prints multipliers with seven decimals."""

GIVEN: Final = "given"
READ: Final = "elexon.ispstack"
READ_IN_SEASON: Final = "elexon.ispstack, other half-hours of the season"
COMPUTED: Final = "computed: zone's factor and season's adjustment"
NOT_APPLIED: Final = "not applied"
NOT_NEEDED: Final = "not needed"
"""Where no cash is computed."""


class Multipliers(NamedTuple):
    """A unit's multiplier in each half-hour of a span.

    Attributes:
        value: NaN where it is not known, shape (n,).
        source: `GIVEN`, `READ`, `READ_IN_SEASON`, `COMPUTED` or `NOT_APPLIED`, shape (n,).
        made_of: What the computed ones are made of, one sentence each, and why others are not known.
        contradicted: Half-hours whose stack rows name several multipliers: none of them is used.
    """

    value: Floats
    source: Texts
    made_of: tuple[str, ...] = ()
    contradicted: int = 0


def checked_tlm(tlm: float | None) -> float | None:
    """A multiplier that can be one; null: not known.

    Args:
        tlm: As it was given.

    Raises:
        InputError: It is outside 0.9 to 1.1.
    """
    if tlm is not None and not LOWEST_TLM <= tlm <= HIGHEST_TLM:
        raise InputError(
            f"{tlm:g} cannot be a transmission loss multiplier",
            where="--tlm",
            available=f"{LOWEST_TLM:g} to {HIGHEST_TLM:g}",
            next_step="Give the unit's multiplier, for example 0.9786528, or leave it out",
        )
    return tlm


def not_known(size: int) -> Multipliers:
    """No multiplier in any half-hour.

    Args:
        size: Half-hours.
    """
    return Multipliers(np.full(size, np.nan), np.full(size, NOT_APPLIED, dtype=object))


def unit_multipliers(
    unit: BmUnit, stack: StackMultipliers | None, periods: Periods, given: float | None
) -> Multipliers:
    """A unit's multiplier in each half-hour of a span.

    A half-hour without a row of its own takes that of the unit's other rows in its season where they all agree:
    they are then the season's estimate, which is one figure.

    Args:
        unit: As the register has it.
        stack: What the settlement stack prints of it; null where nothing is held.
        periods: The span.
        given: For all half-hours; null: not given.
    """
    found = not_known(len(periods))
    if given is not None:
        found.value[:], found.source[:] = given, GIVEN
        return found
    seasons = [_season(day) for day in _dates(periods)]
    contradicted = 0 if stack is None else _read(found, stack, seasons, periods)
    made_of = _compute(found, unit, seasons, periods)
    return found._replace(made_of=made_of, contradicted=contradicted)


_season = functools.cache(bsc_season)


def _read(found: Multipliers, stack: StackMultipliers, seasons: Sequence[BscSeason], periods: Periods) -> int:
    """Fills in what the stack says; how many half-hours contradict themselves."""
    at = stack.half_hour - int(periods.start_time[0].astype(np.int64)) // HALF_HOUR_SECONDS
    possible = (stack.value >= LOWEST_TLM) & (stack.value <= HIGHEST_TLM)
    kept = possible & (at >= 0) & (at < len(periods))
    at, value = at[kept], stack.value[kept]
    low, high = np.full(len(periods), np.inf), np.full(len(periods), -np.inf)
    np.minimum.at(low, at, value)
    np.maximum.at(high, at, value)
    own = np.isfinite(low) & (high - low <= SAME)
    found.value[own], found.source[own] = low[own], READ
    by_day = np.array([list(dict.fromkeys(seasons)).index(season) for season in seasons])[periods.day_index]
    for season in np.unique(by_day):
        rows = by_day == season
        seen = found.value[rows & own]
        if len(seen) and seen.max() - seen.min() <= SAME:
            rest = rows & ~own
            found.value[rest], found.source[rest] = seen[0], READ_IN_SEASON
    return int((np.isfinite(low) & ~own).sum())


def _compute(found: Multipliers, unit: BmUnit, seasons: Sequence[BscSeason], periods: Periods) -> tuple[str, ...]:
    """Fills in what can be worked out; in words, what it is made of and what is missing."""
    open_rows = np.isnan(found.value)
    if not open_rows.any():
        return ()
    try:
        place = loss_place(unit)
    except NoRateHeld as error:
        return (f"not known: {error.what}",)
    days = [_worked_out(place, day, season) for day, season in zip(_dates(periods), seasons, strict=True)]
    value = np.array([day.value for day in days])[periods.day_index]
    rows = open_rows & ~np.isnan(value)
    found.value[rows], found.source[rows] = value[rows], COMPUTED
    wanted = np.unique(periods.day_index[open_rows]).tolist()
    return tuple(dict.fromkeys(days[number].said for number in wanted))


class _Day(NamedTuple):
    """A date's multiplier, and what it is made of or why it is not known."""

    value: float
    said: str


@functools.cache
def _worked_out(place: LossPlace, on: date, season: BscSeason) -> _Day:
    try:
        losses = losses_at(place, on)
    except NoRateHeld as error:
        return _Day(float("nan"), f"not known: {error.what}")
    return _Day(losses.losses.multiplier, _made_of(losses, season))


def _dates(periods: Periods) -> list[date]:
    return list(periods.dates.astype(object))


def _made_of(unit: UnitLosses, season: BscSeason) -> str:
    losses = unit.losses
    return (
        f"{season}, {unit.direction}: 1 {losses.factor:+.7f} (zone {unit.zone}) {losses.adjustment:+g} (ETLMO) "
        f"= {losses.multiplier:.7f}"
    )
