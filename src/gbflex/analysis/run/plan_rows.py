"""A plan's half-hours as rows: what to do, at which prices, and what each asset does."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.plan import PlanAssetRow, PlanRow
from gbflex.analysis.run.forecasts_used import date_text
from gbflex.analysis.run.plan_solved import SolvedPlan
from gbflex.analysis.run.plan_view import PlanView
from gbflex.analysis.run.reasons import ACTIONS
from gbflex.dispatch import Problem
from gbflex.dispatch.explain import Explanation, binding_limits
from gbflex.dispatch.problem.schedule import MOVING_MWH, shown_mwh
from gbflex.periods import Periods

__all__ = ["agreeing", "clock_text", "discharge_price_gbp_per_mwh", "instant_text", "plan_rows"]

Array = NDArray[np.float64]

ROUNDING_GBP_PER_MWH: Final = 1e-6


def plan_rows(view: PlanView, found: SolvedPlan, why: Explanation | None) -> list[PlanRow]:
    """A row for each half-hour of a plan.

    Args:
        view: What it sees.
        found: The plan.
        why: Its reasons; None where it has none.
    """
    setting, schedule, problem = view.setting, found.schedule, found.problem
    periods, series = setting.periods, setting.series
    price, export = series["energy_price"].values, series.get("export_price")
    expected = view.expected.get("energy_price")
    hours, limits = problem.hours, binding_limits(problem, schedule)
    earns, state = discharge_price_gbp_per_mwh(problem, found), shown_mwh(schedule.state_of_charge_mwh)
    rows: list[PlanRow] = []
    for step in range(len(schedule.import_mwh)):
        at = view.asked.start + step
        charge, discharge = float(schedule.charge_mwh[step]), float(schedule.discharge_mwh[step])
        rows.append(
            {
                "start_time": instant_text(periods.start_time[at]),
                "local_time": clock_text(periods, at),
                "settlement_date": str(periods.settlement_date[at]),
                "settlement_period": int(periods.settlement_period[at]),
                "action": _action(found, step),
                "charge_mwh": charge,
                "discharge_mwh": discharge,
                "charge_mw": charge / hours,
                "discharge_mw": discharge / hours,
                "state_of_charge_mwh": float(state[step]),
                "import_mw": float(schedule.import_mwh[step]) / hours,
                "export_mw": float(schedule.export_mwh[step]) / hours,
                "expected_energy_price_gbp_per_mwh": float(price[at]),
                "expected_from_date": None if expected is None else date_text(expected.from_date[at]),
                "expected_export_price_gbp_per_mwh": None if export is None else float(export.values[at]),
                "expected_demand_mwh": float(series["demand"].values[at]),
                "import_price_gbp_per_mwh": float(-problem.charge_gbp_per_mwh[step]) + 0.0,
                "export_price_gbp_per_mwh": float(problem.export_gbp_per_mwh[step]) + 0.0,
                "charge_price_gbp_per_mwh": float(-problem.charging_gbp_per_mwh[step]) + 0.0,
                "discharge_price_gbp_per_mwh": _finite(earns[step]),
                "stored_energy_value_gbp_per_mwh": _of(why, "stored_energy_value_gbp_per_mwh", step),
                "charge_below_gbp_per_mwh": _of(why, "charge_below_gbp_per_mwh", step),
                "discharge_above_gbp_per_mwh": _of(why, "discharge_above_gbp_per_mwh", step),
                "binding_limits": limits[step],
                "assets": _assets(found, step),
            }
        )
    return rows


def _of(why: Explanation | None, name: str, step: int) -> float | None:
    return None if why is None else _finite(getattr(why, name)[step])


def _action(found: SolvedPlan, step: int) -> str:
    """What a half-hour does in a word or two: of the stores, and whether a unit runs."""
    schedule = found.schedule
    net = float(schedule.discharge_mwh[step] - schedule.charge_mwh[step])
    word = ACTIONS[0 if abs(net) <= MOVING_MWH else int(np.sign(net))]
    if schedule.plant is None or not any(engine.on[step] for engine in schedule.plant.engines):
        return word
    return "run" if word == ACTIONS[0] else f"run, {word}"


def _assets(found: SolvedPlan, step: int) -> list[PlanAssetRow]:
    schedule, hours = found.schedule, found.problem.hours
    rows: list[PlanAssetRow] = []
    for store in schedule.stores:
        power = float(store.discharge_mwh[step] - store.charge_mwh[step]) / hours
        state = float(shown_mwh(store.state_of_charge_mwh[step : step + 1])[0])
        rows.append(_asset(store.name, power_mw=power, stored_mwh=state))
    plant = schedule.plant
    if plant is None:
        return rows
    for engine in plant.engines:
        power, heat = float(engine.power_mwh[step]) / hours, float(engine.heat_mwh[step]) / hours
        rows.append(_asset(engine.name, power_mw=power, heat_mw=heat))
    rows += [_asset(boiler.name, heat_mw=float(boiler.heat_mwh[step]) / hours) for boiler in plant.boilers]
    if found.problem.plant is not None and found.problem.plant.heat_store is not None:
        heat = float(plant.heat_discharge_mwh[step] - plant.heat_charge_mwh[step]) / hours
        state = float(shown_mwh(plant.heat_state_mwh[step : step + 1])[0])
        rows.append(_asset("heat store", heat_mw=heat, stored_mwh=state))
    if found.problem.plant is not None and found.problem.plant.solar_mwh.any():
        rows.append(_asset("solar", power_mw=float(plant.solar_mwh[step]) / hours))
    return rows


def _asset(
    name: str, *, power_mw: float | None = None, heat_mw: float | None = None, stored_mwh: float | None = None
) -> PlanAssetRow:
    moving = max(abs(power_mw or 0.0), abs(heat_mw or 0.0)) > ROUNDING_GBP_PER_MWH
    return {
        "asset": name,
        "on": moving,
        "power_mw": None if power_mw is None else power_mw + 0.0,
        "heat_mw": None if heat_mw is None else heat_mw + 0.0,
        "stored_mwh": stored_mwh,
    }


def discharge_price_gbp_per_mwh(problem: Problem, found: SolvedPlan) -> Array:
    """What a MWh discharged earns, as planned, or at best where none is [GBP/MWh], shape (n,); NaN where none can.

    The meter serves the load first: where export earns more, the best is that of all that can be discharged.

    Args:
        problem: The plan's half-hours.
        found: The plan.
    """
    load, export = problem.delivering_gbp_per_mwh, problem.exporting_gbp_per_mwh
    if len(problem.stores) != 1 or problem.plant is not None:
        load, export = problem.load_gbp_per_mwh, problem.export_gbp_per_mwh
    served, beyond = problem.largest_delivery_mwh(), problem.largest_export_mwh()
    whole = served + beyond
    mixed = np.where(whole > 0, (served * load + beyond * export) / np.maximum(whole, MOVING_MWH), np.nan)
    best: Array = np.where(served > 0, np.fmax(load, mixed), mixed)
    out = found.schedule.delivered_mwh + found.schedule.export_mwh
    if not found.schedule.is_one_store:
        return best
    earned = found.schedule.delivered_mwh * load + found.schedule.export_mwh * export
    return np.where(out > MOVING_MWH, earned / np.maximum(out, MOVING_MWH), best)


def agreeing(rows: list[PlanRow]) -> tuple[list[PlanRow], int]:
    """Rows whose thresholds agree with what they do, and from how many thresholds were taken for that.

    A limit over several half-hours, priced at the margin, can leave thresholds that a whole move does not keep.

    Args:
        rows: A battery's.
    """
    wrong = [contradiction(row) for row in rows]
    none = {"charge_below_gbp_per_mwh": None, "discharge_above_gbp_per_mwh": None}
    kept: list[PlanRow] = [{**row, **none} if bad else row for row, bad in zip(rows, wrong, strict=True)]  # type: ignore[typeddict-item]
    return kept, sum(wrong)


def contradiction(row: PlanRow) -> bool:
    """Whether a half-hour does what its own prices speak against.

    Args:
        row: The half-hour.
    """
    low, high = row["charge_below_gbp_per_mwh"], row["discharge_above_gbp_per_mwh"]
    cost, earns = row["charge_price_gbp_per_mwh"], row["discharge_price_gbp_per_mwh"]
    if row["action"] == "charge":
        return low is None or cost > low + ROUNDING_GBP_PER_MWH
    if row["action"] == "discharge":
        return high is None or earns is None or earns < high - ROUNDING_GBP_PER_MWH
    charging_pays = low is not None and cost < low - ROUNDING_GBP_PER_MWH
    discharging_pays = high is not None and earns is not None and earns > high + ROUNDING_GBP_PER_MWH
    return charging_pays or discharging_pays


def clock_text(periods: Periods, at: int) -> str:
    """When a half-hour begins by the clock in Great Britain.

    Args:
        periods: The axis.
        at: Its position.
    """
    minute, zone = int(periods.local_minute[at]), "BST" if periods.local_offset_minutes[at] else "GMT"
    return f"{minute // 60:02d}:{minute % 60:02d} {zone}"


def instant_text(instant: np.datetime64) -> str:
    """An instant in UTC.

    Args:
        instant: The instant.
    """
    return f"{instant.astype('datetime64[s]')}Z"


def _finite(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None
