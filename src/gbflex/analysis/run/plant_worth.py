"""What one MWh more of electricity or of heat is worth behind a meter."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.dispatch import Problem, Schedule
from gbflex.dispatch.problem.plant import Plant

__all__ = ["boiler_heat_gbp_per_mwh", "power_worth_gbp_per_mwh"]

Array = NDArray[np.float64]

ROUNDING_MWH: Final = 1e-6


def power_worth_gbp_per_mwh(problem: Problem, schedule: Schedule) -> Array:
    """What one MWh more of electricity behind the meter is worth [GBP/MWh], shape (n,).

    Where the site draws it saves import; where all of the load is served it is exported, and where the export
    limit is reached it is worth nothing.

    Args:
        problem: What is asked.
        schedule: What is done.
    """
    drawn = schedule.drawn_mwh(problem.load_mwh) > ROUNDING_MWH
    served = schedule.delivered_mwh > problem.load_mwh - ROUNDING_MWH
    full = schedule.export_mwh > problem.export_limit_mwh - ROUNDING_MWH
    out = np.where(full, 0.0, problem.export_gbp_per_mwh)
    return np.where(drawn, -problem.charge_gbp_per_mwh, np.where(served, out, problem.load_gbp_per_mwh))


def boiler_heat_gbp_per_mwh(plant: Plant) -> Array:
    """What a MWh of heat costs in the cheapest boiler [GBP/MWh], shape (n,); 0 without one."""
    costs = [
        -worth / boiler.efficiency_gross_cv
        for boiler, worth in zip(plant.boilers, plant.boiler_fuel_gbp_per_mwh, strict=True)
    ]
    return np.min(costs, axis=0) if costs else np.zeros(len(plant.heat_load_mwh))
