"""A plan whose load came otherwise: followed to the letter where every limit holds, else as far as they allow."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gbflex.dispatch import Problem, Store, solve
from gbflex.dispatch.rules import follow_plan

PRICE = np.array([21.0, 37.0, 21.0, 50.0])


def four_hours(load_mwh: float) -> Problem:
    """Two dates of two hours; a store that leaks a fifth in an hour and may give 0.5 MWh a date; export is closed."""
    store = Store(1, 1, 2, 1, 1, 2.0, 0.0, max_cycles_per_day=0.25, self_discharge_per_hour=0.2)
    days, load = np.array([0, 0, 1, 1]), np.full(4, load_mwh)
    return Problem(1.0, days, load, -PRICE, PRICE, np.zeros(4), export_limit_mwh=0.0, stores=(store,))


def test_a_plan_that_keeps_every_limit_is_done_to_the_letter() -> None:
    """Proves: 0.5 MWh out in hours 2 and 4, 0.001 in in hour 3, also where the load is 7 and not 5 MWh.

    2 x 0.8 x 0.8 - 0.5 = 0.78; x 0.8 + 0.001 = 0.625; x 0.8 - 0.5 = 0. If broken: the rule that follows wishes is more
    careful than it must be with leaks and a day's cycles, and finds no way to the end.
    """
    planned = solve(four_hours(5.0)).schedule
    assert planned.discharge_mwh == pytest.approx([0, 0.5, 0, 0.5])
    done = follow_plan(four_hours(7.0), planned)
    assert np.array_equal(done.discharge_mwh, planned.discharge_mwh)
    assert np.array_equal(done.charge_mwh, planned.charge_mwh)
    assert done.import_mwh == pytest.approx(7.0 + planned.charge_mwh - planned.discharge_mwh)


def test_a_smaller_load_takes_less() -> None:
    """Proves: of 0.5 MWh planned out, 0.3 go where the load is 0.3 and export is closed. If broken: a closed meter exports."""
    free = [dataclasses.replace(store, final_mwh=None) for store in four_hours(5.0).stores]
    planned = solve(dataclasses.replace(four_hours(5.0), stores=tuple(free))).schedule
    done = follow_plan(dataclasses.replace(four_hours(0.3), stores=tuple(free)), planned)
    assert done.discharge_mwh == pytest.approx(np.minimum(planned.discharge_mwh, 0.3))
    assert done.export_mwh.sum() == 0
