"""What should it do in the next half-hours, and what is the next MWh worth? From what was known at an instant."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.plan import PlanAnswer, PlanRow
from gbflex.analysis.ports import Ports
from gbflex.analysis.run.forecasts_used import date_text, forecast_rows, forecast_warnings
from gbflex.analysis.run.modes import problem_of, window_ends
from gbflex.analysis.run.plan_rule import PlanRule, refuse_two_ends
from gbflex.analysis.run.reasons import ACTIONS
from gbflex.analysis.series.forecasts import Expected
from gbflex.analysis.series.outlook import Outlook, outlook_of, without_forecast_series
from gbflex.analysis.series.setting import setting_of
from gbflex.analysis.site.left_out import completeness
from gbflex.analysis.site.settled import setting_warnings
from gbflex.assets.battery import Battery
from gbflex.assets.site import Site
from gbflex.cashflows.selection import select_lines
from gbflex.cashflows.shape import Setting
from gbflex.dispatch import Answer, Problem, WaterValue, solve
from gbflex.dispatch.explain import Explanation, explain
from gbflex.dispatch.problem.schedule import idle_schedule, shown_mwh
from gbflex.dispatch.rolling import window_of
from gbflex.errors import InputError
from gbflex.periods import FIRST_DATE, HALF_HOUR_SECONDS, LAST_DATE, LONDON, Periods

__all__ = ["site_plan"]

MOST_HALF_HOURS: Final = 14 * 48
HOURS_PER_DAY: Final = 24


class _View(NamedTuple):
    """What a plan sees.

    Attributes:
        setting: The site as expected, on an axis of whole dates.
        asked: The half-hours to plan.
        outlook: The forecasts.
        expected: What is expected of each series that is forecast.
    """

    setting: Setting
    asked: slice
    outlook: Outlook
    expected: dict[str, Expected]


def site_plan(
    site: Site, at: datetime, horizon: int, rule: PlanRule, ports: Ports, *, cycles_today: float | None = None
) -> PlanAnswer:
    """The plan of a site's battery from an instant on.

    The state of charge at the instant is the site file's initial one. Tariffs count as known, and what the site
    file declares so; everything else from outside is forecast.

    Args:
        site: A site with a battery and a supply.
        at: When the plan is made, aware; the first half-hour begins at it or after.
        horizon: Half-hours planned.
        rule: Names the forecast and what energy left at the end is worth.
        ports: Where prices come from.
        cycles_today: Cycles that are used already of the settlement date of the instant; None is not known.

    Returns:
        `periods`, one row per half-hour, with `forecast`, `as_known_at` and the proof.

    Raises:
        InputError: No battery, or the horizon is none.
        MissingPeriods: A forecast says nothing about some half-hours.
    """
    battery = site.battery_alone("a plan")
    _check(at, horizon, cycles_today, rule, battery)
    known_at = np.datetime64(at.astimezone(UTC).replace(tzinfo=None), "s")
    view = _view(site, at, horizon, rule, ports)
    setting, start = view.setting, view.asked.start
    selection = select_lines(setting)
    whole = _with_whole_months(problem_of(setting, selection.lines), setting)
    limited, limit_notes = _limited(whole, battery, view, _today(at, setting, start), cycles_today)
    problem = _the_part(limited, view.asked, rule)
    answer = solve(problem)
    why = explain(problem, answer)
    used = view.outlook.used(view.expected, _mask(view))
    return {
        "site": site.name,
        "as_known_at": _text(known_at),
        "forecast": view.outlook.price_label,
        "forecasts": forecast_rows(used),
        "status": answer.status,
        "solver": answer.solver,
        "gap": answer.gap,
        "objective_gbp": answer.objective_gbp,
        "gain_gbp": _gain_gbp(problem, answer),
        "initial_state_of_charge_mwh": battery.initial_mwh,
        "periods": _rows(view, problem, answer, why),
        "not_planned": [line.name for line in selection.lines if line.plans_as == "not_planned"],
        **completeness(selection, setting),
        "warnings": [
            *setting_warnings(setting),
            *forecast_warnings(used),
            *limit_notes,
            *_peak_warning(problem),
        ],
    }


def _check(at: datetime, horizon: int, cycles_today: float | None, rule: PlanRule, battery: Battery) -> None:
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
    refuse_two_ends(rule, [battery])


def _view(site: Site, at: datetime, horizon: int, rule: PlanRule, ports: Ports) -> _View:
    """The site as expected: nothing that came true after the instant is looked at."""
    last = at + timedelta(seconds=HALF_HOUR_SECONDS * horizon)
    periods = Periods.between(at.astimezone(LONDON).date(), last.astimezone(LONDON).date())
    known_at = np.datetime64(at.astimezone(UTC).replace(tzinfo=None), "s")
    start = int(np.searchsorted(periods.start_time, known_at, "left"))
    outlook = outlook_of(rule.forecast, site, periods, ports)
    held = setting_of(without_forecast_series(site, outlook), periods, ports)
    own = dataclasses.replace(held, site=site)
    instants = np.full(len(periods), known_at)
    expected = outlook.expected(periods, instants)
    view = _View(outlook.shown(own, expected, instants), slice(start, start + horizon), outlook, expected)
    outlook.refuse_unknown(expected, periods, _mask(view), where="--at")
    return view


def _mask(view: _View) -> NDArray[np.bool_]:
    """The half-hours to plan, shape (n,)."""
    asked = np.zeros(len(view.setting.periods), dtype=bool)
    asked[view.asked] = True
    return asked


def _today(at: datetime, setting: Setting, start: int) -> bool:
    """Whether the first half-hour belongs to a date that has begun before it."""
    first = setting.periods.settlement_date[start].astype(object)
    began = start > 0 and setting.periods.day_index[start - 1] == setting.periods.day_index[start]
    return bool(began) and first == at.astimezone(LONDON).date()


def _limited(
    whole: Problem, battery: Battery, view: _View, is_today: bool, cycles_today: float | None
) -> tuple[Problem, list[str]]:
    """The problem with the battery's limits as they stand on the horizon, and what is to be said of them."""
    store = whole.store
    assert store is not None  # noqa: S101 (the site has a battery)
    hours = (view.asked.stop - view.asked.start) * view.setting.periods.hours
    used, notes = 0.0, list[str]()
    if battery.max_cycles_per_day is None:
        if cycles_today is not None:
            notes.append("--cycles-today is not used: the battery has no max_cycles_per_day")
    elif is_today and cycles_today is None:
        notes.append("cycles already used today are not known and count as none (--cycles-today says how many)")
    elif is_today and cycles_today is not None:
        used = cycles_today
    if battery.max_cycles_per_year is not None:
        notes.append(f"max_cycles_per_year counts in proportion to the horizon of {hours:g} h")
    if battery.max_throughput_mwh is not None:
        notes.append(f"all of max_throughput_mwh, {battery.max_throughput_mwh:g} MWh, may be used on the horizon")
    limited = dataclasses.replace(store, max_cycles=battery.max_cycles(hours / HOURS_PER_DAY), cycles_before=used)
    return whole.with_store(limited), notes


