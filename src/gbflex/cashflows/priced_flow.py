"""The commonest shape of a line: one flow times one rate per MWh.

A line file names the flow, the parties and the pieces of its rate; both faces are built from the same
pieces here. A piece is a rate that holds in some of the half-hours, as published, with the multiplier
that brings it to the meter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.ledger import Block, worst_quality
from gbflex.cashflows.shape import FlowKey, FlowName, Flows, NotPriced, Offer, PlansAs, Series, Setting
from gbflex.tables import Quality
from gbflex.units import ledger_unit

__all__ = [
    "FlowPiece",
    "PricedFlow",
    "RatePiece",
    "always",
    "never_missing",
    "nothing_spared",
    "priced_block",
    "series_pieces",
    "signed_price",
]


@dataclass(frozen=True, eq=False)
class RatePiece:
    """A rate per unit of energy in some half-hours.

    Attributes:
        at: Half-hours it holds in, shape (n,).
        published: As printed, one for all or per half-hour, shape () or (n,).
        published_unit: The publisher's unit.
        source: Who says so.
        quality: How sure it is.
        to_meter: Multiplier from the boundary of the rule to the meter, less any relief, shape () or (n,).
        band: DUoS time band, rate of a retail contract, or empty.
    """

    at: NDArray[np.bool_]
    published: NDArray[np.float64]
    published_unit: str
    source: str
    quality: Quality
    to_meter: float | NDArray[np.float64] = 1.0
    band: str = ""

    def gbp_per_mwh(self) -> NDArray[np.float64]:
        """Plain rate at the meter [GBP/MWh], shape () or (n,)."""
        return self.published * (ledger_unit(self.published_unit).gbp_per_published_unit * self.to_meter)


class FlowPiece(NamedTuple):
    """A piece of a rate on another flow than the line's own."""

    flow: FlowKey
    rate: RatePiece


def series_pieces(
    price: Series, *, source: str = "", sure: bool = True, to_meter: float | NDArray[np.float64] = 1.0
) -> list[RatePiece]:
    """A half-hourly price in pieces, one for each quality.

    Args:
        price: The price.
        source: Who says so, where it is more than the series says.
        sure: Whether the quantity it falls on is; else every row is estimated.
        to_meter: Multiplier from the boundary of the contract to the meter, shape () or (n,).
    """
    return [
        RatePiece(
            at=at,
            published=price.values,
            published_unit=price.unit,
            source=source or price.source,
            quality=quality if sure else worst_quality([quality, "estimated"]),
            to_meter=to_meter,
        )
        for quality, at in price.parts()
    ]


def always(setting: Setting) -> bool:
    """For lines that every site has."""
    del setting
    return True


def nothing_spared(setting: Setting) -> NDArray[np.float64]:
    """For lines that storage pays like any other demand."""
    return np.zeros(len(setting.periods))


def nothing_else(setting: Setting) -> Sequence[FlowPiece]:
    """For lines on one flow."""
    del setting
    return ()


def never_missing(setting: Setting) -> list[NotPriced]:
    """For lines whose rate stands in the site file."""
    del setting
    return []


def signed_price(pieces: Sequence[RatePiece], sign: float, n: int) -> NDArray[np.float64]:
    """Pieces of a rate added up, signed [GBP/MWh], shape (n,).

    Args:
        pieces: The pieces.
        sign: -1 where the party pays.
        n: Half-hours.
    """
    price = np.zeros(n)
    for piece in pieces:
        price = np.where(piece.at, price + sign * piece.gbp_per_mwh(), price)
    return price


def priced_block(
    line: str, piece: RatePiece, energy: NDArray[np.float64], *, payer: str, payee: str, sign: float
) -> Block:
    """The rows of one piece of a rate.

    Args:
        line: Line name.
        piece: The piece.
        energy: The flow it prices [MWh, or a count], shape (n,).
        payer: Who pays a positive rate.
        payee: Who receives it.
        sign: -1 where the party pays.
    """
    position = np.flatnonzero(piece.at)
    everywhere = piece.at.shape
    return Block(
        line=line,
        payer=payer,
        payee=payee,
        position=position,
        quantity=energy[position],
        quantity_unit=ledger_unit(piece.published_unit).quantity_unit,
        rate_gbp_per_unit=sign * np.broadcast_to(piece.gbp_per_mwh(), everywhere)[position],
        published_rate=np.broadcast_to(piece.published, everywhere)[position],
        published_unit=piece.published_unit,
        source=piece.source,
        quality=piece.quality,
        band=piece.band,
    )


@dataclass(frozen=True)
class PricedFlow:
    """A line of the form energy x rate.

    Attributes:
        name: Line name.
        label: What it is.
        rule: The rule in one sentence, with its source.
        flow: The flow it prices.
        payer: Who pays a positive rate; "party" is whoever the ledger belongs to.
        payee: Who receives it; "party" likewise.
        pieces: The rate, in pieces.
        applies: Whether the site has such a line.
        missing: Where it lacks a rate.
        kind: "cash", or "non_cash" where nobody is paid.
        spared_share: Share of the energy charged into a store that the line leaves out of its flow, shape (n,).
        also: What it charges on other flows, in pieces; a negative rate gives back.
        plans_as: Exact where the rate is known when a plan is made; it never depends on what is done.
    """

    name: str
    label: str
    rule: str
    flow: FlowName
    payer: str
    payee: str
    pieces: Callable[[Setting], Sequence[RatePiece]]
    applies: Callable[[Setting], bool] = always
    missing: Callable[[Setting], list[NotPriced]] = never_missing
    kind: str = "cash"
    spared_share: Callable[[Setting], NDArray[np.float64]] = nothing_spared
    also: Callable[[Setting], Sequence[FlowPiece]] = nothing_else
    plans_as: PlansAs = "exact"

    @property
    def _sign(self) -> float:
        return 1.0 if self.payee == "party" else -1.0

    def offer(self, setting: Setting) -> Offer:
        """The rate in every half-hour, signed."""
        n = len(setting.periods)
        price = signed_price(self.pieces(setting), self._sign, n)
        prices: dict[FlowKey, NDArray[np.float64]] = {self.flow: price}
        spared = self.spared_share(setting)
        if spared.any():
            prices["charge"] = -spared * price
        for flow, rate in self.also(setting):
            prices[flow] = prices.get(flow, np.zeros(n)) + signed_price([rate], self._sign, n)
        return Offer(prices)

    def settle(self, flows: Flows, setting: Setting) -> list[Block]:
        """One row per half-hour and piece of the rate."""
        spared = self.spared_share(setting)
        energy = flows.energy[self.flow]
        if spared.any():
            # What is charged is part of what is imported; rounding must not make the rest negative.
            energy = np.maximum(energy - spared * flows.energy["charge"], 0.0)
        blocks = [self._block(piece, energy, flows.party) for piece in self.pieces(setting)]
        # A party whose units they are not has no such flow.
        others = [piece for piece in self.also(setting) if piece.flow in flows.energy]
        return blocks + [self._block(rate, flows.energy[flow], flows.party) for flow, rate in others]

    def _block(self, piece: RatePiece, energy: NDArray[np.float64], party: str) -> Block:
        block = priced_block(
            self.name,
            piece,
            energy,
            payer=self.payer.replace("party", party),
            payee=self.payee.replace("party", party),
            sign=self._sign,
        )
        return replace(block, kind="non_cash") if self.kind == "non_cash" else block
