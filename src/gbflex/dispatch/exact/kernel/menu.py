"""A store that also sells a reserve in blocks: before each block, the best level of the menu for every state.

Within a block a level narrows the uses and the states; the value before the block is the highest of the
levels' values, with jumps where a level's states end.
"""

from __future__ import annotations

from gbflex.dispatch.exact.kernel.numbers import (
    INFEASIBLE,
    NO_ROOM,
    SAME_MWH,
    STRAIGHT_GBP,
    TIE_GBP,
    Numbers,
    Tape,
    Whole,
)
from gbflex.dispatch.exact.kernel.path import Steps, write_use
from gbflex.dispatch.exact.kernel.segments import envelope, lower_values, point_value, put, stretch, vertices
from gbflex.dispatch.exact.kernel.step import Bench, Profit, before_step, best_use, lay_profit

__all__ = ["Blocks", "Shelves", "follow_menu", "value_menu"]

Blocks = tuple[Whole, Numbers, Numbers, Numbers]
"""First step of each block and the end of the last; by level and block: income [GBP], lowest and highest state
at the block's start [MWh]."""

Shelves = tuple[Whole, Whole, Whole, Whole]
"""Where curves begin and how many segments they have: by level and step, and by level and block start."""


def _highest(
    tape: Tape, first: int, count: int, other_first: int, other_count: int, begin: int, bench: Bench
) -> int:
    """Write the higher of two curves whose states overlap; how many segments."""
    left, right, value, slope = tape
    line_worth, line_rise = bench[7], bench[8]
    i, j = first, other_first
    end_i, end_j = first + count, other_first + other_count
    at = min(left[i], left[j])
    high = max(right[end_i - 1], right[end_j - 1])
    made = 0
    while True:
        made = _put_point(tape, first, count, other_first, other_count, at, begin, made)
        if made < 0 or at >= high - SAME_MWH:
            return made
        while i < end_i and right[i] <= at + SAME_MWH:
            i += 1
        while j < end_j and right[j] <= at + SAME_MWH:
            j += 1
        following, lines = high, 0
        for which in range(2):
            k, end = (i, end_i) if which == 0 else (j, end_j)
            if k == end:
                continue
            if left[k] > at + SAME_MWH:
                following = min(following, left[k])
            else:
                following = min(following, right[k])
                line_worth[lines] = value[k] + slope[k] * (at - left[k])
                line_rise[lines] = slope[k]
                lines += 1
        made = envelope(line_worth, line_rise, lines, at, following, tape, begin, made)
        if made == NO_ROOM:
            return made
        at = following


def _put_point(
    tape: Tape, first: int, count: int, other_first: int, other_count: int, at: float, begin: int, made: int
) -> int:
    """Add a single point where a curve has one that the segments around do not show."""
    best = -float("inf")
    for which in range(2):
        start, length = (first, count) if which == 0 else (other_first, other_count)
        inside = tape[0][start] - SAME_MWH <= at <= tape[1][start + length - 1] + SAME_MWH
        if inside and _is_single(tape, start, length, at):
            best = max(best, point_value(tape, start, length, at))
    if best == -float("inf"):
        return made
    if made > 0 and best <= point_value(tape, begin, made, at) + STRAIGHT_GBP:
        return made
    return put(tape, begin, made, at, at, best, 0.0)


def _is_single(tape: Tape, first: int, count: int, at: float) -> bool:
    for i in range(first, first + count):
        if abs(tape[0][i] - at) <= SAME_MWH and tape[1][i] - tape[0][i] <= SAME_MWH:
            return True
    return False


