"""How full a battery is when its plan begins: MWh, or a share of what it can hold."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from gbflex.assets.battery import Battery
from gbflex.assets.site import Site
from gbflex.errors import InputError

__all__ = ["with_state_of_charge"]

WRITTEN: Final = re.compile(r"\s*([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)\s*(%|mwh|kwh)?\s*", re.IGNORECASE)
KWH_PER_MWH: Final = 1000.0
ROUNDING_MWH: Final = 1e-9


def with_state_of_charge(site: Site, state_of_charge: float | str | None) -> Site:
    """A site whose only battery begins with so much; the same where nothing is said.

    Args:
        site: The site.
        state_of_charge: MWh, or text such as "2.5", "2.5 MWh", "2500 kWh" or "60%" of `energy_capacity_mwh`.

    Raises:
        InputError: It is no amount, more or less than the battery may hold, or there are several batteries.
    """
    if state_of_charge is None:
        return site
    if len(site.batteries) != 1:
        raise InputError(
            f"a state of charge is for one battery, and the site has {len(site.batteries)}",
            where="--soc",
            next_step="Set assets.NAME.initial_state_of_charge_mwh of each with --set",
        )
    battery = site.batteries[0]
    state = _within(battery, _mwh(battery, state_of_charge))
    full = battery.model_copy(update={"initial_state_of_charge_mwh": state})
    return site.with_assets(tuple(full if asset is battery else asset for asset in site.assets))


def _mwh(battery: Battery, given: float | str) -> float:
    if isinstance(given, int | float) and not isinstance(given, bool) and np.isfinite(given):
        return float(given)
    found = WRITTEN.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise InputError(
            f"{str(given)[:40]!r} is no state of charge",
            where="--soc",
            next_step="Write the energy in the battery, 2.5 or 2.5MWh, or a share of its capacity, 60%",
        )
    number, unit = float(found[1]), (found[2] or "mwh").lower()
    if unit == "%":
        return number / 100 * battery.energy_capacity_mwh
    return number / KWH_PER_MWH if unit == "kwh" else number


def _within(battery: Battery, state_mwh: float) -> float:
    low, high = battery.min_state_of_charge_mwh, battery.highest_state_mwh
    if not low - ROUNDING_MWH <= state_mwh <= high + ROUNDING_MWH:
        raise InputError(
            f"{state_mwh:g} MWh cannot be in {battery.name}",
            where="--soc",
            available=f"{low:g} to {high:g} MWh",
            next_step="Give MWh without a unit, or a share of the capacity with %",
        )
    return min(max(state_mwh, low), high)
