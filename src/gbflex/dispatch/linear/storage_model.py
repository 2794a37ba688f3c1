"""The linear formulation of a problem with a store.

Per step: charge c, delivery to the load q, export x, state of charge s at its end. Per block of a reserve: the
power held. The water value is one column per straight piece. Binaries stand only in steps given by the
caller, and for the levels of a menu.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch.linear.program import LinearProgram, Rows, Term
from gbflex.dispatch.problem.problem import TIE_BREAK_GBP_PER_MWH, Problem, Store
from gbflex.dispatch.problem.reserve import Reserve, energy_kept_mwh

__all__ = ["CYCLES_IN_ALL", "CYCLES_PER_DAY", "Columns", "linear_program"]

Array = NDArray[np.float64]
Positions = NDArray[np.int64]

CYCLES_PER_DAY = "max_cycles_per_day"
CYCLES_IN_ALL = "max_cycles"


@dataclass(frozen=True)
class Columns:
    """Positions of the model's columns: blocks of n, what is continuous, then the binaries.

    Attributes:
        n: Steps.
        blocks: Blocks of the reserve.
        levels: Levels of the menu; 0 where any power may be held.
        pieces: Straight pieces of the water value.
        charging_steps: Steps with a binary for the store's direction.
        exporting_steps: Steps with a binary for the meter's.
    """

    n: int
    blocks: int
    levels: int
    pieces: int
    charging_steps: Positions
    exporting_steps: Positions

    @classmethod
    def of(cls, problem: Problem, charging_steps: Positions, exporting_steps: Positions) -> Columns:
        """The columns a problem needs."""
        reserve = problem.reserve
        value = None if problem.store is None else problem.store.water_value
        return cls(
            n=len(problem),
            blocks=0 if reserve is None else len(reserve.clearing_price_gbp_per_mw_per_h),
            levels=0 if reserve is None or reserve.continuous else len(reserve.levels_mw),
            pieces=0 if value is None else len(value.at_mwh) - 1,
            charging_steps=charging_steps,
            exporting_steps=exporting_steps,
        )

    @property
    def charge(self) -> Positions:
        """Into the store."""
        return np.arange(self.n)

    @property
    def deliver(self) -> Positions:
        """To the load."""
        return self.n + np.arange(self.n)

    @property
    def export(self) -> Positions:
        """To the network."""
        return 2 * self.n + np.arange(self.n)

    @property
    def state(self) -> Positions:
        """Energy in the store at the step's end."""
        return 3 * self.n + np.arange(self.n)

    @property
    def reserve(self) -> Positions:
        """Power held in each block."""
        return 4 * self.n + np.arange(self.blocks)

    @property
    def water(self) -> Positions:
        """Energy left at the end, by piece of its value."""
        return 4 * self.n + self.blocks + np.arange(self.pieces)

    @property
    def continuous(self) -> int:
        """How many columns are no binaries."""
        return 4 * self.n + self.blocks + self.pieces

    @property
    def charging(self) -> Positions:
        """1 where the store may charge, 0 where it may discharge."""
        return self.continuous + np.arange(len(self.charging_steps))

    @property
    def exporting(self) -> Positions:
        """1 where the load is fully served and export may begin."""
        return self.continuous + len(self.charging_steps) + np.arange(len(self.exporting_steps))

    @property
    def level(self) -> Positions:
        """1 for the level of a block, shape (blocks, levels)."""
        first = self.continuous + len(self.charging_steps) + len(self.exporting_steps)
        return first + np.arange(self.blocks * self.levels).reshape(self.blocks, self.levels)

    @property
    def count(self) -> int:
        """How many columns there are."""
        return self.continuous + len(self.charging_steps) + len(self.exporting_steps) + self.blocks * self.levels


