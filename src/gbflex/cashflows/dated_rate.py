"""A dated rate as pieces of a line, and where it is not held."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.priced_flow import RatePiece
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.gb.rates import rate_series, spans_without_rate
from gbflex.gb.rates.single import RateSeries
from gbflex.gb.rates.stand_in import estimated_series

__all__ = ["missing_rate", "rate_pieces"]


def rate_pieces(
    name: str, setting: Setting, *, sure: bool = True, to_meter: float | NDArray[np.float64] = 1.0
) -> list[RatePiece]:
    """A dated rate in pieces.

    Args:
        name: The rate.
        setting: The site on its time axis.
        sure: Whether the quantity it falls on is; else every row is estimated.
        to_meter: Multiplier from the boundary of the rule to the meter, shape () or (n,).
    """
    series = _series(name, setting)
    return [
        RatePiece(
            at=series.index == position,
            published=np.array(value.value),
            published_unit=value.unit,
            source=f"{value.name}: {value.source}",
            quality=value.quality if sure or value.quality != "actual" else "estimated",
            to_meter=to_meter,
        )
        for position, value in enumerate(series.values)
    ]


def _series(name: str, setting: Setting) -> RateSeries:
    if setting.stand_in is None:
        return rate_series(name, setting.periods)
    return estimated_series(name, setting.periods, setting.stand_in)


def missing_rate(line: str, rate: str, setting: Setting) -> list[NotPriced]:
    """Where a line lacks its dated rate."""
    held = () if setting.stand_in is None else _series(rate, setting).values
    return [
        NotPriced(line, span.first, span.last, span.reason)
        for span in spans_without_rate(rate, setting.periods)
        if not any(value.valid_from <= span.first < value.valid_to for value in held)
    ]
