"""TNUoS locational demand: the site's average demand over the three triads of a winter x the zone's tariff.

Published by NESO [GBP/kW] by demand zone (CUSC Section 14.15); floored at 0, and 0 in zones 1 to 7. Demand
is measured at the grid supply point: x line loss factor. The triads, three half-hours between November and
February at least ten clear days apart, are known only afterwards: those NESO has published are used, and the site
file's `triads` of a winter replace them. A span without a winter day, or a zone at 0, owes nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from gbflex.cashflows.duos_terms import has_tariff
from gbflex.cashflows.levy import to_boundary
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.errors import NoRateHeld
from gbflex.gb.rates.duos_tables import charging_year_label, charging_year_start, charging_years
from gbflex.gb.rates.single import Rate
from gbflex.gb.rates.tnuos import tnuos_rate, zone_of
from gbflex.gb.rates.triads import published_triads

__all__ = ["LINE"]

NAME = "tnuos_locational"
TRIADS = 3


def _rate(setting: Setting, year: int) -> Rate:
    zone = zone_of(setting.site.distributor_id or "")
    return tnuos_rate("hh_demand_locational", zone, date(year, 4, 1), setting.stand_in)


def _winter(year: int) -> tuple[date, date]:
    """First and last day on which a triad of a charging year can fall."""
    return date(year, 11, 1), date(year + 1, 3, 1) - timedelta(days=1)


class _Triads(NamedTuple):
    """Date and period of a winter's triads, and who says so."""

    half_hours: list[tuple[date, int]]
    source: str


def _triads(setting: Setting, year: int) -> _Triads:
    given = [triad for triad in setting.site.triads if charging_year_start(triad.settlement_date) == year]
    if given:
        return _Triads([(triad.settlement_date, triad.settlement_period) for triad in given], "the site file")
    published = published_triads(year)
    return _Triads([(triad.settlement_date, triad.settlement_period) for triad in published], "NESO")


def _pieces(setting: Setting) -> list[RatePiece]:
    pieces = []
    for year in charging_years(setting.periods):
        at = np.zeros(len(setting.periods), dtype=bool)
        triads = _triads(setting, year)
        for settlement_date, settlement_period in triads.half_hours:
            at |= (setting.periods.settlement_date == np.datetime64(settlement_date)) & (
                setting.periods.settlement_period == settlement_period
            )
        rate = _rate(setting, year) if at.any() else None
        if rate is not None:
            pieces.append(
                RatePiece(
                    at=at,
                    published=np.array(rate.value),
                    published_unit=rate.unit,
                    source=f"{rate.label}: {rate.source}; triads from {triads.source}",
                    quality=rate.quality,
                    to_meter=to_boundary(setting, "grid_supply_point") / TRIADS,
                )
            )
    return pieces


def _missing(setting: Setting) -> list[NotPriced]:
    first, last = setting.periods.first_date, setting.periods.last_date
    gaps = []
    for year in charging_years(setting.periods):
        start, end = max(first, _winter(year)[0]), min(last, _winter(year)[1])
        if start > end:
            continue
        try:
            rate = _rate(setting, year)
        except NoRateHeld as error:
            gaps.append(NotPriced(NAME, start, end, str(error)))
            continue
        count = len(_triads(setting, year).half_hours)
        if rate.value > 0 and count != TRIADS:
            gaps.append(NotPriced(NAME, start, end, _why(rate, year, count)))
    return gaps


def _why(rate: Rate, year: int, count: int) -> str:
    label = charging_year_label(year)
    state = f"of {label} are not held" if count == 0 else f"are needed of {label} and the site file gives {count}"
    return (
        f"{rate.label} is {rate.value:g} {rate.unit}, and the three triads {state}: give them in triads, from NESO"
    )


LINE = PricedFlow(
    name=NAME,
    label="TNUoS locational demand charge",
    rule="Average kW over the triads x LLF x the demand zone's tariff (CUSC Section 14.15)",
    flow="import",
    payer="party",
    payee="system_operator",
    pieces=_pieces,
    applies=has_tariff,
    missing=_missing,
)
