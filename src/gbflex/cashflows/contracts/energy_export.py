"""Exported energy at the price of the export contract: at the meter, or as settlement counts it.

Settlement scales a metered export to the national balancing point, x line loss factor x transmission loss
multiplier (BSC Section T), as it does import. Who passes that on pays for it: `supply.export_losses: settled`.
"""

from __future__ import annotations

from gbflex.cashflows.levy import boundary_is_estimated, with_losses_said
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece, series_pieces
from gbflex.cashflows.shape import Setting

__all__ = ["LINE"]


def _pieces(setting: Setting) -> list[RatePiece]:
    price, supply = setting.series["export_price"], setting.site.supply
    if supply is None or supply.export_losses == "none":
        return series_pieces(price)
    pieces = series_pieces(
        price,
        source=f"{price.source}, x LLF x TLM",
        sure=not boundary_is_estimated(setting, "national_balancing_point"),
        to_meter=setting.export_line_loss_factor * setting.transmission_loss_multiplier,
    )
    return with_losses_said(pieces, setting, "national_balancing_point")


LINE = PricedFlow(
    name="energy_export",
    label="Exported energy",
    rule="Export at the meter x the export contract's price, x LLF x TLM where supply.export_losses is settled",
    flow="export",
    payer="supplier",
    payee="party",
    pieces=_pieces,
    applies=lambda setting: "export_price" in setting.series,
)
