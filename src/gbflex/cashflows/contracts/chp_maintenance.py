"""Maintenance of CHP units, paid by the MWh that they make, as the site file says."""

from __future__ import annotations

from gbflex.cashflows.burners import given_rate
from gbflex.cashflows.priced_units import PricedUnits, UnitPiece
from gbflex.cashflows.shape import Setting, UnitFlow

__all__ = ["LINE"]


def _pieces(setting: Setting) -> list[UnitPiece]:
    return [
        UnitPiece(
            UnitFlow("power", chp.name),
            given_rate(setting, chp.maintenance_gbp_per_mwh, "maintenance_gbp_per_mwh"),
        )
        for chp in setting.site.chps
        if chp.maintenance_gbp_per_mwh > 0
    ]


LINE = PricedUnits(
    name="chp_maintenance",
    label="Maintenance of CHP units",
    rule="Electricity of each unit x the site file's maintenance",
    payee="maintenance contractor",
    pieces=_pieces,
    applies=lambda setting: any(chp.maintenance_gbp_per_mwh > 0 for chp in setting.site.chps),
)
