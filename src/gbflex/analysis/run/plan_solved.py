"""The plan itself: of one battery with the worth of what it leaves, of all else together with the day after."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from gbflex.analysis.run.modes import window_ends
from gbflex.analysis.run.plan_end import AFTER_HALF_HOURS, STATES, EndWorth, end_worth
from gbflex.analysis.run.plan_rule import PlanRule
from gbflex.analysis.run.plan_view import PlanView
from gbflex.assets.battery import Battery
from gbflex.assets.site import Site
from gbflex.dispatch import Answer, Problem, Schedule, WaterValue, solve
from gbflex.dispatch.problem.energy_store import Store
from gbflex.dispatch.problem.schedule import idle_schedule
from gbflex.dispatch.rolling import window_of
from gbflex.errors import DispatchError

__all__ = ["PlanEnd", "SolvedPlan", "limited_to_the_span", "solved_battery", "solved_plant"]

HOURS_PER_DAY: Final = 24
SLOPE_MWH: Final = 1e-6


class PlanEnd(NamedTuple):
    """How a plan ends.

    Attributes:
        rule: What decides what is left, in words.
        worth_gbp: What the energy left counts for; None where it has no worth.
        value_gbp_per_mwh: Worth of the next MWh left; of the last one where the store is full.
    """

    rule: str
    worth_gbp: float | None = None
    value_gbp_per_mwh: float | None = None


class SolvedPlan(NamedTuple):
    """A plan with what it was asked.

    Attributes:
        problem: The half-hours to plan, as asked.
        answer: The plan, with the day after where both were planned together.
        schedule: The plan's half-hours.
        objective_gbp: What they are worth, with what is left where that has a worth.
        gain_gbp: Over doing nothing; None where the site cannot be served so.
        end: How it ends.
    """

    problem: Problem
    answer: Answer
    schedule: Schedule
    objective_gbp: float
    gain_gbp: float | None
    end: PlanEnd


def limited_to_the_span(whole: Problem, batteries: Sequence[Battery], half_hours: int) -> Problem:
    """The problem with limits over a span in proportion to the half-hours that are planned.

    Args:
        whole: The site as expected.
        batteries: The site's, in the order of the stores.
        half_hours: How many are planned.
    """
    days = half_hours * whole.hours / HOURS_PER_DAY
    limits = {battery.name: battery.max_cycles(days) for battery in batteries}
    stores = tuple(
        dataclasses.replace(store, max_cycles=limits[store.name]) if store.name in limits else store
        for store in whole.stores
    )
    return dataclasses.replace(whole, stores=stores)


def solved_battery(whole: Problem, battery: Battery, view: PlanView, rule: PlanRule) -> SolvedPlan:
    """The plan of a battery alone.

    Args:
        whole: The site as expected on the whole axis, with the limits of the plan.
        battery: The battery.
        view: Which half-hours to plan.
        rule: What energy left is worth, where the user says it.
    """
    (store,) = whole.stores
    found = None
    if rule.end_value_gbp_per_mwh is None and not isinstance(battery.final_state_of_charge_mwh, float):
        found = end_worth(whole, view.after.start, view.after.stop)
    if found is not None:
        least = np.ones(len(whole)) * store.least_mwh
        last = view.asked.stop - 1
        least[last] = max(least[last], found.least_mwh)
        window = store.window_mwh
        store = dataclasses.replace(
            store, final_mwh=None, water_value=found.value, least_mwh=least, called_window_mwh=window
        )
    problem = _the_part(whole.with_store(store), view.asked, rule, found)
    answer = solve(problem)
    left = float(answer.schedule.state_of_charge_mwh[-1])
    return SolvedPlan(
        problem,
        answer,
        answer.schedule,
        answer.objective_gbp,
        _gain_gbp(problem, answer),
        _end(battery, problem.stores[0], rule, left, found),
    )


def _the_part(whole: Problem, asked: slice, rule: PlanRule, found: EndWorth | None) -> Problem:
    """The half-hours to plan, which end by the rule wherever they end."""
    (store,) = whole.stores
    end = window_ends(rule, whole)[0] if found is None else found.value
    if isinstance(end, WaterValue):
        whole = whole.with_store(dataclasses.replace(store, final_mwh=None, water_value=end))
    return window_of(whole, asked.start, asked.stop, initial_mwh=[store.initial_mwh], ends=[end])


def _gain_gbp(problem: Problem, answer: Answer) -> float | None:
    """What the plan gains over leaving the battery alone [GBP]; None where the site cannot do without it."""
    idle = idle_schedule(problem)
    if np.any(idle.import_mwh > problem.import_limit_mwh):
        return None
    return answer.objective_gbp - idle.worth_gbp(problem)


def _end(battery: Battery, store: Store, rule: PlanRule, left_mwh: float, found: EndWorth | None) -> PlanEnd:
    value = store.water_value
    if value is None:
        final = battery.final_state_of_charge_mwh
        if final is None:
            return PlanEnd(
                "the store may end anyhow and what is left counts for nothing: no price is known beyond"
            )
        why = "as the site file says" if isinstance(final, float) else "as it begins: no price is known beyond"
        return PlanEnd(f"ends with {store.final_mwh:g} MWh, {why}")
    ahead = min(left_mwh + SLOPE_MWH, store.energy_capacity_mwh)
    slope = (value.worth_gbp(ahead) - value.worth_gbp(ahead - SLOPE_MWH)) / SLOPE_MWH
    if found is None:
        said = f"energy left is worth {rule.end_value_gbp_per_mwh:g} GBP/MWh in the store, as --end-value says"
    else:
        said = (
            f"energy left is worth what the best plan of the {AFTER_HALF_HOURS} half-hours after makes of it "
            f"(at {STATES} states, straight between)"
        )
    return PlanEnd(said, value.worth_gbp(left_mwh), round(slope, 6) + 0.0)


def solved_plant(whole: Problem, idle: Problem | None, site: Site, view: PlanView, rule: PlanRule) -> SolvedPlan:
    """The plan of a plant, or of several batteries, in one search with the half-hours after it.

    Args:
        whole: The site as expected on the whole axis, with the limits of the plan.
        idle: The same with nothing to choose; None where there is no such site.
        site: The site.
        view: Which half-hours to plan.
        rule: What energy left is worth, where the user says it.
    """
    fixed = [battery for battery in site.batteries if isinstance(battery.final_state_of_charge_mwh, float)]
    alone = bool(fixed) or rule.end_value_gbp_per_mwh is not None or view.after.stop == view.after.start
    initial = [store.initial_mwh for store in whole.stores]
    start, stop = view.asked.start, view.asked.stop
    ends = window_ends(rule, whole)
    if alone:
        whole = dataclasses.replace(whole, stores=tuple(map(_ended, whole.stores, ends)))
        problem = window_of(whole, start, stop, initial_mwh=initial, ends=ends)
        said = "stores end as the site file says" if rule.end_value_gbp_per_mwh is None else "as --end-value says"
        if not fixed and rule.end_value_gbp_per_mwh is None:
            said = f"{said}: no price is known beyond"
    else:
        free = [None] * len(whole.stores)
        whole = dataclasses.replace(whole, stores=tuple(map(_ended, whole.stores, free)))
        problem = window_of(whole, start, view.after.stop, initial_mwh=initial, ends=free)
        said = (
            f"planned together with the {AFTER_HALF_HOURS} half-hours after, which are not shown: what is left is "
            "what they use"
        )
    answer = solve(problem)
    schedule = answer.schedule.first(problem, stop - start)
    shown = window_of(whole, start, stop, initial_mwh=initial, ends=[None] * len(whole.stores))
    if alone:
        shown, worth = problem, answer.objective_gbp
    else:
        worth = schedule.worth_gbp(shown)
    return SolvedPlan(shown, answer, schedule, worth, _plant_gain_gbp(idle, view, worth), PlanEnd(said))


def _ended(store: Store, end: float | WaterValue | None) -> Store:
    """A store that ends so where the axis ends too."""
    value = end if isinstance(end, WaterValue) else None
    return dataclasses.replace(store, final_mwh=None if isinstance(end, WaterValue) else end, water_value=value)


def _plant_gain_gbp(idle: Problem | None, view: PlanView, worth_gbp: float) -> float | None:
    """What the plan gains over the same half-hours with boilers and meter alone [GBP]."""
    if idle is None:
        return None
    try:
        return worth_gbp - solve(idle.part(view.asked.start, view.asked.stop)).objective_gbp
    except DispatchError:
        return None
