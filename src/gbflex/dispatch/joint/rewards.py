"""What the heat of each set of running engines is worth in each step, the meter included and the battery priced.

At the meter power is worth less the more there is of it: import saved, then export. The battery may add or take
any power within its limits at a price for the step; what it really earns by those prices is counted apart. Worth
as a function of heat is never below what any loads of the engines can reach, which is all that a bound needs.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.exact.compiled import Kernel
from gbflex.dispatch.problem.engine import Engine, EngineWorth
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.problem import Problem

__all__ = ["Curve", "Line", "meter_lines", "set_curve"]

Array = NDArray[np.float64]

FAR_GBP_PER_MWH: Final = 2000.0
"""What a MWh beyond a limit of the meter costs in the bound: more than any price."""
STEEP: Final = 1e6


class Line(NamedTuple):
    """Worth of power: slope [GBP/MWh] and worth at none [GBP]."""

    slope: float
    at_none: float


class Curve(NamedTuple):
    """A function of straight pieces."""

    places: Array
    values: Array


def meter_lines(problem: Problem, plant: Plant, step: int, price: float, most_mwh: float) -> list[Line]:
    """Lines whose lowest is the worth of the engines' power in a step.

    Args:
        problem: The problem.
        plant: Its plant.
        step: The step.
        price: Of a MWh that the battery gives or takes [GBP/MWh].
        most_mwh: Most power of the engines [MWh].
    """
    load = float(problem.load_mwh[step])
    import_limit, export_limit = (
        float(np.broadcast_to(limit, len(problem))[step])
        for limit in (problem.import_limit_mwh, problem.export_limit_mwh)
    )
    into, out = float(problem.charge_limit_mwh[step]), float(problem.discharge_limit_mwh[step])
    solar = float(plant.solar_mwh[step])
    lowest, highest = -into - 1.0, most_mwh + out + solar + 1.0
    corners = sorted(
        {lowest, 0.0, load, *(c for c in (load + export_limit, load - import_limit) if np.isfinite(c)), highest}
    )
    corners = [corner for corner in corners if lowest <= corner <= highest]
    worths = [_at_meter(problem, step, corner, load - import_limit, load + export_limit) for corner in corners]
    pieces = _hull_pieces(corners, worths)
    # The best split between two falling functions takes their pieces in order of slope.
    pieces += [(price, into + out), (0.0, solar - float(plant.solar_least_mwh[step]))]
    pieces.sort(key=lambda piece: -piece[0])
    place, worth = lowest - out - solar, worths[0] - price * out
    lines = []
    for slope, length in pieces:
        if length > 0 and place + length > 0 and place < most_mwh:
            lines.append(Line(slope, worth - slope * place))
        place, worth = place + length, worth + slope * length
    return lines


def _at_meter(problem: Problem, step: int, given_mwh: float, least: float, most: float) -> float:
    load = float(problem.load_mwh[step])
    worth = -float(problem.charge_gbp_per_mwh[step]) * min(given_mwh, 0.0)
    worth += float(problem.load_gbp_per_mwh[step]) * min(max(given_mwh, 0.0), load)
    worth += float(problem.export_gbp_per_mwh[step]) * max(min(given_mwh, most) - load, 0.0)
    return worth - FAR_GBP_PER_MWH * (max(given_mwh - most, 0.0) + max(least - given_mwh, 0.0))


def _hull_pieces(places: list[float], values: list[float]) -> list[tuple[float, float]]:
    """Slopes and lengths of the lowest falling function above some corners."""
    kept: list[tuple[float, float]] = []
    for corner in zip(places, values, strict=True):
        while len(kept) > 1 and _slope(kept[-2], kept[-1]) <= _slope(kept[-1], corner):
            kept.pop()
        kept.append(corner)
    return [(_slope(left, right), right[0] - left[0]) for left, right in pairwise(kept)]


def _slope(left: tuple[float, float], right: tuple[float, float]) -> float:
    return (right[1] - left[1]) / (right[0] - left[0])


def set_curve(
    members: list[tuple[Engine, EngineWorth]], lines: list[Line], step: int, hours: float, kernel: Kernel
) -> Curve:
    """Worth of the heat of some engines that all run, as a function of that heat.

    Args:
        members: The engines.
        lines: The worth of their power.
        step: The step.
        hours: Length of a step [h].
        kernel: Where functions of straight pieces are worked.
    """
    lowest: Curve | None = None
    for slope, at_none in lines:
        made: Curve | None = None
        for engine, worth in members:
            curve = _engine_curve(engine, worth, slope, step, hours)
            made = curve if made is None else _together(made, curve, kernel.pieces)
        assert made is not None  # noqa: S101 (a set has a member)
        raised = Curve(made.places, made.values + at_none)
        lowest = raised if lowest is None else _lower(lowest, raised, kernel.pieces)
    assert lowest is not None  # noqa: S101 (power is worth something)
    return lowest


def _engine_curve(engine: Engine, worth: EngineWorth, slope: float, step: int, hours: float) -> Curve:
    power, fuel, heat = (np.array(points) * hours for points in (engine.power_mw, engine.fuel_mw, engine.heat_mw))
    values = power * (slope + worth.power_gbp_per_mwh[step]) + fuel * worth.fuel_gbp_per_mwh[step]
    return Curve(heat, values + heat * worth.heat_gbp_per_mwh[step])


def _together(one: Curve, two: Curve, pieces: Any) -> Curve:
    """The best worth of two engines at each sum of their heat."""
    room = 8 * (len(one.places) + len(two.places)) + 32
    low, high = one.places[0] + two.places[0], one.places[-1] + two.places[-1]
    rows = [np.zeros(room) for _ in range(8)]
    best: tuple[Array, Array, int] | None = None
    for j in range(max(len(two.places) - 1, 1)):
        start, worth = two.places[j], two.values[j]
        end = two.places[min(j + 1, len(two.places) - 1)]
        slope = 0.0 if end == start else (two.values[min(j + 1, len(two.places) - 1)] - worth) / (end - start)
        stretch = (-end, -start, -slope, worth - slope * start)
        count = pieces.widened(
            one.places, one.values, len(one.places), STEEP, STEEP, stretch, low, high, rows[0], rows[1],
            (rows[2], rows[3]),
        )  # fmt: skip
        got = rows[2][:count].copy(), rows[3][:count].copy(), count
        if best is None:
            best = got
        else:
            total = pieces.larger(*best, (*got, 0.0), (rows[4], rows[5]))
            best = rows[4][:total].copy(), rows[5][:total].copy(), total
    assert best is not None  # noqa: S101 (an engine has a point)
    return Curve(best[0], best[1])


def _lower(one: Curve, two: Curve, pieces: Any) -> Curve:
    """The lower of two functions over the same places."""
    if len(one.places) == 1:
        return Curve(one.places, np.minimum(one.values, two.values))
    room = 3 * (len(one.places) + len(two.places)) + 8
    places, values = np.zeros(room), np.zeros(room)
    count = pieces.larger(
        one.places, -one.values, len(one.places), (two.places, -two.values, len(two.places), 0.0), (places, values)
    )
    return Curve(places[:count], -values[:count])
