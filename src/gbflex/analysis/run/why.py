"""A battery's day: what it did with every price known, and the figures that say why.

The day is planned alone, as `gbflex run` does over that one date: it begins and ends as the site file says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.why import WhyAnswer, WhyBattery
from gbflex.analysis.ports import Ports
from gbflex.analysis.run.backtest import Settlement, in_dates, settlement_of
from gbflex.analysis.run.plan_rows import clock_text
from gbflex.analysis.run.plant_worth import power_worth_gbp_per_mwh
from gbflex.analysis.run.reasons import best_use_gbp_per_mwh
from gbflex.analysis.run.why_words import battery_sentences
from gbflex.analysis.site.left_out import completeness
from gbflex.analysis.site.settled import setting_warnings
from gbflex.assets.site import Site
from gbflex.cashflows.selection import Selection
from gbflex.dispatch import Answer, Problem, solve
from gbflex.dispatch.explain import binding_limits
from gbflex.dispatch.problem.schedule import idle_schedule
from gbflex.dispatch.trade import Trade, best_trade
from gbflex.periods import Periods

__all__ = ["BatteryDay", "DayOfSite", "limits_touched", "planned_day", "why_battery"]

Array = NDArray[np.float64]

MOVED_MWH: Final = 1e-6


class DayOfSite(NamedTuple):
    """A day of a site, planned with every price known.

    Attributes:
        site: The site.
        settle: Its lines and series.
        selection: Lines that are priced, and left out.
        problem: What was asked.
        answer: The plan.
    """

    site: Site
    settle: Settlement
    selection: Selection
    problem: Problem
    answer: Answer

    @property
    def periods(self) -> Periods:
        """Its half-hours."""
        return self.settle.setting.periods


class BatteryDay(NamedTuple):
    """A battery's day.

    Attributes:
        problem: What was asked.
        answer: The plan.
        trade: The best trade of two half-hours; None where limits leave none.
        energy_gbp_per_mwh: The energy price, shape (n,); None where the site has none.
        clocks: Each half-hour's beginning by the clock.
    """

    problem: Problem
    answer: Answer
    trade: Trade | None
    energy_gbp_per_mwh: Array | None
    clocks: Sequence[str]

    @property
    def is_idle(self) -> bool:
        """Whether nothing was charged or discharged."""
        schedule = self.answer.schedule
        return float(schedule.charge_mwh.sum() + schedule.discharge_mwh.sum()) <= MOVED_MWH


def planned_day(site: Site, day: date, ports: Ports) -> DayOfSite:
    """A day of a site, planned alone with every price known.

    Args:
        site: The site.
        day: The settlement date.
        ports: Where prices come from.
    """
    settle, selection = settlement_of(site, Periods.between(day, day), ports)
    problem = settle.terms.problem(settle.setting, with_assets=True)
    answer = in_dates(settle.setting, "", lambda: solve(problem))
    return DayOfSite(site, settle, selection, problem, answer)


def why_battery(site: Site, day: date, ports: Ports) -> WhyAnswer:
    """Why a site's battery did what it did on a day.

    Args:
        site: A site with one battery and nothing beside it.
        day: The settlement date.
        ports: Where prices come from.
    """
    battery = site.battery_alone("why")
    found = planned_day(site, day, ports)
    setting, problem = found.settle.setting, found.problem
    energy = setting.series.get("energy_price")
    whole = BatteryDay(
        problem,
        found.answer,
        best_trade(problem),
        None if energy is None else energy.values,
        [clock_text(setting.periods, at) for at in range(len(problem))],
    )
    figures = battery_figures(battery.name, whole)
    worth = power_worth_gbp_per_mwh(problem, found.answer.schedule)
    limits = limits_touched(problem, found.answer)
    completed = completeness(found.selection, setting)
    return {
        "site": site.name,
        "date": day.isoformat(),
        "status": found.answer.status,
        "action": "idle" if whole.is_idle else "moved",
        "objective_gbp": found.answer.objective_gbp,
        "battery": figures,
        "units": [],
        "least_worth_gbp_per_mwh": float(worth.min()) + 0.0,
        "most_worth_gbp_per_mwh": float(worth.max()) + 0.0,
        "heat_demand_mwh": 0.0,
        "boiler_heat_mwh": 0.0,
        "binding_limits": limits,
        "sentences": battery_sentences(
            day.isoformat(), figures, whole.trade, limits, [gap["line"] for gap in completed["not_priced"]]
        ),
        **completed,
        "warnings": setting_warnings(setting),
    }


def battery_figures(name: str, day: BatteryDay) -> WhyBattery:
    """The figures of a battery's day.

    Args:
        name: The battery's.
        day: The day.
    """
    problem, schedule = day.problem, day.answer.schedule
    cost = np.where(_can_charge(problem), -problem.charging_gbp_per_mwh, np.nan)
    cheap, dear = _first_at(cost, least=True), _first_at(best_use_gbp_per_mwh(problem), least=False)
    delivered = None if day.trade is None else _delivered(problem, day.trade)
    return {
        "battery": name,
        "charge_mwh": float(schedule.charge_mwh.sum()),
        "discharge_mwh": float(schedule.discharge_mwh.sum()),
        "gain_gbp": _gain_gbp(problem, day.answer),
        "cheapest_time": None if cheap is None else day.clocks[cheap],
        "cheapest_gbp_per_mwh": None if cheap is None else float(cost[cheap]) + 0.0,
        "cheapest_energy_gbp_per_mwh": None
        if cheap is None or day.energy_gbp_per_mwh is None
        else float(day.energy_gbp_per_mwh[cheap]),
        "dearest_time": None if dear is None else day.clocks[dear],
        "dearest_gbp_per_mwh": None if dear is None else float(best_use_gbp_per_mwh(problem)[dear]) + 0.0,
        "delivered_cost_gbp_per_mwh": None if delivered is None else delivered[0],
        "use_worth_gbp_per_mwh": None if delivered is None else delivered[1],
        "margin_gbp_per_mwh": None if day.trade is None else day.trade.margin_gbp_per_mwh,
    }


def _can_charge(problem: Problem) -> NDArray[np.bool_]:
    return np.asarray(
        np.minimum(problem.charge_limit_mwh, problem.import_limit_mwh - problem.load_mwh) > MOVED_MWH
    )


def _first_at(values: Array, *, least: bool) -> int | None:
    """The first half-hour of the least or the largest value; None where there is none."""
    if np.isnan(values).all():
        return None
    return int(np.nanargmin(values) if least else np.nanargmax(values))


def _delivered(problem: Problem, trade: Trade) -> tuple[float, float]:
    """Of a trade, what charging costs for each MWh delivered, and what that MWh earns [GBP/MWh]."""
    (store,) = problem.stores
    cost = -problem.charging_gbp_per_mwh[trade.charge_step] / (store.round_trip_efficiency * trade.kept_fraction)
    return float(cost), float(cost + trade.margin_gbp_per_mwh)


def _gain_gbp(problem: Problem, answer: Answer) -> float | None:
    """The day minus leaving the battery alone [GBP]; None where limits or states do not allow that."""
    idle = idle_schedule(problem)
    if np.any(idle.import_mwh > problem.import_limit_mwh):
        return None
    return answer.objective_gbp - idle.worth_gbp(problem)


def limits_touched(problem: Problem, answer: Answer) -> list[str]:
    """The limits that a plan touches, each once, in the order in which it does.

    Args:
        problem: What was asked.
        answer: The plan.
    """
    return list(dict.fromkeys(_names(binding_limits(problem, answer.schedule))))


def _names(limits: Sequence[Sequence[str]]) -> Iterator[str]:
    for step in limits:
        yield from step
