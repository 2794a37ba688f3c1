"""The exact algorithm's compiled kernel without what stands around it: the way back and the way forth."""

from __future__ import annotations

import math
import time

from gbflex.dispatch import Problem
from gbflex.dispatch.exact.compiled import kernel
from gbflex.dispatch.exact.moves import moves_of
from gbflex.dispatch.exact.workspace import Workspace, ending_of, row

__all__ = ["kernel_seconds"]


def kernel_seconds(problem: Problem) -> float:
    """Time of the kernel on a problem with a store and no reserve [s]."""
    store, n, relaxed = problem.store, len(problem), not problem.one_direction
    assert store is not None  # noqa: S101 (the reference problem has one)
    used, moves = kernel(math.inf, "path"), moves_of(problem, store)
    steps = tuple(row(numbers, is_compiled=used.is_compiled) for numbers in moves)
    space = Workspace(n, is_compiled=used.is_compiled, segments=2048 + 16 * n)
    ended = space.lay_ending(ending_of(store.final_mwh, None, 0.0, store.energy_capacity_mwh))
    keep, initial = problem.kept_fraction, store.initial_mwh
    work, way = space.work, (space.tape, space.pages, space.profit, space.bench, space.flows)
    began = time.perf_counter()
    code, _ = used.path.value_path(steps, n, keep, initial, relaxed, ended, *work)
    used.path.follow_path(steps, keep, initial, relaxed, n, *way, 0)
    seconds = time.perf_counter() - began
    if code != 0:
        raise RuntimeError(f"the kernel ended with code {code}")
    return seconds
