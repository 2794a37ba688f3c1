"""What energy left at a plan's end is worth: what the day after makes of it at best.

The 48 half-hours after the plan are planned from eleven states, a tenth of the usable energy apart, each as if
the store could end anyhow. Between them the worth is straight, and where it bends upwards the straight line above
it counts. So a plan sells nothing at its end that the next day would pay more for, and stores nothing that it
would not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch import Problem, WaterValue, solve
from gbflex.dispatch.rolling import window_of
from gbflex.errors import DispatchError

__all__ = ["AFTER_HALF_HOURS", "STATES", "EndWorth", "end_worth"]

Array = NDArray[np.float64]

AFTER_HALF_HOURS: Final = 48
STATES: Final = 11


class EndWorth(NamedTuple):
    """The worth of energy left.

    Attributes:
        value: Worth by state, 0 at the lowest state that the day after can be served from.
        least_mwh: That state [MWh].
    """

    value: WaterValue
    least_mwh: float


def end_worth(whole: Problem, start: int, stop: int) -> EndWorth | None:
    """What the half-hours after a plan make of energy left in the only store; None where none of them has a plan.

    Args:
        whole: The site as expected, on an axis that holds them.
        start: First half-hour after the plan.
        stop: End of them.
    """
    if stop <= start:
        return None
    store = whole.stores[0]
    least, most = (bounds[start:stop] for bounds in whole.state_bounds_mwh)
    states = np.linspace(float(least[0]), float(most[0]), STATES)
    worth = np.array([_worth_from(whole, start, stop, float(state)) for state in states])
    served = np.isfinite(worth)
    if not served.any():
        return None
    first = int(np.argmax(served))
    if not served[first:].all():
        return None
    at, value = _hull(states[first:], worth[first:] - worth[first])
    return EndWorth(_over_the_store(at, value, store.energy_capacity_mwh), float(states[first]))


def _worth_from(whole: Problem, start: int, stop: int, state_mwh: float) -> float:
    """Worth of the best plan of some half-hours from a state [GBP]; -inf where there is none."""
    part = window_of(whole, start, stop, initial_mwh=[state_mwh], ends=[None])
    # Limits over a span are those of the plan; where the part reaches the axis' end it may end anyhow too.
    free = replace(part.stores[0], final_mwh=None, water_value=None, max_cycles=None, cycles_before=0.0)
    try:
        return solve(part.with_store(free)).objective_gbp
    except DispatchError:
        return -np.inf


def _hull(at: Array, value: Array) -> tuple[list[float], list[float]]:
    """The least concave line above some points."""
    kept: list[tuple[float, float]] = []
    for point in zip(at.tolist(), value.tolist(), strict=True):
        while len(kept) > 1 and _is_below(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return [x for x, _ in kept], [y for _, y in kept]


def _is_below(first: tuple[float, float], middle: tuple[float, float], last: tuple[float, float]) -> bool:
    rise = (last[1] - first[1]) * (middle[0] - first[0])
    return bool((middle[1] - first[1]) * (last[0] - first[0]) <= rise)


def _over_the_store(at: list[float], value: list[float], capacity_mwh: float) -> WaterValue:
    """The same from an empty store to a full one: beyond the states that are used it goes on straight."""
    if len(at) == 1:
        return WaterValue((0.0, capacity_mwh), (value[0], value[0]))
    first = (value[1] - value[0]) / (at[1] - at[0])
    if at[0] > 0:
        value = [value[0] - first * at[0], *value]
        at = [0.0, *at]
    if at[-1] < capacity_mwh:
        last = (value[-1] - value[-2]) / (at[-1] - at[-2])
        value = [*value, value[-1] + last * (capacity_mwh - at[-1])]
        at = [*at, capacity_mwh]
    return WaterValue(tuple(at), tuple(value))
