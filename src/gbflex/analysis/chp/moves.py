"""Ways off a plant's plan around a half-hour: another load, a stop or a start, each with its volume and price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.chp.planned_plant import PlannedPlant
from gbflex.dispatch.problem.kept import TOLERANCE_MWH

__all__ = ["Direction", "Kind", "Move", "moves_around"]

Array = NDArray[np.float64]
Direction = Literal["up", "down"]
Kind = Literal["load", "start", "stop"]
Profiles = dict[int, Array]

HALVINGS: Final = 12
"""Of a volume that the heat balance limits: to a 4,000th part."""
LONGEST_STEPS: Final = 48
TRIES: Final = 3
"""Lengths of a block that are planned anew before it is given up."""
SAME_GBP_PER_MWH: Final = 0.01


class Move(NamedTuple):
    """A way off the plan.

    Attributes:
        unit: The unit; several where they move together.
        kind: "load" between minimum and maximum in one half-hour; "start" or "stop" with all half-hours it needs.
        first: First half-hour that changes.
        steps: Half-hours that change.
        power_mw: By how much in the half-hour it is offered for, never negative [MW].
        energy_mwh: In all half-hours, never negative [MWh].
        cost_gbp: Of the whole move [GBP]; negative is a gain.
        is_upper_bound: Whether other starts and stops could make it cheaper: nothing proves that they do not.
        held_mw: Output of each unit by number where the move gives it, NaN where it is free [MW], shape (n,).
    """

    unit: str
    kind: Kind
    first: int
    steps: int
    power_mw: float
    energy_mwh: float
    cost_gbp: float
    is_upper_bound: bool
    held_mw: Profiles

    @property
    def price_gbp_per_mwh(self) -> float:
        """What must be paid for each MWh moved, so that nothing is lost [GBP/MWh]."""
        return self.cost_gbp / self.energy_mwh


def moves_around(plan: PlannedPlant, step: int) -> dict[Direction, list[Move]]:
    """Ways off the plan in a step: each unit's, and where there are several, all together.

    Args:
        plan: The plan.
        step: The half-hour.
    """
    every = list(range(len(plan.plant.engines)))
    groups = [[i] for i in every] + ([every] if len(every) > 1 else [])
    loads: list[Direction] = ["up", "down"]
    up, down = ([_load_move(plan, units, step, way) for units in groups] for way in loads)
    up += [_start(plan, units, step) for units in groups]
    down += [_stop(plan, units, step) for units in groups]
    return {"up": _different(up), "down": _different(down)}


def _different(moves: list[Move | None]) -> list[Move]:
    """Without those that are not there, and all together where that is one unit's move."""
    return list({(move.unit, move.kind): move for move in moves if move is not None}.values())


def _load_move(plan: PlannedPlant, units: list[int], step: int, direction: Direction) -> Move | None:
    """The loads of running units moved together to the minimum or maximum, or as far as can be."""
    targets = {}
    for i in units:
        engine, power = plan.plant.engines[i], float(plan.power_mw(i)[step])
        if power > 0:
            most = float(plan.plant.engine_available[i][step]) * engine.max_power_mw
            targets[i] = min(engine.min_power_mw, power) if direction == "down" else max(most, power)
    whole = _priced(plan, "load", step, _moved(plan, targets, step, 1.0))
    return whole if whole is not None else _partly(plan, units, step, direction)


def _partly(plan: PlannedPlant, units: list[int], step: int, direction: Direction) -> Move | None:
    """As far as ramps, the meter and heat let the loads move with all else as planned."""
    targets = {}
    for i in units:
        bounds = plan.load_bounds_mw(i, step)
        if bounds is not None:
            targets[i] = bounds[0] if direction == "down" else bounds[1]
    low, high = 0.0, _room_at_meter(plan, targets, step)
    if plan.cost_gbp(_moved(plan, targets, step, high)) is not None:
        low = high
    for _ in range(HALVINGS if low < high else 0):
        middle = (low + high) / 2
        possible = plan.cost_gbp(_moved(plan, targets, step, middle)) is not None
        low, high = (middle, high) if possible else (low, middle)
    return _priced(plan, "load", step, _moved(plan, targets, step, low))


