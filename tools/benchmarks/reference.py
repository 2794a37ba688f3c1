"""The problem that all dispatch rows share: a 2.5 MW / 5 MWh battery at the system prices of 2024."""

from __future__ import annotations

import dataclasses
import functools
from typing import Final

import numpy as np

from gbflex.bootstrap import shipped_ports
from gbflex.dispatch import Problem, Store
from gbflex.periods import Periods
from peers.problem import HALF_HOUR_HOURS, Array, Battery, reference_battery, reference_prices

__all__ = ["BATTERY", "DAY_STEPS", "YEAR_STEPS", "market_prices", "problem_of", "year_prices"]

DAY_STEPS: Final = 48
YEAR_STEPS: Final = 365 * DAY_STEPS

BATTERY: Final[Battery] = reference_battery()


@functools.cache
def market_prices() -> Array:
    """System prices of the first 365 days of 2024 from the shipped sample [GBP/MWh], shape (17520,)."""
    periods = Periods.between("2024-01-01", "2024-12-31")
    return shipped_ports().market_data.price("system_price", periods).values[:YEAR_STEPS]


@functools.cache
def year_prices() -> tuple[Array, Array]:
    """What buying costs and selling earns in that year [GBP/MWh]."""
    return reference_prices(market_prices())


def problem_of(
    buy_gbp_per_mwh: Array,
    sell_gbp_per_mwh: Array,
    *,
    one_direction: bool,
    max_cycles_per_day: float | None = None,
) -> Problem:
    """The battery at prices of shape (n,), as our problem: exact, or the LP that may burn energy."""
    n = len(buy_gbp_per_mwh)
    store = Store(
        charge_power_mw=BATTERY.power_mw,
        discharge_power_mw=BATTERY.power_mw,
        energy_capacity_mwh=BATTERY.energy_capacity_mwh,
        charge_efficiency=BATTERY.charge_efficiency,
        discharge_efficiency=BATTERY.discharge_efficiency,
        initial_mwh=BATTERY.initial_mwh,
        final_mwh=BATTERY.final_mwh,
    )
    return Problem(
        hours=HALF_HOUR_HOURS,
        day_index=np.arange(n) // DAY_STEPS,
        load_mwh=np.zeros(n),
        charge_gbp_per_mwh=-buy_gbp_per_mwh,
        load_gbp_per_mwh=np.zeros(n),
        export_gbp_per_mwh=sell_gbp_per_mwh,
        stores=(dataclasses.replace(store, max_cycles_per_day=max_cycles_per_day),),
        one_direction=one_direction,
    )
