"""The common battery problem, its price data and the one function that re-prices every schedule.

Needs numpy only, so that tools in other environments read and price the problem the same way.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "HALF_HOUR_HOURS",
    "Array",
    "Battery",
    "load_problem",
    "moved_prices",
    "reference_battery",
    "reference_prices",
    "save_problem",
    "worst_violation_mwh",
    "worth_gbp",
]

Array = NDArray[np.float64]

HALF_HOUR_HOURS: Final = 0.5
"""Length of a step."""


@dataclass(frozen=True)
class Battery:
    """One battery: power in MW at the meter, energy in MWh inside, one-way efficiencies as fractions."""

    power_mw: float
    energy_capacity_mwh: float
    charge_efficiency: float
    discharge_efficiency: float
    initial_mwh: float
    final_mwh: float

    @property
    def step_limit_mwh(self) -> float:
        """The most that passes the meter in a step."""
        return self.power_mw * HALF_HOUR_HOURS


def worth_gbp(buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array, charge_mwh: Array, discharge_mwh: Array) -> float:
    """What a schedule earns in GBP: four arrays of shape (n,), energies in MWh at the meter per step."""
    return float(sell_gbp_per_mwh @ discharge_mwh - buy_gbp_per_mwh @ charge_mwh)


def worst_violation_mwh(battery: Battery, charge_mwh: Array, discharge_mwh: Array) -> float:
    """The most in MWh by which a schedule, two arrays of shape (n,), breaks power, capacity or the fixed end."""
    stored = battery.charge_efficiency * charge_mwh - discharge_mwh / battery.discharge_efficiency
    state_mwh = battery.initial_mwh + np.cumsum(stored)
    flows = np.concatenate((charge_mwh, discharge_mwh))
    excess = (
        -flows.min(),
        flows.max() - battery.step_limit_mwh,
        -state_mwh.min(),
        state_mwh.max() - battery.energy_capacity_mwh,
        abs(state_mwh[-1] - battery.final_mwh),
    )
    return float(max(0.0, *excess))


def reference_battery() -> Battery:
    """2.5 MW, 5 MWh, 85 % round trip, half full at both ends."""
    one_way = float(np.sqrt(0.85))
    return Battery(2.5, 5.0, one_way, one_way, 2.5, 2.5)


def reference_prices(market_gbp_per_mwh: Array) -> tuple[Array, Array]:
    """Buying and selling prices in GBP per MWh, two arrays of shape (n,).

    Market price plus a network charge by time of day, with 3 of wear each way. The first step is a Monday's.
    """
    step = np.arange(len(market_gbp_per_mwh))
    hour, working_day = (step % 48) / 2, (step // 48) % 7 < 5  # noqa: PLR2004 (half-hours, days)
    peak, day = (hour >= 16) & (hour < 19), (hour >= 7.5) & (hour < 21)  # noqa: PLR2004 (clock times)
    network = np.select([working_day & peak, working_day & day], [48.37, 4.57], 0.38)
    return market_gbp_per_mwh + network + 3.0, market_gbp_per_mwh - 3.0


def moved_prices(buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array, year: int) -> tuple[Array, Array]:
    """The prices in another year, each moved a little; year 0 is as it is."""
    if year == 0:
        return buy_gbp_per_mwh, sell_gbp_per_mwh
    moved = np.random.default_rng(year).normal(0.0, 5.0, len(buy_gbp_per_mwh))
    return buy_gbp_per_mwh + moved, sell_gbp_per_mwh + moved


def save_problem(path: Path, battery: Battery, buy_gbp_per_mwh: Array, sell_gbp_per_mwh: Array) -> None:
    """Writes an .npz with the two price arrays of shape (n,) and the battery's numbers by name."""
    np.savez(path, buy_gbp_per_mwh=buy_gbp_per_mwh, sell_gbp_per_mwh=sell_gbp_per_mwh, **asdict(battery))


def load_problem(path: Path) -> tuple[Battery, Array, Array]:
    """Reads what `save_problem` wrote: battery, buying and selling prices of shape (n,) in GBP per MWh."""
    with np.load(path) as held:
        numbers = {name: float(held[name]) for name in Battery.__dataclass_fields__}
        return Battery(**numbers), held["buy_gbp_per_mwh"], held["sell_gbp_per_mwh"]
