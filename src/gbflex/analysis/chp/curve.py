"""When is it worth turning a CHP up or down, by how much and at what price? Around the plan of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple

import numpy as np

from gbflex.analysis.answers.chp import CurveAnswer, CurveRow, StepRow
from gbflex.analysis.chp.marginal_cost import marginal_cost_gbp_per_mwh
from gbflex.analysis.chp.moves import Direction, Move, moves_around
from gbflex.analysis.chp.planned_plant import PlannedPlant
from gbflex.analysis.ports import Ports
from gbflex.analysis.run.backtest import Settlement, in_dates, settlement_of
from gbflex.analysis.site.left_out import completeness
from gbflex.analysis.site.settled import setting_warnings
from gbflex.assets.site import Site
from gbflex.cashflows.selection import Selection
from gbflex.dispatch import solve
from gbflex.errors import InputError, MissingPeriods
from gbflex.periods import Periods
from gbflex.progress import Step

__all__ = ["chp_curve"]

LOOK_AHEAD_DAYS: Final = 2
PLANNED: Final = 0.1
"""Share of the work that the plan itself is, roughly."""


def chp_curve(
    site: Site, day: date, ports: Ports, *, progress: Callable[[str], None] = lambda _: None
) -> CurveAnswer:
    """The flexibility of a site's CHP units on a settlement date, half-hour by half-hour.

    The plan looks two days ahead with all prices known; stores begin as the site file says. A row offers the
    largest move that can be had in that half-hour and the cheapest for each MWh: loads of running units, a start
    or a stop with all half-hours it needs. Output of the plan is never counted.

    Args:
        site: A site with a CHP unit.
        day: The settlement date.
        ports: Where prices come from.
        progress: Called with a sentence as each part begins.

    Returns:
        `rows`, one per half-hour, prices as the payment that each MWh must bring to the site; `steps`, every way
        that was found, by unit.

    Raises:
        InputError: The site has no CHP unit.
    """
    if not site.chps:
        raise InputError("a curve needs a CHP unit", where="assets", next_step="Name one in the site file")
    settle, selection = _settlement(site, day, ports)
    setting, periods = settle.setting, settle.setting.periods
    problem = settle.terms.problem(setting, with_assets=True)
    progress(Step(f"Planning {site.name} to {periods.last_date}", 0.0))
    answer = in_dates(setting, "", lambda: solve(problem))
    plan = PlannedPlant.of(problem, answer)
    steps = np.flatnonzero(periods.day_index == 0).tolist()
    found = []
    for number, step in enumerate(steps):
        share = PLANNED + (1 - PLANNED) * number / len(steps)
        progress(Step(f"Planning anew around each way off it in {len(steps)} half-hours", share))
        found.append(moves_around(plan, step))
    return {
        "site": site.name,
        "date": day.isoformat(),
        "status": answer.status,
        "solver": answer.solver,
        "gap": answer.gap,
        "objective_gbp": plan.objective_gbp,
        "planned_to": periods.last_date.isoformat(),
        "rows": [_row(plan, periods, step, moves) for step, moves in zip(steps, found, strict=True)],
        "steps": [
            _step(periods, step, direction, move)
            for step, moves in zip(steps, found, strict=True)
            for direction, each in moves.items()
            for move in each
        ],
        **completeness(selection, setting),
        "warnings": setting_warnings(setting),
    }


def _settlement(site: Site, day: date, ports: Ports) -> tuple[Settlement, Selection]:
    try:
        return settlement_of(site, Periods.between(day, day + timedelta(days=LOOK_AHEAD_DAYS - 1)), ports)
    except MissingPeriods:
        # The day after the last one held has no prices: the plan then ends with the day.
        return settlement_of(site, Periods.between(day, day), ports)


class _Offer(NamedTuple):
    """A move as a row shows it."""

    power_mw: float = 0.0
    price_gbp_per_mwh: float | None = None
    kind: str | None = None
    half_hours: int = 0
    cost_gbp: float | None = None
    is_upper_bound: bool | None = None

    @classmethod
    def of(cls, move: Move) -> _Offer:
        return cls(
            move.power_mw, move.price_gbp_per_mwh, move.kind, move.steps, move.cost_gbp, move.is_upper_bound
        )


def _most_and_cheapest(moves: list[Move]) -> tuple[_Offer, _Offer]:
    """The move of most power, and the cheapest for each MWh; of like ones the cheapest, and the largest."""
    if not moves:
        return _Offer(), _Offer()
    most = min(moves, key=lambda move: (-round(move.power_mw, 6), move.price_gbp_per_mwh))
    cheapest = min(moves, key=lambda move: (round(move.price_gbp_per_mwh, 4), -move.power_mw))
    return _Offer.of(most), _Offer.of(cheapest)


def _row(plan: PlannedPlant, periods: Periods, step: int, moves: dict[Direction, list[Move]]) -> CurveRow:
    most_up, cheapest_up = _most_and_cheapest(moves["up"])
    most_down, cheapest_down = _most_and_cheapest(moves["down"])
    return {
        "start_time": f"{periods.start_time[step]}Z",
        "settlement_date": str(periods.settlement_date[step]),
        "settlement_period": int(periods.settlement_period[step]),
        "baseline_mw": sum(float(plan.power_mw(i)[step]) for i in range(len(plan.plant.engines))),
        "marginal_cost_gbp_per_mwh": marginal_cost_gbp_per_mwh(plan, step),
        "turn_up_mw": most_up.power_mw,
        "turn_up_price_gbp_per_mwh": most_up.price_gbp_per_mwh,
        "turn_up_kind": most_up.kind,
        "turn_up_half_hours": most_up.half_hours,
        "turn_up_cost_gbp": most_up.cost_gbp,
        "turn_up_is_upper_bound": most_up.is_upper_bound,
        "cheapest_up_mw": cheapest_up.power_mw,
        "cheapest_up_price_gbp_per_mwh": cheapest_up.price_gbp_per_mwh,
        "cheapest_up_kind": cheapest_up.kind,
        "cheapest_up_half_hours": cheapest_up.half_hours,
        "cheapest_up_cost_gbp": cheapest_up.cost_gbp,
        "cheapest_up_is_upper_bound": cheapest_up.is_upper_bound,
        "turn_down_mw": most_down.power_mw,
        "turn_down_price_gbp_per_mwh": most_down.price_gbp_per_mwh,
        "turn_down_kind": most_down.kind,
        "turn_down_half_hours": most_down.half_hours,
        "turn_down_cost_gbp": most_down.cost_gbp,
        "turn_down_is_upper_bound": most_down.is_upper_bound,
        "cheapest_down_mw": cheapest_down.power_mw,
        "cheapest_down_price_gbp_per_mwh": cheapest_down.price_gbp_per_mwh,
        "cheapest_down_kind": cheapest_down.kind,
        "cheapest_down_half_hours": cheapest_down.half_hours,
        "cheapest_down_cost_gbp": cheapest_down.cost_gbp,
        "cheapest_down_is_upper_bound": cheapest_down.is_upper_bound,
    }


def _step(periods: Periods, step: int, direction: Direction, move: Move) -> StepRow:
    last = step + move.steps - 1
    return {
        "start_time": f"{periods.start_time[step]}Z",
        "settlement_period": int(periods.settlement_period[step]),
        "last_start_time": f"{periods.start_time[last]}Z",
        "direction": direction,
        "unit": move.unit,
        "kind": move.kind,
        "power_mw": move.power_mw,
        "half_hours": move.steps,
        "energy_mwh": move.energy_mwh,
        "cost_gbp": move.cost_gbp,
        "price_gbp_per_mwh": move.price_gbp_per_mwh,
        "is_upper_bound": move.is_upper_bound,
    }
