"""A line on what CHP units and boilers burn, make or do: one rate for each unit, in pieces.

The band of a row is the unit's name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from gbflex.cashflows.ledger import Block
from gbflex.cashflows.priced_flow import RatePiece, never_missing, priced_block, signed_price
from gbflex.cashflows.shape import FlowKey, Flows, NotPriced, Offer, PlansAs, Setting, UnitFlow

__all__ = ["PricedUnits", "UnitPiece"]


class UnitPiece(NamedTuple):
    """A piece of a rate on a unit's flow."""

    flow: UnitFlow
    rate: RatePiece


@dataclass(frozen=True)
class PricedUnits:
    """A line of the form unit's flow x rate, which the party pays.

    Attributes:
        name: Line name.
        label: What it is.
        rule: The rule in one sentence, with its source.
        payee: Who receives it; empty where nobody is paid.
        pieces: The rate of each unit, in pieces.
        applies: Whether the site has such a line.
        missing: Where it lacks a rate.
        plans_as: Always exact: the rate does not depend on what is done.
    """

    name: str
    label: str
    rule: str
    payee: str
    pieces: Callable[[Setting], Sequence[UnitPiece]]
    applies: Callable[[Setting], bool]
    missing: Callable[[Setting], list[NotPriced]] = never_missing
    plans_as: PlansAs = "exact"

    def offer(self, setting: Setting) -> Offer:
        """The rates of each unit's flow in every half-hour."""
        by_flow: dict[UnitFlow, list[RatePiece]] = {}
        for flow, rate in self.pieces(setting):
            by_flow.setdefault(flow, []).append(rate)
        n = len(setting.periods)
        prices: dict[FlowKey, np.ndarray[tuple[int], np.dtype[np.float64]]] = {
            flow: signed_price(rates, -1.0, n) for flow, rates in by_flow.items()
        }
        return Offer(prices)

    def settle(self, flows: Flows, setting: Setting) -> list[Block]:
        """One row per half-hour, unit and piece; none for a party whose units they are not."""
        return [
            priced_block(
                self.name,
                replace(rate, band=flow.unit),
                flows.energy[flow],
                payer=flows.party,
                payee=self.payee,
                sign=-1.0,
            )
            for flow, rate in self.pieces(setting)
            if flow in flows.energy
        ]
