"""The value before a step from the value after it, and the best use of a step, for values of any shape.

A step's profit is straight between at most four bends: the least use, none, the load served, the most.
"""

from __future__ import annotations

from gbflex.dispatch.exact.kernel.numbers import (
    INFEASIBLE,
    NO_ROOM,
    SAME_MWH,
    STRAIGHT_GBP,
    TIE_GBP,
    TOUCHING_MWH,
    Numbers,
    Tape,
)
from gbflex.dispatch.exact.kernel.segments import envelope, point_value, put, vertices

__all__ = ["Bench", "Profit", "before_step", "best_use", "lay_profit"]

Profit = tuple[Numbers, Numbers, Numbers]
"""Bends of a step's profit: use [MWh out of the store], worth [GBP], slope to the next bend [GBP/MWh]."""

Bench = tuple[Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers]
"""Work space: vertices (state, value, slope before, slope after), edges, peaks (state, value), lines."""


def lay_profit(
    profit: Profit, least: float, served: float, most: float, charge: float, load: float, export: float
) -> int:
    """Write a step's profit by its bends; how many.

    Args:
        profit: Where it goes.
        least: Least use [MWh]; negative puts energy in.
        served: Use that serves the whole load [MWh].
        most: Most use [MWh].
        charge: Slope below 0, the cost of a stored MWh [GBP/MWh].
        load: Slope until the load is served [GBP/MWh].
        export: Slope beyond [GBP/MWh].
    """
    use, worth, slope = profit
    use[0] = least
    if least < 0.0:
        worth[0] = charge * least
    else:
        worth[0] = load * min(least, served) + export * max(least - served, 0.0)
    bends = 1
    for piece in range(3):
        if piece == 0:
            end, rise = min(most, 0.0), charge
        elif piece == 1:
            end, rise = min(most, served), load
        else:
            end, rise = most, export
        length = end - use[bends - 1]
        if length > 0.0:
            slope[bends - 1] = rise
            use[bends] = end
            worth[bends] = worth[bends - 1] + rise * length
            bends += 1
    return bends


def _profit_at(profit: Profit, bends: int, use_mwh: float) -> float:
    """Worth of a use; beyond the ends, that of the end."""
    use, worth, slope = profit
    if use_mwh <= use[0]:
        return worth[0]
    for piece in range(bends - 1):
        if use_mwh <= use[piece + 1]:
            return worth[piece] + slope[piece] * (use_mwh - use[piece])
    return worth[bends - 1]


def _merge_edges(found: int, profit: Profit, bends: int, low: float, high: float, bench: Bench) -> int:
    """Sums of a vertex and a bend from low to high, rising, each once; how many."""
    at, edges = bench[0], bench[4]
    use = profit[0]
    edges[0] = low
    count = 1
    heads = [0, 0, 0, 0]
    while True:
        nearest, which = high, -1
        for bend in range(bends):
            if heads[bend] < found:
                edge = at[heads[bend]] + use[bend]
                if edge < nearest:
                    nearest, which = edge, bend
        if which < 0:
            break
        heads[which] += 1
        if nearest - edges[count - 1] > SAME_MWH:
            edges[count] = nearest
            count += 1
    if high - edges[count - 1] > SAME_MWH:
        edges[count] = high
        count += 1
    elif count > 1:
        edges[count - 1] = high
    return count


def _gather_peaks(found: int, rise: float, piece: int, room: int, bench: Bench) -> int:
    """Vertices at which the value less a slope is highest among its neighbours; how many."""
    at, top, rise_before, rise_after, _, peak_at, peak, _, _ = bench
    count = 0
    for i in range(found):
        if rise_before[i] >= rise >= rise_after[i]:
            peak_at[piece * room + count] = at[i]
            peak[piece * room + count] = top[i] - rise * at[i]
            count += 1
    return count


