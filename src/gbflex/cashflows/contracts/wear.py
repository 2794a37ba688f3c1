"""Wear of the battery: a cost of use, not cash, so it has no payee."""

from __future__ import annotations

import numpy as np

from gbflex.cashflows.priced_flow import PricedFlow, RatePiece
from gbflex.cashflows.shape import Setting

__all__ = ["LINE"]


def _wear_gbp_per_mwh(setting: Setting) -> float:
    battery = setting.site.battery
    return 0.0 if battery is None else battery.wear_gbp_per_mwh_discharged


def _pieces(setting: Setting) -> list[RatePiece]:
    return [
        RatePiece(
            at=np.ones(len(setting.periods), dtype=bool),
            published=np.array(_wear_gbp_per_mwh(setting)),
            published_unit="GBP/MWh",
            source="site file, wear_gbp_per_mwh_discharged",
            quality="estimated",
        )
    ]


LINE = PricedFlow(
    name="wear",
    label="Wear of the battery",
    rule="Discharge at the meter x the site file's wear",
    flow="discharge",
    payer="party",
    payee="",
    pieces=_pieces,
    applies=lambda setting: _wear_gbp_per_mwh(setting) > 0,
    kind="non_cash",
)
