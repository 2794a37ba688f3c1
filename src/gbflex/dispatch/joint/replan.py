"""A plan made anew around engines that are held to some output: who runs elsewhere is kept, all else is free.

With who runs given, what is left (loads, boilers, stores, the meter) is a small program that is solved to its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.layout import Block
from gbflex.dispatch.joint.solve import relaxed_bound_gbp, solve_jointly
from gbflex.dispatch.problem.answer import Answer
from gbflex.dispatch.problem.problem import Problem
from gbflex.dispatch.problem.schedule import Schedule
from gbflex.errors import DispatchError

__all__ = ["Replan"]

Array = NDArray[np.float64]

GAP: Final = 1e-8
SECONDS: Final = 5.0


class Replan:
    """Plans beside a plan.

    Args:
        problem: One with engines.
        schedule: Its plan, which says who runs.
    """

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        assert schedule.plant is not None  # noqa: S101 (callers have engines)
        self._problem = problem
        self._on = [flows.power_mwh > 0 for flows in schedule.plant.engines]

    def answer(self, held_mw: Mapping[int, Array]) -> Answer | None:
        """The best plan with some outputs given; None where there is none.

        Args:
            held_mw: Of engines by number: their output where it is given, NaN where it is free [MW], shape (n,).
        """
        held = self._held(held_mw)
        for i, on in enumerate(self._on):
            held["on", i] = np.where(np.isnan(held["on", i]), on, held["on", i])
        try:
            return solve_jointly(self._problem, relative_gap=GAP, held=held, seconds=SECONDS)
        except DispatchError:
            return None

    def bound_gbp(self, held_mw: Mapping[int, Array]) -> float:
        """No plan with those outputs is worth more, whoever runs in other half-hours [GBP].

        Args:
            held_mw: As for `answer`.
        """
        return relaxed_bound_gbp(self._problem, self._held(held_mw))

    def _held(self, held_mw: Mapping[int, Array]) -> dict[Block, Array]:
        held: dict[Block, Array] = {}
        for i, engine in enumerate(self._problem.whole_plant.engines):
            power = held_mw.get(i, np.full(len(self._problem), np.nan))
            given = ~np.isnan(power)
            held["on", i] = np.where(given, power > 0, np.nan)
            for j, unit in enumerate(np.eye(len(engine.power_mw))):
                share = np.where(power > 0, np.interp(power, engine.power_mw, unit), 0.0)
                held["weight", i, j] = np.where(given, share, np.nan)
        return held
