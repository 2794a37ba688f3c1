"""DUoS capacity charge: per kVA of agreed capacity and day.

Published by the DNO in Annex 1 [p/kVA/day], on the agreed import capacity, whatever flows. Capacity above
it is another line, `duos_exceeded_capacity`.
"""

from __future__ import annotations

from gbflex.cashflows.duos_terms import has_tariff, import_tariffs, missing_tariff
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.cashflows.standing import DailyPiece, StandingCharge
from gbflex.errors import InvalidSite

__all__ = ["LINE"]

NAME = "duos_capacity"


def _pieces(setting: Setting) -> list[DailyPiece]:
    first_of_day = setting.periods.first_of_day
    capacity = None if setting.site.tariff is None else setting.site.tariff.agreed_capacity_kva
    pieces = []
    for tariff, in_year in import_tariffs(setting):
        if capacity is None and tariff.capacity_p_per_kva_day:
            raise InvalidSite(
                f"tariff.agreed_capacity_kva: {tariff.published_name} charges for agreed capacity",
                next_step="Set it from the connection agreement or the bill",
            )
        pieces.append(
            DailyPiece(
                first_of_day=first_of_day[in_year[first_of_day]],
                per_day=capacity or 0.0,
                published=tariff.capacity_p_per_kva_day,
                published_unit="p/kVA/day",
                source=tariff.short_source,
                quality=tariff.quality,
            )
        )
    return pieces


def _missing(setting: Setting) -> list[NotPriced]:
    return missing_tariff(NAME, setting)


LINE = StandingCharge(
    name=NAME,
    label="DUoS capacity charge",
    rule="Days x agreed kVA x the capacity charge of the tariff (DCUSA Schedule 16; the DNO's Annex 1)",
    payee="dno",
    pieces=_pieces,
    applies=has_tariff,
    missing=_missing,
)
