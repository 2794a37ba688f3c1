"""What a fetch need not ask for, half-hours that are shipped, and what it must not: BM units that are none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import numpy as np

from gbflex import bootstrap
from gbflex.errors import InputError
from gbflex.gb.nearest import did_you_mean, nearest
from gbflex.periods import LONDON
from gbflex.sources.fetching.request import Wanted, whole_days
from gbflex.store.shipped import shipped_series

__all__ = ["days_to_yesterday", "known_units", "not_shipped"]


def known_units(named: Iterable[str]) -> tuple[str, ...]:
    """BM units as they are named, each of them in the register, where the record holds one.

    Args:
        named: Ids of Elexon or of the system operator.

    Raises:
        InputError: One is in no row of the register; the one that is meant is named, whatever its capitals.
    """
    units = tuple(named)
    register = bootstrap.bm_ports().units.register() if units else {}
    known = {name for one in register.values() for name in (one.bm_unit, one.national_grid_bm_unit) if name}
    for unit in units:
        if known and unit not in known:
            raise InputError(
                f"there is no BM unit {unit!r} in the register of {len(register):,} units",
                where="--bm-unit",
                next_step=did_you_mean(nearest(unit, sorted(known)))
                or "Fetch the register again: gbflex data fetch elexon.bmunits",
            )
    return units


def days_to_yesterday(dataset: str, now: datetime, *, shipped: bool) -> list[Wanted]:
    """The days after what is shipped of a dataset, to yesterday; none where nothing is shipped.

    Args:
        dataset: Its name.
        now: The time.
        shipped: Begin with the first day that is shipped instead.
    """
    entry = next((each.entry for each in shipped_series() if each.name == dataset), None)
    yesterday = now.astimezone(LONDON).date() - timedelta(days=1)
    if entry is None:
        return []
    return whole_days(entry["first_date"] if shipped else entry["last_date"] + timedelta(days=1), yesterday)


def not_shipped(dataset: str, wanted: Sequence[Wanted]) -> tuple[list[Wanted], int]:
    """What is wanted and not shipped, and how many half-hours are.

    Args:
        dataset: Its name.
        wanted: Half-hours by day, none of them a whole day without its half-hours.
    """
    held = _shipped(dataset) if wanted else {}
    kept: list[Wanted] = []
    left = 0
    for each in wanted:
        shipped = held.get(each.settlement_date, set())
        asked = tuple(period for period in each.periods if period not in shipped)
        left += len(each.periods) - len(asked)
        if asked:
            kept.append(each._replace(periods=asked))
    return kept, left


def _shipped(dataset: str) -> dict[date, set[int]]:
    """Half-hours that are shipped with a value, by date."""
    held: dict[date, set[int]] = {}
    series = next((each for each in shipped_series() if each.name == dataset), None)
    if series is not None:
        there = np.isfinite(series.found.values)
        days = series.periods.settlement_date[there].astype(object)
        for day, period in zip(days, series.periods.settlement_period[there].tolist(), strict=True):
            held.setdefault(day, set()).add(period)
    return held