def value_menu(
    steps: Steps,
    levels: int,
    blocks: Blocks,
    keep: float,
    ended: int,
    tape: Tape,
    shelves: Shelves,
    profit: Profit,
    bench: Bench,
) -> tuple[int, float]:
    """Backwards: 0, INFEASIBLE or NO_ROOM, and the value of the start.

    Args:
        steps: Uses and states by level and step, levels one after another; slopes by step alone.
        levels: Levels of the menu.
        blocks: The blocks.
        keep: Share of the energy that a step's self-discharge leaves.
        ended: Segments of the value at the end, which stand first on the tape.
        tape: Curves kept for the way forward.
        shelves: Written for the way forward.
        profit: Work space.
        bench: Work space.
    """
    starts = blocks[0]
    n, count_of_blocks = len(steps[3]), len(blocks[1]) // levels
    first, count, free, base = 0, ended, ended, 0.0
    for block in range(count_of_blocks - 1, -1, -1):
        best_first, best_count = 0, 0
        for level in range(levels):
            begin = _restrict(tape, first, count, steps, level * n + starts[block + 1] - 1, free, profit, bench)
            made, free = _value_block(steps, level, blocks, block, keep, begin, tape, free, shelves, profit, bench)
            if made == NO_ROOM:
                return NO_ROOM, 0.0
            if made == INFEASIBLE:
                continue
            if best_count == 0:
                best_first, best_count = free - made, made
            else:
                merged = _highest(tape, best_first, best_count, free - made, made, free, bench)
                if merged < 0:
                    return NO_ROOM, 0.0
                best_first, best_count = free, merged
                free += merged
        if best_count == 0:
            return INFEASIBLE, 0.0
        # Copied, for the curves by level must keep their values.
        for i in range(best_count):
            if free + i >= len(tape[0]):
                return NO_ROOM, 0.0
            for part in range(4):
                tape[part][free + i] = tape[part][best_first + i]
        base += lower_values(tape, free, best_count)
        first, count = free, best_count
        free += best_count
    return 0, base + tape[2][first]


def _restrict(
    tape: Tape, first: int, count: int, steps: Steps, last: int, free: int, profit: Profit, bench: Bench
) -> int:
    """Keep the states a level allows at the end of its last step; how many segments."""
    bends = lay_profit(profit, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    return before_step(tape, first, count, profit, bends, steps[6][last], steps[7][last], tape, free, bench)


def _value_block(
    steps: Steps,
    level: int,
    blocks: Blocks,
    block: int,
    keep: float,
    made: int,
    tape: Tape,
    free: int,
    shelves: Shelves,
    profit: Profit,
    bench: Bench,
) -> tuple[int, int]:
    """The value before a block at one level: how many segments, and the free place after them."""
    least, served, most, charge, load, export, floor, ceiling = steps
    starts, income, lowest, uppermost = blocks
    n, count_of_blocks = len(charge), len(starts) - 1
    where = level * count_of_blocks + block
    shelves[3][where] = 0
    for step in range(starts[block + 1] - 1, starts[block] - 1, -1):
        if made < 0:
            return made, free
        at = level * n + step
        shelves[0][at], shelves[1][at] = free, made
        first, free = free, free + made
        if most[at] < least[at]:
            return INFEASIBLE, free
        bends = lay_profit(profit, least[at], served[step], most[at], charge[step], load[step], export[step])
        if step > starts[block]:
            down, up = keep * floor[at - 1], keep * ceiling[at - 1]
        else:
            down, up = keep * lowest[where], keep * uppermost[where]
        count = made
        made = before_step(tape, first, count, profit, bends, down, up, tape, free, bench)
        if made > 0 and keep != 1.0:
            stretch(tape, free, made, keep)
    if made < 0:
        return made, free
    for i in range(free, free + made):
        tape[2][i] += income[where]
    shelves[2][where], shelves[3][where] = free, made
    return made, free + made


def follow_menu(
    steps: Steps,
    levels: int,
    blocks: Blocks,
    keep: float,
    initial: float,
    tape: Tape,
    shelves: Shelves,
    profit: Profit,
    bench: Bench,
    flows: tuple[Numbers, Numbers, Numbers],
    chosen: Whole,
) -> float:
    """Forwards: write the flows and each block's level, of equal ones the lowest; the last state."""
    least, served, most, charge, load, export, _, _ = steps
    starts = blocks[0]
    n, count_of_blocks = len(charge), len(blocks[1]) // levels
    state = initial
    for block in range(count_of_blocks):
        best, level = -float("inf"), 0
        for option in range(levels):
            where = option * count_of_blocks + block
            first, count = shelves[2][where], shelves[3][where]
            if count == 0 or state < tape[0][first] - SAME_MWH:
                continue
            if state > tape[1][first + count - 1] + SAME_MWH:
                continue
            worth = point_value(tape, first, count, state)
            if worth > best + TIE_GBP:
                best, level = worth, option
        chosen[block] = level
        for step in range(starts[block], starts[block + 1]):
            at = level * n + step
            bends = lay_profit(profit, least[at], served[step], most[at], charge[step], load[step], export[step])
            first, count = shelves[0][at], shelves[1][at]
            found, _ = vertices(tape, first, count, bench[0], bench[1], bench[2], bench[3])
            out, state, _ = best_use(tape, first, count, found, profit, bends, state * keep, bench)
            write_use(out, served[step], flows, step)
    return state
