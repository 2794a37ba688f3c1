"""TNUoS demand residual: so much per site and day by residual band, the same in all zones.

Published by NESO each January [GBP/site/day] (CMP343, since April 2023). The site's band is the one the DNO
allocated for DUoS. Nothing behind the meter changes it; a site without residual ("No Residual") pays none.
Voltage level and band are in the tariff's name, so a year whose DUoS is not held has its residual all the same.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from gbflex.assets.supply import Tariff
from gbflex.cashflows.duos_terms import dates_in_year, has_tariff, import_tariff, missing_tariff
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.cashflows.standing import DailyPiece, StandingCharge
from gbflex.errors import NoRateHeld
from gbflex.gb.rates.duos import residual_of_name
from gbflex.gb.rates.duos_bands import in_charging_year
from gbflex.gb.rates.duos_tables import charging_years
from gbflex.gb.rates.single import Rate
from gbflex.gb.rates.tnuos import residual_key, tnuos_rate

__all__ = ["LINE"]

NAME = "tnuos_residual"


def _key(setting: Setting, terms: Tariff, year: int) -> str | None:
    """The residual band of a charging year; None where the site pays none.

    Raises:
        NoRateHeld: Neither the year's tariffs nor the name says it.
    """
    try:
        tariff = import_tariff(setting, terms, year)
    except NoRateHeld:
        named = _named(terms)
        if named is None:
            raise
        return residual_key(*named)
    return residual_key(tariff.tariff, tariff.residual_band)


def _named(terms: Tariff) -> tuple[str, str] | None:
    if terms.site_specific is not None:
        return ("EHV Site Specific", terms.residual_band) if terms.residual_band else None
    return None if terms.duos is None else residual_of_name(terms.duos, terms.residual_band)


def _rate(setting: Setting, key: str, on: date) -> Rate:
    return tnuos_rate("demand_residual", key, on, setting.stand_in)


def _rates(setting: Setting) -> dict[Rate, list[int]]:
    """The rate of each day that has one, with the first half-hours of its days."""
    found: dict[Rate, list[int]] = {}
    terms = setting.site.tariff
    if terms is None:
        return found
    for year in charging_years(setting.periods):
        key = _key(setting, terms, year)
        in_year = in_charging_year(setting.periods, year)
        for first in setting.periods.first_of_day if key is not None else ():
            if in_year[first]:
                day = setting.periods.settlement_date[first].astype(object)
                found.setdefault(_rate(setting, key or "", day), []).append(int(first))
    return found


def _pieces(setting: Setting) -> list[DailyPiece]:
    return [
        DailyPiece(
            first_of_day=np.array(days),
            per_day=1.0,
            published=rate.value,
            published_unit=rate.unit,
            source=f"{rate.label}: {rate.source}",
            quality=rate.quality,
        )
        for rate, days in _rates(setting).items()
    ]


def _missing(setting: Setting) -> list[NotPriced]:
    terms = setting.site.tariff
    if terms is None:
        return missing_tariff(NAME, setting)
    gaps = []
    for year in charging_years(setting.periods):
        first, last = dates_in_year(setting, year)
        try:
            key = _key(setting, terms, year)
            if key is not None:
                # NESO's tariffs hold for whole charging years.
                _rate(setting, key, first)
        except NoRateHeld as error:
            gaps.append(NotPriced(NAME, first, last, str(error)))
    return gaps


LINE = StandingCharge(
    name=NAME,
    label="TNUoS demand residual",
    rule="Days x NESO's demand residual of the site's band (CUSC Section 14, CMP343)",
    payee="system_operator",
    pieces=_pieces,
    applies=has_tariff,
    missing=_missing,
)
