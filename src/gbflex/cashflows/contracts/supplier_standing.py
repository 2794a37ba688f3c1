"""The standing charge of a retail contract, per day, whatever is used."""

from __future__ import annotations

from gbflex.cashflows.shape import Setting
from gbflex.cashflows.standing import DailyPiece, StandingCharge

__all__ = ["LINE"]


def _p_per_day(setting: Setting) -> float:
    supply = setting.site.supply
    return 0.0 if supply is None or supply.contract is None else supply.contract.standing_charge_p_per_day


def _pieces(setting: Setting) -> list[DailyPiece]:
    piece = DailyPiece(
        first_of_day=setting.periods.first_of_day,
        per_day=1.0,
        published=_p_per_day(setting),
        published_unit="p/day",
        source="site file, supply.contract.standing_charge_p_per_day",
        quality="actual",
    )
    return [piece]


LINE = StandingCharge(
    name="supplier_standing",
    label="Supplier's standing charge",
    rule="Days x the standing charge of the retail contract",
    payee="supplier",
    pieces=_pieces,
    applies=lambda setting: bool(_p_per_day(setting)),
)
