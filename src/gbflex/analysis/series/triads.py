"""The triads of a site's winters: what is settled, and what a plan may know of it.

Settled are those the site file gives, else those NESO published. Of a winter without either, the expected charge
is settled, estimated, by the probability of each half-hour. A plan never sees a triad, given or published: they
are known only from the end of March after, so it sees probabilities from the winters known when it is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.series.triad_probability import Winters, triad_probability, winters_known_on
from gbflex.assets.site import Site
from gbflex.cashflows.winter_triads import WinterTriads
from gbflex.gb.rates.duos_tables import charging_year_label, charging_year_start, charging_years
from gbflex.gb.rates.triads import TRIADS, published_triads, triads_known_on, winter_of
from gbflex.periods import Periods

__all__ = ["expected_triads", "settled_triads"]


def settled_triads(site: Site, periods: Periods) -> tuple[WinterTriads, ...]:
    """The triads that each charging year of a time axis is settled on.

    Args:
        site: The site, whose own triads come first.
        periods: The time axis.
    """
    return tuple(_settled(site, year, periods) for year in charging_years(periods))


def _settled(site: Site, year: int, periods: Periods) -> WinterTriads:
    given = [triad for triad in site.triads if charging_year_start(triad.settlement_date) == year]
    if given:
        half_hours = [(triad.settlement_date, triad.settlement_period) for triad in given]
        return WinterTriads(year, _at(half_hours, periods), "the site file", "actual", len(given))
    published = published_triads(year)
    if published:
        half_hours = [(triad.settlement_date, triad.settlement_period) for triad in published]
        return WinterTriads(year, _at(half_hours, periods), "NESO", "actual", len(published))
    known = winters_known_on(winter_of(year)[0])
    share = triad_probability(year, periods, known)
    return WinterTriads(year, share, _expectation(year, [known]), "estimated", TRIADS)


def _at(half_hours: Iterable[tuple[date, int]], periods: Periods) -> NDArray[np.float64]:
    share = np.zeros(len(periods))
    for settlement_date, settlement_period in half_hours:
        share[
            (periods.settlement_date == np.datetime64(settlement_date))
            & (periods.settlement_period == settlement_period)
        ] = 1.0
    return share


def _expectation(year: int, known: Iterable[Winters]) -> str:
    seen = sorted({winter for winters in known for winter in winters})
    winters = ", ".join(charging_year_label(winter) for winter in seen) or "no winter yet: the prior alone"
    return (
        f"their probability by half-hour (those of {charging_year_label(year)} are known from "
        f"{triads_known_on(year)}; seen: {winters})"
    )


def expected_triads(periods: Periods, known_at: NDArray[np.datetime64]) -> tuple[WinterTriads, ...]:
    """The triads of each charging year as a plan expects them.

    Args:
        periods: The time axis.
        known_at: The instant at which the plan of each half-hour is made (UTC), shape (n,).
    """
    on = known_at.astype("datetime64[D]")
    known = {day: winters_known_on(day.astype(object)) for day in np.unique(on)}
    return tuple(_expected(year, periods, on, known) for year in charging_years(periods))


def _expected(
    year: int, periods: Periods, on: NDArray[np.datetime64], known: dict[np.datetime64, Winters]
) -> WinterTriads:
    share = np.zeros(len(periods))
    for winters in set(known.values()):
        days = [day for day, seen in known.items() if seen == winters]
        share = np.where(np.isin(on, days), triad_probability(year, periods, winters), share)
    return WinterTriads(year, share, _expectation(year, known.values()), "forecast", TRIADS)
