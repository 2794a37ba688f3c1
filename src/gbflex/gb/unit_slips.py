"""Figures that look as if they were given in another unit, each with the other reading. They are used as given.

Source: market reference section 10: day-ahead prices of -60 to 300 GBP/MWh, all-in import of 150 to 350 with a
guard at 1,000 GBP/MWh, unit rates with a guard at 100 p/kWh. A median below 1 GBP/MWh is more likely GBP/kWh.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["efficiency_slip", "fee_slip", "load_slip", "power_slip", "price_slip", "rate_slip", "slip_text"]

LEAST_GBP_PER_MWH: Final = 1.0
MOST_GBP_PER_MWH: Final = 1000.0
LEAST_P_PER_KWH: Final = 1.0
MOST_P_PER_KWH: Final = 100.0
LARGE_LOAD_MW: Final = 100.0
"""More than one meter below the transmission system takes."""
SMALL_LOAD_MW: Final = 0.001
LARGE_POWER_MW: Final = 1000.0
"""A large power station."""
LEAST_EFFICIENCY: Final = 0.3


def slip_text(what: str, stated: str, times: str, other: str, meant: str) -> str:
    """A slip in one sentence.

    Args:
        what: The key or file it stands in.
        stated: The figure, and what is odd about it.
        times: What turns it into the other reading.
        other: The other reading with its unit.
        meant: The unit that would explain it.
    """
    return f"{what}: {stated}; {times} it is {other}, if {meant} is meant"


def price_slip(what: str, gbp_per_mwh: NDArray[np.float64] | float) -> list[str]:
    """What is odd about prices, by the median of their sizes; a price of 0 is 0 in any unit and does not count.

    Args:
        what: The key, or the file and column, they come from.
        gbp_per_mwh: One price, or one for each half-hour [GBP/MWh].

    Example:
        >>> price_slip("supply.energy.fixed_gbp_per_mwh", 0.25)
        ['supply.energy.fixed_gbp_per_mwh: 0.25 GBP/MWh is below 1; x1000 it is 250 GBP/MWh, if GBP/kWh is meant']
        >>> price_slip("exp.csv", np.array([0.0, 0.0, 0.0, 40.0]))
        []
    """
    middle = _median_size(gbp_per_mwh)
    if 0 < middle < LEAST_GBP_PER_MWH:
        figure = f"{'' if np.ndim(gbp_per_mwh) == 0 else 'a median of '}{middle:,.6g}"
        return [
            slip_text(what, f"{figure} GBP/MWh is below 1", "x1000", f"{1000 * middle:,.6g} GBP/MWh", "GBP/kWh")
        ]
    return fee_slip(what, gbp_per_mwh)


def fee_slip(what: str, gbp_per_mwh: NDArray[np.float64] | float) -> list[str]:
    """The same of a fee, which may well be below 1 GBP/MWh.

    Args:
        what: Its key.
        gbp_per_mwh: The fee [GBP/MWh].

    Example:
        >>> fee_slip("supply.fee_gbp_per_mwh", 0.5), len(fee_slip("supply.fee_gbp_per_mwh", 1500.0))
        ([], 1)
    """
    middle = _median_size(gbp_per_mwh)
    if middle <= MOST_GBP_PER_MWH:
        return []
    figure = f"{'' if np.ndim(gbp_per_mwh) == 0 else 'a median of '}{middle:,.6g}"
    other = f"{middle / 100:,.6g} GBP/MWh"
    return [slip_text(what, f"{figure} GBP/MWh is above 1,000", "/100", other, "a price in pence")]


def _median_size(prices: NDArray[np.float64] | float) -> float:
    sizes = np.abs(np.atleast_1d(np.asarray(prices, dtype=np.float64)))
    sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
    return float(np.median(sizes)) if len(sizes) else 0.0


def rate_slip(what: str, p_per_kwh: float) -> list[str]:
    """What is odd about a unit rate of a retail contract.

    Args:
        what: Its key.
        p_per_kwh: The rate [p/kWh].

    Example:
        >>> rate_slip("rates.0.p_per_kwh", 0.245)
        ['rates.0.p_per_kwh: 0.245 p/kWh is below 1; x100 it is 24.5 p/kWh, if GBP/kWh is meant']
        >>> rate_slip("rates.0.p_per_kwh", 245.0)
        ['rates.0.p_per_kwh: 245 p/kWh is above 100; /10 it is 24.5 p/kWh, if GBP/MWh is meant']
    """
    figure = f"{p_per_kwh:,.6g} p/kWh"
    if 0 < p_per_kwh < LEAST_P_PER_KWH:
        return [slip_text(what, f"{figure} is below 1", "x100", f"{100 * p_per_kwh:,.6g} p/kWh", "GBP/kWh")]
    if p_per_kwh > MOST_P_PER_KWH:
        return [slip_text(what, f"{figure} is above 100", "/10", f"{p_per_kwh / 10:,.6g} p/kWh", "GBP/MWh")]
    return []


def load_slip(what: str, largest_mw: float) -> list[str]:
    """What is odd about a site's largest load.

    Args:
        what: Where it comes from.
        largest_mw: Its largest half-hour [MW].

    Example:
        >>> load_slip("load.csv", 1500.0)
        ['load.csv: 1,500 MW is more than a site takes; /1000 it is 1.5 MW, if kW is meant']
        >>> load_slip("load.csv", 0.5)
        []
    """
    if largest_mw > LARGE_LOAD_MW:
        stated = f"{largest_mw:,.6g} MW is more than a site takes"
        return [slip_text(what, stated, "/1000", f"{largest_mw / 1000:,.6g} MW", "kW")]
    if 0 < largest_mw < SMALL_LOAD_MW:
        stated = f"{1000 * largest_mw:,.6g} kW is too little for a half-hourly meter"
        return [slip_text(what, stated, "x1000", f"{1000 * largest_mw:,.6g} MW", "MW")]
    return []


def power_slip(what: str, mw: float) -> list[str]:
    """What is odd about a power, whatever the site.

    Args:
        what: Its key.
        mw: The power [MW].

    Example:
        >>> power_slip("assets.0.charge_power_mw", 2500.0)
        ['assets.0.charge_power_mw: 2,500 MW is a large power station; /1000 it is 2.5 MW, if kW is meant']
    """
    if mw <= LARGE_POWER_MW:
        return []
    return [slip_text(what, f"{mw:,.6g} MW is a large power station", "/1000", f"{mw / 1000:,.6g} MW", "kW")]


def efficiency_slip(what: str, efficiency: float) -> list[str]:
    """What is odd about an efficiency.

    Args:
        what: Its key.
        efficiency: Out over in [fraction].

    Example:
        >>> efficiency_slip("assets.0.round_trip_efficiency", 0.0085)
        ['assets.0.round_trip_efficiency: 0.0085 is below 0.3; x100 it is 0.85, if 0.85 % is meant as 0.85']
        >>> efficiency_slip("assets.0.round_trip_efficiency", 0.25)
        ['assets.0.round_trip_efficiency: 0.25 is below 0.3: most of the energy is lost']
    """
    if efficiency >= LEAST_EFFICIENCY:
        return []
    stated, meant = f"{efficiency:.4g} is below {LEAST_EFFICIENCY:g}", 100 * efficiency
    if meant > 1:
        return [f"{what}: {stated}: most of the energy is lost"]
    return [f"{what}: {stated}; x100 it is {meant:.4g}, if {meant:.4g} % is meant as {meant:.4g}"]
