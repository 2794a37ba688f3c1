"""What stored heat is worth under every way that engines may stand, step by step from the end.

A way to stand is, for each engine, whether it runs and for how many steps it has, as far as its shortest run and
stop care. Going from one step to the next an engine goes on, starts or stops as they allow.
"""

from __future__ import annotations

from gbflex.dispatch.exact.kernel.numbers import NO_ROOM, Numbers, Whole
from gbflex.dispatch.exact.kernel.pieces import larger, limited, put, shifted, simpler, value_past, widened

__all__ = ["value_heat"]


def value_heat(
    steps: int,
    standings: int,
    running: Whole,
    rewards: tuple[Numbers, Numbers, Whole],
    room: int,
    sets: int,
    idle_gbp: Numbers,
    load_mwh: Numbers,
    up: Numbers,
    down: float,
    kept: float,
    capacity_mwh: float,
    allowed: Whole,
    options: tuple[Whole, Whole, Numbers],
    option_of_step: Whole,
    option_rows: int,
    lift: float,
    samples: int,
    places: Numbers,
    values: Numbers,
    counts: Whole,
    next_places: Numbers,
    next_values: Numbers,
    next_counts: Whole,
    work: tuple[Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers, Numbers],
    corners: int,
    sampled: Numbers,
) -> int:
    """Fill `sampled` with the value of stored heat before each step, for each standing after it; the worst count.

    Args:
        steps: Steps of the span.
        standings: Ways to stand.
        running: Which set of engines runs in each, shape (standings,); 0 is none.
        rewards: Worth of each set's heat in each step as a function of straight pieces: places and values of shape
            (steps x sets x room,), counts of shape (steps x sets,).
        room: Corners that a reward may have.
        sets: Sets of engines.
        idle_gbp: Worth of a step with no engine, shape (steps,).
        load_mwh: Heat load, shape (steps,).
        up: Most that a MWh of stored heat can save: what the cheapest boiler would take, shape (steps,).
        down: What a MWh too much costs; 0 where it may be thrown away.
        kept: Share of the heat left after a step.
        capacity_mwh: Of the store.
        allowed: Whether each set may run in each step, shape (steps x sets,).
        options: From each standing: where its options begin, shape (rows x (standings + 1),), which standing each
            leads to, and what its starts are worth in each step, shape (steps x options,).
        option_of_step: Which row of options holds in each step.
        option_rows: Options in a row.
        lift: How much a simpler function may lie above, in each operation [GBP].
        samples: Places at which values are kept, evenly from 0 to the capacity.
        places: The functions after the last step: places of their corners, a row of `corners` for each standing.
        values: Their values.
        counts: How many corners each has.
        next_places: As much again, to work in.
        next_values: Likewise.
        next_counts: Likewise.
        work: Rows to work in.
        corners: Their length.
        sampled: Values before each step by the standing that follows, shape (steps x standings x samples,).
    """
    reward_places, reward_values, reward_counts = rewards
    begins, leads, start_gbp = options
    a_places, a_values, b_places, b_values, c_places, c_values, d_places, d_values, breaks, queue = work
    worst = 0
    for step in range(steps - 1, -1, -1):
        low, high = -load_mwh[step], kept * capacity_mwh - load_mwh[step]
        for now in range(standings):
            which = running[now]
            if allowed[step * sets + which] == 0:
                next_counts[now] = 0
                continue
            first = now * corners
            count = counts[now]
            if 4 * count + 8 * room + 16 > corners // 3:
                return NO_ROOM
            for k in range(count):
                a_places[k], a_values[k] = places[first + k], values[first + k]
            count = limited(a_places, a_values, count, up[step], down, (b_places, b_values), (c_places, c_values))
            if which == 0:
                made = shifted(c_places, c_values, count, up[step], down, low, high, (a_places, a_values))
                gained = idle_gbp[step]
            else:
                gained = 0.0
                made = 0
                at = (step * sets + which) * room
                pieces = reward_counts[step * sets + which]
                for piece in range(max(pieces - 1, 1)):
                    start = reward_places[at + piece]
                    worth = reward_values[at + piece]
                    end, slope = start, 0.0
                    if pieces > 1:
                        end = reward_places[at + piece + 1]
                        slope = (reward_values[at + piece + 1] - worth) / (end - start)
                    stretch = (start, end, slope, worth - slope * start)
                    got = widened(
                        c_places, c_values, count, up[step], down, stretch, low, high, breaks, queue,
                        (b_places, b_values),
                    )  # fmt: skip
                    if piece == 0:
                        for k in range(got):
                            a_places[k], a_values[k] = b_places[k], b_values[k]
                        made = got
                    else:
                        total = larger(
                            a_places, a_values, made, (b_places, b_values, got, 0.0), (d_places, d_values)
                        )
                        made = simpler(d_places, d_values, total, 0.0, (a_places, a_values))
            made_simple = simpler(a_places, a_values, made, lift, (b_places, b_values))
            for k in range(made_simple):
                next_places[first + k] = (b_places[k] + load_mwh[step]) / kept
                next_values[first + k] = b_values[k] + gained
            next_counts[now] = made_simple
            worst = max(worst, made_simple)
            for k in range(made_simple):
                a_places[k], a_values[k] = next_places[first + k], next_values[first + k]
            corner = -1
            for sample in range(samples):
                place = capacity_mwh * sample / (samples - 1)
                while corner + 1 < made_simple and a_places[corner + 1] <= place:
                    corner += 1
                sampled[(step * standings + now) * samples + sample] = value_past(
                    a_places, a_values, made_simple, corner, place, 0.0, 0.0
                )
        row = option_of_step[step]
        for now in range(standings):
            made = 0
            for option in range(begins[row * (standings + 1) + now], begins[row * (standings + 1) + now + 1]):
                after = leads[row * option_rows + option]
                count = next_counts[after]
                if count == 0:
                    continue
                for k in range(count):
                    b_places[k], b_values[k] = next_places[after * corners + k], next_values[after * corners + k]
                raised = start_gbp[step * option_rows + option]
                if made == 0:
                    for k in range(count):
                        a_places[k], a_values[k] = b_places[k], b_values[k] + raised
                    made = count
                else:
                    if made + count > corners // 3:
                        return NO_ROOM
                    total = larger(
                        a_places, a_values, made, (b_places, b_values, count, raised), (d_places, d_values)
                    )
                    made = simpler(d_places, d_values, total, lift, (a_places, a_values))
            if made == 0:
                made = put(a_places, a_values, made, 0.0, -1e12)
                made = put(a_places, a_values, made, capacity_mwh, -1e12)
            for k in range(made):
                places[now * corners + k], values[now * corners + k] = a_places[k], a_values[k]
            counts[now] = made
    return worst
