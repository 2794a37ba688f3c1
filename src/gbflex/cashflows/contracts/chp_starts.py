"""What each start of a CHP unit costs, as the site file says."""

from __future__ import annotations

from gbflex.cashflows.burners import given_rate
from gbflex.cashflows.priced_units import PricedUnits, UnitPiece
from gbflex.cashflows.shape import Setting, UnitFlow

__all__ = ["LINE"]


def _pieces(setting: Setting) -> list[UnitPiece]:
    return [
        UnitPiece(
            UnitFlow("starts", chp.name),
            given_rate(setting, chp.start_cost_gbp, "start_cost_gbp", unit="GBP/start"),
        )
        for chp in setting.site.chps
        if chp.start_cost_gbp > 0
    ]


LINE = PricedUnits(
    name="chp_starts",
    label="Starts of CHP units",
    rule="Starts of each unit x the site file's cost of a start",
    payee="maintenance contractor",
    pieces=_pieces,
    applies=lambda setting: any(chp.start_cost_gbp > 0 for chp in setting.site.chps),
)
