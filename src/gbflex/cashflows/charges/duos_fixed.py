"""DUoS fixed charge: per meter point and day, with the residual of the site's band.

Published by the DNO in Annex 1 [p/MPAN/day]; an export meter with a generation tariff has its own. A
battery behind the meter changes neither.
"""

from __future__ import annotations

from gbflex.cashflows.duos_terms import (
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
        for tariff, in_year in [*import_tariffs(setting), *export_tariffs(setting)]
    ]


def _missing(setting: Setting) -> list[NotPriced]:
    return [*missing_tariff(NAME, setting), *missing_export_tariff(NAME, setting)]


LINE = StandingCharge(
    name=NAME,
    label="DUoS fixed charge",
    rule="Days x the fixed charge of the tariff and residual band (DCUSA Schedule 16; the DNO's Annex 1)",
    payee="dno",
    pieces=_pieces,
    applies=has_tariff,
    missing=_missing,
)
