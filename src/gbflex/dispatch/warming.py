"""The compiled kernel made ready before the first question, for processes that stay: a server or a notebook."""

from __future__ import annotations

import dataclasses

import numpy as np

from gbflex.dispatch.batch import price_scenarios
from gbflex.dispatch.exact.compiled import load_now
from gbflex.dispatch.problem.problem import Problem, Store
from gbflex.dispatch.problem.reserve import Reserve
from gbflex.dispatch.rolling import Views
from gbflex.dispatch.router import solve
from gbflex.dispatch.rules import follow
from gbflex.dispatch.windows import roll

__all__ = ["warm_up"]


def warm_up() -> None:
    """Load the compiled kernel now, so that the first problem already takes milliseconds.

    A process that solves a few problems needs no call: it changes over by itself once that pays. Takes about a
    second; where this user never compiled this version, as long as compiling takes, half a minute. Engines of a
    plant are compiled with their first plan. Without numba nothing happens.
    """
    load_now()
    price = np.array([-20.0, 40.0])
    nothing = np.zeros(2)
    store = Store(1.0, 1.0, 1.0, 0.9, 0.9, 0.0, None)
    problem = Problem(0.5, np.zeros(2, dtype=np.int64), nothing, -price, nothing, price, stores=(store,))
    reserve = Reserve(np.zeros(2, dtype=np.int64), np.ones(1), (0.0, 1.0), "up", 0.5)
    for one in (problem, dataclasses.replace(problem, reserves=(reserve,))):
        solve(one)
    roll([problem], Views.even(2, commit_steps=1, look_ahead_steps=2))
    rows = np.array([price, price])
    price_scenarios(problem, charge_gbp_per_mwh=-rows, load_gbp_per_mwh=np.zeros((2, 2)), export_gbp_per_mwh=rows)
    follow(problem, nothing)
