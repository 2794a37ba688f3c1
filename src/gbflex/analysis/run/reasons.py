"""The reasons behind a run's schedule, as columns beside it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.run.backtest import Backtest
from gbflex.dispatch import Problem
from gbflex.dispatch.explain import Explanation, binding_limits, explain, explain_windows
from gbflex.errors import SolverStopped

__all__ = ["ACTIONS", "best_use_gbp_per_mwh", "reason_columns", "run_explanation"]

ACTIONS = {-1: "charge", 0: "idle", 1: "discharge"}

Columns = dict[str, NDArray[np.generic]]


def run_explanation(run: Backtest) -> Explanation | None:
    """Why the only battery did what it did; None beside a plant, or by a rule that looks at one price.

    Args:
        run: The back-test.
    """
    case = run.with_asset
    problem = case.problem
    explained = len(problem.stores) == 1 and problem.plant is None and len(problem.reserves) <= 1
    if not explained or run.rule.mode in {"threshold", "naive"}:
        return None
    if run.windows is not None:
        return explain_windows(run.windows.expected, run.windows.views, run.windows.ends, case.answer.schedule)
    try:
        return explain(case.problem, case.answer)
    except SolverStopped:
        # A schedule short of its proof may pass through states that no priced cycle explains.
        return None


def reason_columns(run: Backtest) -> Columns:
    """Action, thresholds, value of stored energy and binding limits of each half-hour.

    Args:
        run: The back-test.
    """
    case, n = run.with_asset, len(run.setting.periods)
    schedule = case.answer.schedule
    found = run_explanation(run)
    nothing = np.full(n, np.nan)
    net = schedule.discharge_mwh - schedule.charge_mwh
    action = np.where(np.abs(net) > 0, np.sign(net), 0).astype(int)
    set_by = np.full(n, -1) if found is None else found.before_set_by_step
    starts = run.setting.periods.start_time
    limits = binding_limits(case.problem, schedule)
    return {
        "action": np.array([ACTIONS[code] for code in action.tolist()], dtype=object),
        "load_worth_gbp_per_mwh": case.problem.delivering_gbp_per_mwh,
        "export_worth_gbp_per_mwh": case.problem.exporting_gbp_per_mwh,
        "best_use_gbp_per_mwh": best_use_gbp_per_mwh(case.problem),
        "value_before_gbp_per_mwh": nothing if found is None else found.value_before_gbp_per_mwh,
        "stored_energy_value_gbp_per_mwh": nothing if found is None else found.stored_energy_value_gbp_per_mwh,
        "charge_below_gbp_per_mwh": nothing if found is None else found.charge_below_gbp_per_mwh,
        "discharge_above_gbp_per_mwh": nothing if found is None else found.discharge_above_gbp_per_mwh,
        "value_set_by_time": np.where(set_by < 0, np.datetime64("NaT"), starts[np.maximum(set_by, 0)]),
        "binding_limits": np.array(["; ".join(names) for names in limits], dtype=object),
    }


def best_use_gbp_per_mwh(problem: Problem) -> NDArray[np.float64]:
    """What a discharged MWh would earn at most in each half-hour [GBP/MWh]; NaN where none can go anywhere.

    Args:
        problem: With one store.
    """
    load = np.where(problem.largest_delivery_mwh() > 0, problem.delivering_gbp_per_mwh, np.nan)
    export = np.where(problem.largest_export_mwh() > 0, problem.exporting_gbp_per_mwh, np.nan)
    return np.fmax(load, export)
