"""Piecewise-linear functions of stored energy, continuous on an interval, concave or not.

The exact storage algorithm needs three operations: read a value, choose the best use of a step against
the value of what is left (`best_uses`), and the value before the step from the value after it (`before`).
Derivation: docs/methods/exact-storage.md.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left, bisect_right
from typing import Final, NamedTuple

__all__ = ["Curve", "before", "possible_uses", "value_at"]

SAME_MWH: Final = 1e-12
"""Breakpoints closer than this are one."""

STRAIGHT_GBP: Final = 1e-11
"""A breakpoint that bends less than this is none."""


class Curve(NamedTuple):
    """A piecewise-linear function by its breakpoints, rising; one breakpoint is a single point.

    Attributes:
        at_mwh: Breakpoints [MWh].
        value_gbp: Values there [GBP].
    """

    at_mwh: list[float]
    value_gbp: list[float]


class _Line(NamedTuple):
    """A straight line by its value at the left end of an interval and its slope."""

    value_gbp: float
    slope_gbp_per_mwh: float


def value_at(curve: Curve, at_mwh: float) -> float:
    """The value of a curve; beyond its ends, that of the end.

    Example:
        >>> value_at(Curve([0.0, 2.0], [0.0, 10.0]), 0.5)
        2.5
    """
    position = bisect_right(curve.at_mwh, at_mwh)
    if position == 0:
        return curve.value_gbp[0]
    if position == len(curve.at_mwh):
        return curve.value_gbp[-1]
    left = curve.at_mwh[position - 1]
    return curve.value_gbp[position - 1] + _slope(curve, position - 1) * (at_mwh - left)


def _slope(curve: Curve, piece: int) -> float:
    rise = curve.value_gbp[piece + 1] - curve.value_gbp[piece]
    return rise / (curve.at_mwh[piece + 1] - curve.at_mwh[piece])


def possible_uses(profit: Curve, after: Curve, state_mwh: float) -> list[float]:
    """The uses of a step among which the best one from a state is: where something bends, or ends.

    Args:
        profit: Worth of taking energy out of the store in the step; putting in is negative.
        after: Value of the state after the step.
        state_mwh: State before it.
    """
    least = max(profit.at_mwh[0], state_mwh - after.at_mwh[-1])
    most = min(profit.at_mwh[-1], state_mwh - after.at_mwh[0])
    bends = [*profit.at_mwh, *(state_mwh - at for at in after.at_mwh)]
    return [min(max(use, least), most) for use in bends if least - SAME_MWH <= use <= most + SAME_MWH]


def before(profit: Curve, after: Curve, capacity_mwh: float) -> Curve:
    """The best value of each state before a step: max over uses y of profit(y) + after(state - y).

    Between neighbouring sums of breakpoints the candidates are straight lines: use exactly a breakpoint of
    the profit, or end exactly at a breakpoint of `after`. The result is their upper envelope.

    Args:
        profit: Worth of taking energy out of the store in the step.
        after: Value of the state after it.
        capacity_mwh: The largest state.

    Example:
        >>> before(Curve([0.0, 1.0], [0.0, 50.0]), Curve([0.0, 2.0], [0.0, 60.0]), 2.0)
        Curve(at_mwh=[0.0, 1.0, 2.0], value_gbp=[0.0, 50.0, 80.0])
    """
    low = max(0.0, profit.at_mwh[0] + after.at_mwh[0])
    high = min(capacity_mwh, profit.at_mwh[-1] + after.at_mwh[-1])
    edges = _edges(profit, after, low, high)
    if len(edges) == 1:
        return Curve(edges, [_best_at(profit, after, edges[0])])
    after_slopes = _slopes(after)
    peaks = [_peaks(after, after_slopes, slope) for slope in _slopes(profit)]
    at_mwh: list[float] = []
    value_gbp: list[float] = []
    for left, right in itertools.pairwise(edges):
        lines = _at_profit_bends(profit, after, after_slopes, left, right)
        lines += _at_value_bends(profit, peaks, left, right)
        for at, value in _envelope(lines, left, right):
            _append(at_mwh, value_gbp, at, value)
    return Curve(at_mwh, value_gbp)


def _slopes(curve: Curve) -> list[float]:
    return [_slope(curve, piece) for piece in range(len(curve.at_mwh) - 1)]


class _Peaks(NamedTuple):
    """Breakpoints at which a curve less a slope is highest among its neighbours, and how high."""

    slope_gbp_per_mwh: float
    at_mwh: list[float]
    value_gbp: list[float]


def _peaks(curve: Curve, slopes: list[float], slope: float) -> _Peaks:
    before_it, after_it = [math.inf, *slopes], [*slopes, -math.inf]
    kept = [i for i in range(len(curve.at_mwh)) if before_it[i] >= slope >= after_it[i]]
    at_mwh = [curve.at_mwh[i] for i in kept]
    return _Peaks(slope, at_mwh, [curve.value_gbp[i] - slope * curve.at_mwh[i] for i in kept])


def _edges(profit: Curve, after: Curve, low: float, high: float) -> list[float]:
    inside = sorted(at + use for at in after.at_mwh for use in profit.at_mwh if low < at + use < high)
    edges = [low]
    for edge in inside:
        if edge - edges[-1] > SAME_MWH:
            edges.append(edge)
    if high - edges[-1] > SAME_MWH:
        edges.append(high)
    return edges


def _best_at(profit: Curve, after: Curve, state_mwh: float) -> float:
    uses = possible_uses(profit, after, state_mwh)
    return max(value_at(profit, use) + value_at(after, state_mwh - use) for use in uses)


def _at_profit_bends(profit: Curve, after: Curve, slopes: list[float], left: float, right: float) -> list[_Line]:
    """Use exactly a breakpoint of the profit: the value after, moved by it."""
    middle = (left + right) / 2
    lines = []
    for use, worth in zip(*profit, strict=True):
        piece = bisect_right(after.at_mwh, middle - use) - 1
        if 0 <= piece < len(slopes):
            start = after.value_gbp[piece] + slopes[piece] * (left - use - after.at_mwh[piece])
            lines.append(_Line(worth + start, slopes[piece]))
    return lines


def _at_value_bends(profit: Curve, peaks: list[_Peaks], left: float, right: float) -> list[_Line]:
    """End exactly at a breakpoint of the value after: for each piece of the profit, the best one in reach."""
    middle = (left + right) / 2
    lines = []
    for piece, (slope, at_mwh, value_gbp) in enumerate(peaks):
        first = bisect_left(at_mwh, middle - profit.at_mwh[piece + 1])
        last = bisect_right(at_mwh, middle - profit.at_mwh[piece])
        if first < last:
            start = profit.value_gbp[piece] + slope * (left - profit.at_mwh[piece])
            lines.append(_Line(start + max(value_gbp[first:last]), slope))
    return lines


def _envelope(lines: list[_Line], left: float, right: float) -> list[tuple[float, float]]:
    """Breakpoints of the highest of some lines on an interval, its ends included."""
    at, top = left, max(lines)
    points = [(left, top.value_gbp)]
    while True:
        # Only steeper lines can overtake; rounding may put a meeting point a hair behind, which is here.
        meetings = (
            (max(at, left + (top.value_gbp - line.value_gbp) / faster), -faster, line)
            for line in lines
            if (faster := line.slope_gbp_per_mwh - top.slope_gbp_per_mwh) > 0
        )
        meets, _, following = min(meetings, default=(right, 0.0, top))
        if meets >= right:
            points.append((right, top.value_gbp + top.slope_gbp_per_mwh * (right - left)))
            return points
        points.append((meets, top.value_gbp + top.slope_gbp_per_mwh * (meets - left)))
        at, top = meets, following


def _append(at_mwh: list[float], value_gbp: list[float], at: float, value: float) -> None:
    """Add a breakpoint on the right; one that no longer bends gives way, one already there stays."""
    if at_mwh and at - at_mwh[-1] <= SAME_MWH:
        return
    if len(at_mwh) > 1:
        share = (at_mwh[-1] - at_mwh[-2]) / (at - at_mwh[-2])
        straight = value_gbp[-2] + share * (value - value_gbp[-2])
        if abs(straight - value_gbp[-1]) < STRAIGHT_GBP:
            at_mwh.pop()
            value_gbp.pop()
    at_mwh.append(at)
    value_gbp.append(value)
