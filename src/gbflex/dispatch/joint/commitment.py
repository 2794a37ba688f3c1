"""Rows that keep an engine's runs: on and off, smallest run and stop, ramps, starts per day, points in order.

Starts and stops follow the tight form of Rajan and Takriti (IBM research report RC23628, 2005): a run that began
within the smallest run is still on, a stop that began within the smallest stop is still off.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.layout import Layout
from gbflex.dispatch.linear.program import Rows, Term
from gbflex.dispatch.problem.engine import Engine

__all__ = ["commit", "engine_terms", "held_steps", "on_bounds", "steps_of"]

Array = NDArray[np.float64]
Positions = NDArray[np.int64]

ROUNDING: Final = 1e-9


def steps_of(duration_hours: float, hours: float) -> int:
    """Steps that a duration covers in full, at least one.

    Example:
        >>> steps_of(2.0, 0.5), steps_of(0.75, 0.5), steps_of(0.0, 0.5)
        (4, 2, 1)
    """
    return max(1, math.ceil(duration_hours / hours - ROUNDING))


def held_steps(engine: Engine, hours: float) -> int:
    """First steps in which an engine must stay as it starts, because it has not yet done so for long enough."""
    shortest = engine.min_up_hours if engine.start.on else engine.min_down_hours
    left_hours = max(0.0, shortest - engine.start.hours)
    return math.ceil(left_hours / hours - ROUNDING)


def on_bounds(engine: Engine, available: Array, hours: float) -> tuple[Array, Array]:
    """Lowest and highest commitment of each step: an outage stops an engine whatever its shortest run."""
    usable = available * engine.max_power_mw >= engine.min_power_mw * (1 - ROUNDING)
    lower, upper = np.zeros(len(available)), usable.astype(np.float64)
    held = held_steps(engine, hours)
    if engine.start.on:
        # What must go on running does so until an outage ends it.
        lower[:held] = np.minimum.accumulate(upper)[:held]
    else:
        upper[:held] = 0.0
    return lower, upper


def engine_terms(layout: Layout, i: int, values: tuple[float, ...], hours: float) -> list[Term]:
    """An engine's output, fuel or heat as terms of a row [MWh]: a mean of its points, of weights that add up to 1.

    Args:
        layout: Where columns stand.
        i: The engine's number.
        values: Of each of its points [MW].
        hours: Length of a step [h].
    """
    return [(layout["weight", i, j], value * hours) for j, value in enumerate(values)]


def commit(
    rows: Rows, layout: Layout, i: int, engine: Engine, available: Array, day: Positions, hours: float
) -> None:
    """All rows of one engine."""
    _follow_starts_and_stops(rows, layout, i, engine)
    _keep_runs(rows, layout, i, engine, available, hours)
    _limit_load(rows, layout, i, engine, available)
    _limit_ramps(rows, layout, i, engine, available, hours)
    if engine.max_starts_per_day is not None:
        rows.add_sums("starts per day", day, (layout["start", i], 1.0), lower=0.0, upper=engine.max_starts_per_day)
    if i in layout.wholes.neighbours:
        _take_neighbours(rows, layout, i, engine)


def _follow_starts_and_stops(rows: Rows, layout: Layout, i: int, engine: Engine) -> None:
    on, start, stop = (layout[kind, i] for kind in ("on", "start", "stop"))
    steps, before = np.arange(len(on)), np.zeros(len(on))
    before[0] = float(engine.start.on)
    first = rows.count
    rows.add("commitment", steps, (on, 1.0), (start, -1.0), (stop, 1.0), lower=before, upper=before)
    rows.put(first + steps[1:], on[:-1], -1.0)


def _keep_runs(rows: Rows, layout: Layout, i: int, engine: Engine, available: Array, hours: float) -> None:
    on, start, stop = (layout[kind, i] for kind in ("on", "start", "stop"))
    n = len(on)
    usable = on_bounds(engine, available, hours)[1] > 0
    # An outage ends a run, and what began before it obliges nothing after it.
    unbroken = np.arange(n) - np.maximum.accumulate(np.where(usable, -1, np.arange(n)))
    for limit, began, shortest, sign, at, reach in (
        ("shortest run", start, engine.min_up_hours, 1.0, np.flatnonzero(usable), unbroken),
        ("shortest stop", stop, engine.min_down_hours, -1.0, np.arange(n), np.arange(n) + 1),
    ):
        first = rows.count
        # Began within the shortest time: on where it began to run, off where it stopped.
        rows.add(limit, at, (on[at], -sign), lower=-np.inf, upper=0.0 if sign > 0 else 1.0)
        for back in range(min(steps_of(shortest, hours), n)):
            counted = np.flatnonzero(back < reach[at])
            rows.put(first + counted, began[at[counted] - back], 1.0)


def _limit_load(rows: Rows, layout: Layout, i: int, engine: Engine, available: Array) -> None:
    steps, on = np.arange(len(available)), layout["on", i]
    weights: list[Term] = [(layout["weight", i, j], 1.0) for j in range(len(engine.power_mw))]
    rows.add("load", steps, *weights, (on, -1.0), lower=0.0, upper=0.0)
    partly = np.flatnonzero((available < 1) & (available * engine.max_power_mw >= engine.min_power_mw))
    output: list[Term] = [(layout["weight", i, j][partly], power) for j, power in enumerate(engine.power_mw)]
    most = available[partly] * engine.max_power_mw
    rows.add("available load", partly, *output, (on[partly], -most), lower=-np.inf, upper=0.0)


def _limit_ramps(rows: Rows, layout: Layout, i: int, engine: Engine, available: Array, hours: float) -> None:
    ramp = engine.ramp_mw_per_hour * hours
    if ramp >= engine.max_power_mw:
        return
    on, start, stop = (layout[kind, i] for kind in ("on", "start", "stop"))
    steps, later = np.arange(len(on)), np.arange(1, len(on))
    jump = max(engine.min_power_mw, ramp)
    output_mw = engine_terms(layout, i, engine.power_mw, 1.0)
    before_mw = np.zeros(len(on))
    before_mw[0] = engine.start.power_mw
    up, first = before_mw.copy(), rows.count
    up[0] += ramp * engine.start.on
    rows.add("ramp up", steps, *output_mw, (start, -jump), lower=-np.inf, upper=up)
    rows.put(first + later, on[:-1], -ramp)
    for columns, value in output_mw:
        rows.put(first + later, columns[:-1], -value)
    # An outage may stop or lower an engine from any load.
    down, first = np.where(available < 1, engine.max_power_mw, 0.0) - before_mw, rows.count
    lowered: list[Term] = [(columns, -value) for columns, value in output_mw]
    rows.add("ramp down", steps, *lowered, (on, -ramp), (stop, -jump), lower=-np.inf, upper=down)
    for columns, value in output_mw:
        rows.put(first + later, columns[:-1], value)


def _take_neighbours(rows: Rows, layout: Layout, i: int, engine: Engine) -> None:
    """Only the two points beside an output have weight: a whole number chooses the stretch between them."""
    steps, stretches = np.flatnonzero(layout.wholes.neighbours[i]), range(len(engine.power_mw) - 1)
    chosen: list[Term] = [(layout["stretch", i, j], 1.0) for j in stretches]
    rows.add("one stretch", steps, *chosen, (layout["on", i][steps], -1.0), lower=-np.inf, upper=0.0)
    for j in range(len(engine.power_mw)):
        beside: list[Term] = [(layout["stretch", i, k], -1.0) for k in (j - 1, j) if k in stretches]
        weight = layout["weight", i, j][steps]
        rows.add("neighbouring points", steps, (weight, 1.0), *beside, lower=-np.inf, upper=0.0)
