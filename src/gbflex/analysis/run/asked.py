"""What a run's optimiser was asked, kept so that any half-hour of it can be planned again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.run.backtest import Backtest
from gbflex.analysis.run.reasons import best_use_gbp_per_mwh
from gbflex.dispatch import Problem, Schedule, Views, solve
from gbflex.dispatch.gain import best_without_gbp, direction_of, move_gain_gbp
from gbflex.dispatch.problem.schedule import metered
from gbflex.dispatch.rolling import WindowEnd, as_seen, window_after

__all__ = ["Asked", "Weighed", "asked_of"]

Array = NDArray[np.float64]


class Weighed(NamedTuple):
    """A half-hour's move, weighed on what was expected when it was planned.

    Attributes:
        gain_gbp: What it gains over the best plan without it; None where it is none, or none keeps the limits.
        charge_price_gbp_per_mwh: What a MWh charged was expected to cost.
        load_worth_gbp_per_mwh: What a MWh to the load was expected to be worth.
        export_worth_gbp_per_mwh: The same of an exported MWh.
        best_use_gbp_per_mwh: The better of the two; None where nothing could go anywhere.
    """

    gain_gbp: float | None
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

    def done(self, charge_mwh: Array, discharge_mwh: Array) -> Schedule:
        """The schedule that a battery's flows make.

        Args:
            charge_mwh: Into the battery [MWh], shape (n,).
            discharge_mwh: Out of it [MWh], shape (n,).
        """
        problem = self.expected[0]
        held = tuple(np.full(one.blocks, one.levels_mw[0]) for one in problem.reserves)
        return metered(problem, [(charge_mwh, discharge_mwh)], None, held)

    def weighed(self, done: Schedule, step: int) -> Weighed:
        """A half-hour's move against the best plan without it, as seen when it was planned.

        Args:
            done: What was done, as `done` makes it.
            step: The half-hour's position in the span.
        """
        if self.views is None:
            return _weighed(self.expected[0], step, move_gain_gbp(self.expected[0], done, step))
        which = int(np.searchsorted(self.views.starts, step, "right")) - 1
        seen, stop = as_seen(self.expected, self.views, which), int(self.views.stops[which])
        rest, direction = window_after(seen, step, stop, done, self.ends), direction_of(done, step)
        other = best_without_gbp(rest, direction) if direction else None
        return _weighed(rest, 0, None if other is None else solve(rest).objective_gbp - other)


def _weighed(problem: Problem, step: int, gain_gbp: float | None) -> Weighed:
    best_use = float(best_use_gbp_per_mwh(problem)[step])
    return Weighed(
        gain_gbp=gain_gbp,
        charge_price_gbp_per_mwh=float(-problem.charging_gbp_per_mwh[step]),
        load_worth_gbp_per_mwh=float(problem.delivering_gbp_per_mwh[step]),
        export_worth_gbp_per_mwh=float(problem.exporting_gbp_per_mwh[step]),
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
