"""Any value of stored energy: straight segments in rising order, with jumps and single points.

A segment of no length is a single point. Where segments meet, the higher value counts. Each carries the
slope it was made with, so that a value that becomes concave again can be ranked without rounding.
"""

from __future__ import annotations

from gbflex.dispatch.exact.kernel.numbers import NO_ROOM, SAME_MWH, STILL_MWH, STRAIGHT_GBP, Numbers, Tape

__all__ = [
    "chords_around",
    "envelope",
    "is_concave",
    "lower_values",
    "point_value",
    "put",
    "stretch",
    "vertices",
]


def point_value(tape: Tape, first: int, count: int, at_mwh: float) -> float:
    """The value at a state; beyond the ends, that of the end."""
    left, right, value, slope = tape
    at_mwh = max(at_mwh, left[first])
    at_mwh = min(at_mwh, right[first + count - 1])
    best = -float("inf")
    for i in range(first, first + count):
        if left[i] > at_mwh + SAME_MWH:
            break
        if right[i] >= at_mwh - SAME_MWH:
            inside = min(max(at_mwh, left[i]), right[i])
            best = max(best, value[i] + slope[i] * (inside - left[i]))
    return best


def put(tape: Tape, first: int, count: int, start: float, end: float, worth: float, rise: float) -> int:
    """Add a segment on the right, or lengthen the last one where nothing bends; the new count."""
    left, right, value, slope = tape
    if count > 0:
        last = first + count - 1
        if right[last] > left[last] and end > start:
            expected = value[last] + slope[last] * (start - left[last])
            bend = expected + slope[last] * (end - start) - worth - rise * (end - start)
            if abs(expected - worth) < STRAIGHT_GBP and abs(bend) < STRAIGHT_GBP:
                right[last] = end
                return count
    if first + count >= len(left):
        return NO_ROOM
    left[first + count] = start
    right[first + count] = end
    value[first + count] = worth
    slope[first + count] = rise
    return count + 1


def vertices(
    tape: Tape, first: int, count: int, at: Numbers, top: Numbers, rise_before: Numbers, rise_after: Numbers
) -> tuple[int, bool]:
    """Where segments end: the states, the values there, the slopes on both sides; and whether any value jumps.

    Beyond an end, and on the lower side of a jump, the slope is infinite: energy there is worth less at any price.
    """
    left, right, value, slope = tape
    found, jumps = 0, False
    infinity = float("inf")
    for i in range(first, first + count):
        long = right[i] - left[i] > SAME_MWH
        if found > 0 and left[i] - at[found - 1] <= SAME_MWH:
            step = value[i] - top[found - 1]
            if step > STRAIGHT_GBP:
                jumps = True
                top[found - 1] = value[i]
                rise_before[found - 1] = infinity
                rise_after[found - 1] = slope[i] if long else -infinity
            elif step < -STRAIGHT_GBP:
                jumps = True
            elif long:
                rise_after[found - 1] = slope[i]
        else:
            at[found] = left[i]
            top[found] = value[i]
            rise_before[found] = infinity
            rise_after[found] = slope[i] if long else -infinity
            found += 1
        if long:
            at[found] = right[i]
            top[found] = value[i] + slope[i] * (right[i] - left[i])
            rise_before[found] = slope[i]
            rise_after[found] = -infinity
            found += 1
    return found, jumps


def envelope(
    worth: Numbers, rise: Numbers, lines: int, start: float, end: float, tape: Tape, first: int, count: int
) -> int:
    """Add the highest of some lines between two states to a curve; the new count.

    Args:
        worth: Value of each line at the start [GBP].
        rise: Slope of each line [GBP/MWh].
        lines: How many.
        start: Left end [MWh].
        end: Right end [MWh].
        tape: Where the segments go.
        first: Where the curve begins.
        count: Segments it has so far.
    """
    top = 0
    for line in range(1, lines):
        ahead = worth[line] - worth[top]
        if ahead > 0.0 or (ahead == 0.0 and rise[line] > rise[top]):
            top = line
    at = start
    while True:
        meets, following = end, -1
        for line in range(lines):
            faster = rise[line] - rise[top]
            if faster > 0.0:
                # Only steeper lines can overtake; rounding may put a meeting point a hair behind, which is here.
                crossing = max(at, start + (worth[top] - worth[line]) / faster)
                nearer = crossing < meets
                if nearer or (following >= 0 and crossing == meets and rise[line] > rise[following]):
                    meets, following = crossing, line
        if meets - at > SAME_MWH:
            count = put(tape, first, count, at, meets, worth[top] + rise[top] * (at - start), rise[top])
            if count == NO_ROOM:
                return count
            at = meets
        if following < 0:
            return count
        top = following


def lower_values(tape: Tape, first: int, count: int) -> float:
    """Take the largest value off a curve; what was taken off.

    Without it, rounding would follow the year's sum instead of the spread between states.
    """
    left, right, value, slope = tape
    base = -float("inf")
    for i in range(first, first + count):
        base = max(base, value[i], value[i] + slope[i] * (right[i] - left[i]))
    for i in range(first, first + count):
        value[i] -= base
    return base


def stretch(tape: Tape, first: int, count: int, keep: float) -> None:
    """Express a curve by the state before losses, of which a share is kept."""
    left, right, _, slope = tape
    for i in range(first, first + count):
        left[i] /= keep
        right[i] /= keep
        slope[i] *= keep


def is_concave(tape: Tape, first: int, count: int) -> bool:
    """Whether slopes only fall and nothing jumps."""
    left, right, value, slope = tape
    for i in range(first, first + count - 1):
        if slope[i + 1] > slope[i] or right[i] <= left[i]:
            return False
        if abs(value[i] + slope[i] * (right[i] - left[i]) - value[i + 1]) > STRAIGHT_GBP:
            return False
    last = first + count - 1
    return count == 1 or right[last] > left[last]


def chords_around(
    tape: Tape, first: int, count: int, at_mwh: float, up_to: float, down_to: float
) -> tuple[float, float]:
    """The best worth of a MWh put in and the least of a MWh taken out, from a state, by any amount in reach.

    Args:
        tape: The segments.
        first: Where the curve begins.
        count: Segments it has.
        at_mwh: The state.
        up_to: The highest state in reach [MWh].
        down_to: The lowest state in reach [MWh].
    """
    left, right, _, _ = tape
    here = point_value(tape, first, count, at_mwh)
    gain, give = -float("inf"), float("inf")
    low, high = left[first], right[first + count - 1]
    if at_mwh < low - STILL_MWH:
        return give, give
    if at_mwh > high + STILL_MWH:
        return gain, gain
    for i in range(-1, 2 * count + 1):
        if i == -1:
            to = min(up_to, high)
        elif i == 2 * count:
            to = max(down_to, low)
        elif i % 2:
            to = right[first + i // 2]
        else:
            to = left[first + i // 2]
        if at_mwh + SAME_MWH < to <= up_to + SAME_MWH:
            gain = max(gain, (point_value(tape, first, count, to) - here) / (to - at_mwh))
        if down_to - SAME_MWH <= to < at_mwh - SAME_MWH:
            give = min(give, (here - point_value(tape, first, count, to)) / (at_mwh - to))
    return gain, give
