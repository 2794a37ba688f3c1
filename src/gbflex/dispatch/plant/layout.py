"""Where the columns of a plant's model stand: blocks by name, the whole numbers last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.problem.problem import Problem

__all__ = ["Block", "Layout", "Wholes"]

Positions = NDArray[np.int64]
Block = str | tuple[str, int] | tuple[str, int, int]
"""A kind of column, with its engine or boiler and, on its curve, the point or stretch."""


@dataclass
class Wholes:
    """Steps in which a column must be whole, because the linear model could gain by doing two things at once.

    Attributes:
        charging: The electric store's direction.
        heat_charging: The heat store's.
        drawing: Whether the store draws from the network, or the assets give to load and network.
        exporting: Whether the load is served and export may begin.
        neighbours: By engine: steps in which only the two points beside its output have weight.
    """

    charging: NDArray[np.bool_]
    heat_charging: NDArray[np.bool_]
    drawing: NDArray[np.bool_]
    exporting: NDArray[np.bool_]
    neighbours: dict[int, NDArray[np.bool_]] = field(default_factory=dict)


class Layout:
    """Positions of each block of columns.

    Args:
        problem: What is asked.
        wholes: Where directions and places on curves are whole numbers.
        more: Further blocks of columns, and their sizes.
    """

    def __init__(self, problem: Problem, wholes: Wholes, more: Mapping[Block, int] | None = None) -> None:
        plant = problem.plant
        assert plant is not None  # noqa: S101 (the router sends no other here)
        n = len(problem)
        straight: dict[Block, int] = dict.fromkeys(("deliver", "export", "solar", "dump"), n)
        if problem.store is not None:
            straight |= dict.fromkeys(("draw", "charge", "discharge", "state"), n)
        if plant.heat_store is not None:
            straight |= dict.fromkeys(("heat_charge", "heat_discharge", "heat_state"), n)
        whole: dict[Block, int] = {}
        for i, engine in enumerate(plant.engines):
            straight |= {("weight", i, j): n for j in range(len(engine.power_mw))}
            straight |= {("start", i): n, ("stop", i): n}
            whole["on", i] = n
            if i in wholes.neighbours:
                steps = int(wholes.neighbours[i].sum())
                whole |= {("stretch", i, j): steps for j in range(len(engine.power_mw) - 1)}
        straight |= {("boiler", i): n for i in range(len(plant.boilers))}
        straight |= more or {}
        for name in ("charging", "heat_charging", "drawing", "exporting"):
            whole[name] = int(getattr(wholes, name).sum())
        self.wholes = wholes
        self.integer_from = sum(straight.values())
        self.count = self.integer_from + sum(whole.values())
        self._at = _positions({**straight, **whole})

    def __getitem__(self, block: Block) -> Positions:
        return self._at[block]

    def __contains__(self, block: Block) -> bool:
        return block in self._at


def _positions(sizes: Mapping[Block, int]) -> dict[Block, Positions]:
    first, at = 0, {}
    for block, size in sizes.items():
        at[block] = first + np.arange(size)
        first += size
    return at
