"""A bound over a whole span from its parts: what couples them is priced, and each part is searched by itself.

The model of the span is cut at some steps. A row that reaches over a cut leaves the model and is paid for, with
the multiplier of the linear relaxation: all parts together are then bounded as the relaxation is, and whole
numbers in each part lower the bound. What the row still says of one part alone stays as a row of that part. The
proof is in docs/methods/heat.md.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.joint.layout import Layout, Wholes
from gbflex.dispatch.joint.model import joint_program
from gbflex.dispatch.joint.places import steps_of_columns
from gbflex.dispatch.linear.highs import SolverRun, minimised, run_solver
from gbflex.dispatch.linear.program import LinearProgram, Rows
from gbflex.dispatch.problem.problem import Problem
from gbflex.errors import SolverStopped

__all__ = ["Part", "PricedParts", "searched_gbp"]

Array = NDArray[np.float64]
Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]

FRACTION: Final = 1e-6
"""A whole number that the relaxation leaves further from one than this is left to a search."""


class Part(NamedTuple):
    """A part of a model.

    Attributes:
        program: Its own, with what couples it priced.
        relaxed_gbp: No values of it are worth more, by its linear relaxation [GBP].
        fractions: How far the whole numbers of the span's relaxation are from whole in it, added up.
    """

    program: LinearProgram
    relaxed_gbp: float
    fractions: float


class _Matrix(NamedTuple):
    """A program's coefficients one by one, with the bounds of its rows."""

    row: Positions
    column: Positions
    value: Array
    lower: Array
    upper: Array

    @classmethod
    def of(cls, rows: Rows) -> _Matrix:
        return cls(
            np.concatenate(rows.row),
            np.concatenate(rows.column),
            np.concatenate(rows.value),
            np.concatenate(rows.lower),
            np.concatenate(rows.upper),
        )


class PricedParts:
    """A problem's model cut into parts.

    Args:
        problem: What is asked.
        cuts: First step of each part, rising from 0.
        priced: Names of the limits that may be priced where they reach over a cut; by default all. The others are
            not kept there.
    """

    def __init__(self, problem: Problem, cuts: Sequence[int], priced: Collection[str] | None = None) -> None:
        layout = Layout(problem, Wholes.none(problem))
        self._problem, self._cuts, self._priced = problem, list(cuts), priced
        self._program = joint_program(problem, layout)
        self._matrix = _Matrix.of(self._program.rows)
        self._run = _relaxed(self._program)
        of_step = np.searchsorted(np.asarray(cuts), np.arange(len(problem)), side="right") - 1
        self._part = of_step[steps_of_columns(layout, problem)]
        self._coupling = _coupling(self._matrix, self._part, self._program.rows.count)
        prices = self._prices = self._row_prices()
        self._cost = self._program.cost.copy()
        across = self._coupling[self._matrix.row]
        at = self._matrix.row[across]
        np.subtract.at(self._cost, self._matrix.column[across], prices[at] * self._matrix.value[across])
        paid = np.where(prices > 0, self._matrix.lower, self._matrix.upper)[prices != 0] * prices[prices != 0]
        self.beside_gbp = -float(paid.sum())
        self.relaxed_gbp = self._run.bound_gbp
        self.count = len(cuts)

    def _row_prices(self) -> Array:
        """Of each coupling row; the sign that its bounds allow, 0 for the others."""
        wanted = self._coupling.copy()
        for group in self._program.rows.groups if self._priced is not None else ():
            if group.limit not in (self._priced or ()):
                wanted[group.first : group.first + len(group.at)] = False
        prices = np.where(wanted, self._duals, 0.0)
        prices = np.where(np.isinf(self._matrix.lower), np.minimum(prices, 0.0), prices)
        return np.where(np.isinf(self._matrix.upper), np.maximum(prices, 0.0), prices)

    @functools.cached_property
    def _duals(self) -> Array:
        return np.array(self._run.solver.getSolution().row_dual)

    def duals(self, limit: str) -> list[Array]:
        """Multipliers of the rows of a limit in the span's relaxation, one array for each group of rows."""
        groups = [group for group in self._program.rows.groups if group.limit == limit]
        return [self._duals[group.first : group.first + len(group.at)] for group in groups]

    def parts(self) -> Iterator[Part]:
        """The parts in their order."""
        for which in range(self.count):
            yield self._part_of(which)

    def _part_of(self, which: int) -> Part:
        program, matrix = self._program, self._matrix
        columns = np.flatnonzero(self._part == which)
        mine = self._part[matrix.column] == which
        touched = np.zeros(program.rows.count, dtype=bool)
        touched[matrix.row[mine]] = True
        lower, upper = self._left_over(mine, touched)
        kept = np.flatnonzero(touched & ~(np.isinf(lower) & np.isinf(upper)))
        row_at, column_at = np.full(program.rows.count, -1), np.full(len(self._cost), -1)
        row_at[kept], column_at[columns] = np.arange(len(kept)), np.arange(len(columns))
        put = np.flatnonzero(mine)[row_at[matrix.row[mine]] >= 0]
        rows = Rows()
        rows.put(row_at[matrix.row[put]], column_at[matrix.column[put]], matrix.value[put])
        rows.add("kept", np.arange(len(kept)), lower=lower[kept], upper=upper[kept])
        own = LinearProgram(
            self._cost[columns],
            program.lower[columns],
            program.upper[columns],
            int((columns < program.integer_from).sum()),
            rows,
        )
        whole = self._run.values[columns[own.integer_from :]]
        fractions = float(np.abs(whole - np.round(whole)).sum())
        return Part(own, _relaxed(own).bound_gbp, fractions if fractions > FRACTION else 0.0)

    def _left_over(self, mine: Flags, touched: Flags) -> tuple[Array, Array]:
        """What each row says of one part, whatever the others do within their bounds."""
        program, matrix = self._program, self._matrix
        across = self._coupling & touched
        others = across[matrix.row] & ~mine
        at, column, value = matrix.row[others], matrix.column[others], matrix.value[others]
        ends = program.lower[column] * value, program.upper[column] * value
        least, most = np.zeros(program.rows.count), np.zeros(program.rows.count)
        np.add.at(least, at, np.minimum(*ends))
        np.add.at(most, at, np.maximum(*ends))
        return matrix.lower - most, matrix.upper - least


def _coupling(matrix: _Matrix, part: Positions, rows: int) -> Flags:
    """Rows whose columns stand in more than one part."""
    first, last = np.full(rows, np.iinfo(np.int64).max), np.full(rows, -1)
    np.minimum.at(first, matrix.row, part[matrix.column])
    np.maximum.at(last, matrix.row, part[matrix.column])
    return first < last


def _relaxed(program: LinearProgram) -> SolverRun:
    straight = LinearProgram(program.cost, program.lower, program.upper, len(program.cost), program.rows)
    return run_solver(straight, minimised)


def searched_gbp(part: Part, *, relative_gap: float, seconds: float) -> float:
    """No values of a part are worth more than this, by a search over its whole numbers [GBP].

    Args:
        part: The part.
        relative_gap: At which the search may end [fraction].
        seconds: After which it ends [s].
    """
    if part.fractions == 0.0:
        return part.relaxed_gbp
    try:
        run = run_solver(part.program, functools.partial(minimised, relative_gap=relative_gap, seconds=seconds))
    except SolverStopped:
        # Stopped before it found any values.
        return part.relaxed_gbp
    return min(run.bound_gbp, part.relaxed_gbp)
