"""A schedule with the proof that came with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gbflex.dispatch.schedule import Schedule

__all__ = ["Answer", "Status"]

Status = Literal["optimal", "feasible", "stopped"]


@dataclass(frozen=True, eq=False)
class Answer:
    """What a solver found and how sure it is.

    Attributes:
        schedule: The energy flows.
        status: "optimal" where the bound proves it.
        objective_gbp: Worth of the schedule, re-priced from its flows [GBP].
        bound_gbp: No schedule is worth more than this [GBP].
        solver: Name and version.
        model_seconds: Time spent building the model [s].
        solve_seconds: Time the solver took [s].
        binaries: Steps in which a binary kept one direction.
    """

    schedule: Schedule
    status: Status
    objective_gbp: float
    bound_gbp: float
    solver: str
    model_seconds: float = 0.0
    solve_seconds: float = 0.0
    binaries: int = 0

    @property
    def gap(self) -> float:
        """Bound minus objective, relative to the objective; 0 proves the optimum."""
        return max(self.bound_gbp - self.objective_gbp, 0.0) / max(abs(self.objective_gbp), 1.0)
