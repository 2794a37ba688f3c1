"""A concave value of stored energy: its left end, the value there, and slopes with lengths in falling order.

A step merges its own pieces into the ranks (the sup-convolution of concave functions) and cuts what lies
outside the allowed states. Slopes are only ever copied from prices, so they carry no rounding.
"""

from __future__ import annotations

from gbflex.dispatch.kernel.numbers import INFEASIBLE, SAME_MWH, STILL_MWH, TOUCHING_MWH, Numbers

__all__ = ["cut_ranks", "insert_rank", "level_above", "level_at_least", "slopes_around", "stretch_ranks"]


def level_above(slopes: Numbers, lengths: Numbers, count: int, low: float, slope: float) -> float:
    """The state up to which stored energy is worth more than a slope [MWh]."""
    at = low
    for rank in range(count):
        if slopes[rank] <= slope:
            break
        at += lengths[rank]
    return at


def level_at_least(slopes: Numbers, lengths: Numbers, count: int, low: float, slope: float) -> float:
    """The state up to which stored energy is worth a slope or more [MWh]."""
    at = low
    for rank in range(count):
        if slopes[rank] < slope:
            break
        at += lengths[rank]
    return at


def insert_rank(slopes: Numbers, lengths: Numbers, count: int, slope: float, length: float) -> int:
    """Merge a piece into the ranks; the new count."""
    if length <= 0.0:
        return count
    at = count
    while at > 0 and slopes[at - 1] < slope:
        slopes[at] = slopes[at - 1]
        lengths[at] = lengths[at - 1]
        at -= 1
    if at > 0 and slopes[at - 1] == slope:
        # The same price again: close the gap that was opened for it.
        for rank in range(at, count):
            slopes[rank] = slopes[rank + 1]
            lengths[rank] = lengths[rank + 1]
        lengths[at - 1] += length
        return count
    slopes[at] = slope
    lengths[at] = length
    return count + 1


def cut_ranks(
    slopes: Numbers,
    lengths: Numbers,
    count: int,
    low: float,
    high: float,
    value: float,
    floor: float,
    ceiling: float,
) -> tuple[int, float, float, float]:
    """Keep the states from floor to ceiling: the new count, both ends, and the value at the left one."""
    if floor > high + TOUCHING_MWH or ceiling < low - TOUCHING_MWH:
        return INFEASIBLE, low, high, value
    dropped = 0
    while low < floor - SAME_MWH and dropped < count:
        step = min(lengths[dropped], floor - low)
        value += slopes[dropped] * step
        low += step
        if step == lengths[dropped]:
            dropped += 1
        else:
            lengths[dropped] -= step
    if dropped:
        count -= dropped
        for rank in range(count):
            slopes[rank] = slopes[rank + dropped]
            lengths[rank] = lengths[rank + dropped]
    while high > ceiling + SAME_MWH and count > 0:
        step = min(lengths[count - 1], high - ceiling)
        high -= step
        if step == lengths[count - 1]:
            count -= 1
        else:
            lengths[count - 1] -= step
    if count == 0:
        high = low
    return count, low, high, value


def stretch_ranks(slopes: Numbers, lengths: Numbers, count: int, keep: float) -> None:
    """Express the value by the state before losses, of which a share is kept."""
    for rank in range(count):
        slopes[rank] *= keep
        lengths[rank] /= keep


def slopes_around(slopes: Numbers, lengths: Numbers, count: int, low: float, at_mwh: float) -> tuple[float, float]:
    """What the next MWh in and the last MWh held are worth at a state.

    Nothing below the lowest state is possible and nothing above the highest: there a MWh is worth anything, or
    less than nothing.
    """
    left, end = float("inf"), low
    if at_mwh < low - STILL_MWH:
        return left, left
    for rank in range(count):
        if at_mwh < end + lengths[rank] - SAME_MWH:
            if at_mwh > end + SAME_MWH:
                left = slopes[rank]
            return slopes[rank], left
        end += lengths[rank]
        left = slopes[rank]
    if at_mwh > end + STILL_MWH:
        left = -float("inf")
    return -float("inf"), left
