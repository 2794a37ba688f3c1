"""Whole numbers that are given to HiGHS are given exactly: 1.15.1 calls a lesser plan the best where they are not."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest

from gbflex.dispatch.joint import solve as joint
from gbflex.dispatch.joint.layout import Block
from gbflex.dispatch.linear.highs import Minimise, SolverRun, run_solver
from gbflex.dispatch.linear.program import LinearProgram
from gbflex.dispatch.problem.answer import Answer
from gbflex.dispatch.problem.problem import Problem
from gbflex.errors import Infeasible
from tests.dispatch.plant_random import random_plant_problem

CASES = 8


def plans() -> list[tuple[Problem, Answer]]:
    """The first random plants that have a plan, with the best."""
    found: list[tuple[Problem, Answer]] = []
    source = np.random.default_rng(4_000)
    while len(found) < CASES:
        problem = random_plant_problem(source)
        with contextlib.suppress(Infeasible):
            found.append((problem, joint.solve_jointly(problem, relative_gap=0.0)))
    return found


def test_who_runs_is_held_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a whole column that is held has one value for both bounds, and the best plan is found again around it.

    If broken: bounds of 1 - 1e-9 and 1, with which HiGHS lost 0.36 of 15,409 GBP on the example hospital's
    2024-06-12 and said that nothing was better.
    """
    asked: list[LinearProgram] = []

    def watched(program: LinearProgram, minimise: Minimise) -> SolverRun:
        asked.append(program)
        return run_solver(program, minimise)

    for problem, best in plans():
        assert best.schedule.plant is not None
        engines = best.schedule.plant.engines
        held: dict[Block, np.ndarray] = {("on", i): engine.on.astype(float) for i, engine in enumerate(engines)}
        with monkeypatch.context() as patched:
            patched.setattr(joint, "run_solver", watched)
            again = joint.solve_jointly(problem, relative_gap=0.0, held=held)
        assert again.objective_gbp == pytest.approx(best.objective_gbp, abs=1e-6)
        lower, upper = asked[-1].lower, asked[-1].upper
        given = upper - lower < 1e-6
        assert given.sum() >= len(engines) * len(problem)
        assert np.array_equal(lower[given], upper[given])
