"""How a plan is made: with perfect foresight, window by window on a forecast, by thresholds, or naively.

`perfect` knows all that came true and is a benchmark. The others know what was known: `rolling` plans each
settlement date at its start, some days ahead, on forecasts; `threshold` looks at the price of the half-hour alone;
`naive` trades one cycle on the shape of the day before. Published tariffs are known, and what the site file
declares so. Triads are known to `perfect` alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import Ports
from gbflex.analysis.run.plan_rule import PlanRule, refuse_two_ends
from gbflex.analysis.series.outlook import ForecastUse, outlook_of
from gbflex.analysis.series.triads import expected_triads
from gbflex.assets.site import Site
from gbflex.cashflows.responsibility import terms_of
from gbflex.cashflows.shape import CashFlow, Setting
from gbflex.dispatch import Answer, Problem, Schedule, Views, WaterValue, roll, solve
from gbflex.dispatch.perfect import better, plan_perfectly, rolled_plant
from gbflex.dispatch.rolling import WindowEnd, refuse_limits_over_all
from gbflex.dispatch.router import certified
from gbflex.dispatch.rules import (
    day_shape_wishes,
    follow,
    is_for_rules,
    reach_mwh,
    threshold_wishes,
    with_auxiliary_as_load,
)
from gbflex.errors import InputError
from gbflex.periods import Periods

__all__ = [
    "Planned",
    "Seen",
    "Windows",
    "daily_views",
    "planned",
    "problem_of",
    "scheduled",
    "window_ends",
    "without_triads",
]

Array = NDArray[np.float64]


class Windows(NamedTuple):
    """What a rolling plan saw.

    Attributes:
        expected: The problem as expected at the start of each window, one window ahead, and so on.
        views: Where windows begin and how far they look.
        ends: What each store ends a window in that does not reach the span's end.
    """

    expected: list[Problem]
    views: Views
    ends: list[WindowEnd]


class Seen(NamedTuple):
    """What a plan expected of the half-hours it did when it planned them.

    Attributes:
        setting: The site as expected.
        forecasts: How each forecast was used.
        in_volumes: Whether it expected another load than came true.
        schedule: What it planned, where that may differ from what was done.
    """

    setting: Setting
    forecasts: tuple[ForecastUse, ...]
    in_volumes: bool
    schedule: Schedule | None = None


class Planned(NamedTuple):
    """A mode's answer.

    Attributes:
        answer: The schedule with its proof; short of the optimum where the mode knew less.
        perfect: With perfect foresight, where the mode is another.
        windows: What it saw, in mode `rolling`.
        seen: What it expected of the half-hours it did, where it forecast anything.
    """

    answer: Answer
    perfect: Answer | None = None
    windows: Windows | None = None
    seen: Seen | None = None


def planned(
    rule: PlanRule, problem: Problem, setting: Setting, lines: Sequence[CashFlow], ports: Ports
) -> Planned:
    """The answer of a mode.

    Args:
        rule: The mode.
        problem: What came true.
        setting: The site with its series.
        lines: Lines that are priced.
        ports: Where prices before the span come from.
    """
    if rule.mode == "rolling":
        refuse_two_ends(rule, setting.site.batteries)
        refuse_limits_over_all(problem)
        _refuse_unknown_volumes(setting.site, problem)
    if problem.plant is not None:
        return _planned_plant(rule, problem, setting, lines, ports)
    best = solve(problem)
    if rule.mode == "perfect" or not problem.stores:
        return Planned(best)
    schedule, windows, seen = _without_foresight(rule, problem, setting, lines, ports)
    achieved = Answer(
        schedule=schedule,
        objective_gbp=schedule.worth_gbp(problem),
        bound_gbp=best.bound_gbp,
        solver=f"{rule.mode} rule" if windows is None else f"rolling windows, {best.solver}",
        foresaw=False,
    )
    achieved = certified(problem, achieved)
    return Planned(achieved, better(best, achieved), windows, seen)


def scheduled(
    rule: PlanRule, problem: Problem, setting: Setting, lines: Sequence[CashFlow], ports: Ports
) -> Schedule:
    """What a mode does with batteries alone, without a proof: `planned` proves it too.

    Args:
        rule: The mode.
        problem: What came true, without a plant.
        setting: The site with its series.
        lines: Lines that are priced.
        ports: Where prices before the span come from.
    """
    if rule.mode == "perfect":
        return solve(problem).schedule
    return _without_foresight(rule, problem, setting, lines, ports)[0]


def _without_foresight(
    rule: PlanRule, problem: Problem, setting: Setting, lines: Sequence[CashFlow], ports: Ports
) -> tuple[Schedule, Windows | None, Seen]:
    if rule.mode == "rolling":
        return _rolled(rule, problem, setting, lines, ports)
    if rule.mode == "threshold":
        return _by_threshold(rule, problem, setting), None, Seen(without_triads(setting), (), False)
    schedule, seen = _naively(problem, setting, lines, ports)
    return schedule, None, seen


def _rolled(
    rule: PlanRule, problem: Problem, setting: Setting, lines: Sequence[CashFlow], ports: Ports
) -> tuple[Schedule, Windows, Seen]:
    """Window after window; where the load is forecast too, each plan is followed as far as limits allow."""
    views = daily_views(setting.periods, rule.look_ahead_days, in_efa_days=bool(problem.reserves))
    expected, seen = _expected(rule, setting, lines, ports, views)
    plain = with_auxiliary_as_load(problem)
    if rule.end_value_gbp_per_mwh is not None and is_for_rules(plain):
        expected = _within_reach(expected, plain, views, load_is_known=not seen.in_volumes)
    windows = Windows(expected, views, window_ends(rule, problem))
    rolled = roll(
        windows.expected, views, window_ends=windows.ends, came_true=problem if seen.in_volumes else None
    )
    return rolled.schedule, windows, seen._replace(schedule=rolled.planned)


def _within_reach(
    expected: Sequence[Problem], problem: Problem, views: Views, *, load_is_known: bool
) -> list[Problem]:
    """Problems in which no window leaves what the rest of the span cannot bring to its end.

    The same where every state at a window's end can: then one kernel plans all windows.
    """
    if not load_is_known:
        # As much as power allows: what the load will take is not known.
        most = problem.discharge_limit_mwh
        problem = dataclasses.replace(problem, load_mwh=most, import_limit_mwh=np.inf)
    low, high = reach_mwh(problem)
    floor, ceiling = problem.state_bounds_mwh
    at = views.stops[views.stops < len(problem)] - 1
    if np.all(low[at] <= floor[at]) and np.all(high[at] >= ceiling[at]):
        return list(expected)
    least, most = np.maximum(low, floor), np.minimum(high, ceiling)
    return [one.with_store(dataclasses.replace(one.stores[0], least_mwh=least, most_mwh=most)) for one in expected]


def _planned_plant(
    rule: PlanRule, problem: Problem, setting: Setting, lines: Sequence[CashFlow], ports: Ports
) -> Planned:
    """The answer of a mode for a site with a plant.

    `perfect` plans with every price known, in views that grow until the plan is proven. `rolling` plans day after
    day on a forecast; a plan of it that is better than the best one found takes its place as the benchmark.

    Raises:
        InputError: The mode is not for plants.
    """
    in_efa_days = bool(problem.reserves)
    if rule.mode not in {"perfect", "rolling"}:
        raise InputError(f"mode {rule.mode} is for a battery alone", where="--mode", available="perfect, rolling")
    periods = setting.periods
    best = plan_perfectly(problem, periods.first_of_efa_day if in_efa_days else periods.first_of_day)
    if rule.mode == "perfect":
        return Planned(best)
    views = daily_views(periods, rule.look_ahead_days, in_efa_days=in_efa_days)
    expected, seen = _expected(rule, setting, lines, ports, views)
    ends = window_ends(rule, problem)
    achieved = rolled_plant(expected, problem, views, ends=ends, bound_gbp=max(best.bound_gbp, best.objective_gbp))
    perfect = better(best, dataclasses.replace(achieved, view_days=rule.look_ahead_days))
    return Planned(achieved, perfect, seen=seen)


def _refuse_unknown_volumes(site: Site, problem: Problem) -> None:
    """Raise where a plan would have to be followed with another load, heat or sun than it was made for.

    One battery's plan can be (`rules.follow_plan`); what else shares its meter cannot.
    """
    if is_for_rules(problem):
        return
    places = {"demand": site.demand, "heat_demand": site.heat_demand, "solar": site.solar}
    unknown = [place for place, given in places.items() if given is not None and given.is_forecast]
    if unknown:
        raise InputError(
            f"a rolling plan must know its {', '.join(unknown)} ahead: one battery alone, without a response or "
            "auxiliary load, can follow a plan where these come otherwise, and this site cannot",
            where=f"{unknown[0]}.known_ahead",
            next_step="Set known_ahead: true beside the file: what it earns then is with these volumes known",
        )


def _by_threshold(rule: PlanRule, problem: Problem, setting: Setting) -> Schedule:
    if "energy_price" not in setting.series:
        raise InputError("thresholds need an energy price", where="supply.energy")
    price = setting.series["energy_price"].values
    low, high = (float(limit) for limit in rule.thresholds if limit is not None)
    return follow(problem, threshold_wishes(price, charge_below=low, discharge_above=high))


def _naively(problem: Problem, setting: Setting, lines: Sequence[CashFlow], ports: Ports) -> tuple[Schedule, Seen]:
    """One cycle a day by the shape of the day before; no wish where a price or the load is not known."""
    outlook = outlook_of("yesterday", setting.site, setting.periods, ports)
    known_at = _day_starts(setting.periods)
    found = outlook.expected(setting.periods, known_at)
    shown = outlook.shown(setting, found, known_at)
    price = shown.series["energy_price"].values.copy()
    for expected in found.values():
        price[np.isnan(expected.values)] = np.nan
    schedule = follow(problem, day_shape_wishes(price, problem_of(shown, lines)))
    every = np.ones(len(setting.periods), dtype=bool)
    seen = outlook.shown(setting, found, known_at, else_true=True)
    return schedule, Seen(seen, tuple(outlook.used(found, every)), False)


def without_triads(setting: Setting) -> Setting:
    """What came true, but of triads the probability that was known at the start of each settlement date.

    Args:
        setting: The site with its series.
    """
    triads = expected_triads(setting.periods, _day_starts(setting.periods))
    return dataclasses.replace(setting, triads=triads)


def daily_views(periods: Periods, look_ahead_days: int, *, in_efa_days: bool = False) -> Views:
    """A window for each settlement date, or each EFA day, that looks some of them ahead.

    Args:
        periods: The time axis.
        look_ahead_days: Days planned at once.
        in_efa_days: Windows are EFA days, so that none cuts an EFA block.
    """
    starts = periods.first_of_efa_day if in_efa_days else periods.first_of_day
    after = np.append(starts, np.full(look_ahead_days, len(periods)))
    return Views(starts, after[look_ahead_days : look_ahead_days + len(starts)])


def window_ends(rule: PlanRule, problem: Problem) -> list[WindowEnd]:
    """What each store ends a window in that does not reach the span's end."""
    worth = rule.end_value_gbp_per_mwh
    if worth is None:
        return [store.final_mwh for store in problem.stores]
    return [WaterValue.flat(worth, store.energy_capacity_mwh) for store in problem.stores]


