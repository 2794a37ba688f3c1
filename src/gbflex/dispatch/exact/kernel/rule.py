"""What a wish comes to: uses asked for step by step, cut to what the limits and the end allow."""

from __future__ import annotations

from gbflex.dispatch.exact.kernel.numbers import Numbers, Whole
from gbflex.dispatch.exact.kernel.path import Steps, write_use

__all__ = ["follow_wishes", "reach_back"]


def reach_back(
    steps: Steps,
    n: int,
    keep: float,
    final_low: float,
    final_high: float,
    days: Whole,
    most_per_day: float,
    low: Numbers,
    high: Numbers,
    day_high: Numbers,
) -> None:
    """Write the states from which the end can still be reached.

    Args:
        steps: What each step allows.
        n: How many there are.
        keep: Share of the energy that a step's self-discharge leaves.
        final_low: Lowest last state [MWh].
        final_high: Highest last state [MWh].
        days: Day of each step.
        most_per_day: Energy that may leave the store in a day [MWh].
        low: To be written, at each step's end [MWh].
        high: To be written, likewise [MWh].
        day_high: To be written: what the state must come down to in the rest of each step's day, by the limits of
            later days too [MWh].
    """
    least, most, floor, ceiling = steps[0], steps[2], steps[6], steps[7]
    lowest, highest, limit = final_low, final_high, final_high
    for step in range(n - 1, -1, -1):
        low[step], high[step] = max(lowest, floor[step]), min(highest, ceiling[step])
        if step < n - 1 and days[step] != days[step + 1]:
            # In the evening no more may be left than the next day may take out above what it must come down to.
            limit += most_per_day
            high[step] = min(high[step], limit)
        limit = min(limit, high[step])
        day_high[step] = limit
        limit /= keep
        lowest, highest = (low[step] + least[step]) / keep, (high[step] + most[step]) / keep


def follow_wishes(
    steps: Steps,
    n: int,
    keep: float,
    initial: float,
    wishes: Numbers,
    low: Numbers,
    high: Numbers,
    day_high: Numbers,
    days: Whole,
    most_per_day: float,
    flows: tuple[Numbers, Numbers, Numbers],
) -> float:
    """Write what each wish comes to; the last state.

    Args:
        steps: What each step allows.
        n: How many there are.
        keep: Share of the energy that a step's self-discharge leaves.
        initial: State at the start [MWh].
        wishes: Energy to take out of the store, in is negative [MWh].
        low: Lowest state from which the end can be reached [MWh].
        high: Highest such state [MWh].
        day_high: What the state must come down to in the rest of each step's day [MWh].
        days: Day of each step.
        most_per_day: Energy that may leave the store in a day [MWh].
        flows: To be written.
    """
    least, served, most = steps[0], steps[1], steps[2]
    state, day, left = initial, -1, 0.0
    for step in range(n):
        if days[step] != day:
            day, left = days[step], most_per_day
        state *= keep
        out = min(max(wishes[step], least[step]), most[step])
        if out > 0.0:
            out = min(out, max(left, 0.0))
        # Nothing is put in that the rest of the day's limit could not take out again where it must.
        out = max(out, min(state - day_high[step] - left, 0.0))
        # The way to the end comes before the wish.
        out = max(min(out, state - low[step]), state - high[step])
        out = min(max(out, least[step]), most[step])
        left -= max(out, 0.0)
        write_use(out, served[step], flows, step)
        state -= out
    return state
