"""What should it do in the next half-hours, and what is the next MWh worth? From what was known at an instant."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

import numpy as np

from gbflex.analysis.answers.plan import PlanAnswer, PlanRow
from gbflex.analysis.ports import Ports
from gbflex.analysis.run.forecasts_used import forecast_rows, forecast_warnings
from gbflex.analysis.run.plan_begin import with_state_of_charge
from gbflex.analysis.run.plan_end import AFTER_HALF_HOURS
from gbflex.analysis.run.plan_rows import agreeing, instant_text, plan_rows
from gbflex.analysis.run.plan_rule import PlanRule, refuse_two_ends
from gbflex.analysis.run.plan_solved import SolvedPlan, limited_to_the_span, solved_battery, solved_plant
from gbflex.analysis.run.plan_view import PlanView, view_of
from gbflex.analysis.run.plan_words import plan_sentences
from gbflex.analysis.site.left_out import completeness
from gbflex.analysis.site.settled import setting_warnings
from gbflex.assets.battery import Battery
from gbflex.assets.site import Site
from gbflex.cashflows.responsibility import Terms, terms_of
from gbflex.cashflows.selection import Selection, select_lines
from gbflex.dispatch import Problem
from gbflex.dispatch.explain import Explanation, explain
from gbflex.errors import InputError, SolverStopped
from gbflex.periods import FIRST_DATE, LAST_DATE, LONDON

__all__ = ["site_plan"]

MOST_HALF_HOURS: Final = 14 * 48


class _Asked(NamedTuple):
    """A site as its plan is asked for.

    Attributes:
        site: With the state of charge at the instant.
        view: What the plan sees.
        selection: Lines that are priced, and left out.
        terms: What they offer, added up by flow.
        notes: What is to be said of limits.
    """

    site: Site
    view: PlanView
    selection: Selection
    terms: Terms
    notes: list[str]


def site_plan(
    site: Site,
    at: datetime,
    horizon: int,
    rule: PlanRule,
    ports: Ports,
    *,
    cycles_today: float | None = None,
    state_of_charge: float | str | None = None,
) -> PlanAnswer:
    """The plan of a site from an instant on: its battery, or its plant.

    Tariffs count as known, and what the site file declares so; everything else from outside is forecast. By
    default energy left at the end is worth what the day after makes of it (`plan_end`).

    Args:
        site: A site with something to choose, and a supply.
        at: When the plan is made, aware; the first half-hour begins at it or after.
        horizon: Half-hours planned.
        rule: Names the forecast and what energy left at the end is worth.
        ports: Where prices come from.
        cycles_today: Cycles that are used already of the settlement date of the instant; None is not known.
        state_of_charge: In the battery at the instant: MWh, or text such as "2.5 MWh" or "60%"; None is as the
            site file says.

    Returns:
        `periods`, one row per half-hour, with `forecast`, `as_known_at` and the proof.

    Raises:
        InputError: Nothing to choose, or the horizon is none.
        MissingPeriods: A forecast says nothing about some half-hours.
    """
    site = with_state_of_charge(site, state_of_charge)
    _check(site, at, horizon, cycles_today, rule)
    view = view_of(site, at, horizon, rule.forecast, ports)
    selection = select_lines(view.setting)
    terms = terms_of(view.setting, [line.offer(view.setting) for line in selection.lines])
    asked = _Asked(site, view, selection, terms, [])
    found, why = _solved(asked, at, cycles_today, rule)
    rows, unlike = agreeing(plan_rows(view, found, why)) if why is not None else (plan_rows(view, found, None), 0)
    return _answer(asked, found, rows, [*asked.notes, *_said_of(view, found, why, unlike)], at)


def _check(site: Site, at: datetime, horizon: int, cycles_today: float | None, rule: PlanRule) -> None:
    if not site.electric_stores and not site.has_plant:
        site.battery_alone("a plan")
    if not 1 <= horizon <= MOST_HALF_HOURS:
        raise InputError(
            f"{horizon} half-hours cannot be planned", where="--horizon", available=f"1 to {MOST_HALF_HOURS}"
        )
    if not FIRST_DATE.year < at.year < LAST_DATE.year:
        raise InputError(
            f"{at.year} is outside the calendar",
            where="--at",
            available=f"{FIRST_DATE.year + 1} to {LAST_DATE.year - 1}",
        )
    if cycles_today is not None and not (np.isfinite(cycles_today) and cycles_today >= 0):
        raise InputError(
            f"{cycles_today:g} cycles cannot be used already", where="--cycles-today", available="0 or more"
        )
    refuse_two_ends(rule, site.batteries)


def _solved(
    asked: _Asked, at: datetime, cycles_today: float | None, rule: PlanRule
) -> tuple[SolvedPlan, Explanation | None]:
    site, view = asked.site, asked.view
    used = _cycles_used(asked, at, cycles_today)
    whole = _with_whole_months(asked.terms.problem(view.setting, with_assets=True), view)
    whole = dataclasses.replace(
        whole, stores=tuple(dataclasses.replace(store, cycles_before=used) for store in whole.stores)
    )
    half_hours = view.asked.stop - view.asked.start
    if site.has_plant or len(site.batteries) != 1:
        whole = limited_to_the_span(whole, site.batteries, half_hours + view.after.stop - view.after.start)
        idle = _with_whole_months(asked.terms.problem(view.setting, with_assets=False), view)
        return solved_plant(whole, idle, site, view, rule), None
    whole = limited_to_the_span(whole, site.batteries, half_hours)
    found = solved_battery(whole, site.batteries[0], view, rule)
    try:
        return found, explain(found.problem, found.answer)
    except SolverStopped:
        return found, None


def _cycles_used(asked: _Asked, at: datetime, cycles_today: float | None) -> float:
    """Cycles that count as used on the first date, and what is to be said of limits."""
    view, batteries, notes = asked.view, asked.site.batteries, asked.notes
    hours = (view.asked.stop - view.asked.start) * view.setting.periods.hours
    daily = any(battery.max_cycles_per_day is not None for battery in batteries)
    is_today, used = _today(at, view), 0.0
    if not daily:
        if cycles_today is not None:
            notes.append("--cycles-today is not used: the battery has no max_cycles_per_day")
    elif is_today and cycles_today is None:
        notes.append("cycles already used today are not known and count as none (--cycles-today says how many)")
    elif is_today and cycles_today is not None:
        used = cycles_today
    notes += _span_notes(batteries, hours)
    return used


def _span_notes(batteries: Sequence[Battery], hours: float) -> list[str]:
    notes = []
    for battery in batteries:
        if battery.max_cycles_per_year is not None:
            notes.append(f"max_cycles_per_year counts in proportion to the horizon of {hours:g} h")
        if battery.max_throughput_mwh is not None:
            notes.append(
                f"all of max_throughput_mwh, {battery.max_throughput_mwh:g} MWh, may be used on the horizon"
            )
    return notes


def _today(at: datetime, view: PlanView) -> bool:
    """Whether the first half-hour belongs to a date that has begun before it."""
    periods, start = view.setting.periods, view.asked.start
    first = periods.settlement_date[start].astype(object)
    began = start > 0 and periods.day_index[start - 1] == periods.day_index[start]
    return bool(began) and first == at.astimezone(LONDON).date()


def _with_whole_months(problem: Problem, view: PlanView) -> Problem:
    """The problem with each month's exceeded capacity for all its days: what is set now is paid until its end."""
    months = view.setting.periods.months()
    whole = months.days / months.held_days
    peaks = [dataclasses.replace(peak, cost_gbp_per_mwh=peak.cost_gbp_per_mwh * whole) for peak in problem.peaks]
    return dataclasses.replace(problem, peaks=tuple(peaks))


