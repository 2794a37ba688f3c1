"""The supplier's fee on imported energy, and its fixed price for everything that is not energy.

With `supply.non_energy: {fixed_gbp_per_mwh}` the supplier carries all third-party charges for that price,
so they are not charged again.
"""

from __future__ import annotations

import numpy as np

from gbflex.assets.supply import FixedPrice, Supply
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece
from gbflex.cashflows.shape import Setting

__all__ = ["LINE"]


def _prices(supply: Supply | None) -> dict[str, float]:
    if supply is None:
        return {}
    prices = {"supply.fee_gbp_per_mwh": supply.fee_gbp_per_mwh}
    if isinstance(supply.non_energy, FixedPrice):
        prices["supply.non_energy"] = supply.non_energy.fixed_gbp_per_mwh
    return {field: price for field, price in prices.items() if price}


def _pieces(setting: Setting) -> list[RatePiece]:
    everywhere = np.ones(len(setting.periods), dtype=bool)
    return [
        RatePiece(
            at=everywhere,
            published=np.array(price),
            published_unit="GBP/MWh",
            source=f"site file, {field}",
            quality="actual",
        )
        for field, price in _prices(setting.site.supply).items()
    ]


LINE = PricedFlow(
    name="supplier_fee",
    label="Supplier's fee and fixed non-energy price",
    rule="Import at the meter x the contract's fee",
    flow="import",
    payer="party",
    payee="supplier",
    pieces=_pieces,
    applies=lambda setting: bool(_prices(setting.site.supply)),
)
