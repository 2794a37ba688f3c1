"""The battery problem as numpy arrays straight into HiGHS.

The fastest form found: charging has no column of its own. The row of step t,

    0 <= state[t] - state[t-1] + discharge[t] / discharge_efficiency <= charge_efficiency x step limit,

is what is charged, in MWh inside, and its price sits in the costs of the state and discharge columns. That is
the same LP with a third of its columns gone, and takes 0.7 to 0.8 of the time. Only steps with a binary, or
with a response product to keep power free for, get a charge column (`charge_column=True` gives one to every step).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from peers.problem import HALF_HOUR_HOURS, Array, Battery

__all__ = [
    "Flags",
    "Model",
    "Steps",
    "Whole",
    "add_response",
    "battery_model",
    "burning_steps",
    "column_costs",
    "compact_model",
    "direction_blocks",
    "joined",
]

Whole = NDArray[np.int32]
Steps = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass
class Model:
    """A model in compressed columns: step t has columns 2t (discharge) and 2t + 1 (state), others follow."""

    cost: Array
    column_lower: Array
    column_upper: Array
    row_lower: Array
    row_upper: Array
    start: Whole
    index: Whole
    value: Array
    offset_gbp: float
    is_whole: Whole


@dataclass
class _Extra:
    """What is added to the compact model: columns and rows, as blocks and entries."""

    columns: int
    rows: int
    cost: list[Array] = field(default_factory=list)
    upper: list[Array] = field(default_factory=list)
    is_whole: list[Whole] = field(default_factory=list)
    row_lower: list[Array] = field(default_factory=list)
    row_upper: list[Array] = field(default_factory=list)
    entries: list[tuple[Steps, Steps, Array]] = field(default_factory=list)

    def add_columns(self, count: int, cost: Array | float, upper: Array | float, *, whole: bool) -> Steps:
        """Columns from 0 to `upper`; returns their positions."""
        self.cost.append(_spread(cost, count))
        self.upper.append(_spread(upper, count))
        self.is_whole.append(np.full(count, int(whole), dtype=np.int32))
        self.columns += count
        return np.arange(self.columns - count, self.columns)

    def add_rows(self, lower: Array | float, upper: Array | float, *terms: tuple[Steps, Array | float]) -> None:
        """Rows lower <= sum of coefficient x column <= upper, one per entry of a term."""
        count = len(terms[0][0])
        rows = np.arange(self.rows, self.rows + count)
        for columns, coefficient in terms:
            self.add_entries(rows, columns, coefficient)
        self.row_lower.append(_spread(lower, count))
        self.row_upper.append(_spread(upper, count))
        self.rows += count

    def add_entries(self, rows: Steps, columns: Steps, coefficient: Array | float) -> None:
        """Entries of the matrix."""
        self.entries.append((rows, columns, _spread(coefficient, len(rows))))


def _spread(value: Array | float, count: int) -> Array:
    """A number or row as a row of a length."""
    return np.broadcast_to(np.asarray(value, dtype=np.float64), count)


def burning_steps(battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array) -> Flags:
    """Steps in which charging and discharging at once pays."""
    return sell_gbp_per_mwh * (battery.charge_efficiency * battery.discharge_efficiency) > buy_gbp_per_mwh


def column_costs(battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array, own: Flags) -> Array:
    """Costs of discharge and state, in turn; charging is in them where it has no column of its own."""
    inside = np.where(own, 0.0, buy_gbp_per_mwh / battery.charge_efficiency)
    cost = np.empty((len(inside), 2))
    cost[:, 0] = inside / battery.discharge_efficiency - sell_gbp_per_mwh
    cost[:, 1] = inside
    cost[:-1, 1] -= inside[1:]
    return cost.ravel()


def compact_model(battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array, own: Flags) -> Model:
    """Discharge and state in turn; a row is what is charged, or zero where charging has a column."""
    n = len(own)
    upper = np.tile([battery.step_limit_mwh, battery.energy_capacity_mwh], n)
    lower = np.zeros(2 * n)
    lower[-1] = upper[-1] = battery.final_mwh
    row_lower = np.zeros(n)
    row_upper = np.where(own, 0.0, battery.charge_efficiency * battery.step_limit_mwh)
    row_lower[0] += battery.initial_mwh
    row_upper[0] += battery.initial_mwh
    start = np.empty(2 * n + 1, dtype=np.int32)
    start[0::2] = 3 * np.arange(n + 1)
    start[1::2] = start[:-1:2] + 1
    start[-1] -= 1  # the last state enters no later row
    index = np.repeat(np.arange(n, dtype=np.int32), 3)
    index[2::3] += 1
    value = np.tile([1 / battery.discharge_efficiency, 1.0, -1.0], n)
    return Model(
        cost=column_costs(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, own),
        column_lower=lower,
        column_upper=upper,
        row_lower=row_lower,
        row_upper=row_upper,
        start=start,
        index=index[:-1],
        value=value[:-1],
        offset_gbp=0.0 if own[0] else -buy_gbp_per_mwh[0] / battery.charge_efficiency * battery.initial_mwh,
        is_whole=np.zeros(2 * n, dtype=np.int32),
    )


def battery_model(
    battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array, own: Flags, directed: Flags | None = None
) -> Model:
    """The battery with a charge column in the `own` steps and a binary in the `directed` ones among them."""
    compact = compact_model(battery, buy_gbp_per_mwh, sell_gbp_per_mwh, own)
    if not own.any():
        return compact
    directed = np.zeros_like(own) if directed is None else directed
    return joined(compact, direction_blocks(battery, buy_gbp_per_mwh, own, directed))


def direction_blocks(battery: Battery, buy_gbp_per_mwh: Array, own: Flags, directed: Flags) -> _Extra:
    """Charge columns, then binaries: 1 where the store may charge, 0 where it may discharge."""
    limit_mwh, steps, one_way = battery.step_limit_mwh, np.flatnonzero(own), np.flatnonzero(directed)
    extra = _Extra(columns=2 * len(own), rows=len(own))
    charge = extra.add_columns(len(steps), buy_gbp_per_mwh[steps], limit_mwh, whole=False)
    extra.add_entries(steps, charge, -battery.charge_efficiency)
    if len(one_way):
        binary = extra.add_columns(len(one_way), 0.0, 1.0, whole=True)
        its_charge = charge[np.searchsorted(steps, one_way)]
        extra.add_rows(-np.inf, 0.0, (its_charge, 1.0), (binary, -limit_mwh))
        extra.add_rows(-np.inf, limit_mwh, (2 * one_way, 1.0), (binary, limit_mwh))
    return extra


def add_response(
    extra: _Extra,
    battery: Battery,
    block_of_step: Steps,
    availability_gbp_per_mw_per_h: Array,
    energy_duration_h: float,
) -> Steps:
    """A response column per block, and the power and energy it needs; assumes a charge column in every step."""
    n = len(block_of_step)
    blocks = int(block_of_step[-1]) + 1
    below = energy_duration_h / battery.discharge_efficiency
    above = energy_duration_h * battery.charge_efficiency
    capacity_mwh, limit_mwh = battery.energy_capacity_mwh, battery.step_limit_mwh
    most_mw = np.full(blocks, min(battery.power_mw, capacity_mwh / (below + above)))
    # The first block starts from a known state.
    most_mw[0] = min(most_mw[0], battery.initial_mwh / below, (capacity_mwh - battery.initial_mwh) / above)
    income = availability_gbp_per_mw_per_h * (np.bincount(block_of_step) * HALF_HOUR_HOURS)
    response = extra.add_columns(blocks, -income, np.floor(most_mw), whole=True)
    step, held = np.arange(n), response[block_of_step]
    first = np.flatnonzero(np.diff(block_of_step)) + 1
    extra.add_rows(-np.inf, limit_mwh, (2 * n + step, 1.0), (held, HALF_HOUR_HOURS))
    extra.add_rows(-np.inf, limit_mwh, (2 * step, 1.0), (held, HALF_HOUR_HOURS))
    # States after every step of a block, then those before its first one.
    state, needed = np.concatenate((2 * step + 1, 2 * first - 1)), np.concatenate((held, held[first]))
    extra.add_rows(0.0, np.inf, (state, 1.0), (needed, -below))
    extra.add_rows(-np.inf, capacity_mwh, (state, 1.0), (needed, above))
    return response


def joined(compact: Model, extra: _Extra) -> Model:
    """The compact model with the extra columns and rows, again in compressed columns."""
    compact_columns = np.repeat(np.arange(len(compact.cost)), np.diff(compact.start))
    row = np.concatenate([compact.index, *(entry[0] for entry in extra.entries)])
    column = np.concatenate([compact_columns, *(entry[1] for entry in extra.entries)])
    value = np.concatenate([compact.value, *(entry[2] for entry in extra.entries)])
    order = np.argsort(column, kind="stable")
    start = np.zeros(extra.columns + 1, dtype=np.int32)
    np.cumsum(np.bincount(column, minlength=extra.columns), out=start[1:])
    return Model(
        cost=np.concatenate([compact.cost, *extra.cost]),
        column_lower=np.concatenate([compact.column_lower, np.zeros(extra.columns - len(compact.cost))]),
        column_upper=np.concatenate([compact.column_upper, *extra.upper]),
        row_lower=np.concatenate([compact.row_lower, *extra.row_lower]),
        row_upper=np.concatenate([compact.row_upper, *extra.row_upper]),
        start=start,
        index=row[order].astype(np.int32),
        value=value[order],
        offset_gbp=compact.offset_gbp,
        is_whole=np.concatenate([compact.is_whole, *extra.is_whole]),
    )
