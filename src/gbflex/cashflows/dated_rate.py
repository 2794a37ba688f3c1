"""A dated rate as pieces of a line, and where it is not held."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.priced_flow import RatePiece
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.gb.rates import rate, rate_series, spans_without_rate
from gbflex.gb.rates.single import Rate, RateSeries
from gbflex.gb.rates.stand_in import estimated_series
from gbflex.periods import Periods

__all__ = ["missing_rate", "rate_on", "rate_pieces", "series_on"]


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
    series = series_on(name, setting)
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


def rate_on(name: str, on: date, setting: Setting) -> Rate:
    """What a rate was on a date, or its stand-in where the setting asks for one.

    Args:
        name: The rate.
        on: Settlement date, of the time axis or not.
        setting: The site on its time axis.

    Raises:
        NoRateHeld: Neither is known.
    """
    if setting.stand_in is not None:
        held = estimated_series(name, Periods.between(on, on), setting.stand_in).values
        if held:
            return held[0]
    return rate(name, on)


def series_on(name: str, setting: Setting) -> RateSeries:
    """A rate on the time axis, with stand-ins where the setting asks for them.

    Args:
        name: The rate.
        setting: The site on its time axis.
    """
    if setting.stand_in is None:
        return rate_series(name, setting.periods)
    return estimated_series(name, setting.periods, setting.stand_in)


def missing_rate(line: str, rate: str, setting: Setting) -> list[NotPriced]:
    """Where a line lacks its dated rate."""
    held = () if setting.stand_in is None else series_on(rate, setting).values
    return [
        NotPriced(line, span.first, span.last, span.reason)
        for span in spans_without_rate(rate, setting.periods)
        if not any(value.valid_from <= span.first < value.valid_to for value in held)
    ]
