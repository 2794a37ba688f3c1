"""One store through all steps: backwards the value of every state, forwards the best use of each step.

While the value is concave it is ranked (`ranked.py`); where two directions could pay, and until the value is
concave again, it is kept as segments (`segments.py`, `step.py`).
"""

from __future__ import annotations

from gbflex.dispatch.exact.kernel.numbers import INFEASIBLE, NEGLIGIBLE_MWH, NO_ROOM, Numbers, Tape, Whole
from gbflex.dispatch.exact.kernel.ranked import (
    cut_ranks,
    insert_rank,
    slopes_around,
    stretch_ranks,
    to_front,
)
from gbflex.dispatch.exact.kernel.segments import chords_around, is_concave, lower_values, stretch, vertices
from gbflex.dispatch.exact.kernel.step import Bench, Profit, before_step, best_use, lay_profit

__all__ = ["Pages", "Ranks", "Steps", "follow_path", "value_path", "write_use"]

Steps = tuple[Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers]
"""By step: least use, use that serves the load, most use [MWh], slopes of charging, load and export [GBP/MWh],
lowest and highest state at its end [MWh]."""

Ranks = tuple[Numbers, Numbers]
"""Slopes in falling order [GBP/MWh] and their lengths [MWh]."""

Pages = tuple[Whole, Whole, Whole, Numbers]
"""By step, what the way forward needs: 0 for ranked or 1 for segments; where they begin; how many; and, three
to a step, the state at which each piece of the profit stops."""

Probe = tuple[Numbers, Numbers, Numbers, Numbers]
"""By step: the state before it, and, to be written: the worth of the next MWh put in and of the last MWh held
there, and of the next MWh at its end [GBP/MWh]. No steps: nothing is written."""


def _is_ordered(profit: Profit, bends: int) -> bool:
    rise = profit[2]
    for piece in range(bends - 2):
        if rise[piece + 1] > rise[piece]:
            return False
    return True


def _steepest_first(rise: Numbers, pieces: int, place: int) -> int:
    """The piece that comes at a place when slopes fall; equal slopes keep their order."""
    for piece in range(pieces):
        before = 0
        for other in range(pieces):
            if rise[other] > rise[piece] or (rise[other] == rise[piece] and other < piece):
                before += 1
        if before == place:
            return piece
    return place


def _to_ranks(tape: Tape, first: int, count: int, ranks: Ranks) -> int:
    left, right, _, slope = tape
    if count + 1 > len(ranks[0]):
        return NO_ROOM
    ranked = 0
    for i in range(first, first + count):
        length = right[i] - left[i]
        if ranked > 0 and ranks[0][ranked - 1] == slope[i]:
            ranks[1][ranked - 1] += length
        elif length > 0.0:
            ranks[0][ranked], ranks[1][ranked] = slope[i], length
            ranked += 1
    return ranked


def _to_segments(ranks: Ranks, head: int, end: int, low: float, worth: float, tape: Tape, first: int) -> int:
    left, right, value, slope = tape
    count = end - head
    if first + count + 1 > len(left):
        return NO_ROOM
    if count == 0:
        left[first], right[first], value[first], slope[first] = low, low, worth, 0.0
        return 1
    for i in range(count):
        piece, length = ranks[0][head + i], ranks[1][head + i]
        left[first + i], value[first + i], slope[first + i] = low, worth, piece
        low += length
        worth += piece * length
        right[first + i] = low
    return count


def value_path(
    steps: Steps,
    n: int,
    keep: float,
    initial: float,
    relaxed: bool,
    ended: int,
    tape: Tape,
    ranks: Ranks,
    pages: Pages,
    profit: Profit,
    bench: Bench,
    probe: Probe,
) -> tuple[int, float]:
    """Backwards: 0, INFEASIBLE or NO_ROOM, and the value of the start.

    Args:
        steps: What each step allows and pays.
        n: How many there are; work space may be longer.
        keep: Share of the energy that a step's self-discharge leaves.
        initial: State at the start [MWh].
        relaxed: Whether two directions may be used at once.
        ended: Segments of the value at the end, which stand first on the tape.
        tape: Curves kept for the way forward.
        ranks: Work space.
        pages: Written for the way forward.
        profit: Work space.
        bench: Work space.
        probe: States to value on the way.
    """
    least, served, most, charge, load, export, floor, ceiling = steps
    forms, firsts, counts, levels = pages
    slopes, lengths = ranks
    use, start, rise = profit
    first, count, free, head = 0, ended, ended, 0
    low, high, worth, base = tape[0][0], tape[1][ended - 1], tape[2][0], 0.0
    is_ranked = is_concave(tape, 0, ended)
    if is_ranked:
        count = _to_ranks(tape, 0, ended, ranks)
        if count == NO_ROOM:
            return NO_ROOM, 0.0
    for step in range(n - 1, -1, -1):
        if most[step] < least[step]:
            return INFEASIBLE, 0.0
        down = keep * (floor[step - 1] if step > 0 else initial)
        up = keep * (ceiling[step - 1] if step > 0 else initial)
        bends = lay_profit(profit, least[step], served[step], most[step], charge[step], load[step], export[step])
        if len(probe[0]) > 0:
            _probe_step(
                step, keep, tape, first, head, count, is_ranked, ranks, low, least[step], most[step], probe
            )
        if is_ranked and (relaxed or _is_ordered(profit, bends)):
            forms[step] = 0
            if count + bends > len(slopes):
                count, head = to_front(slopes, lengths, head, count), 0
                if count + bends > len(slopes):
                    return NO_ROOM, 0.0
            falling = not relaxed or _is_ordered(profit, bends)
            for place in range(bends - 1):
                piece = place if falling else _steepest_first(rise, bends - 1, place)
                # Where it stops: charging below what a MWh is worth, discharging above. Ties idle.
                count, levels[3 * step + piece] = insert_rank(
                    slopes,
                    lengths,
                    head,
                    count,
                    low,
                    high,
                    rise[piece],
                    use[piece + 1] - use[piece],
                    use[piece] < 0.0,
                )
            low += use[0]
            high += use[bends - 1]
            worth += start[0]
            head, count, low, high, worth = cut_ranks(slopes, lengths, head, count, low, high, worth, down, up)
            if count == INFEASIBLE:
                return INFEASIBLE, 0.0
            if keep != 1.0:
                stretch_ranks(slopes, lengths, head, count, keep)
                low /= keep
                high /= keep
            continue
        if is_ranked:
            first = free
            count = _to_segments(ranks, head, count, low, worth, tape, first)
            if count == NO_ROOM:
                return NO_ROOM, 0.0
            free = first + count
        forms[step], firsts[step], counts[step] = 1, first, count
        made = before_step(tape, first, count, profit, bends, down, up, tape, free, bench)
        if made < 0:
            return made, 0.0
        base += lower_values(tape, free, made)
        if keep != 1.0:
            stretch(tape, free, made, keep)
        first, count = free, made
        free += made
        is_ranked = is_concave(tape, first, count)
        if is_ranked:
            low, high, worth = tape[0][first], tape[1][first + count - 1], tape[2][first]
            free, head = first, 0
            count = _to_ranks(tape, first, count, ranks)
            if count == NO_ROOM:
                return NO_ROOM, 0.0
    return 0, base + (worth if is_ranked else tape[2][first])