def _best_at(
    tape: Tape, first: int, count: int, found: int, profit: Profit, bends: int, state_mwh: float, bench: Bench
) -> float:
    """The best value of one state before a step, jumps and single points included."""
    at, top = bench[0], bench[1]
    use, worth = profit[0], profit[1]
    left, right = tape[0], tape[1]
    best = -float("inf")
    for bend in range(bends):
        to = state_mwh - use[bend]
        if left[first] - SAME_MWH <= to <= right[first + count - 1] + SAME_MWH:
            best = max(best, worth[bend] + point_value(tape, first, count, to))
    for i in range(found):
        out = state_mwh - at[i]
        if use[0] - SAME_MWH <= out <= use[bends - 1] + SAME_MWH:
            best = max(best, _profit_at(profit, bends, out) + top[i])
    return best


def before_step(
    tape: Tape,
    first: int,
    count: int,
    profit: Profit,
    bends: int,
    floor: float,
    ceiling: float,
    target: Tape,
    begin: int,
    bench: Bench,
) -> int:
    """Write the best value of each state before a step; how many segments, or why not.

    Args:
        tape: Value of the states after the step.
        first: Where it begins.
        count: Segments it has.
        profit: The step's profit.
        bends: Its bends.
        floor: Lowest state wanted [MWh].
        ceiling: Highest state wanted [MWh].
        target: Where the segments go.
        begin: Where they begin there.
        bench: Work space.
    """
    room = len(bench[0])
    if 2 * count + 2 > room or (2 * count + 1) * bends + 2 > len(bench[4]):
        return NO_ROOM
    found, jumps = vertices(tape, first, count, bench[0], bench[1], bench[2], bench[3])
    low, high = tape[0][first] + profit[0][0], tape[1][first + count - 1] + profit[0][bends - 1]
    if floor > high + TOUCHING_MWH or ceiling < low - TOUCHING_MWH or floor > ceiling + TOUCHING_MWH:
        return INFEASIBLE
    low, high = min(max(low, floor), high), max(min(high, ceiling), low)
    if high - low <= SAME_MWH:
        worth = _best_at(tape, first, count, found, profit, bends, low, bench)
        if worth == -float("inf"):
            # The states meet within the tolerance of the check only: take the nearest.
            worth = point_value(tape, first, count, low - profit[0][0]) + profit[1][0]
        return put(target, begin, 0, low, low, worth, 0.0)
    if bends == 1:
        return _shift(tape, first, count, profit, low, high, target, begin)
    made = 0
    if jumps:
        made = put(
            target, begin, made, low, low, _best_at(tape, first, count, found, profit, bends, low, bench), 0.0
        )
    made = _cover(tape, first, count, found, profit, bends, low, high, target, begin, made, bench)
    if made > 0 and jumps:
        last = _best_at(tape, first, count, found, profit, bends, high, bench)
        made = put(target, begin, made, high, high, last, 0.0)
        if made > 0:
            made = _drop_ends(target, begin, made)
    return made


def _drop_ends(tape: Tape, first: int, count: int) -> int:
    """Remove single points at the ends that are no higher than what they touch; the new count."""
    left, right, value, slope = tape
    last = first + count - 2
    if last >= first:
        reached = value[last] + slope[last] * (right[last] - left[last])
        if value[last + 1] <= reached + STRAIGHT_GBP:
            count -= 1
    if count > 1 and value[first] <= value[first + 1] + STRAIGHT_GBP:
        for i in range(first, first + count - 1):
            left[i] = left[i + 1]
            right[i] = right[i + 1]
            value[i] = value[i + 1]
            slope[i] = slope[i + 1]
        count -= 1
    return count


def _shift(
    tape: Tape,
    first: int,
    count: int,
    profit: Profit,
    low: float,
    high: float,
    target: Tape,
    begin: int,
) -> int:
    """The step leaves no choice: the value after it, moved."""
    left, right, value, slope = tape
    use, worth = profit[0][0], profit[1][0]
    made = 0
    for i in range(first, first + count):
        start, end = max(left[i] + use, low), min(right[i] + use, high)
        if end >= start:
            here = value[i] + slope[i] * (start - use - left[i])
            made = put(target, begin, made, start, end, here + worth, slope[i])
            if made == NO_ROOM:
                return made
    return made


