"""Triads: the three half-hours of a winter on which transmission locational demand is measured.

The half-hours of highest net system demand from November to February, at least ten clear days apart (CUSC Section
14.17). NESO publishes them once a winter and does not move them when later settlement data come. Held: 2022/23 to
2025/26, from NESO's triad data files through WessexWater/chellow-rates @97a0aec8 (MIT-0). Made by
`tools/make_tnuos.py`.
"""

from __future__ import annotations

import csv
import functools
from datetime import date, timedelta
from importlib import resources
from typing import Final, NamedTuple

from gbflex.gb.rates.duos_tables import charging_year_start

__all__ = [
    "CLEAR_DAYS",
    "TRIADS",
    "PublishedTriad",
    "published_triads",
    "triad_years",
    "triads_known_on",
    "winter_of",
]

TRIADS: Final = 3
"""Triads of a winter."""
CLEAR_DAYS: Final = 10
"""Least number of days between two triads."""


class PublishedTriad(NamedTuple):
    """One triad.

    Attributes:
        settlement_date: Its date.
        settlement_period: Its half-hour.
        net_system_demand_mw: Demand that made it one [MW].
        source: The file it was read from.
    """

    settlement_date: date
    settlement_period: int
    net_system_demand_mw: float
    source: str


@functools.cache
def _held() -> tuple[PublishedTriad, ...]:
    text = (resources.files("gbflex.gb.rates") / "data" / "tnuos" / "triads.csv").read_text("utf-8")
    return tuple(
        PublishedTriad(
            settlement_date=date.fromisoformat(row["settlement_date"]),
            settlement_period=int(row["settlement_period"]),
            net_system_demand_mw=float(row["net_system_demand_mw"]),
            source=row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def triad_years() -> list[int]:
    """The charging years whose triads are held, by the calendar year of their 1 April.

    Example:
        >>> triad_years()
        [2022, 2023, 2024, 2025]
    """
    return sorted({charging_year_start(one.settlement_date) for one in _held()})


def published_triads(year: int) -> tuple[PublishedTriad, ...]:
    """The triads of a winter by date; none where they are not held.

    Args:
        year: Calendar year of the charging year's 1 April.

    Example:
        >>> [(str(one.settlement_date), one.settlement_period) for one in published_triads(2024)]
        [('2024-11-20', 37), ('2025-01-09', 36), ('2025-02-10', 36)]
        >>> published_triads(2026)
        ()
    """
    return tuple(sorted(one for one in _held() if charging_year_start(one.settlement_date) == year))


def winter_of(year: int) -> tuple[date, date]:
    """The first and the last day on which a triad of a charging year can fall: 1 November and the end of February.

    Args:
        year: Calendar year of the charging year's 1 April.

    Example:
        >>> [str(day) for day in winter_of(2023)]
        ['2023-11-01', '2024-02-29']
    """
    return date(year, 11, 1), date(year + 1, 3, 1) - timedelta(days=1)


def triads_known_on(year: int) -> date:
    """The date on which the triads of a winter are taken to be known: the last day of March after it.

    Args:
        year: Calendar year of the charging year's 1 April.

    *Source*: NESO publishes by the end of March. National Grid's page said that the settlement data are usually
    there around 24 March, and its files of 2014/15 to 2016/17 are dated 24 to 27 March. The date on which each of
    the held files appeared is not known.

    Example:
        >>> str(triads_known_on(2024))
        '2025-03-31'
    """
    return date(year + 1, 3, 31)
