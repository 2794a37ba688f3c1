"""What should it do in the next half-hours, and what is the next MWh worth? From what was known at an instant."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from gbflex.analysis.answers.plan import PlanAnswer, PlanRow
from gbflex.analysis.ports import Ports
from gbflex.analysis.run.modes import PlanRule, forecast_for, problem_of, window_ends, with_expected_price
from gbflex.analysis.run.reasons import ACTIONS
from gbflex.analysis.series.forecasts import Forecast
from gbflex.analysis.series.setting import setting_of
from gbflex.analysis.site.settled import setting_warnings
from gbflex.assets.site import Site
from gbflex.assets.supply import FixedPrice
from gbflex.cashflows.selection import select_lines
from gbflex.cashflows.shape import Setting
from gbflex.dispatch import Answer, Problem, solve
from gbflex.dispatch.explain import Explanation, explain
from gbflex.dispatch.problem.schedule import shown_mwh
from gbflex.dispatch.rolling import window_of
from gbflex.errors import InputError, MissingPeriods
from gbflex.periods import FIRST_DATE, HALF_HOUR_SECONDS, LAST_DATE, LONDON, Periods

__all__ = ["site_plan"]

MOST_HALF_HOURS: Final = 14 * 48


def site_plan(site: Site, at: datetime, horizon: int, rule: PlanRule, ports: Ports) -> PlanAnswer:
    """The plan of a site's battery from an instant on.

    The state of charge at the instant is the site file's initial one; demand and tariffs count as known.

    Args:
        site: A site with a battery and a supply.
        at: When the plan is made, aware; the first half-hour begins at it or after.
        horizon: Half-hours planned.
        rule: Names the forecast and what energy left at the end is worth.
        ports: Where prices come from.

    Returns:
        `periods`, one row per half-hour, with `forecast`, `as_known_at` and the proof.

    Raises:
        InputError: No battery, or the horizon is none.
        MissingPeriods: The forecast says nothing about some half-hours.
    """
    battery = site.battery_alone("a plan")
    if not 1 <= horizon <= MOST_HALF_HOURS:
        raise InputError(f"{horizon} half-hours cannot be planned", where="--horizon", available="1 to 672")
    if not FIRST_DATE.year < at.year < LAST_DATE.year:
        raise InputError(
            f"{at.year} is outside the calendar",
            where="--at",
            available=f"{FIRST_DATE.year + 1} to {LAST_DATE.year - 1}",
        )
    last = at + timedelta(seconds=HALF_HOUR_SECONDS * horizon)
    periods = Periods.between(at.astimezone(LONDON).date(), last.astimezone(LONDON).date())
    known_at = np.datetime64(at.astimezone(UTC).replace(tzinfo=None), "s")
    start = int(np.searchsorted(periods.start_time, known_at, "left"))
    stop = start + horizon
    setting, forecast = _expected(site, periods, slice(start, stop), known_at, rule, ports)
    selection = select_lines(setting)
    whole = problem_of(setting, selection.lines)
    problem = _the_part(_with_whole_months(whole, setting), start, stop, rule)
    answer = solve(problem)
    why = explain(problem, answer)
    return {
        "site": site.name,
        "as_known_at": _text(known_at),
        "forecast": forecast.label,
        "status": answer.status,
        "solver": answer.solver,
        "gap": answer.gap,
        "objective_gbp": answer.objective_gbp,
        "initial_state_of_charge_mwh": battery.initial_mwh,
        "periods": _rows(setting, start, problem, answer, why),
        "not_planned": [line.name for line in selection.lines if line.plans_as != "exact"],
        "complete": not selection.not_priced,
        "warnings": [*setting_warnings(setting), *_peak_warning(problem)],
    }


def _expected(
    site: Site, periods: Periods, asked: slice, known_at: np.datetime64, rule: PlanRule, ports: Ports
) -> tuple[Setting, Forecast]:
    """The site as expected: nothing that came true after the instant is looked at."""
    setting = setting_of(_without_prices(site), periods, ports)
    own = dataclasses.replace(setting, site=site)
    forecast = forecast_for(rule, own, ports)
    price = forecast.expected(periods, np.full(len(periods), known_at))
    missing = np.flatnonzero(np.isnan(price[asked])) + asked.start
    if len(missing):
        raise MissingPeriods(
            f"the forecast ({forecast.label}) lacks {len(missing)} half-hours: {periods.describe(missing)}",
            where="--at",
            next_step="Choose a time soon after prices that are held, or give a file of forecasts",
        )
    return with_expected_price(own, np.nan_to_num(price), forecast.label), forecast


def _without_prices(site: Site) -> Site:
    """The same site with an energy price of 0, so that no outturn is read."""
    assert site.supply is not None  # noqa: S101 (forecast_for asks for one)
    supply = site.supply.model_copy(update={"energy": FixedPrice(fixed_gbp_per_mwh=0.0)})
    return site.with_supply(supply)


def _the_part(whole: Problem, start: int, stop: int, rule: PlanRule) -> Problem:
    store = whole.store
    assert store is not None  # noqa: S101 (the site has a battery)
    part = whole.with_store(dataclasses.replace(store, max_cycles=None))
    return window_of(part, start, stop, initial_mwh=[store.initial_mwh], ends=window_ends(rule, whole))


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


def _rows(setting: Setting, start: int, problem: Problem, answer: Answer, why: Explanation) -> list[PlanRow]:
    periods, schedule = setting.periods, answer.schedule
    price = setting.series["energy_price"].values
    rows: list[PlanRow] = []
    for step in range(len(problem)):
        at = start + step
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