def _room_at_meter(plan: PlannedPlant, targets: Mapping[int, float], step: int) -> float:
    """Share of a move for which there is room at the meter."""
    problem = plan.problem
    wanted = sum(target - plan.power_mw(i)[step] for i, target in targets.items()) * problem.hours
    if wanted == 0:
        return 0.0
    limit = problem.export_limit_mwh if wanted > 0 else problem.import_limit_mwh
    limit_mwh = float(np.broadcast_to(limit, len(problem))[step])
    net = float(plan.given_mwh[step] - problem.load_mwh[step])
    room = limit_mwh - net if wanted > 0 else limit_mwh + net
    return float(np.clip(room / abs(wanted), 0.0, 1.0))


def _moved(plan: PlannedPlant, targets: Mapping[int, float], step: int, share: float) -> Profiles:
    profiles = {}
    for i, target in targets.items():
        profile = plan.power_mw(i).copy()
        profile[step] += (target - profile[step]) * share
        profiles[i] = profile
    return profiles


def _stop(plan: PlannedPlant, units: list[int], step: int) -> Move | None:
    """The shortest stop of running units from a step on, with the start after it."""
    running = [i for i in units if plan.power_mw(i)[step] > 0]
    return _first_possible(plan, running, step, "stop", [dict.fromkeys(running, 0.0)])


def _start(plan: PlannedPlant, units: list[int], step: int) -> Move | None:
    """The shortest run of units that are off, from a step on, at the load at which a MWh costs least."""
    off = [i for i in units if plan.power_mw(i)[step] <= 0]
    least, most = {}, {}
    for i in off:
        engine = plan.plant.engines[i]
        jump = max(engine.min_power_mw, engine.ramp_mw_per_hour * plan.problem.hours)
        least[i] = engine.min_power_mw
        most[i] = min(float(plan.plant.engine_available[i][step]) * engine.max_power_mw, jump)
    return _first_possible(plan, off, step, "start", [least] if least == most else [least, most])


def _first_possible(
    plan: PlannedPlant, units: list[int], step: int, kind: Kind, loads_mw: list[dict[int, float]]
) -> Move | None:
    tried = 0
    for blocks in _blocks(plan, step, loads_mw if units else []):
        kept = [block for block in blocks if all(plan.keeps_limits(i, profile) for i, profile in block.items())]
        moves = [move for block in kept if (move := _priced(plan, kind, step, block))]
        if moves:
            return min(moves, key=lambda move: move.price_gbp_per_mwh)
        tried += bool(kept)
        if tried == TRIES:
            return None
    return None


def _blocks(plan: PlannedPlant, step: int, loads_mw: list[dict[int, float]]) -> Iterator[list[Profiles]]:
    """Profiles with a block from a step on at each of some loads, longer and longer."""
    n = len(plan.problem)
    for steps in range(1, min(LONGEST_STEPS, n - step) + 1 if loads_mw else 1):
        yield [_block(plan, slice(step, step + steps), loads) for loads in loads_mw]


def _block(plan: PlannedPlant, at: slice, loads_mw: Mapping[int, float]) -> Profiles:
    profiles = {}
    for i, load_mw in loads_mw.items():
        profile = plan.power_mw(i).copy()
        # Where the plan runs already, a start changes nothing; where it is off, a stop does not.
        profile[at] = np.where(profile[at] > 0, profile[at], load_mw) if load_mw else 0.0
        profiles[i] = profile
    return profiles


def _priced(plan: PlannedPlant, kind: Kind, step: int, profiles: Profiles) -> Move | None:
    """A move with all else planned anew around the half-hours that it changes."""
    change = {i: profile - plan.power_mw(i) for i, profile in profiles.items()}
    moved = sum(change.values(), np.zeros(len(plan.problem)))
    energy_mwh = float(np.abs(moved).sum()) * plan.problem.hours
    if energy_mwh <= TOLERANCE_MWH:
        return None
    held = {i: np.where(change[i] != 0, profile, np.nan) for i, profile in profiles.items()}
    cost = plan.replanned_gbp(held)
    if cost is None:
        return None
    changed = np.flatnonzero(moved)
    return Move(
        unit=" + ".join(plan.plant.engines[i].name for i in profiles),
        kind=kind,
        first=step,
        steps=int(changed[-1]) - step + 1,
        power_mw=abs(float(moved[step])),
        energy_mwh=energy_mwh,
        cost_gbp=cost,
        is_upper_bound=cost - plan.least_gbp(held) > SAME_GBP_PER_MWH * energy_mwh,
        held_mw=held,
    )
