"""Triads as a site file gives them: what cannot be one, and what contradicts those NESO published."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import date

from gbflex.assets.supply import Triad
from gbflex.gb.rates.duos_tables import charging_year_label, charging_year_start
from gbflex.gb.rates.triads import CLEAR_DAYS, TRIADS, published_triads, winter_of

__all__ = ["contradictions", "triad_faults"]


def triad_faults(triads: Sequence[Triad], *, replace_published: bool) -> Iterator[str]:
    """Half-hours that cannot be triads, and those of a known winter that NESO published otherwise, by date.

    Args:
        triads: As given.
        replace_published: Whether they are meant to stand in place of published ones.
    """
    for year, given in _by_winter(triads).items():
        yield from _winter_faults(year, sorted(triad.settlement_date for triad in given))
    found = contradictions(triads)
    if found and not replace_published:
        yield f"triads: {found[0]}; leave them out, or set triads_replace_published: true"


def contradictions(triads: Sequence[Triad]) -> list[str]:
    """Winters of which a half-hour is given that is not among those NESO published, one sentence each.

    Args:
        triads: As given.
    """
    notes = []
    for year, given in _by_winter(triads).items():
        published = {(one.settlement_date, one.settlement_period) for one in published_triads(year)}
        if published and any((one.settlement_date, one.settlement_period) not in published for one in given):
            known = ", ".join(f"{day} period {period}" for day, period in sorted(published))
            notes.append(f"those of {charging_year_label(year)} are not as NESO published them ({known})")
    return notes


def _by_winter(triads: Sequence[Triad]) -> dict[int, list[Triad]]:
    years = sorted({charging_year_start(triad.settlement_date) for triad in triads})
    return {year: [one for one in triads if charging_year_start(one.settlement_date) == year] for year in years}


def _winter_faults(year: int, dates: Sequence[date]) -> Iterator[str]:
    first, last = winter_of(year)
    outside = [day for day in dates if not first <= day <= last]
    if outside:
        yield f"triads: {outside[0]} is outside the winter, 1 November to the end of February"
    if len(dates) > TRIADS:
        yield f"triads: a winter has three, and {len(dates)} of {charging_year_label(year)} are given"
    for one, other in itertools.pairwise(dates):
        if (other - one).days <= CLEAR_DAYS:
            yield f"triads: {one} and {other} are not ten clear days apart"
