"""A schedule with the proof that came with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.schedule import Schedule

__all__ = ["OPTIMAL_GAP", "PROVEN_GAP", "Answer", "CyclePrices", "Status"]

Status = Literal["optimal", "feasible"]
"""Of a schedule that keeps every limit. Where there is none, or time ran out before one was found, there is an
error and no answer."""

OPTIMAL_GAP: Final = 1e-4
"""A schedule this close to a bound is called optimal, whichever engine found it [fraction]."""
PROVEN_GAP: Final = 1e-7
"""Bound and objective are the same but for rounding and the tie-break [fraction]."""


@dataclass(frozen=True)
class CyclePrices:
    """What more of a cycle would have earned at the margin, GBP per cycle: the multipliers of the cycle limits.

    A whole cycle more earns less: the first bit of it takes the best that is left.

    Attributes:
        per_day_gbp_per_cycle: By day, shape (days,) as a tuple; None where there is no daily limit.
        in_all_gbp_per_cycle: Of the limit over all steps; None where there is none.
        conditional: Whether the steps' directions were held fixed for it.
    """

    per_day_gbp_per_cycle: tuple[float, ...] | None
    in_all_gbp_per_cycle: float | None
    conditional: bool = False


@dataclass(frozen=True, eq=False)
class Answer:
    """What a solver found and how sure it is.

    Attributes:
        schedule: The energy flows.
        objective_gbp: Worth of the schedule, re-priced from its flows [GBP].
        bound_gbp: No schedule is worth more than this [GBP].
        solver: Name and version.
        model_seconds: Time spent building the model [s].
        solve_seconds: Time the solver took [s].
        binaries: Steps in which a binary kept one direction.
        cycle_prices: Multipliers of the cycle limits of the only store, where there are any.
        import_price_gbp_per_mwh: What a MWh of import costs in each step through the month's peak, shape (n,);
            None where no peak is planned [GBP/MWh].
        worst_violation_mwh: Largest excess over any limit, set when the answer was checked [MWh].
        simultaneous_steps: Steps that charge and discharge, set when the answer was checked.
        worst_window_gap: Largest gap of windows planned one after another, or of the one that held all days; None
            where nothing was planned in windows.
        view_days: Days that each of these windows looked at, likewise.
        foresaw: Whether the plan was made for what came true. One made on a forecast or by a rule is never called
            optimal, though it may happen to be.
    """

    schedule: Schedule
    objective_gbp: float
    bound_gbp: float
    solver: str
    model_seconds: float = 0.0
    solve_seconds: float = 0.0
    binaries: int = 0
    cycle_prices: CyclePrices | None = None
    import_price_gbp_per_mwh: NDArray[np.float64] | None = None
    worst_violation_mwh: float = 0.0
    simultaneous_steps: int = 0
    worst_window_gap: float | None = None
    view_days: int | None = None
    foresaw: bool = True

    @property
    def status(self) -> Status:
        """What the gap that was reached proves: optimal to `OPTIMAL_GAP`."""
        return "optimal" if self.foresaw and self.gap <= OPTIMAL_GAP else "feasible"

    @property
    def gap(self) -> float:
        """Bound minus objective, relative to the objective; 0 proves the optimum."""
        return max(self.bound_gbp - self.objective_gbp, 0.0) / max(abs(self.objective_gbp), 1.0)
