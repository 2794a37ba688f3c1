"""What the lines on gas share: who burns it, and a rate on the fuel of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from gbflex.assets.boiler import Boiler
from gbflex.assets.chp import Chp
from gbflex.assets.fuel import Fuel
from gbflex.cashflows.priced_flow import RatePiece
from gbflex.cashflows.priced_units import UnitPiece
from gbflex.cashflows.shape import Setting, UnitFlow

__all__ = ["burns_gas", "fuel_of", "given_rate", "on_fuel"]

Burner = Chp | Boiler


def fuel_of(setting: Setting) -> Fuel:
    """The gas contract of a site with burners: a site file without one is refused."""
    fuel = setting.site.fuel
    assert fuel is not None  # noqa: S101 (lines on gas apply only to sites that burn it)
    return fuel


def burns_gas(setting: Setting) -> bool:
    """Whether a site has a CHP unit or a boiler."""
    return bool(setting.site.chps or setting.site.boilers)


def on_fuel(
    setting: Setting, rates: Sequence[RatePiece], share: Callable[[Burner], float] = lambda _: 1.0
) -> list[UnitPiece]:
    """Rates on the fuel of every CHP unit and boiler.

    Args:
        setting: The site on its time axis.
        rates: The rates.
        share: Share of a burner's fuel that pays.
    """
    pieces: list[UnitPiece] = []
    burners: tuple[Burner, ...] = (*setting.site.chps, *setting.site.boilers)
    for burner in burners:
        paying = share(burner)
        if paying > 0:
            flow = UnitFlow("fuel", burner.name)
            pieces += [UnitPiece(flow, replace(rate, to_meter=rate.to_meter * paying)) for rate in rates]
    return pieces


def given_rate(setting: Setting, value: float, field: str, *, unit: str = "GBP/MWh") -> RatePiece:
    """A rate that the site file states for every half-hour.

    Args:
        setting: The site on its time axis.
        value: The rate.
        field: Where it stands.
        unit: Its unit.
    """
    everywhere = np.ones(len(setting.periods), dtype=bool)
    return RatePiece(everywhere, np.array(value), unit, f"site file, {field}", "actual")
