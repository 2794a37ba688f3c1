"""Ways off a plant's plan around a half-hour: another load, a stop or a start, each with its volume and price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.chp.planned_plant import PlannedPlant
from gbflex.dispatch.problem.kept import TOLERANCE_MWH

__all__ = ["Direction", "Kind", "Move", "load_move", "start", "stop"]

Array = NDArray[np.float64]
Direction = Literal["up", "down"]
Kind = Literal["load", "start", "stop"]

HALVINGS: Final = 12
"""Of a volume that the heat balance limits: to a 4,000th part."""
LONGEST_STEPS: Final = 48


class Move(NamedTuple):
    """A way off the plan.

    Attributes:
        unit: The unit; several where their loads change together.
        kind: "load" between minimum and maximum in one half-hour; "start" or "stop" with all half-hours it needs.
        first: First half-hour that changes.
        steps: Half-hours that change.
        power_mw: By how much in the half-hour it is offered for, never negative [MW].
        energy_mwh: In all half-hours, never negative [MWh].
        cost_gbp: Of the whole move [GBP]; negative is a gain.
    """

    unit: str
    kind: Kind
    first: int
    steps: int
    power_mw: float
    energy_mwh: float
    cost_gbp: float

    @property
    def price_gbp_per_mwh(self) -> float:
        """What must be paid for each MWh moved, so that nothing is lost [GBP/MWh]."""
        return self.cost_gbp / self.energy_mwh


def load_move(plan: PlannedPlant, units: list[int], step: int, direction: Direction) -> Move | None:
    """The loads of units moved together as far as their limits, the meter and the heat balance let them."""
    targets = {}
    for i in units:
        bounds = plan.load_bounds_mw(i, step)
        if bounds is not None:
            targets[i] = bounds[0] if direction == "down" else bounds[1]
    share = _room_at_meter(plan, targets, step)
    found = _moved(plan, targets, step, share)
    if found is None and share > 0:
        low, high = 0.0, share
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            tried = _moved(plan, targets, step, middle)
            low, high, found = (middle, high, tried) if tried is not None else (low, middle, found)
    return found


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


def _moved(plan: PlannedPlant, targets: Mapping[int, float], step: int, share: float) -> Move | None:
    profiles, moved_mw = {}, 0.0
    for i, target in targets.items():
        profile = plan.power_mw(i).copy()
        by = (target - profile[step]) * share
        profile[step] += by
        moved_mw += by
        profiles[i] = profile
    energy_mwh = abs(moved_mw) * plan.problem.hours
    cost = plan.cost_gbp(profiles) if energy_mwh > TOLERANCE_MWH else None
    if cost is None:
        return None
    names = " + ".join(plan.plant.engines[i].name for i in profiles)
    return Move(names, "load", step, 1, abs(float(moved_mw)), float(energy_mwh), cost)


def stop(plan: PlannedPlant, i: int, step: int) -> Move | None:
    """The shortest stop of a running unit from a step on, with the start after it."""
    if plan.power_mw(i)[step] <= 0:
        return None
    return _first_possible(plan, i, step, "stop", [0.0])


def start(plan: PlannedPlant, i: int, step: int) -> Move | None:
    """The shortest run of a unit that is off, from a step on, at the load at which a MWh costs least."""
    engine = plan.plant.engines[i]
    if plan.power_mw(i)[step] > 0:
        return None
    jump = max(engine.min_power_mw, engine.ramp_mw_per_hour * plan.problem.hours)
    most = min(plan.plant.engine_available[i][step] * engine.max_power_mw, jump)
    return _first_possible(plan, i, step, "start", sorted({engine.min_power_mw, most}))


def _first_possible(plan: PlannedPlant, i: int, step: int, kind: Kind, loads_mw: list[float]) -> Move | None:
    for profiles in _blocks(plan, i, step, loads_mw):
        moves = [move for profile in profiles if (move := _block_move(plan, i, step, kind, profile))]
        if moves:
            return min(moves, key=lambda move: move.price_gbp_per_mwh)
    return None


def _blocks(plan: PlannedPlant, i: int, step: int, loads_mw: list[float]) -> Iterator[list[Array]]:
    """Profiles with a block from a step on at each of some loads, longer and longer."""
    power = plan.power_mw(i)
    for steps in range(1, min(LONGEST_STEPS, len(power) - step) + 1):
        profiles = []
        for load_mw in loads_mw:
            profile = power.copy()
            # Where the plan runs already, a start changes nothing; where it is off, a stop does not.
            block = slice(step, step + steps)
            profile[block] = np.where(power[block] > 0, power[block], load_mw) if load_mw else 0.0
            profiles.append(profile)
        yield profiles


def _block_move(plan: PlannedPlant, i: int, step: int, kind: Kind, profile_mw: Array) -> Move | None:
    change = profile_mw - plan.power_mw(i)
    cost = plan.cost_gbp({i: profile_mw})
    if cost is None:
        return None
    changed = np.flatnonzero(change)
    return Move(
        unit=plan.plant.engines[i].name,
        kind=kind,
        first=step,
        steps=int(changed[-1]) - step + 1,
        power_mw=abs(float(change[step])),
        energy_mwh=abs(float(change.sum())) * plan.problem.hours,
        cost_gbp=cost,
    )