def _said_of(view: PlanView, found: SolvedPlan, why: Explanation | None, unlike: int) -> list[str]:
    """What a careful reader must be told of a plan's prices and end."""
    notes = []
    if found.problem.binding_peaks:
        notes.append(
            "the month's largest import so far is not known: exceeded capacity is planned as if there were none"
        )
    if view.repeated:
        notes.append(
            f"the forecast says nothing of {view.repeated} of the {AFTER_HALF_HOURS} half-hours after the plan, "
            "which say what energy left is worth: the planned half-hours are expected again there"
        )
    if why is None and found.problem.plant is None and len(found.problem.stores) == 1:
        notes.append("thresholds are not stated: a limit couples half-hours in a way that no price explains")
    elif unlike:
        notes.append(
            f"thresholds of {unlike} half-hours are not stated: a limit over several half-hours decides there, "
            "and no price of one alone explains it"
        )
    return notes


def _answer(asked: _Asked, found: SolvedPlan, rows: list[PlanRow], notes: list[str], at: datetime) -> PlanAnswer:
    site, view = asked.site, asked.view
    used = view.outlook.used(view.expected, view.mask)
    known_at = np.datetime64(at.astimezone(UTC).replace(tzinfo=None), "s")
    return {
        "site": site.name,
        "as_known_at": instant_text(known_at),
        "forecast": view.outlook.price_label,
        "forecasts": forecast_rows(used),
        "status": found.answer.status,
        "solver": found.answer.solver,
        "gap": found.answer.gap,
        "objective_gbp": found.objective_gbp,
        "gain_gbp": found.gain_gbp,
        "initial_state_of_charge_mwh": float(sum(battery.initial_mwh for battery in site.batteries)),
        "end_rule": found.end.rule,
        "end_state_of_charge_mwh": rows[-1]["state_of_charge_mwh"],
        "end_worth_gbp": found.end.worth_gbp,
        "end_value_gbp_per_mwh": found.end.value_gbp_per_mwh,
        "sentences": plan_sentences(rows, found),
        "periods": rows,
        "not_planned": [line.name for line in asked.selection.lines if line.plans_as == "not_planned"],
        **completeness(asked.selection, view.setting),
        "warnings": [*setting_warnings(view.setting), *forecast_warnings(used), *notes],
    }
