"""TNUoS demand residual: so much per site and day by residual band, the same in all zones.

Published by NESO each January [GBP/site/day] (CMP343, since April 2023). The site's band is the one the DNO
allocated for DUoS. Nothing behind the meter changes it; a site without residual ("No Residual") pays none.
"""

from __future__ import annotations

import numpy as np

from gbflex.cashflows.duos_terms import has_tariff, import_tariffs, missing_tariff
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.cashflows.standing import DailyPiece, StandingCharge
from gbflex.errors import NoRateHeld
from gbflex.gb.rates.single import Rate
from gbflex.gb.rates.tnuos import residual_key, tnuos_rate

__all__ = ["LINE"]

NAME = "tnuos_residual"


def _rates(setting: Setting) -> dict[Rate, list[int]]:
    """The rate of each day that has one, with the first half-hours of its days."""
    found: dict[Rate, list[int]] = {}
    for tariff, in_year in import_tariffs(setting):
        key = residual_key(tariff.tariff, tariff.residual_band)
        for first in setting.periods.first_of_day if key is not None else ():
            if in_year[first]:
                day = setting.periods.settlement_date[first].astype(object)
                found.setdefault(tnuos_rate("demand_residual", key or "", day), []).append(int(first))
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
    gaps = missing_tariff(NAME, setting)
    if gaps:
        return gaps
    try:
        _rates(setting)
    except NoRateHeld as error:
        return [NotPriced(NAME, setting.periods.first_date, setting.periods.last_date, str(error))]
    return []


LINE = StandingCharge(
    name=NAME,
    label="TNUoS demand residual",
    rule="Days x NESO's demand residual of the site's band (CUSC Section 14, CMP343)",
    payee="system_operator",
    pieces=_pieces,
    applies=has_tariff,
    missing=_missing,
)
