"""A week of a plant that both tools can say: one unit of constant efficiency, boiler, heat store and battery.

Needs numpy only, so that tools in other environments read the problem the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["HALF_HOUR_HOURS", "PlantWeek", "load_week", "save_week"]

Array = NDArray[np.float64]

HALF_HOUR_HOURS: Final = 0.5


@dataclass(frozen=True)
class PlantWeek:
    """Prices [GBP/MWh], electric and heat demand [MW] of each half-hour; the figures of the plant stand below."""

    import_gbp_per_mwh: Array
    export_gbp_per_mwh: Array
    demand_mw: Array
    heat_mw: Array


ELECTRICAL_EFFICIENCY: Final = 0.38
HEAT_EFFICIENCY: Final = 0.42
MIN_POWER_MW: Final = 0.75
MAX_POWER_MW: Final = 1.5
MIN_UP_STEPS: Final = 8
MIN_DOWN_STEPS: Final = 4
START_GBP: Final = 40.0
GAS_GBP_PER_MWH: Final = 33.0
BOILER_MW: Final = 6.0
BOILER_EFFICIENCY: Final = 0.85
HEAT_STORE_MWH: Final = 5.0
HEAT_STORE_MW: Final = 2.0
HEAT_INITIAL_MWH: Final = 2.5
BATTERY_MW: Final = 0.5
BATTERY_MWH: Final = 1.0
BATTERY_EFFICIENCY: Final = 0.93
"""Each way."""
EXPORT_MW: Final = 1.0
RELATIVE_GAP: Final = 1e-4


def save_week(path: Path, week: PlantWeek) -> None:
    """Write a week for `load_week`."""
    np.savez(path, **vars(week))


def load_week(path: Path) -> PlantWeek:
    """A week that `save_week` wrote."""
    with np.load(path) as kept:
        return PlantWeek(**{name: kept[name] for name in kept.files})
