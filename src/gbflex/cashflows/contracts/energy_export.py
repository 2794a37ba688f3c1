"""Exported energy at the price of the export contract, at the meter."""

from __future__ import annotations

from gbflex.cashflows.priced_flow import PricedFlow, RatePiece
from gbflex.cashflows.shape import Setting

__all__ = ["LINE"]


def _pieces(setting: Setting) -> list[RatePiece]:
    price = setting.series["export_price"]
    return [
        RatePiece(at=at, published=price.values, published_unit=price.unit, source=price.source, quality=quality)
        for quality, at in price.parts()
    ]


LINE = PricedFlow(
    name="energy_export",
    label="Exported energy",
    rule="Export at the meter x the export contract's price",
    flow="export",
    payer="supplier",
    payee="party",
    pieces=_pieces,
    applies=lambda setting: "export_price" in setting.series,
)
