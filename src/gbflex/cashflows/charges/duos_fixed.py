"""DUoS fixed charge: per meter point and day, with the residual of the site's band.

Published by the DNO in Annex 1 [p/MPAN/day]; an export meter with a generation tariff has its own. What
flows changes neither; an export meter that comes with the assets is in `asset_causes` of the site file.
"""

from __future__ import annotations

from gbflex.cashflows.duos_terms import (
    TariffInYear,
    export_tariffs,
    has_tariff,
    import_tariffs,
    missing_export_tariff,
    missing_tariff,
)
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.cashflows.standing import DailyPiece, StandingCharge

__all__ = ["LINE"]

NAME = "duos_fixed"


def _pieces(setting: Setting) -> list[DailyPiece]:
    first_of_day = setting.periods.first_of_day
    return [
        DailyPiece(
            first_of_day=first_of_day[in_year[first_of_day]],
            per_day=1.0,
            published=tariff.fixed_p_per_mpan_day,
            published_unit="p/MPAN/day",
            source=tariff.short_source,
            quality=tariff.quality,
        )
        for tariff, in_year in _tariffs(setting)
    ]


def _tariffs(setting: Setting) -> list[TariffInYear]:
    """Those of the two meters whose years are all held."""
    of_import = [] if missing_tariff(NAME, setting) else import_tariffs(setting)
    of_export = [] if missing_export_tariff(NAME, setting) else export_tariffs(setting)
    return [*of_import, *of_export]


def _missing(setting: Setting) -> list[NotPriced]:
    """What one meter owes without a rate; the other's charge is priced all the same."""
    priced = bool(_tariffs(setting))
    gaps = [*missing_tariff(NAME, setting), *missing_export_tariff(NAME, setting)]
    return [gap._replace(rest_is_priced=priced) for gap in gaps]


LINE = StandingCharge(
    name=NAME,
    label="DUoS fixed charge",
    rule="Days x the fixed charge of the tariff and residual band (DCUSA Schedule 16; the DNO's Annex 1)",
    payee="dno",
    pieces=_pieces,
    applies=has_tariff,
    missing=_missing,
)
