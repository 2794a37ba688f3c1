"""When is it worth turning a CHP up or down, by how much and at what price? Around the plan of a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import numpy as np

from gbflex.analysis.answers.chp import CurveAnswer, CurveRow, StepRow
from gbflex.analysis.chp.marginal_cost import marginal_cost_gbp_per_mwh
from gbflex.analysis.chp.moves import Direction, Move, load_move, start, stop
from gbflex.analysis.chp.planned_plant import PlannedPlant
from gbflex.analysis.ports import Ports
from gbflex.analysis.run.backtest import Settlement, in_dates, settlement_of
from gbflex.analysis.site.lines import priced
from gbflex.analysis.site.settled import setting_warnings
from gbflex.assets.site import Site
from gbflex.cashflows.selection import Selection
from gbflex.dispatch import solve
from gbflex.errors import InputError, MissingPeriods
from gbflex.periods import Periods

__all__ = ["chp_curve"]

LOOK_AHEAD_DAYS: Final = 2


def chp_curve(site: Site, day: date, ports: Ports) -> CurveAnswer:
    """The flexibility of a site's CHP units on a settlement date, half-hour by half-hour.

    The plan looks two days ahead with all prices known; stores begin as the site file says. What a row offers is
    what can be had in that half-hour: running units moved together to their limits, or, where none can move in
    that direction, the cheapest start or stop with all half-hours it needs. Output of the plan is never counted.

    Args:
        site: A site with a CHP unit.
        day: The settlement date.
        ports: Where prices come from.

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
    answer = in_dates(setting, "", lambda: solve(problem))
    plan = PlannedPlant.of(problem, answer.schedule)
    steps = np.flatnonzero(periods.day_index == 0).tolist()
    found = [_moves(plan, step) for step in steps]
    return {
        "site": site.name,
        "date": day.isoformat(),
        "status": answer.status,
        "solver": answer.solver,
        "gap": answer.gap,
        "objective_gbp": answer.objective_gbp,
        "planned_to": periods.last_date.isoformat(),
        "rows": [_row(plan, periods, step, moves) for step, moves in zip(steps, found, strict=True)],
        "steps": [
            _step(periods, step, direction, move)
            for step, moves in zip(steps, found, strict=True)
            for direction, each in moves.items()
            for move in each
        ],
        **priced(selection.not_priced),
        "warnings": setting_warnings(setting),
    }


def _settlement(site: Site, day: date, ports: Ports) -> tuple[Settlement, Selection]:
    try:
        return settlement_of(site, Periods.between(day, day + timedelta(days=LOOK_AHEAD_DAYS - 1)), ports)
    except MissingPeriods:
        # The day after the last one held has no prices: the plan then ends with the day.
        return settlement_of(site, Periods.between(day, day), ports)


def _moves(plan: PlannedPlant, step: int) -> dict[Direction, list[Move]]:
    units = range(len(plan.plant.engines))
    down = [load_move(plan, [i], step, "down") for i in units] + [stop(plan, i, step) for i in units]
    up = [load_move(plan, [i], step, "up") for i in units] + [start(plan, i, step) for i in units]
    return {
        "up": [move for move in up if move is not None],
        "down": [move for move in down if move is not None],
    }


def _row(plan: PlannedPlant, periods: Periods, step: int, moves: dict[Direction, list[Move]]) -> CurveRow:
    baseline_mw = sum(float(plan.power_mw(i)[step]) for i in range(len(plan.plant.engines)))
    up, down = (_offered(plan, step, direction, moves[direction]) for direction in ("up", "down"))
    return {
        "start_time": f"{periods.start_time[step]}Z",
        "settlement_date": str(periods.settlement_date[step]),
        "settlement_period": int(periods.settlement_period[step]),
        "baseline_mw": baseline_mw,
        "marginal_cost_gbp_per_mwh": marginal_cost_gbp_per_mwh(plan, step),
        "turn_up_mw": 0.0 if up is None else up.power_mw,
        "turn_up_price_gbp_per_mwh": None if up is None else up.price_gbp_per_mwh,
        "turn_up_kind": None if up is None else up.kind,
        "turn_up_half_hours": 0 if up is None else up.steps,
        "turn_down_mw": 0.0 if down is None else down.power_mw,
        "turn_down_price_gbp_per_mwh": None if down is None else down.price_gbp_per_mwh,
        "turn_down_kind": None if down is None else down.kind,
        "turn_down_half_hours": 0 if down is None else down.steps,
    }


def _offered(plan: PlannedPlant, step: int, direction: Direction, moves: list[Move]) -> Move | None:
    """All running units together, else the cheapest start or stop."""
    together = load_move(plan, list(range(len(plan.plant.engines))), step, direction)
    if together is not None:
        return together
    return min(moves, key=lambda move: move.price_gbp_per_mwh, default=None)


def _step(periods: Periods, step: int, direction: Direction, move: Move) -> StepRow:
    return {
        "start_time": f"{periods.start_time[step]}Z",
        "settlement_period": int(periods.settlement_period[step]),
        "direction": direction,
        "unit": move.unit,
        "kind": move.kind,
        "power_mw": move.power_mw,
        "half_hours": move.steps,
        "energy_mwh": move.energy_mwh,
        "price_gbp_per_mwh": move.price_gbp_per_mwh,
    }
