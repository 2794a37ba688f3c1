"""How engines may stand, and how they may stand a step later.

An engine runs and has done so for a number of steps, or is off and has been so; beyond its shortest run or stop
the number does not matter. Where its starts are limited, those of the day are counted too. Several engines stand
together: every combination is one standing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.commitment import held_steps, on_bounds, steps_of
from gbflex.dispatch.problem.engine import Engine
from gbflex.dispatch.problem.plant import Plant

__all__ = ["MOST_STANDINGS", "Options", "Standings", "count_of"]

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


MOST_STANDINGS: Final = 400
"""With more, starts per day are not counted; with more even so, the path is left to others."""


def count_of(engines: Iterable[Engine], hours: float, *, counted: bool) -> int:
    """How many standings there are.

    Args:
        engines: The engines.
        hours: Length of a step [h].
        counted: Whether starts per day are.
    """
    count = 1
    for engine in engines:
        count *= steps_of(engine.min_up_hours, hours) + steps_of(engine.min_down_hours, hours)
        if counted and engine.max_starts_per_day is not None:
            count *= engine.max_starts_per_day + 1
    return count


@dataclass(frozen=True, eq=False)
class Options:
    """Where each standing may lead, while the same engines are out of order.

    Attributes:
        begins: Where a standing's options begin, shape (standings + 1,).
        leads: The standing each leads to, shape (options,).
        starts: Which engines start, shape (options, engines).
    """

    begins: Whole
    leads: Whole
    starts: Flags


class Standings:
    """All ways in which the engines of a plant may stand.

    Args:
        plant: The plant.
        hours: Length of a step [h].
    """

    def __init__(self, plant: Plant, hours: float) -> None:
        self.engines, self.engine_worths = plant.engines, plant.engine_worths
        self._run = [steps_of(engine.min_up_hours, hours) for engine in plant.engines]
        self._stop = [steps_of(engine.min_down_hours, hours) for engine in plant.engines]
        counted = count_of(self.engines, hours, counted=True) <= MOST_STANDINGS
        limits = [engine.max_starts_per_day if counted else None for engine in self.engines]
        self._limits = [-1 if limit is None else limit for limit in limits]
        each = [
            [(age, used) for age in range(run + stop) for used in range(max(limit, 0) + 1)]
            for run, stop, limit in zip(self._run, self._stop, self._limits, strict=True)
        ]
        self._all = list(itertools.product(*each))
        self._index = {standing: i for i, standing in enumerate(self._all)}
        self.on: Flags = np.array(
            [[age < run for (age, _), run in zip(standing, self._run, strict=True)] for standing in self._all],
            dtype=bool,
        ).reshape(len(self._all), len(self.engines))
        self.usable: Flags = np.array(
            [
                on_bounds(engine, available, hours)[1] > 0
                if not held_steps(engine, hours)
                else available * engine.max_power_mw >= engine.min_power_mw * (1 - 1e-9)
                for engine, available in zip(plant.engines, plant.engine_available, strict=True)
            ],
            dtype=bool,
        ).reshape(len(self.engines), len(plant.heat_load_mwh))
        self.first = self._index[
            tuple((self._start(i, engine, hours), 0) for i, engine in enumerate(self.engines))
        ]

    def __len__(self) -> int:
        return len(self._all)

    def _start(self, i: int, engine: Engine, hours: float) -> int:
        """An engine that has only begun counts as a step older: that can only widen what it may do."""
        held = held_steps(engine, hours)
        if engine.start.on:
            return max(self._run[i] - held, 1) - 1
        return self._run[i] + max(self._stop[i] - held, 1) - 1

    def options(self, usable: tuple[bool, ...], *, new_day: bool) -> Options:
        """Where each standing may lead.

        Args:
            usable: Which engines can run in the step.
            new_day: Whether the starts of a day are counted anew from it.
        """
        begins, leads, starts = [0], [], []
        for standing in self._all:
            ways = [
                self._ways(i, age, 0 if new_day else used, can)
                for i, ((age, used), can) in enumerate(zip(standing, usable, strict=True))
            ]
            for way in itertools.product(*ways):
                leads.append(self._index[tuple((age, used) for age, used, _ in way)])
                starts.append([started for _, _, started in way])
            begins.append(len(leads))
        return Options(
            np.array(begins), np.array(leads), np.array(starts, dtype=bool).reshape(len(leads), len(self.engines))
        )

    def _ways(self, i: int, age: int, used: int, can_run: bool) -> list[tuple[int, int, bool]]:
        """What one engine may do next: how it then stands, its starts of the day, and whether it starts."""
        run, stop, limit = self._run[i], self._stop[i], self._limits[i]
        if age < run:
            # An outage ends a run, whatever its length.
            if not can_run:
                return [(run, used, False)]
            going_on = (min(age + 1, run - 1), used, False)
            return [going_on, (run, used, False)] if age == run - 1 else [going_on]
        waiting = (run + min(age - run + 1, stop - 1), used, False)
        if age < run + stop - 1 or not can_run or used == limit:
            return [waiting]
        return [waiting, (0, used + 1 if limit >= 0 else 0, True)]
