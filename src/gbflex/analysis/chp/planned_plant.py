"""A plant's plan, and what it costs to run some of its units otherwise.

Another way is output in a block of half-hours, with all else planned anew: loads, boilers, stores and the meter;
who runs in other half-hours is kept. Beside it stands a bound for any starts and stops: where the two differ,
others could make it cheaper still.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch import Answer, Problem, Schedule
from gbflex.dispatch.joint.check import engine_limits
from gbflex.dispatch.joint.heat_side import HeatSide
from gbflex.dispatch.joint.replan import Replan
from gbflex.dispatch.problem.kept import TOLERANCE_MWH
from gbflex.dispatch.problem.plant import Plant
from gbflex.dispatch.problem.plant_flows import engine_flows

__all__ = ["PlannedPlant"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PlannedPlant:
    """A plan, and what moves off it cost.

    Attributes:
        problem: What was asked.
        plant: Its plant.
        schedule: The plan.
        heat_side: Balances heat anew.
        heat_worth_gbp: Worth of the heat side under the plan [GBP].
        replan: Plans all else anew.
        objective_gbp: Worth of the plan [GBP].
    """

    problem: Problem
    plant: Plant
    schedule: Schedule
    heat_side: HeatSide
    heat_worth_gbp: float
    replan: Replan
    objective_gbp: float

    @classmethod
    def of(cls, problem: Problem, answer: Answer) -> PlannedPlant:
        """A plan of a problem with a plant; with who runs given, its loads are made the best.

        Args:
            problem: One with a plant.
            answer: Its plan.
        """
        replan = Replan(problem, answer.schedule)
        finer = replan.answer({})
        best = answer if finer is None or finer.objective_gbp <= answer.objective_gbp else finer
        plant, flows, schedule = problem.plant, best.schedule.plant, best.schedule
        assert plant is not None  # noqa: S101 (callers have one)
        assert flows is not None  # noqa: S101 (the same)
        side = HeatSide(problem)
        worth = side.worth_gbp(np.sum([engine.heat_mwh for engine in flows.engines], axis=0))
        assert worth is not None  # noqa: S101 (the plan balances heat)
        return cls(problem, plant, schedule, side, worth, replan, best.objective_gbp)

    def power_mw(self, i: int) -> Array:
        """Planned output of a unit [MW], shape (n,)."""
        assert self.schedule.plant is not None  # noqa: S101 (see `of`)
        return self.schedule.plant.engines[i].power_mwh / self.problem.hours

    @property
    def given_mwh(self) -> Array:
        """What assets give behind the meter, less what they draw [MWh], shape (n,)."""
        return self.problem.load_mwh - self.schedule.import_mwh + self.schedule.export_mwh

    def cost_gbp(self, profiles_mw: Mapping[int, Array], *, at_meter: bool = True) -> float | None:
        """What other profiles of some units cost against the plan [GBP]; None where a limit stands in the way.

        Args:
            profiles_mw: Output of each unit that changes [MW], shape (n,).
            at_meter: False leaves out what the meter pays: the cost of making electricity alone.
        """
        assert self.schedule.plant is not None  # noqa: S101 (see `of`)
        worth, change = 0.0, np.zeros(len(self.problem))
        heat = np.sum([engine.heat_mwh for engine in self.schedule.plant.engines], axis=0)
        for i, profile in profiles_mw.items():
            engine, before = self.plant.engines[i], self.schedule.plant.engines[i]
            after = engine_flows(engine, profile * self.problem.hours, self.problem.hours)
            if not self.keeps_limits(i, profile):
                return None
            worth += after.worth_gbp(self.plant.engine_worths[i]) - before.worth_gbp(self.plant.engine_worths[i])
            change += after.power_mwh - before.power_mwh
            heat = heat + after.heat_mwh - before.heat_mwh
        if at_meter:
            meter = self._meter_worth_gbp(change)
            if meter is None:
                return None
            worth += meter
        heat_worth = self.heat_side.worth_gbp(heat)
        return None if heat_worth is None else self.heat_worth_gbp - heat_worth - worth

    def replanned_gbp(self, held_mw: Mapping[int, Array]) -> float | None:
        """What output in some half-hours costs with all else planned anew [GBP]; None where nothing allows it.

        Args:
            held_mw: Of units by number, where it is given; NaN where it is free [MW], shape (n,).
        """
        found = self.replan.answer(held_mw)
        return None if found is None else self.objective_gbp - found.objective_gbp

    def least_gbp(self, held_mw: Mapping[int, Array]) -> float:
        """No less than this could it cost, whoever runs in other half-hours [GBP].

        Args:
            held_mw: As for `replanned_gbp`.
        """
        return self.objective_gbp - self.replan.bound_gbp(held_mw)

    def keeps_limits(self, i: int, profile_mw: Array) -> bool:
        """Whether a profile keeps the limits of a unit: loads, ramps, runs, stops, starts and outages.

        Args:
            i: The unit's number.
            profile_mw: Its output [MW], shape (n,).
        """
        engine = self.plant.engines[i]
        flows = engine_flows(engine, profile_mw * self.problem.hours, self.problem.hours)
        limits = engine_limits(self.problem, engine, self.plant.engine_available[i], flows)
        return all(kept.measured().by_mwh <= TOLERANCE_MWH for kept in limits)

    def _meter_worth_gbp(self, change_mwh: Array) -> float | None:
        problem, before = self.problem, self.given_mwh
        after = before + change_mwh
        changed = np.abs(change_mwh) > 0
        beyond = (after - problem.load_mwh - problem.export_limit_mwh > TOLERANCE_MWH) | (
            problem.load_mwh - after - problem.import_limit_mwh > TOLERANCE_MWH
        )
        if (beyond & changed).any():
            return None
        return float((_at_meter_gbp(problem, after) - _at_meter_gbp(problem, before)).sum())

    def load_bounds_mw(self, i: int, step: int) -> tuple[float, float] | None:
        """How far a running unit's load can move in one step, those beside it as planned [MW]; None if off."""
        power, engine = self.power_mw(i), self.plant.engines[i]
        if power[step] <= 0:
            return None
        low, high = engine.min_power_mw, self.plant.engine_available[i][step] * engine.max_power_mw
        ramp = engine.ramp_mw_per_hour * self.problem.hours
        before = power[step - 1] if step else engine.start.power_mw
        after = power[step + 1] if step + 1 < len(power) else power[step]
        for beside in (before, after):
            reach = ramp if beside > 0 else max(engine.min_power_mw, ramp)
            low, high = max(low, beside - reach), min(high, beside + reach)
        return float(min(low, power[step])), float(max(high, power[step]))


def _at_meter_gbp(problem: Problem, given_mwh: Array) -> Array:
    """What the meter is worth where assets give so much [GBP], shape (n,)."""
    served = np.clip(given_mwh, 0.0, problem.load_mwh)
    worth = (
        served * problem.load_gbp_per_mwh
        + np.maximum(given_mwh - problem.load_mwh, 0.0) * problem.export_gbp_per_mwh
    )
    return np.asarray(worth + np.maximum(-given_mwh, 0.0) * problem.charge_gbp_per_mwh)
