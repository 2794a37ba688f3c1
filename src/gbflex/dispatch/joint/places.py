"""The step that each column of a joint model belongs to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.layout import Block, Layout
from gbflex.dispatch.problem.problem import Problem

__all__ = ["steps_of_columns"]

Positions = NDArray[np.int64]


def steps_of_columns(layout: Layout, problem: Problem) -> Positions:
    """A step for each column: its own, or the first that it has to do with, shape (columns,).

    Args:
        layout: Where columns stand.
        problem: What is asked.
    """
    steps = np.zeros(layout.count, dtype=np.int64)
    for block, at in layout.blocks():
        steps[at] = _steps(block, len(at), layout, problem)
    return steps


def _steps(block: Block, size: int, layout: Layout, problem: Problem) -> Positions:
    kind, which = (block, 0) if isinstance(block, str) else (block[0], block[1])
    wholes = layout.wholes
    if kind in {"charging", "heat_charging", "drawing", "exporting", "stretch"}:
        flags = {
            "charging": lambda: wholes.charging[which],
            "heat_charging": lambda: wholes.heat_charging,
            "drawing": lambda: wholes.drawing,
            "exporting": lambda: wholes.exporting,
            "stretch": lambda: wholes.neighbours[which],
        }[kind]()
        return np.flatnonzero(flags)
    if kind in {"held", "level"}:
        return _first_of(problem.reserves[which].block_index, size)
    if kind in {"top", "above"}:
        return _first_of(problem.binding_peaks[which].group_index, size)
    if kind == "water":
        return np.full(size, len(problem) - 1)
    return np.arange(size)


def _first_of(group: Positions, size: int) -> Positions:
    first = np.zeros(size, dtype=np.int64)
    found, at = np.unique(group, return_index=True)
    first[found[found >= 0]] = at[found >= 0]
    return first