def linear_program(problem: Problem, store: Store, columns: Columns) -> LinearProgram:
    """The model of a problem.

    Args:
        problem: The problem.
        store: Its store.
        columns: Where its columns stand.
    """
    rows = Rows()
    _balance_the_store(rows, problem, store, columns)
    _limit_power_and_import(rows, problem, columns)
    _limit_cycles(rows, problem, store, columns)
    _keep_one_direction(rows, problem, columns)
    lower, upper = _column_bounds(problem, store, columns)
    if problem.reserve is not None:
        _hold_the_reserve(rows, problem, store, problem.reserve, columns)
    if store.water_value is not None:
        rows.add_sums(
            "water value",
            np.zeros(columns.pieces + 1, dtype=np.int64),
            (np.append(columns.water, columns.state[-1]), np.append(np.ones(columns.pieces), -1.0)),
            lower=0.0,
            upper=0.0,
        )
    return LinearProgram(_costs(problem, store, columns), lower, upper, columns.continuous, rows)


def _costs(problem: Problem, store: Store, columns: Columns) -> Array:
    costs = np.zeros(columns.count)
    for where, worth in (
        (columns.charge, problem.charging_gbp_per_mwh),
        (columns.deliver, problem.delivering_gbp_per_mwh),
        (columns.export, problem.exporting_gbp_per_mwh),
    ):
        costs[where] = TIE_BREAK_GBP_PER_MWH - worth
    if problem.reserve is not None:
        costs[columns.reserve] = -problem.reserve.clearing_price_gbp_per_mw_per_h * problem.reserve.block_hours(
            problem.hours
        )
    if store.water_value is not None:
        costs[columns.water] = -np.diff(store.water_value.value_gbp) / np.diff(store.water_value.at_mwh)
    return costs


def _column_bounds(problem: Problem, store: Store, columns: Columns) -> tuple[Array, Array]:
    lower, upper = np.zeros(columns.count), np.ones(columns.count)
    upper[columns.charge] = problem.charge_limit_mwh
    upper[columns.deliver] = problem.largest_delivery_mwh()
    upper[columns.export] = problem.largest_export_mwh()
    lower[columns.state], upper[columns.state] = problem.state_bounds_mwh
    if store.final_mwh is not None:
        last = columns.state[-1]
        lower[last], upper[last] = max(lower[last], store.final_mwh), min(upper[last], store.final_mwh)
    if problem.reserve is not None:
        lower[columns.reserve], upper[columns.reserve] = (
            problem.reserve.levels_mw[0],
            problem.reserve.levels_mw[-1],
        )
    if store.water_value is not None:
        # The first piece starts at or below an empty store, the last ends at or above a full one.
        upper[columns.water] = np.diff(np.clip(store.water_value.at_mwh, 0.0, None))
    return lower, upper


def _balance_the_store(rows: Rows, problem: Problem, store: Store, columns: Columns) -> None:
    taken = 1 / store.discharge_efficiency
    initial = np.zeros(len(problem))
    initial[0] = store.initial_mwh * problem.kept_fraction
    flows = ((columns.charge, -store.charge_efficiency), (columns.deliver, taken), (columns.export, taken))
    first_row = rows.count
    rows.add("energy balance", np.arange(len(problem)), (columns.state, 1.0), *flows, lower=initial, upper=initial)
    if len(problem) > 1:
        # The state before: the same rows, from the second on.
        later = first_row + np.arange(1, len(problem))
        rows.put(later, columns.state[:-1], -problem.kept_fraction)


def _limit_power_and_import(rows: Rows, problem: Problem, columns: Columns) -> None:
    both = np.flatnonzero((problem.largest_export_mwh() > 0) & (problem.load_mwh > 0))
    terms: tuple[Term, ...] = ((columns.deliver[both], 1.0), (columns.export[both], 1.0))
    rows.add("discharge_power_mw", both, *terms, lower=0.0, upper=problem.discharge_limit_mwh[both])
    room = problem.import_limit_mwh - problem.load_mwh
    tight = np.flatnonzero(room < problem.charge_limit_mwh)
    terms = ((columns.charge[tight], 1.0), (columns.deliver[tight], -1.0))
    rows.add("import limit", tight, *terms, lower=-np.inf, upper=room[tight])


