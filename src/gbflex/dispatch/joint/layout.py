"""Where the columns of a joint model stand: blocks by name, the whole numbers last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.problem import Problem

__all__ = ["Block", "Layout", "Wholes"]

Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]
Block = str | tuple[str, int] | tuple[str, int, int]
"""A kind of column, with its store, engine, boiler, reserve or peak and, on a curve or a menu, the point."""


@dataclass
class Wholes:
    """Steps in which a column is whole, or follows another: else a linear model gains by two things at once.

    Attributes:
        charging: Each store's direction.
        heat_charging: The heat store's.
        drawing: Whether assets draw from the network, or give to load and network.
        exporting: Whether the load is served and export may begin.
        moving: By store: steps in which it moves if it runs.
        neighbours: By engine: steps in which only the two points beside its output have weight.
    """

    charging: list[Flags]
    heat_charging: Flags
    drawing: Flags
    exporting: Flags
    moving: dict[int, Flags] = field(default_factory=dict)
    neighbours: dict[int, Flags] = field(default_factory=dict)

    @classmethod
    def none(cls, problem: Problem) -> Wholes:
        """Nothing is whole but what always is."""
        never = np.zeros(len(problem), dtype=bool)
        return cls([never for _ in problem.stores], never, never, never)

    def count(self) -> int:
        """How many columns it makes whole, or follow another, but for curves' stretches."""
        flags = [
            *self.charging,
            *self.moving.values(),
            self.heat_charging,
            self.drawing,
            self.exporting,
            *self.neighbours.values(),
        ]
        return sum(int(each.sum()) for each in flags)


class Layout:
    """Positions of each block of columns.

    Args:
        problem: What is asked.
        wholes: Where directions and places on curves are whole numbers.
        more: Further blocks of columns, and their sizes.
    """

    def __init__(self, problem: Problem, wholes: Wholes, more: Mapping[Block, int] | None = None) -> None:
        straight, whole = _of_the_meter(problem), dict[Block, int]()
        for i, store in enumerate(problem.stores):
            straight |= _of_a_store(problem, i)
            whole["charging", i] = int(wholes.charging[i].sum())
            if store.auxiliary_mw and store.auxiliary_when == "running":
                whole["running", i] = len(problem)
        _add_the_plant(straight, whole, problem, wholes)
        for i, reserve in enumerate(problem.reserves):
            straight["held", i] = reserve.blocks
            if not (reserve.continuous or reserve.is_fixed):
                whole |= {("level", i, j): reserve.blocks for j in range(len(reserve.levels_mw))}
        straight |= more or {}
        for name in ("heat_charging", "drawing", "exporting"):
            whole[name] = int(getattr(wholes, name).sum())
        self.wholes = wholes
        self.integer_from = sum(straight.values())
        self.count = self.integer_from + sum(whole.values())
        self._at = _positions({**straight, **whole})

    def __getitem__(self, block: Block) -> Positions:
        return self._at[block]

    def __contains__(self, block: Block) -> bool:
        return block in self._at

    def blocks(self) -> Iterable[tuple[Block, Positions]]:
        """Each block with the positions of its columns."""
        return self._at.items()


def _of_the_meter(problem: Problem) -> dict[Block, int]:
    """What assets draw, deliver and export, and the largest import of each group that a peak prices."""
    sizes: dict[Block, int] = dict.fromkeys(("draw", "deliver", "export"), len(problem))
    for i, peak in enumerate(problem.binding_peaks):
        sizes |= {("top", i): len(peak.free_mwh), ("above", i): len(peak.free_mwh)}
    return sizes


def _of_a_store(problem: Problem, i: int) -> dict[Block, int]:
    sizes: dict[Block, int] = {(kind, i): len(problem) for kind in ("charge", "discharge", "state")}
    value = problem.stores[i].water_value
    if value is not None:
        sizes["water", i] = len(value.at_mwh) - 1
    return sizes


def _add_the_plant(straight: dict[Block, int], whole: dict[Block, int], problem: Problem, wholes: Wholes) -> None:
    plant, n = problem.whole_plant, len(problem)
    if plant.solar_mwh.any():
        straight["solar"] = n
    if plant.has_heat:
        straight["dump"] = n
    if plant.heat_store is not None:
        straight |= dict.fromkeys(("heat_charge", "heat_discharge", "heat_state"), n)
    for i, engine in enumerate(plant.engines):
        straight |= {("weight", i, j): n for j in range(len(engine.power_mw))}
        straight |= {("start", i): n, ("stop", i): n}
        whole["on", i] = n
        if i in wholes.neighbours:
            steps = int(wholes.neighbours[i].sum())
            whole |= {("stretch", i, j): steps for j in range(len(engine.power_mw) - 1)}
    straight |= {("boiler", i): n for i in range(len(plant.boilers))}


def _positions(sizes: Mapping[Block, int]) -> dict[Block, Positions]:
    first, at = 0, {}
    for block, size in sizes.items():
        at[block] = first + np.arange(size)
        first += size
    return at
