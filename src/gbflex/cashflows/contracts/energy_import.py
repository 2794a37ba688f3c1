"""Imported energy at the price of the supply contract.

The contract's half-hourly price is at the national balancing point, so a MWh at the meter costs
price x line loss factor x transmission loss multiplier (BSC Section T: losses fall on the supplier's account).
"""

from __future__ import annotations

from gbflex.cashflows.ledger import worst_quality
from gbflex.cashflows.levy import boundary_is_estimated, to_boundary, with_losses_said
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece
from gbflex.cashflows.shape import Setting

__all__ = ["LINE"]


def _pieces(setting: Setting) -> list[RatePiece]:
    price = setting.series["energy_price"]
    estimated = boundary_is_estimated(setting, "national_balancing_point")
    pieces = [
        RatePiece(
            at=at,
            published=price.values,
            published_unit=price.unit,
            source=price.source,
            quality=worst_quality([quality, "estimated"] if estimated else [quality]),
            to_meter=to_boundary(setting, "national_balancing_point"),
        )
        for quality, at in price.parts()
    ]
    return with_losses_said(pieces, setting, "national_balancing_point")


LINE = PricedFlow(
    name="energy_import",
    label="Imported energy",
    rule="Import x LLF x TLM x the supply contract's price",
    flow="import",
    payer="party",
    payee="supplier",
    pieces=_pieces,
    applies=lambda setting: setting.site.supply is not None,
)
