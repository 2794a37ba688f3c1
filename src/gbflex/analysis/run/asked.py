"""What a run's optimiser was asked, kept so that any half-hour of it can be planned again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.run.backtest import Backtest
from gbflex.analysis.run.reasons import best_use_gbp_per_mwh
from gbflex.dispatch import Problem, Schedule, Views, solve
from gbflex.dispatch.gain import direction_of, move_gain_gbp
from gbflex.dispatch.problem.schedule import schedule_of
from gbflex.dispatch.rolling import WindowEnd, as_seen, window_after

__all__ = ["Asked", "Weighed", "asked_of"]

Array = NDArray[np.float64]


class Weighed(NamedTuple):
    """A half-hour's move, weighed on what was expected when it was planned.

    Attributes:
        gain_gbp: What it gains over the best plan without it; None where it is none, or none keeps the limits.
        planned_mwh: What was planned to leave the store, at the meter; negative is charged [MWh].
        charge_price_gbp_per_mwh: What a MWh charged was expected to cost.
        load_worth_gbp_per_mwh: What a MWh to the load was expected to be worth.
        export_worth_gbp_per_mwh: The same of an exported MWh.
        best_use_gbp_per_mwh: The better of the two; None where nothing could go anywhere.
    """

    gain_gbp: float | None
    planned_mwh: float
    charge_price_gbp_per_mwh: float
    load_worth_gbp_per_mwh: float
    export_worth_gbp_per_mwh: float
    best_use_gbp_per_mwh: float | None


@dataclass(frozen=True, eq=False)
class Asked:
    """What the optimiser was asked of one battery.

    Attributes:
        expected: The problem as expected by lead; one alone where every price was known.
        views: The windows of a rolling plan; None where all half-hours were planned at once.
        ends: What each window ends in.
    """

    expected: tuple[Problem, ...]
    views: Views | None
    ends: tuple[WindowEnd, ...]

    def done(self, charge_mwh: Array, delivered_mwh: Array, export_mwh: Array) -> Schedule:
        """The schedule that flows at the meter make.

        Args:
            charge_mwh: Into the battery [MWh], shape (n,).
            delivered_mwh: From it to the load [MWh], shape (n,).
            export_mwh: From it to the network [MWh], shape (n,).
        """
        problem = self.expected[0]
        return schedule_of(
            problem,
            charge_mwh=charge_mwh,
            delivered_mwh=delivered_mwh,
            export_mwh=export_mwh,
            reserve_mw=np.full(problem.reserves[0].blocks, problem.reserves[0].levels_mw[0])
            if problem.reserves
            else None,
        )

    def weighed(self, done: Schedule, step: int) -> Weighed:
        """A half-hour's move against the best plan without it, as seen when it was planned.

        Args:
            done: What was done, as `done` makes it.
            step: The half-hour's position in the span.
        """
        problem, plan, at = self.expected[0], done, step
        if self.views is not None:
            which = int(np.searchsorted(self.views.starts, step, "right")) - 1
            start, stop = int(self.views.starts[which]), int(self.views.stops[which])
            problem = window_after(as_seen(self.expected, self.views, which), start, stop, done, self.ends)
            plan, at = solve(problem).schedule, step - start
        moves, best_use = direction_of(plan, at) != 0, float(best_use_gbp_per_mwh(problem)[at])
        return Weighed(
            gain_gbp=move_gain_gbp(problem, plan, at) if moves else None,
            planned_mwh=float(plan.discharge_mwh[at] - plan.charge_mwh[at]),
            charge_price_gbp_per_mwh=float(-problem.charging_gbp_per_mwh[at]),
            load_worth_gbp_per_mwh=float(problem.delivering_gbp_per_mwh[at]),
            export_worth_gbp_per_mwh=float(problem.exporting_gbp_per_mwh[at]),
            best_use_gbp_per_mwh=best_use if np.isfinite(best_use) else None,
        )


def asked_of(run: Backtest) -> Asked | None:
    """What a run's optimiser was asked; None where no plan of one battery decided.

    Args:
        run: The back-test.
    """
    problem = run.with_asset.problem
    single = len(problem.stores) == 1 and problem.plant is None and len(problem.reserves) <= 1
    if not single or run.rule.mode in {"threshold", "naive"}:
        return None
    if run.windows is None:
        return Asked((problem,), None, ())
    return Asked(tuple(run.windows.expected), run.windows.views, tuple(run.windows.ends))