def _the_part(whole: Problem, asked: slice, rule: PlanRule) -> Problem:
    """The half-hours to plan, which end by the rule wherever they end."""
    store, (end,) = whole.store, window_ends(rule, whole)
    assert store is not None  # noqa: S101 (the site has a battery)
    if isinstance(end, WaterValue):
        whole = whole.with_store(dataclasses.replace(store, final_mwh=None, water_value=end))
    return window_of(whole, asked.start, asked.stop, initial_mwh=[store.initial_mwh], ends=[end])


def _gain_gbp(problem: Problem, answer: Answer) -> float | None:
    """What the plan gains over leaving the battery alone [GBP]; None where the site cannot do without it."""
    idle = idle_schedule(problem)
    if np.any(idle.import_mwh > problem.import_limit_mwh):
        return None
    return answer.objective_gbp - idle.worth_gbp(problem)


def _with_whole_months(problem: Problem, setting: Setting) -> Problem:
    """The problem with each month's exceeded capacity for all its days: what is set now is paid until its end."""
    months = setting.periods.months()
    whole = months.days / months.held_days
    peaks = [dataclasses.replace(peak, cost_gbp_per_mwh=peak.cost_gbp_per_mwh * whole) for peak in problem.peaks]
    return dataclasses.replace(problem, peaks=tuple(peaks))


def _peak_warning(problem: Problem) -> list[str]:
    if not problem.binding_peaks:
        return []
    return ["the month's largest import so far is not known: exceeded capacity is planned as if there were none"]


def _rows(view: _View, problem: Problem, answer: Answer, why: Explanation) -> list[PlanRow]:
    setting, schedule = view.setting, answer.schedule
    periods, series = setting.periods, setting.series
    price, export = series["energy_price"].values, series.get("export_price")
    found = view.expected.get("energy_price")
    rows: list[PlanRow] = []
    for step in range(len(problem)):
        at = view.asked.start + step
        rows.append(
            {
                "start_time": _text(periods.start_time[at]),
                "settlement_date": str(periods.settlement_date[at]),
                "settlement_period": int(periods.settlement_period[at]),
                "action": ACTIONS[int(why.action[step])],
                "charge_mwh": float(schedule.charge_mwh[step]),
                "discharge_mwh": float(schedule.discharge_mwh[step]),
                "state_of_charge_mwh": float(shown_mwh(schedule.state_of_charge_mwh)[step]),
                "expected_energy_price_gbp_per_mwh": float(price[at]),
                "expected_from_date": None if found is None else date_text(found.from_date[at]),
                "expected_export_price_gbp_per_mwh": None if export is None else float(export.values[at]),
                "expected_demand_mwh": float(series["demand"].values[at]),
                "charge_price_gbp_per_mwh": float(-problem.charging_gbp_per_mwh[step]),
                "stored_energy_value_gbp_per_mwh": _finite(why.stored_energy_value_gbp_per_mwh[step]),
                "charge_below_gbp_per_mwh": _finite(why.charge_below_gbp_per_mwh[step]),
                "discharge_above_gbp_per_mwh": _finite(why.discharge_above_gbp_per_mwh[step]),
            }
        )
    return rows


def _finite(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def _text(instant: np.datetime64) -> str:
    return f"{instant.astype('datetime64[s]')}Z"
