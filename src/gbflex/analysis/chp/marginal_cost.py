"""What the last MWh of a plant's electricity costs to make."""

from __future__ import annotations

from typing import Final

import numpy as np

from gbflex.analysis.chp.planned_plant import PlannedPlant
from gbflex.dispatch.problem.kept import TOLERANCE_MWH
from gbflex.dispatch.problem.plant_flows import engine_flows

__all__ = ["marginal_cost_gbp_per_mwh", "unit_cost_gbp_per_mwh"]

SMALL_MW: Final = 0.01


def marginal_cost_gbp_per_mwh(plan: PlannedPlant, step: int) -> float | None:
    """What the last MWh costs to make, its heat credited: of the dearest running unit; None where nothing can.

    Where none can make less it is what the next MWh of the cheapest would cost, and where none runs
    what a MWh at full load would, starts apart. The meter is left out: it is the cost of making, not of selling.

    Args:
        plan: The plan.
        step: The half-hour.
    """
    units = range(len(plan.plant.engines))
    for wanted, choose in (("down", max), ("up", min)):
        costs = [cost for i in units if (cost := _slope(plan, i, step, wanted)) is not None]
        if costs:
            return float(choose(costs))
    return min((cost for i in units if (cost := _full_load_cost(plan, i, step)) is not None), default=None)


def _slope(plan: PlannedPlant, i: int, step: int, direction: str) -> float | None:
    bounds, power = plan.load_bounds_mw(i, step), plan.power_mw(i)
    if bounds is None:
        return None
    room_mw = power[step] - bounds[0] if direction == "down" else bounds[1] - power[step]
    by_mw = min(SMALL_MW, room_mw)
    if by_mw * plan.problem.hours <= TOLERANCE_MWH:
        return None
    profile = power.copy()
    profile[step] += -by_mw if direction == "down" else by_mw
    cost = plan.cost_gbp({i: profile}, at_meter=False)
    if cost is None:
        return None
    return float((-cost if direction == "down" else cost) / (by_mw * plan.problem.hours))


def _full_load_cost(plan: PlannedPlant, i: int, step: int) -> float | None:
    return None if plan.power_mw(i)[step] > 0 else unit_cost_gbp_per_mwh(plan, i, step)


def unit_cost_gbp_per_mwh(plan: PlannedPlant, i: int, step: int) -> float | None:
    """What a unit's MWh costs in a half-hour, its heat credited and starts apart; None where it cannot run.

    Of a running unit it is its planned output against none of it in that half-hour, of another a MWh at full load.

    Args:
        plan: The plan.
        i: The unit's number.
        step: The half-hour.
    """
    engine, planned = plan.plant.engines[i], float(plan.power_mw(i)[step])
    most = planned if planned > 0 else plan.plant.engine_available[i][step] * engine.max_power_mw
    assert plan.schedule.plant is not None  # noqa: S101 (see `of`)
    if most < engine.min_power_mw:
        return None
    power = np.zeros(len(plan.problem))
    power[step] = most * plan.problem.hours
    flows = engine_flows(engine, power, plan.problem.hours)
    heat = np.sum([each.heat_mwh for each in plan.schedule.plant.engines], axis=0)
    without = np.maximum(heat - flows.heat_mwh, 0.0) if planned > 0 else heat
    with_it, without_it = plan.heat_side.worth_gbp(without + flows.heat_mwh), plan.heat_side.worth_gbp(without)
    if with_it is None or without_it is None:
        return None
    started_gbp = float(flows.started @ plan.plant.engine_worths[i].start_gbp)
    running_gbp = flows.worth_gbp(plan.plant.engine_worths[i]) - started_gbp
    return -(running_gbp + with_it - without_it) / float(power[step])
