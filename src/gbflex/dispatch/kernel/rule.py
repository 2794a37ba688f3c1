"""What a wish comes to: uses asked for step by step, cut to what the limits and the end allow."""

from __future__ import annotations

from gbflex.dispatch.kernel.numbers import Numbers, Whole
from gbflex.dispatch.kernel.path import Steps, write_use

__all__ = ["follow_wishes", "reach_back"]


def reach_back(
    steps: Steps, n: int, keep: float, final_low: float, final_high: float, low: Numbers, high: Numbers
) -> None:
    """Write, for each step's end, the states from which the end can still be reached.

    Args:
        steps: What each step allows.
        n: How many there are.
        keep: Share of the energy that a step's self-discharge leaves.
        final_low: Lowest last state [MWh].
        final_high: Highest last state [MWh].
        low: To be written [MWh].
        high: To be written [MWh].
    """
    least, most, floor, ceiling = steps[0], steps[2], steps[6], steps[7]
    lowest, highest = final_low, final_high
    for step in range(n - 1, -1, -1):
        low[step], high[step] = max(lowest, floor[step]), min(highest, ceiling[step])
        lowest, highest = (low[step] + least[step]) / keep, (high[step] + most[step]) / keep


def follow_wishes(
    steps: Steps,
    n: int,
    keep: float,
    initial: float,
    wishes: Numbers,
    low: Numbers,
    high: Numbers,
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
        # The way to the end comes before the wish, and before the day's limit.
        out = max(min(out, state - low[step]), state - high[step])
        out = min(max(out, least[step]), most[step])
        left -= max(out, 0.0)
        write_use(out, served[step], flows, step)
        state -= out
    return state
