"""A concave value of stored energy: its left end, the value there, and slopes with lengths in falling order.

The ranks stand in their rows from a head to an end: what is cut at the top only moves the head.
A step merges its own pieces into the ranks (the sup-convolution of concave functions) and cuts what lies
outside the allowed states. Slopes are only ever copied from prices, so they carry no rounding.
"""

from __future__ import annotations

from gbflex.dispatch.exact.kernel.numbers import INFEASIBLE, SAME_MWH, STILL_MWH, TOUCHING_MWH, Numbers

__all__ = [
    "cut_ranks",
    "insert_rank",
    "slopes_around",
    "stretch_ranks",
    "to_front",
]


def insert_rank(
    slopes: Numbers,
    lengths: Numbers,
    head: int,
    end: int,
    low: float,
    high: float,
    slope: float,
    length: float,
    strictly: bool,
) -> tuple[int, float]:
    """Merge a piece into the ranks; their new end, and up to which state energy was worth its slope before.

    Several pieces of one step come in falling order: then none inserted before is passed on the way.

    Args:
        slopes: Slopes of the ranks.
        lengths: Their lengths.
        head: Where they begin.
        end: Where they end.
        low: Lowest state before the step's pieces [MWh].
        high: Highest such state [MWh].
        slope: The piece's slope.
        length: Its length [MWh].
        strictly: Whether the state asked for is that up to which energy is worth more than the slope.
    """
    at, level = end, high
    while at > head and slopes[at - 1] < slope:
        at -= 1
        level -= lengths[at]
    equal = at > head and slopes[at - 1] == slope
    if at == head or (strictly and equal and at - 1 == head):
        level = low
    elif strictly and equal:
        level -= lengths[at - 1]
    if equal:
        lengths[at - 1] += length
        return end, level
    for rank in range(end, at, -1):
        slopes[rank] = slopes[rank - 1]
        lengths[rank] = lengths[rank - 1]
    slopes[at] = slope
    lengths[at] = length
    return end + 1, level


def cut_ranks(
    slopes: Numbers,
    lengths: Numbers,
    head: int,
    end: int,
    low: float,
    high: float,
    value: float,
    floor: float,
    ceiling: float,
) -> tuple[int, int, float, float, float]:
    """Keep the states from floor to ceiling.

    Where the ranks begin and end (INFEASIBLE if nowhere), both ends of the states, and the value at the left one.
    """
    if floor > high + TOUCHING_MWH or ceiling < low - TOUCHING_MWH:
        return head, INFEASIBLE, low, high, value
    while low < floor - SAME_MWH and head < end:
        step = min(lengths[head], floor - low)
        value += slopes[head] * step
        low += step
        if step == lengths[head]:
            head += 1
        else:
            lengths[head] -= step
    while high > ceiling + SAME_MWH and head < end:
        step = min(lengths[end - 1], high - ceiling)
        high -= step
        if step == lengths[end - 1]:
            end -= 1
        else:
            lengths[end - 1] -= step
    if head == end:
        high = low
    return head, end, low, high, value


def to_front(slopes: Numbers, lengths: Numbers, head: int, end: int) -> int:
    """Move the ranks to the front of their rows; their new end."""
    for rank in range(head, end):
        slopes[rank - head] = slopes[rank]
        lengths[rank - head] = lengths[rank]
    return end - head


def stretch_ranks(slopes: Numbers, lengths: Numbers, head: int, end: int, keep: float) -> None:
    """Express the value by the state before losses, of which a share is kept."""
    for rank in range(head, end):
        slopes[rank] *= keep
        lengths[rank] /= keep


def slopes_around(
    slopes: Numbers, lengths: Numbers, head: int, end: int, low: float, at_mwh: float
) -> tuple[float, float]:
    """What the next MWh in and the last MWh held are worth at a state.

    Nothing below the lowest state is possible and nothing above the highest: there a MWh is worth anything, or
    less than nothing.
    """
    left, at = float("inf"), low
    if at_mwh < low - STILL_MWH:
        return left, left
    for rank in range(head, end):
        if at_mwh < at + lengths[rank] - SAME_MWH:
            if at_mwh > at + SAME_MWH:
                left = slopes[rank]
            return slopes[rank], left
        at += lengths[rank]
        # A piece of no length is what rounding left of one.
        if lengths[rank] > SAME_MWH:
            left = slopes[rank]
    if at_mwh > at + STILL_MWH:
        left = -float("inf")
    return -float("inf"), left
