"""DUoS export credit: exported energy at the generation tariff's rate of its time band.

Published by the DNO in Annex 1 as a negative unit rate [p/kWh]: the network pays. On exported energy only,
never on what the site uses behind the meter.
"""

from __future__ import annotations

from gbflex.cashflows.duos_terms import export_tariffs, missing_export_tariff, unit_pieces
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece
from gbflex.cashflows.shape import NotPriced, Setting

__all__ = ["LINE"]

NAME = "duos_export_credit"
PUBLISHED_AS_A_NEGATIVE_CHARGE = -1.0


def _pieces(setting: Setting) -> list[RatePiece]:
    return unit_pieces(setting, export_tariffs(setting), PUBLISHED_AS_A_NEGATIVE_CHARGE)


def _missing(setting: Setting) -> list[NotPriced]:
    return missing_export_tariff(NAME, setting)


LINE = PricedFlow(
    name=NAME,
    label="DUoS credit on export by time band",
    rule="Export at the meter x the generation tariff's unit rate, a credit (DCUSA Schedule 16; Annex 1)",
    flow="export",
    payer="dno",
    payee="party",
    pieces=_pieces,
    applies=lambda setting: setting.site.export_tariff is not None,
    missing=_missing,
)
