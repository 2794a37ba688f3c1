"""Levies and BSUoS: a dated rate per MWh imported, at the boundary its rule names.

At the meter: metered volume. At the grid supply point: x line loss factor. At the national balancing
point: x line loss factor x transmission loss multiplier, where the site file gives one or asks for an estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.dated_rate import missing_rate, rate_pieces
from gbflex.cashflows.priced_flow import FlowPiece, PricedFlow, RatePiece, nothing_else, nothing_spared
from gbflex.cashflows.reliefs import NO_RELIEF, Relief
from gbflex.cashflows.shape import NotPriced, Setting

__all__ = ["Boundary", "boundary_is_estimated", "levy", "to_boundary", "with_losses_said"]

Boundary = Literal["meter", "grid_supply_point", "national_balancing_point"]


def to_boundary(setting: Setting, boundary: Boundary) -> float | NDArray[np.float64]:
    """Multiplier from a MWh at the meter to a MWh at a settlement boundary, shape () or (n,)."""
    if boundary == "meter":
        return 1.0
    if boundary == "grid_supply_point":
        return setting.line_loss_factor
    return setting.line_loss_factor * setting.transmission_loss_multiplier


def boundary_is_estimated(setting: Setting, boundary: Boundary) -> bool:
    """Whether the multiplier to a boundary is an estimate, which makes every row there one."""
    return (
        boundary == "national_balancing_point" and setting.site.losses.transmission_loss_multiplier == "estimated"
    )


def with_losses_said(pieces: Sequence[RatePiece], setting: Setting, boundary: Boundary) -> list[RatePiece]:
    """Pieces of a rate whose source says what an estimated multiplier is made of, one for each making.

    Args:
        pieces: The pieces.
        setting: The site on its time axis.
        boundary: Where the rule measures volume.
    """
    made_of = setting.transmission_loss_source
    if made_of is None or boundary != "national_balancing_point":
        return list(pieces)
    return [
        replace(piece, at=piece.at & (made_of == said), source=f"{piece.source}; {said}")
        for piece in pieces
        for said in dict.fromkeys(made_of[piece.at])
    ]


def levy(
    *,
    name: str,
    label: str,
    rule: str,
    rates: Sequence[str],
    payee: str,
    boundary: Boundary,
    boundary_is_sure: bool = True,
    relief: Relief = NO_RELIEF,
    spared_share: Callable[[Setting], NDArray[np.float64]] = nothing_spared,
    also: Callable[[Setting], Sequence[FlowPiece]] = nothing_else,
) -> PricedFlow:
    """A line that charges one or more dated rates on every imported MWh.

    Args:
        name: Line name.
        label: What it is.
        rule: The rule in one sentence, with its source.
        rates: Rates added together, all of one unit; the line is priced only where all have a value.
        payee: Who receives it in the end.
        boundary: Where the rule measures volume.
        boundary_is_sure: False marks every row estimated, because the source does not name the boundary.
        relief: Share of the volume that is exempt.
        spared_share: Share of what a store charges that is left out of the volume.
        also: What the line charges on other flows.
    """

    def pieces(setting: Setting) -> list[RatePiece]:
        to_meter = to_boundary(setting, boundary) * (1 - relief.fraction(setting))
        sure = boundary_is_sure and not boundary_is_estimated(setting, boundary)
        sure = sure and not spared_share(setting).any()
        found = [piece for rate in rates for piece in rate_pieces(rate, setting, sure=sure, to_meter=to_meter)]
        return with_losses_said(found, setting, boundary)

    def missing(setting: Setting) -> list[NotPriced]:
        gaps = [gap for rate in rates for gap in missing_rate(name, rate, setting)]
        return [*gaps, *relief.missing(name, setting)]

    return PricedFlow(
        name=name,
        label=label,
        rule=rule,
        flow="import",
        payer="party",
        payee=payee,
        pieces=pieces,
        missing=missing,
        spared_share=spared_share,
        also=also,
    )