def _day_starts(periods: Periods) -> NDArray[np.datetime64]:
    """The start of each half-hour's settlement date, shape (n,)."""
    return periods.start_time[periods.first_of_day][periods.day_index]


def _expected(
    rule: PlanRule, setting: Setting, lines: Sequence[CashFlow], ports: Ports, views: Views
) -> tuple[list[Problem], Seen]:
    """The problem as expected at the start of each window, one window ahead, and so on; and as planned for.

    Args:
        rule: Names the forecast, and how many windows are looked ahead.
        setting: The site with its series.
        lines: Lines that are priced.
        ports: Where prices before the span come from.
        views: The windows; a plan knows what was known when its window begins.

    Raises:
        MissingPeriods: A forecast says nothing about some half-hours.
    """
    periods = setting.periods
    outlook = outlook_of(rule.forecast, setting.site, periods, ports)
    window = np.searchsorted(views.starts, np.arange(len(periods)), "right") - 1
    begins = periods.start_time[views.starts]
    problems: list[Problem] = []
    seen: Seen | None = None
    for lead in range(rule.look_ahead_days):
        known_at = begins[np.maximum(window - lead, 0)]
        found = outlook.expected(periods, known_at)
        # In the first windows of the span a longer lead is not asked for.
        asked = window >= lead
        outlook.refuse_unknown(found, periods, asked, where="--forecast")
        shown = outlook.shown(setting, found, known_at)
        problems.append(problem_of(shown, lines))
        seen = seen or Seen(shown, tuple(outlook.used(found, asked)), bool(outlook.volumes))
    assert seen is not None  # noqa: S101 (at least one day is looked ahead)
    return problems, seen


def problem_of(setting: Setting, lines: Iterable[CashFlow]) -> Problem:
    """What the optimiser is asked on a setting."""
    return terms_of(setting, [line.offer(setting) for line in lines]).problem(setting, with_assets=True)
