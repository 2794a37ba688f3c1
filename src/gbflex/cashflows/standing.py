"""Standing charges: an amount per day, whatever flows, for the party that holds the connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.ledger import Block
from gbflex.cashflows.priced_flow import never_missing
from gbflex.cashflows.shape import Flows, NotPriced, Offer, PlansAs, Setting
from gbflex.tables import Quality
from gbflex.units import ledger_unit

__all__ = ["DailyPiece", "StandingCharge"]


@dataclass(frozen=True, eq=False)
class DailyPiece:
    """A daily rate on some days.

    Attributes:
        first_of_day: Position of the first half-hour of each day it holds on, shape (days,).
        per_day: Units charged each day: 1 for a site, or the agreed kVA.
        published: As printed.
        published_unit: The publisher's unit.
        source: Who says so.
        quality: How sure it is.
    """

    first_of_day: NDArray[np.int64]
    per_day: float
    published: float
    published_unit: str
    source: str
    quality: Quality


@dataclass(frozen=True)
class StandingCharge:
    """A line of the form days x units x rate, one row per day at its first half-hour.

    Attributes:
        name: Line name.
        label: What it is.
        rule: The rule in one sentence, with its source.
        payee: Who receives it.
        pieces: The daily rate, in pieces.
        applies: Whether the site has such a line.
        missing: Where it lacks a rate.
        plans_as: Always exact: a constant.
    """

    name: str
    label: str
    rule: str
    payee: str
    pieces: Callable[[Setting], Sequence[DailyPiece]]
    applies: Callable[[Setting], bool]
    missing: Callable[[Setting], list[NotPriced]] = never_missing
    plans_as: PlansAs = "exact"

    def offer(self, setting: Setting) -> Offer:
        """The whole charge as a constant."""
        total = 0.0
        for piece in self.pieces(setting):
            daily = piece.per_day * piece.published * ledger_unit(piece.published_unit).gbp_per_published_unit
            total -= daily * len(piece.first_of_day)
        return Offer(constant_gbp=total)

    def settle(self, flows: Flows, setting: Setting) -> list[Block]:
        """One row per day; none for a party that does not hold the connection."""
        if not flows.holds_connection:
            return []
        return [self._block(piece, flows.party) for piece in self.pieces(setting)]

    def _block(self, piece: DailyPiece, party: str) -> Block:
        unit = ledger_unit(piece.published_unit)
        days = len(piece.first_of_day)
        return Block(
            line=self.name,
            payer=party,
            payee=self.payee,
            position=piece.first_of_day,
            quantity=np.full(days, piece.per_day),
            quantity_unit=unit.quantity_unit,
            rate_gbp_per_unit=np.full(days, -piece.published * unit.gbp_per_published_unit),
            published_rate=np.full(days, piece.published),
            published_unit=piece.published_unit,
            source=piece.source,
            quality=piece.quality,
        )
