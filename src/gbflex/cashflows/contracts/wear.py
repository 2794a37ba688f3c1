"""Wear of the batteries: a cost of use, not cash, so it has no payee."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gbflex.assets.battery import Battery
from gbflex.cashflows.ledger import Block
from gbflex.cashflows.priced_flow import RatePiece, never_missing, priced_block, signed_price
from gbflex.cashflows.shape import FlowKey, Flows, NotPriced, Offer, PlansAs, Setting, UnitFlow

__all__ = ["LINE"]


@dataclass(frozen=True)
class _Wear:
    name: str = "wear"
    label: str = "Wear of the batteries"
    rule: str = "Discharge of each battery at the meter x the site file's wear"
    plans_as: PlansAs = "exact"

    def applies(self, setting: Setting) -> bool:
        return bool(_worn(setting))

    def missing(self, setting: Setting) -> list[NotPriced]:
        return never_missing(setting)

    def offer(self, setting: Setting) -> Offer:
        n = len(setting.periods)
        prices: dict[FlowKey, np.ndarray[tuple[int], np.dtype[np.float64]]] = {
            UnitFlow("discharge", battery.name): signed_price([_piece(setting, battery)], -1.0, n)
            for battery in _worn(setting)
        }
        return Offer(prices)

    def settle(self, flows: Flows, setting: Setting) -> list[Block]:
        return [
            replace(
                priced_block(
                    self.name, _piece(setting, battery), flows.energy[key], payer=flows.party, payee="", sign=-1.0
                ),
                kind="non_cash",
            )
            for battery in _worn(setting)
            if (key := UnitFlow("discharge", battery.name)) in flows.energy
        ]


def _worn(setting: Setting) -> list[Battery]:
    return [battery for battery in setting.site.batteries if battery.wear_gbp_per_mwh_discharged > 0]


def _piece(setting: Setting, battery: Battery) -> RatePiece:
    return RatePiece(
        at=np.ones(len(setting.periods), dtype=bool),
        published=np.array(battery.wear_gbp_per_mwh_discharged),
        published_unit="GBP/MWh",
        source="site file, wear_gbp_per_mwh_discharged",
        quality="estimated",
        # One battery needs no name to tell its rows apart.
        band=battery.name if len(setting.site.batteries) > 1 else "",
    )


LINE = _Wear()