def _probe_step(
    step: int,
    keep: float,
    tape: Tape,
    first: int,
    head: int,
    count: int,
    is_ranked: bool,
    ranks: Ranks,
    low: float,
    least: float,
    most: float,
    probe: Probe,
) -> None:
    at = keep * probe[0][step]
    after = probe[0][step + 1]
    if is_ranked:
        gain, give = slopes_around(ranks[0], ranks[1], head, count, low, at)
        next_gain, next_give = slopes_around(ranks[0], ranks[1], head, count, low, after)
    else:
        gain, give = chords_around(tape, first, count, at, at - min(least, 0.0), at - max(most, 0.0))
        next_gain, next_give = chords_around(tape, first, count, after, after + 1e-6, after - 1e-6)
    probe[1][step] = gain
    probe[2][step] = give
    probe[3][step] = next_gain if next_gain > -float("inf") else next_give


def follow_path(
    steps: Steps,
    keep: float,
    initial: float,
    relaxed: bool,
    stop: int,
    tape: Tape,
    pages: Pages,
    profit: Profit,
    bench: Bench,
    flows: tuple[Numbers, Numbers, Numbers],
    begin: int,
) -> float:
    """Forwards: write what is put in, taken out for the load and taken out for export; the last state.

    Args:
        steps: As on the way back.
        keep: As on the way back.
        initial: As on the way back.
        relaxed: As on the way back.
        stop: Steps to take.
        tape: Curves from the way back.
        pages: From the way back.
        profit: Work space.
        bench: Work space.
        flows: Put in, to the load, to export [MWh in the store].
        begin: Where the first step is written.
    """
    least, served, most, charge, load, export, _, _ = steps
    forms, firsts, counts, levels = pages
    state = initial
    for step in range(stop):
        bends = lay_profit(profit, least[step], served[step], most[step], charge[step], load[step], export[step])
        state *= keep
        at = begin + step
        if forms[step] == 1:
            found, _ = vertices(tape, firsts[step], counts[step], bench[0], bench[1], bench[2], bench[3])
            out, state, _ = best_use(tape, firsts[step], counts[step], found, profit, bends, state, bench)
            write_use(out, served[step], flows, at)
            continue
        after = state - profit[0][0]
        if not relaxed or _is_ordered(profit, bends):
            for piece in range(bends - 1):
                length = profit[0][piece + 1] - profit[0][piece]
                after = max(after - length, min(after, levels[3 * step + piece]))
            write_use(state - after, served[step], flows, at)
            state = after
            continue
        write_use(profit[0][0], served[step], flows, at)
        for place in range(bends - 1):
            piece = _steepest_first(profit[2], bends - 1, place)
            length = profit[0][piece + 1] - profit[0][piece]
            moved = max(after - length, min(after, levels[3 * step + piece]))
            taken = after - moved
            after = moved
            if profit[0][piece] < 0.0:
                flows[0][at] -= taken
            elif profit[0][piece] < served[step]:
                flows[1][at] += taken
            else:
                flows[2][at] += taken
        if flows[0][at] < NEGLIGIBLE_MWH:
            flows[0][at] = 0.0
        if flows[1][at] < NEGLIGIBLE_MWH:
            flows[1][at] = 0.0
        if flows[2][at] < NEGLIGIBLE_MWH:
            flows[2][at] = 0.0
        state = after
    return state


def write_use(out: float, served: float, flows: tuple[Numbers, Numbers, Numbers], at: int) -> None:
    """Split a use into what is put in, taken out for the load and taken out for export."""
    flows[0][at] = -out if out < -NEGLIGIBLE_MWH else 0.0
    flows[1][at] = min(out, served) if out > NEGLIGIBLE_MWH else 0.0
    flows[2][at] = out - served if out - served > NEGLIGIBLE_MWH else 0.0
