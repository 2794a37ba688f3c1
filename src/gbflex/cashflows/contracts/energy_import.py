"""Imported energy at the price of the supply contract.

The contract's half-hourly price is at the national balancing point, so a MWh at the meter costs
price x line loss factor x transmission loss multiplier (BSC Section T: losses fall on the supplier's account).
Unit rates of a retail contract count at the meter unless it says otherwise; `band` is the rate's name.
"""

from __future__ import annotations

import numpy as np

from gbflex.assets.retail_contract import RetailContract
from gbflex.cashflows.levy import boundary_is_estimated, to_boundary, with_losses_said
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece, series_pieces
from gbflex.cashflows.shape import Setting

__all__ = ["LINE"]


def _pieces(setting: Setting) -> list[RatePiece]:
    supply = setting.site.supply
    if supply is not None and supply.contract is not None:
        return _contract_pieces(supply.contract, setting)
    pieces = series_pieces(
        setting.series["energy_price"],
        sure=not boundary_is_estimated(setting, "national_balancing_point"),
        to_meter=to_boundary(setting, "national_balancing_point"),
    )
    return with_losses_said(pieces, setting, "national_balancing_point")


def _contract_pieces(contract: RetailContract, setting: Setting) -> list[RatePiece]:
    which = contract.rate_index(setting.periods)
    return [
        RatePiece(
            at=which == i,
            published=np.array(rate.p_per_kwh),
            published_unit="p/kWh",
            source=f"site file, supply.contract.rates.{i}",
            quality="estimated" if boundary_is_estimated(setting, contract.rates_at) else "actual",
            to_meter=to_boundary(setting, contract.rates_at),
            band=rate.name,
        )
        for i, rate in enumerate(contract.rates)
        if (which == i).any()
    ]


LINE = PricedFlow(
    name="energy_import",
    label="Imported energy",
    rule="Import x LLF x TLM x the supply contract's price, or import x the retail contract's unit rate",
    flow="import",
    payer="party",
    payee="supplier",
    pieces=_pieces,
    applies=lambda setting: setting.site.supply is not None,
)