def _limit_cycles(rows: Rows, problem: Problem, store: Store, columns: Columns) -> None:
    taken = 1 / store.discharge_efficiency
    leaving: tuple[Term, ...] = ((columns.deliver, taken), (columns.export, taken))
    if store.max_cycles_per_day is not None:
        most = np.full(int(problem.day_index.max()) + 1, store.max_cycles_per_day * store.energy_capacity_mwh)
        most[0] = max(most[0] - store.cycles_before * store.energy_capacity_mwh, 0.0)
        rows.add_sums(CYCLES_PER_DAY, problem.day_index, *leaving, lower=0.0, upper=most)
    if store.max_cycles is not None:
        most_in_all = store.max_cycles * store.energy_capacity_mwh
        rows.add_sums(
            CYCLES_IN_ALL,
            np.zeros(len(problem), dtype=np.int64),
            *leaving,
            lower=0.0,
            upper=most_in_all,
            counts="span",
        )


def _keep_one_direction(rows: Rows, problem: Problem, columns: Columns) -> None:
    steps, binary = columns.charging_steps, columns.charging
    most = problem.charge_limit_mwh[steps]
    rows.add("one direction", steps, (columns.charge[steps], 1.0), (binary, -most), lower=-np.inf, upper=0.0)
    out = ((columns.deliver[steps], 1.0), (columns.export[steps], 1.0))
    limit = problem.discharge_limit_mwh[steps]
    rows.add("one direction", steps, *out, (binary, limit), lower=-np.inf, upper=limit)
    steps, binary = columns.exporting_steps, columns.exporting
    most = problem.largest_export_mwh()[steps]
    rows.add("load before export", steps, (columns.export[steps], 1.0), (binary, -most), lower=-np.inf, upper=0.0)
    served = ((columns.deliver[steps], 1.0), (binary, -problem.load_mwh[steps]))
    rows.add("load before export", steps, *served, lower=0.0, upper=np.inf)


def _hold_the_reserve(rows: Rows, problem: Problem, store: Store, reserve: Reserve, columns: Columns) -> None:
    steps = np.arange(len(problem))
    held = columns.reserve[reserve.block_index]
    out: tuple[Term, ...] = ((columns.deliver, 1.0), (columns.export, 1.0), (columns.charge, -1.0))
    below, above = (float(energy) for energy in energy_kept_mwh(problem.reserve, store, 1.0))
    least, most = store.window_mwh
    if reserve.up:
        room = np.minimum(problem.discharge_limit_mwh, problem.load_mwh + problem.export_limit_mwh)
        rows.add("reserve power, up", steps, *out, (held, problem.hours), lower=-np.inf, upper=room)
        rows.add("reserve energy", steps, (columns.state, 1.0), (held, -below), lower=least, upper=np.inf)
    if reserve.down:
        room = np.minimum(problem.charge_limit_mwh, problem.import_limit_mwh - problem.load_mwh)
        rows.add("reserve power, down", steps, *out, (held, -problem.hours), lower=-room, upper=np.inf)
        rows.add("reserve room", steps, (columns.state, 1.0), (held, above), lower=-np.inf, upper=most)
    _hold_at_the_start(rows, store, reserve, columns, below, above)
    if columns.levels:
        blocks = np.arange(columns.blocks)
        each: list[Term] = [(columns.level[:, i], 1.0) for i in range(columns.levels)]
        rows.add("one level", blocks, *each, lower=1.0, upper=1.0, counts="block")
        powers: list[Term] = [(columns.level[:, i], -level) for i, level in enumerate(reserve.levels_mw)]
        rows.add("one level", blocks, (columns.reserve, 1.0), *powers, lower=0.0, upper=0.0, counts="block")


def _hold_at_the_start(
    rows: Rows, store: Store, reserve: Reserve, columns: Columns, below: float, above: float
) -> None:
    """The energy must be ready at a block's start too: the state before its first step."""
    starts = np.flatnonzero(np.diff(reserve.block_index, prepend=-1))
    held, before = columns.reserve[reserve.block_index[starts[1:]]], columns.state[starts[1:] - 1]
    first = columns.reserve[:1]
    least, most = store.window_mwh
    if below > 0:
        rows.add("reserve energy", starts[:1], (first, below), lower=-np.inf, upper=store.initial_mwh - least)
        rows.add("reserve energy", starts[1:], (before, 1.0), (held, -below), lower=least, upper=np.inf)
    if above > 0:
        rows.add("reserve room", starts[:1], (first, above), lower=-np.inf, upper=most - store.initial_mwh)
        rows.add("reserve room", starts[1:], (before, 1.0), (held, above), lower=-np.inf, upper=most)
