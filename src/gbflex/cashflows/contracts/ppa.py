"""The power purchase agreement: what the offtaker pays the owner.

`covers: all_demand`: for every MWh the owner supplies to the load, whatever its source. `asset_output`: for
every MWh the asset delivers behind the meter. The same transfer stands in the offtaker's ledger with the
other sign, so the two add to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gbflex.cashflows.ledger import Block
from gbflex.cashflows.priced_flow import never_missing
from gbflex.cashflows.shape import FlowName, Flows, NotPriced, Offer, PlansAs, Setting

__all__ = ["LINE"]

OWNER, OFFTAKER = "owner", "offtaker"


def _flow(setting: Setting) -> FlowName:
    return "supplied" if setting.site.covers_all_demand else "delivered"


@dataclass(frozen=True)
class _Ppa:
    name: str = "ppa"
    label: str = "Power purchase agreement"
    rule: str = "Supplied or delivered energy at the meter x the PPA price (site file, ppa)"
    plans_as: PlansAs = "exact"

    def applies(self, setting: Setting) -> bool:
        return setting.site.ppa is not None

    def missing(self, setting: Setting) -> list[NotPriced]:
        return never_missing(setting)

    def offer(self, setting: Setting) -> Offer:
        return Offer({_flow(setting): np.full(len(setting.periods), self._price(setting))})

    def settle(self, flows: Flows, setting: Setting) -> list[Block]:
        energy = flows.energy[_flow(setting)]
        sign = 1.0 if flows.party == OWNER else -1.0
        price = self._price(setting)
        return [
            Block(
                line=self.name,
                payer=OFFTAKER,
                payee=OWNER,
                position=np.arange(len(energy)),
                quantity=energy,
                quantity_unit="MWh",
                rate_gbp_per_unit=np.full(len(energy), sign * price),
                published_rate=np.full(len(energy), price),
                published_unit="GBP/MWh",
                source="site file, ppa.price_gbp_per_mwh",
            )
        ]

    @staticmethod
    def _price(setting: Setting) -> float:
        assert setting.site.ppa is not None  # noqa: S101 (asked only where `applies`)
        return setting.site.ppa.price_gbp_per_mwh


LINE = _Ppa()