def _cover(
    tape: Tape,
    first: int,
    count: int,
    found: int,
    profit: Profit,
    bends: int,
    low: float,
    high: float,
    target: Tape,
    begin: int,
    made: int,
    bench: Bench,
) -> int:
    """Between neighbouring sums of vertices and bends only straight lines compete: their upper envelope."""
    left, right, value, slope = tape
    use, worth, rise = profit
    room = len(bench[5]) // 3
    edges, peak_at, peak, line_worth, line_rise = bench[4], bench[5], bench[6], bench[7], bench[8]
    edge_count = _merge_edges(found, profit, bends, low, high, bench)
    peaks = [0, 0, 0, 0]
    opened = [0, 0, 0, 0]
    segment = [first, first, first, first]
    for piece in range(bends - 1):
        peaks[piece] = _gather_peaks(found, rise[piece], piece, room, bench)
    for edge in range(edge_count - 1):
        start, end = edges[edge], edges[edge + 1]
        middle = (start + end) / 2
        lines = 0
        for bend in range(bends):
            # Use exactly a bend of the profit: the value after, moved by it.
            to = middle - use[bend]
            i = segment[bend]
            while i < first + count and right[i] < to:
                i += 1
            segment[bend] = i
            if i < first + count and left[i] <= to:
                line_worth[lines] = worth[bend] + value[i] + slope[i] * (start - use[bend] - left[i])
                line_rise[lines] = slope[i]
                lines += 1
        for piece in range(bends - 1):
            # End exactly at a vertex: of those in reach along this piece, the best.
            i = opened[piece]
            offset = piece * room
            while i < peaks[piece] and peak_at[offset + i] < middle - use[piece + 1]:
                i += 1
            opened[piece] = i
            best = -float("inf")
            while i < peaks[piece] and peak_at[offset + i] <= middle - use[piece]:
                best = max(best, peak[offset + i])
                i += 1
            if best > -float("inf"):
                line_worth[lines] = worth[piece] + rise[piece] * (start - use[piece]) + best
                line_rise[lines] = rise[piece]
                lines += 1
        made = envelope(line_worth, line_rise, lines, start, end, target, begin, made)
        if made == NO_ROOM:
            return made
    return made


def best_use(
    tape: Tape, first: int, count: int, found: int, profit: Profit, bends: int, state_mwh: float, bench: Bench
) -> tuple[float, float, float]:
    """The best use of a step from a state, the state after it, and the value; of equal uses the smallest.

    Args:
        tape: Value of the states after the step.
        first: Where it begins.
        count: Segments it has.
        found: Its vertices on the bench.
        profit: The step's profit.
        bends: Its bends.
        state_mwh: State before the step, losses taken off.
        bench: Work space with the vertices.
    """
    at, top = bench[0], bench[1]
    use, worth = profit[0], profit[1]
    low, high = tape[0][first], tape[1][first + count - 1]
    best, used, after = -float("inf"), 0.0, state_mwh
    for option in range(bends + found):
        if option < bends:
            out = use[option]
            to = state_mwh - out
            if to < low - TOUCHING_MWH or to > high + TOUCHING_MWH:
                continue
            to = min(max(to, low), high)
            gain = worth[option] + point_value(tape, first, count, to)
        else:
            to = at[option - bends]
            out = state_mwh - to
            if out < use[0] - SAME_MWH or out > use[bends - 1] + SAME_MWH:
                continue
            gain = _profit_at(profit, bends, out) + top[option - bends]
        if gain > best + TIE_GBP or (gain > best - TIE_GBP and abs(out) < abs(used)):
            best, used, after = max(gain, best), out, to
    return used, after, best
