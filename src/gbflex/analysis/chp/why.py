"""A plant's day: what its units did with every price known, and what a MWh cost and was worth.

The day is planned alone, as `gbflex run` does over that one date. What a unit that ran gained is against the best
plan of the day with it off; of one that did not run, its best run at full load is priced with all else planned
anew.
"""

from __future__ import annotations

import dataclasses
import math
from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.why import WhyAnswer, WhyUnit
from gbflex.analysis.chp.marginal_cost import unit_cost_gbp_per_mwh
from gbflex.analysis.chp.planned_plant import PlannedPlant
from gbflex.analysis.chp.why_words import UnitDay, plant_sentences
from gbflex.analysis.ports import Ports
from gbflex.analysis.run.plan_rows import clock_text
from gbflex.analysis.run.plant_worth import power_worth_gbp_per_mwh
from gbflex.analysis.run.why import planned_day
from gbflex.analysis.site.left_out import completeness
from gbflex.analysis.site.settled import setting_warnings
from gbflex.assets.site import Site
from gbflex.dispatch import solve
from gbflex.errors import DispatchError

__all__ = ["why_plant"]

Array = NDArray[np.float64]

MOVED_MWH: Final = 1e-6


class _Run(NamedTuple):
    """A run that a unit did not make: its first half-hour, its end, and what it would have gained [GBP]."""

    start: int
    stop: int
    gain_gbp: float


def why_plant(site: Site, day: date, ports: Ports) -> WhyAnswer:
    """Why a site's plant did what it did on a day.

    Args:
        site: A site with a plant.
        day: The settlement date.
        ports: Where prices come from.
    """
    found = planned_day(site, day, ports)
    plan, setting = PlannedPlant.of(found.problem, found.answer), found.settle.setting
    flows, schedule = plan.schedule.plant, plan.schedule
    assert flows is not None  # noqa: S101 (the site has a plant)
    worth = power_worth_gbp_per_mwh(found.problem, schedule)
    clocks = [clock_text(setting.periods, at) for at in range(len(found.problem))]
    days = [_unit_day(plan, i, worth, clocks) for i in range(len(plan.plant.engines))]
    moved = float(schedule.charge_mwh.sum() + schedule.discharge_mwh.sum()) > MOVED_MWH
    ran = any(one.figures["running_hours"] > 0 for one in days)
    boilers = float(sum(boiler.heat_mwh.sum() for boiler in flows.boilers))
    heat = float(plan.plant.heat_load_mwh.sum())
    completed = completeness(found.selection, setting)
    return {
        "site": site.name,
        "date": day.isoformat(),
        "status": found.answer.status,
        "action": "moved" if moved or ran else "idle",
        "objective_gbp": plan.objective_gbp,
        "battery": None,
        "units": [one.figures for one in days],
        "least_worth_gbp_per_mwh": float(worth.min()) + 0.0,
        "most_worth_gbp_per_mwh": float(worth.max()) + 0.0,
        "heat_demand_mwh": heat,
        "boiler_heat_mwh": boilers,
        "binding_limits": [],
        "sentences": plant_sentences(
            day.isoformat(),
            days,
            (float(worth.min()), float(worth.max())),
            (heat, boilers),
            (float(schedule.charge_mwh.sum()), float(schedule.discharge_mwh.sum())) if schedule.stores else None,
            [gap["line"] for gap in completed["not_priced"]],
        ),
        **completed,
        "warnings": setting_warnings(setting),
    }


def _unit_day(plan: PlannedPlant, i: int, worth: Array, clocks: list[str]) -> UnitDay:
    assert plan.schedule.plant is not None  # noqa: S101 (see `PlannedPlant.of`)
    engine, flows = plan.plant.engines[i], plan.schedule.plant.engines[i]
    cost = np.array(
        [math.nan if (one := unit_cost_gbp_per_mwh(plan, i, step)) is None else one for step in range(len(worth))]
    )
    on = flows.on
    run = None if on.any() else _best_run(plan, i, worth - cost)
    known = cost[np.isfinite(cost)]
    gain = _gain_of_running_gbp(plan, i) if on.any() else None if run is None else run.gain_gbp
    figures: WhyUnit = {
        "unit": engine.name,
        "running_hours": float(on.sum() * plan.problem.hours),
        "starts": int(flows.started.sum()),
        "power_mwh": float(flows.power_mwh.sum()),
        "least_cost_gbp_per_mwh": float(known.min()) if len(known) else None,
        "most_cost_gbp_per_mwh": float(known.max()) if len(known) else None,
        "half_hours_it_pays": int((np.nan_to_num(worth - cost, nan=-1.0) > 0).sum()),
        "gain_gbp": gain,
    }
    when = "" if run is None else f"from {clocks[run.start]} for {(run.stop - run.start) * plan.problem.hours:g} h"
    return UnitDay(figures, float(-plan.plant.engine_worths[i].start_gbp.max()), when)


def _gain_of_running_gbp(plan: PlannedPlant, i: int) -> float | None:
    """The day minus the best plan with a unit off [GBP]; None where there is none."""
    available = list(plan.plant.engine_available)
    available[i] = np.zeros_like(available[i])
    without = dataclasses.replace(plan.plant, engine_available=tuple(available))
    try:
        return plan.objective_gbp - solve(dataclasses.replace(plan.problem, plant=without)).objective_gbp
    except DispatchError:
        return None


def _best_run(plan: PlannedPlant, i: int, margin_gbp_per_mwh: Array) -> _Run | None:
    """Of a unit that did not run, the run at full load that its margins favour, with all else planned anew."""
    engine, hours = plan.plant.engines[i], plan.problem.hours
    full = plan.plant.engine_available[i] * engine.max_power_mw
    earned = np.where(full >= engine.min_power_mw, margin_gbp_per_mwh * full * hours, -np.inf)
    earned = np.where(np.isfinite(earned), earned, -np.inf)
    shortest = max(1, math.ceil(engine.min_up_hours / hours))
    best: tuple[float, int, int] | None = None
    for start in range(len(earned) - shortest + 1):
        sums = np.cumsum(earned[start:])[shortest - 1 :]
        length = int(np.argmax(sums))
        if np.isfinite(sums[length]) and (best is None or sums[length] > best[0]):
            best = (float(sums[length]), start, start + shortest + length)
    if best is None:
        return None
    held = np.zeros(len(earned))
    held[best[1] : best[2]] = full[best[1] : best[2]]
    cost = plan.replanned_gbp({i: held})
    return None if cost is None else _Run(best[1], best[2], -cost)
