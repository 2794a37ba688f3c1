"""TNUoS locational demand: by triads, or by energy in the evening where a site is settled in aggregate.

Published by NESO by demand zone (CUSC Section 14.15), floored at 0, and 0 in zones 1 to 7. Demand is measured at
the grid supply point: x line loss factor. A site settled half-hourly pays its average demand over the three
triads of a winter x a tariff per kW. One on an aggregated DUoS tariff (not half-hourly, or measurement class F
or G; CMP266 and CMP318) pays its energy from 16:00 to 19:00 on every day of the year x a tariff per kWh.

Triads are known only afterwards. Those NESO has published are used, else those the site file gives of the winter;
the site file's replace published ones only where it says so. Of a winter without either the expected charge is
priced, estimated. A plan sees the expected charge too. A span without a winter day, or a zone at 0, owes nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

import numpy as np

from gbflex.cashflows.duos_terms import dates_in_year, has_tariff, import_tariff
from gbflex.cashflows.levy import to_boundary
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.cashflows.triad_terms import missing_at_triads, triad_pieces, zonal_rate
from gbflex.errors import NoRateHeld
from gbflex.gb.rates.duos_bands import in_charging_year
from gbflex.gb.rates.duos_tables import charging_years
from gbflex.gb.rates.single import Rate
from gbflex.gb.rates.tnuos import is_aggregated

__all__ = ["LINE"]

NAME = "tnuos_locational"
EVENING_MINUTES = (16 * 60, 19 * 60)
"""The half-hours of the tariff per kWh, on the clock, on every day (CUSC Section 14.15)."""


def _by_energy(setting: Setting, year: int) -> bool:
    """Whether the site pays by energy.

    Raises:
        NoRateHeld: The site names a line loss factor class, and the year's tariffs are not held.
    """
    terms = setting.site.tariff
    if terms is None or terms.site_specific is not None:
        return False
    return is_aggregated(terms.duos or import_tariff(setting, terms, year).tariff)


def _per_kw(setting: Setting) -> Callable[[int], Rate]:
    return functools.partial(zonal_rate, setting, "hh_demand_locational")


def _evening_piece(setting: Setting, year: int) -> RatePiece:
    rate = zonal_rate(setting, "nhh_demand_locational", year)
    return RatePiece(
        at=in_charging_year(setting.periods, year) & setting.periods.in_clock_window(*EVENING_MINUTES),
        published=np.array(rate.value),
        published_unit=rate.unit,
        source=f"{rate.label}: {rate.source}",
        quality=rate.quality,
        to_meter=to_boundary(setting, "grid_supply_point"),
    )


def _pieces(setting: Setting) -> list[RatePiece]:
    pieces = []
    for year in charging_years(setting.periods):
        if _by_energy(setting, year):
            pieces.append(_evening_piece(setting, year))
        else:
            winters = [winter for winter in setting.triads if winter.year == year]
            pieces += triad_pieces(winters, _per_kw(setting), to_boundary(setting, "grid_supply_point"))
    return pieces


def _missing(setting: Setting) -> list[NotPriced]:
    return [gap for year in charging_years(setting.periods) for gap in _missing_in(setting, year)]


def _missing_in(setting: Setting, year: int) -> Iterator[NotPriced]:
    try:
        if _by_energy(setting, year):
            zonal_rate(setting, "nhh_demand_locational", year)
            return
    except NoRateHeld as error:
        yield NotPriced(NAME, *dates_in_year(setting, year), str(error))
        return
    winters = [winter for winter in setting.triads if winter.year == year]
    yield from missing_at_triads(NAME, setting, winters, _per_kw(setting))


LINE = PricedFlow(
    name=NAME,
    label="TNUoS locational demand charge",
    rule=(
        "Average kW over the triads x LLF x the demand zone's tariff; aggregated sites energy from 16:00 to 19:00 "
        "of every day x LLF x the zone's tariff per kWh (CUSC Section 14.15)"
    ),
    flow="import",
    payer="party",
    payee="system_operator",
    pieces=_pieces,
    applies=has_tariff,
    missing=_missing,
    plans_as="linear_estimate",
)
