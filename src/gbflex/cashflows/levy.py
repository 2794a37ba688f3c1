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
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece, nothing_spared
from gbflex.cashflows.shape import NotPriced, Setting

__all__ = [
    "Boundary",
    "boundary_is_estimated",
    "levy",
    "licensed_storage_share",
    "to_boundary",
    "with_losses_said",
]

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


def licensed_storage_share(setting: Setting) -> float:
    """Share of the energy charged that is no final consumption: all of it for a licensed store on its own meter.

    BSC modification P383 and the storage licence; auxiliaries are not modelled, so such rows are
    estimated. Behind a demand meter the site file refuses the licence: what a store gives to a load may be
    final consumption after all.
    """
    return 1.0 if setting.site.exemptions.licensed_storage and setting.site.batteries else 0.0


def levy(
    *,
    name: str,
    label: str,
    rule: str,
    rates: Sequence[str],
    payee: str,
    boundary: Boundary,
    boundary_is_sure: bool = True,
    relief_fraction: Callable[[Setting], float] | None = None,
    spares_storage: bool = False,
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
        relief_fraction: Share of the volume that is exempt.
        spares_storage: Whether a licensed store's import is left out of the volume.
    """

    def pieces(setting: Setting) -> list[RatePiece]:
        to_meter = to_boundary(setting, boundary)
        if relief_fraction is not None:
            to_meter = to_meter * (1 - relief_fraction(setting))
        sure = boundary_is_sure and not boundary_is_estimated(setting, boundary)
        sure = sure and not (spares_storage and licensed_storage_share(setting))
        found = [piece for rate in rates for piece in rate_pieces(rate, setting, sure=sure, to_meter=to_meter)]
        return with_losses_said(found, setting, boundary)

    def missing(setting: Setting) -> list[NotPriced]:
        return [gap for rate in rates for gap in missing_rate(name, rate, setting)]

    return PricedFlow(
        name=name,
        label=label,
        rule=rule,
        flow="import",
        payer="party",
        payee=payee,
        pieces=pieces,
        missing=missing,
        spared_share=licensed_storage_share if spares_storage else nothing_spared,
    )
