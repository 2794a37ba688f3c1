"""A mixed-integer program as lists of columns and rows, whose worth is made as large as can be.

Of gbflex it knows nothing. HiGHS runs without presolve, which in 1.15.1 cuts off optima where there are whole numbers.
Choices between pairs of columns are whole only where the optimum without uses both of some pair: an optimum that uses
one of each is one of the whole program.
"""

from __future__ import annotations

import dataclasses

import highspy
import numpy as np

__all__ = ["Best", "Column", "Model", "Terms"]

Column = int
Terms = list[tuple[Column, float]]

BOTH_USED = 1e-7
OPTIONS = (
    ("output_flag", False),
    ("presolve", "off"),
    ("threads", 1),
    ("mip_rel_gap", 0.0),
    ("mip_abs_gap", 1e-9),
    ("mip_feasibility_tolerance", 1e-9),
    ("primal_feasibility_tolerance", 1e-9),
    ("dual_feasibility_tolerance", 1e-9),
)


@dataclasses.dataclass(frozen=True)
class Best:
    """An optimum: what it is worth, and the value of every column."""

    worth: float
    values: list[float]


@dataclasses.dataclass
class Model:
    """Columns and rows, as lists; what is maximised is the worth."""

    worth: list[float] = dataclasses.field(default_factory=list)
    bounds: list[tuple[float, float]] = dataclasses.field(default_factory=list)
    whole: list[bool] = dataclasses.field(default_factory=list)
    rows: list[tuple[float, float, Terms]] = dataclasses.field(default_factory=list)
    pairs: list[tuple[Column, Column, tuple[Column, ...]]] = dataclasses.field(default_factory=list)

    def column(self, worth: float = 0.0, low: float = 0.0, high: float = np.inf) -> Column:
        self.worth.append(float(worth))
        self.bounds.append((float(low), float(high)))
        self.whole.append(False)
        return len(self.worth) - 1

    def binary(self) -> Column:
        column = self.column(0.0, 0.0, 1.0)
        self.whole[column] = True
        return column

    def row(self, low: float, high: float, terms: Terms) -> None:
        self.rows.append((float(low), float(high), terms))

    def only_one_of(self, first: Column, second: Column, choices: tuple[Column, ...]) -> None:
        """Of two columns one must stay 0: choices see to it once they are whole."""
        self.pairs.append((first, second, choices))

    def best(self) -> float | None:
        """Worth of the best; None where nothing keeps all rows."""
        found = self.solved()
        return None if found is None else found.worth

    def solved(self) -> Best | None:
        """The best; None where nothing keeps all rows."""
        while True:
            found = self._solved_as_it_stands()
            if found is None:
                return None
            choices = {column for _, _, each in self.pairs for column in each}
            if all(self.whole[column] for column in choices) or not any(
                _both_used(*pair[:2], found) for pair in self.pairs
            ):
                return found
            # All at once: some alone take HiGHS far longer than all.
            for column in choices:
                self.whole[column] = True

    def _solved_as_it_stands(self) -> Best | None:
        solver = highspy.Highs()
        for option, value in OPTIONS:
            solver.setOptionValue(option, value)
        solver.passModel(self._as_arrays())
        solver.run()
        status = solver.getModelStatus()
        if status in {highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
            return None
        assert status == highspy.HighsModelStatus.kOptimal, status
        return Best(-float(solver.getInfo().objective_function_value), list(solver.getSolution().col_value))

    def _as_arrays(self) -> highspy.HighsLp:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.worth), len(self.rows)
        lp.col_cost_ = -np.array(self.worth)
        lp.col_lower_, lp.col_upper_ = (np.array(side) for side in zip(*self.bounds, strict=True))
        if any(self.whole):
            kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
            lp.integrality_ = [kinds[whole] for whole in self.whole]
        lp.row_lower_, lp.row_upper_ = (np.array([row[side] for row in self.rows]) for side in (0, 1))
        merged: list[dict[Column, float]] = []
        for _, _, terms in self.rows:
            merged.append({})
            for column, value in terms:
                merged[-1][column] = merged[-1].get(column, 0.0) + float(value)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *map(len, merged)]).astype(np.int32)
        lp.a_matrix_.index_ = np.array([column for row in merged for column in row], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([value for row in merged for value in row.values()])
        return lp


def _both_used(first: Column, second: Column, found: Best) -> bool:
    return min(found.values[first], found.values[second]) > BOTH_USED
