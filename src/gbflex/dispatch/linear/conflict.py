"""Which limits stand in each other's way: the least that must give, and what that is worth.

Two linear programs. The first lets every limit give at the same cost and finds the least energy in all; the
second lets each give exactly so much and finds what one MWh more would be worth. Directions are not kept, so a
conflict that only one direction per step makes is not seen.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.linear.highs import minimised
from gbflex.dispatch.linear.program import LinearProgram
from gbflex.dispatch.linear.storage_model import CYCLES_IN_ALL, CYCLES_PER_DAY, Columns, linear_program
from gbflex.dispatch.problem.problem import Problem, Store

__all__ = ["Conflict", "conflicts"]

Array = NDArray[np.float64]
Positions = NDArray[np.int64]

NEGLIGIBLE_MWH: Final = 1e-6


class Conflict(NamedTuple):
    """A limit that must give.

    Attributes:
        limit: Its name.
        counts: What `first` counts: "step", "day" or "span".
        first: Where it gives first.
        amount_mwh: By how much in all [MWh].
        price_gbp_per_mwh: What one MWh more would be worth where it is worth most [GBP/MWh].
    """

    limit: str
    counts: str
    first: int
    amount_mwh: float
    price_gbp_per_mwh: float

    def __str__(self) -> str:
        where = "" if self.counts == "span" else f" from {self.counts} {self.first}"
        return (
            f"{self.limit}{where} by {self.amount_mwh:.6f} MWh in all "
            f"(a MWh more is worth {self.price_gbp_per_mwh:.2f} GBP)"
        )


class _Slack(NamedTuple):
    limit: str
    counts: str
    at: Positions
    columns: Positions


def conflicts(problem: Problem, store: Store) -> list[Conflict]:
    """The limits that must give for any schedule to exist, fewest MWh in all; empty if none needs to.

    Args:
        problem: One without a schedule.
        store: Its store.
    """
    none = np.zeros(0, dtype=np.int64)
    columns = Columns.of(problem, none, none)
    program = linear_program(problem, store, columns)
    money = program.cost
    slacks = [*_loosen_rows(program), *_loosen_columns(program, columns, problem, store)]
    total = len(program.cost)
    program.cost = np.concatenate((np.zeros(len(money)), np.ones(total - len(money))))
    program.integer_from = total
    given = np.array(minimised(program).getSolution().col_value)
    program.cost = np.concatenate((money, np.zeros(total - len(money))))
    program.upper[len(money) :] = np.maximum(given[len(money) :], 0.0) + 1e-9
    worth = -np.array(minimised(program).getSolution().col_dual)
    return [found for slack in slacks if (found := _conflict(slack, given, worth)) is not None]


def _conflict(slack: _Slack, given: Array, worth: Array) -> Conflict | None:
    amount = given[slack.columns]
    giving = np.flatnonzero(amount > NEGLIGIBLE_MWH)
    if not len(giving):
        return None
    price = float(worth[slack.columns[giving]].max())
    return Conflict(
        slack.limit, slack.counts, int(slack.at[giving[0]]), float(amount.sum()), max(price, 0.0) + 0.0
    )


LIMITS: Final = {
    "import limit",
    CYCLES_PER_DAY,
    CYCLES_IN_ALL,
    "reserve power, up",
    "reserve power, down",
    "reserve energy",
    "reserve room",
}
"""Groups of rows that state a limit and no physics."""


def _loosen_rows(program: LinearProgram) -> list[_Slack]:
    """Let the bounds of the rows that state limits give."""
    slacks = []
    rows = program.rows
    for group, lower in zip(list(rows.groups), list(rows.lower), strict=True):
        if group.limit in LIMITS:
            columns = program.add_columns(len(group.at))
            # A sum that is too small is raised, one that is too large lowered; zero is a cycle's own floor.
            at_least = group.limit not in {CYCLES_PER_DAY, CYCLES_IN_ALL} and bool(np.isfinite(lower).all())
            rows.put(group.first + np.arange(len(group.at)), columns, 1.0 if at_least else -1.0)
            slacks.append(_Slack(group.limit, group.counts, group.at, columns))
    return slacks


def _loosen_columns(program: LinearProgram, columns: Columns, problem: Problem, store: Store) -> list[_Slack]:
    """Let bounds of the flows and states give, as rows of their own."""
    every = np.arange(len(problem))
    end = every[len(every) if store.final_mwh is None else -1 :]
    before = every[: len(every) - len(end)]
    slacks = []
    for limit, of, steps, sign in (
        ("export limit or discharge_power_mw", columns.export, every, 1.0),
        ("charge_power_mw", columns.charge, every, 1.0),
        ("max_state_of_charge_mwh", columns.state, before, 1.0),
        ("min_state_of_charge_mwh", columns.state, before, -1.0),
        ("final_state_of_charge_mwh", columns.state, end, 1.0),
        ("final_state_of_charge_mwh", columns.state, end, -1.0),
    ):
        where = of[steps]
        bound = program.upper[where].copy() if sign > 0 else program.lower[where].copy()
        slack = program.add_columns(len(steps))
        lower, upper = (-np.inf, bound) if sign > 0 else (bound, np.inf)
        program.rows.add(limit, steps, (where, 1.0), (slack, -sign), lower=lower, upper=upper)
        slacks.append(_Slack(limit, "step", steps, slack))
    for where in (columns.charge, columns.export, columns.state):
        program.upper[where] = np.inf
    program.lower[columns.state] = -np.inf
    return slacks
