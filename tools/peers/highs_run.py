"""HiGHS itself: how a model goes over, and how a schedule is read.

A model goes over in one call of `passModel` with arrays, which takes a seventh of the time of filling a `HighsLp`
(pybind turns its vectors and the list of variable kinds item by item).
"""

from __future__ import annotations

from typing import Final

import highspy
import numpy as np

from peers.highs_model import Flags, Model
from peers.problem import Array, Battery

__all__ = [
    "both_ways",
    "charge_from",
    "hand_over",
    "new_solver",
    "run_to_the_end",
    "schedule_of",
    "worth_and_bound",
]

COLUMNWISE: Final = 1
MINIMISE: Final = 1
NEGLIGIBLE_MWH: Final = 1e-6
"""The solver's own tolerance: flows below it are none."""


def new_solver(*, presolve: bool, gap: float | None = None) -> highspy.Highs:
    """HiGHS on one thread."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy is untyped in part
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    if not presolve:
        solver.setOptionValue("presolve", "off")
    if gap is not None:
        solver.setOptionValue("mip_rel_gap", gap)
    return solver


def hand_over(solver: highspy.Highs, model: Model) -> None:
    """One call with arrays. Kinds must be given for an LP too: HiGHS reads that array to the end."""
    solver.passModel(
        len(model.cost),
        len(model.row_lower),
        len(model.index),
        COLUMNWISE,
        MINIMISE,
        model.offset_gbp,
        model.cost,
        model.column_lower,
        model.column_upper,
        model.row_lower,
        model.row_upper,
        model.start,
        model.index,
        model.value,
        model.is_whole,
    )


def run_to_the_end(solver: highspy.Highs) -> None:
    """Solve to the end, or say why not."""
    solver.run()
    status = solver.getModelStatus()
    if status != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"HiGHS ended with status {solver.modelStatusToString(status)}")


def both_ways(charge_mwh: Array, discharge_mwh: Array) -> Flags:
    """Steps that charge and discharge."""
    return (charge_mwh > NEGLIGIBLE_MWH) & (discharge_mwh > NEGLIGIBLE_MWH)


def worth_and_bound(solver: highspy.Highs, *, searched: bool) -> tuple[float, float]:
    """The optimum and what is proven above it [GBP]."""
    info = solver.getInfo()
    worth = -float(info.objective_function_value)
    return worth, -float(info.mip_dual_bound) if searched else worth


def schedule_of(solver: highspy.Highs, battery: Battery, own: Flags) -> tuple[Array, Array]:
    """Charge and discharge: one conversion of the columns, charge from the state where it has no column."""
    values = np.array(solver.getSolution().col_value)
    n = len(own)
    discharge_mwh = values[0 : 2 * n : 2].copy()
    charge_mwh = charge_from(battery, values[1 : 2 * n : 2], discharge_mwh, battery.initial_mwh)
    charge_mwh[own] = values[2 * n : 2 * n + int(own.sum())]
    return charge_mwh, discharge_mwh


def charge_from(battery: Battery, state_mwh: Array, discharge_mwh: Array, initial_mwh: float) -> Array:
    """Charge [MWh at the meter] that states and discharge imply."""
    stored = np.diff(state_mwh, prepend=initial_mwh) + discharge_mwh / battery.discharge_efficiency
    stored[np.abs(stored) < NEGLIGIBLE_MWH * NEGLIGIBLE_MWH] = 0.0  # rounding of the difference
    return stored / battery.charge_efficiency
