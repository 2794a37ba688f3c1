"""A battery and a PPA price as people write them on a command line."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from gbflex.errors import InputError

__all__ = ["BatterySize", "battery_size", "ppa_gbp_per_mwh"]

SIZE: Final = re.compile(
    r"\s*(\d+(?:\.\d+)?)\s*(kw|mw)\s*[/,x ]\s*(\d+(?:\.\d+)?)\s*(kwh|mwh|h|hours?)\s*", re.ASCII | re.IGNORECASE
)
PRICE: Final = re.compile(
    r"\s*(?:gbp|£)?\s*(-?\d+(?:\.\d+)?)\s*((?:gbp|£)?\s*/?\s*mwh|p\s*/?\s*(?:per)?\s*(?:kwh)?|gbp|£)?\s*",
    re.ASCII | re.IGNORECASE,
)
PER_THOUSAND: Final = 1000.0
GBP_PER_MWH_OF_PENCE: Final = 10.0


class BatterySize(NamedTuple):
    """Power and energy of a battery."""

    power_mw: float
    energy_mwh: float


def battery_size(text: str) -> BatterySize:
    """A battery's power and energy.

    Args:
        text: "1MW/2MWh", "500 kW / 1 MWh" or "1MW/2h".

    Raises:
        InputError: It is not such a text.

    Example:
        >>> battery_size("500kW/1MWh"), battery_size("1MW/2h")
        (BatterySize(power_mw=0.5, energy_mwh=1.0), BatterySize(power_mw=1.0, energy_mwh=2.0))
    """
    found = SIZE.fullmatch(text)
    if not found or not float(found[1]) or not float(found[3]):
        raise InputError(
            f"{text!r} is not a battery", where="--battery", next_step="Write power and energy: 1MW/2MWh"
        )
    power_mw = float(found[1]) / (PER_THOUSAND if found[2].casefold() == "kw" else 1.0)
    energy, unit = float(found[3]), found[4].casefold()
    if unit.startswith("h"):
        return BatterySize(power_mw, power_mw * energy)
    return BatterySize(power_mw, energy / (PER_THOUSAND if unit == "kwh" else 1.0))


def ppa_gbp_per_mwh(text: str) -> float:
    """A PPA's price [GBP/MWh].

    Args:
        text: "140", "140 GBP/MWh" or "14p/kWh".

    Raises:
        InputError: It is not a price.

    Example:
        >>> ppa_gbp_per_mwh("140"), ppa_gbp_per_mwh("14p/kWh"), ppa_gbp_per_mwh("£140/MWh")
        (140.0, 140.0, 140.0)
    """
    found = PRICE.fullmatch(text)
    if not found:
        raise InputError(f"{text!r} is not a price", where="--ppa", next_step="Write 140, in GBP/MWh, or 14p/kWh")
    in_pence = (found[2] or "").strip().casefold().startswith("p")
    return round(float(found[1]) * (GBP_PER_MWH_OF_PENCE if in_pence else 1.0), 9)
