"""DUoS unit charge: imported energy at the rate of its time band.

Published by the DNO in Annex 1 of its charging statement [p/kWh], by charging year from April to March,
at the meter, without losses. Unit rates may differ by residual band and are taken for the site's own.
"""

from __future__ import annotations

from gbflex.cashflows.duos_terms import has_tariff, import_tariffs, missing_tariff, unit_pieces
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece
from gbflex.cashflows.shape import NotPriced, Setting

__all__ = ["LINE"]

NAME = "duos_unit"


def _pieces(setting: Setting) -> list[RatePiece]:
    return unit_pieces(setting, import_tariffs(setting))


def _missing(setting: Setting) -> list[NotPriced]:
    return missing_tariff(NAME, setting)


LINE = PricedFlow(
    name=NAME,
    label="DUoS unit charge by time band",
    rule="Import at the meter x the unit rate of the time band (DCUSA Schedule 16; the DNO's Annex 1)",
    flow="import",
    payer="party",
    payee="dno",
    pieces=_pieces,
    applies=has_tariff,
    missing=_missing,
)
