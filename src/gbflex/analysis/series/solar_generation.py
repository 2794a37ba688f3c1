"""A made-up solar array that generates a given energy in each calendar year.

The sun of a clear day on a flat array, times a made-up clearness of each settlement date, scaled to the yield and
cut at the array's peak. A clear day is Haurwitz 1945: light follows s exp(-0.059 / s), s the sine of the sun's
elevation. The clearness is fixed: a date has the same sky in every run and at every site. It is `illustrative`. A
flat array has 11 % of its clear-sky year from November to February at 52.5 degrees north; one tilted by 30 degrees
has 17 % (pvlib).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.series.made_up import in_calendar_years
from gbflex.errors import InputError
from gbflex.gb.sun import SUN_SOURCE, sine_of_sun_elevation
from gbflex.periods import HALF_HOUR_MINUTES, Periods

__all__ = ["SolarTargets", "generated_solar_mw", "solar_source"]

Array = NDArray[np.float64]

LONGITUDE_DEG: Final = -2.0
"""Central meridian of the National Grid; the sun of a site is at most 15 minutes from it."""
SAMPLES: Final = 6
"""Instants of a half-hour whose mean stands for it: every five minutes."""
HAURWITZ_EXPONENT: Final = 0.059
LOWEST_SINE: Final = 0.005
"""A third of a degree: a lower sun gives less than a millionth of full light."""
CLEAREST: Final = 1.0
DULLEST: Final = 0.25
GOLDEN_FRACTION: Final = 0.6180339887498949


@dataclass(frozen=True)
class SolarTargets:
    """What a made-up array is.

    Attributes:
        peak_mw: Largest power [MW AC].
        yearly_mwh_per_mw: Generation of each calendar year [MWh per MW of peak].
        latitude_deg: Where it stands [degrees north].
    """

    peak_mw: float
    yearly_mwh_per_mw: float
    latitude_deg: float


def solar_source(targets: SolarTargets) -> str:
    """What a made-up array is, in one sentence for reports."""
    return (
        f"made up by gbflex: flat array at latitude {targets.latitude_deg:g} under a made-up sky ({SUN_SOURCE}) "
        f"with {targets.yearly_mwh_per_mw:g} MWh per MW of {targets.peak_mw:g} MW in each calendar year"
    )


def generated_solar_mw(targets: SolarTargets, periods: Periods) -> Array:
    """The made-up generation on a time axis [MW], shape (n,); each calendar year hits the yield as a whole.

    Args:
        targets: The array.
        periods: The time axis; part of a year gets its part of the year's generation.

    Raises:
        InputError: Not even full power in all daylight gives the yield.

    Example:
        >>> year = Periods.between("2024-01-01", "2024-12-31")
        >>> solar = generated_solar_mw(SolarTargets(2.0, 950.0, 52.5), year)
        >>> round(float(solar.sum() / 2), 6), bool(solar.max() <= 2.0)
        (1900.0, True)
    """
    return in_calendar_years(lambda year: _year_mw(targets, year), periods)


def _year_mw(targets: SolarTargets, year: Periods) -> Array:
    shape = _clear_sky(targets.latitude_deg, year) * _clearness(year)
    daylight_h = np.count_nonzero(shape) * year.hours
    if not 0 <= targets.yearly_mwh_per_mw < daylight_h:
        raise InputError(
            f"no array generates {targets.yearly_mwh_per_mw:g} MWh per MW in {year.first_date.year}",
            where="yearly_mwh_per_mw",
            available=f"0 to {daylight_h:g} MWh per MW, full power in all daylight",
        )
    return targets.peak_mw * _scaled_to(targets.yearly_mwh_per_mw / year.hours, shape)


def _clear_sky(latitude_deg: float, periods: Periods) -> Array:
    """Clear-sky irradiance on a flat array, the mean of each half-hour; 1 would be a sun overhead without air."""
    step = HALF_HOUR_MINUTES * 60 // SAMPLES
    offsets = (np.arange(SAMPLES) * step + step // 2).astype("timedelta64[s]")
    instants = (periods.start_time[:, np.newaxis] + offsets).ravel()
    sine = sine_of_sun_elevation(instants, latitude_deg=latitude_deg, longitude_deg=LONGITUDE_DEG)
    up = sine > LOWEST_SINE
    light = np.zeros(len(sine))
    light[up] = sine[up] * np.exp(-HAURWITZ_EXPONENT / sine[up])
    mean: Array = light.reshape(-1, SAMPLES).mean(axis=1)
    return mean


def _clearness(periods: Periods) -> Array:
    """Share of the clear sky's light that each date lets through, from dullest to clearest, evenly spread."""
    # Squares of the day's number times the golden ratio: spread evenly, and without a rhythm one sees.
    day = periods.settlement_date.astype("datetime64[D]").astype(np.float64)
    evenly = np.mod(day * day * GOLDEN_FRACTION, 1.0)
    clearness: Array = DULLEST + (CLEAREST - DULLEST) * evenly
    return clearness


def _scaled_to(total: float, shape: Array) -> Array:
    """The shape times the factor with which, cut at 1, it adds up to a total that is less than its count."""
    largest_first = np.sort(shape[shape > 0])[::-1]
    # Where the k largest are cut, the rest must add up to the total less k.
    rest = np.cumsum(largest_first[::-1])[::-1]
    factors = (total - np.arange(len(rest))) / rest
    fewest_cut = np.flatnonzero(factors * largest_first <= 1.0)[0]
    scaled: Array = np.minimum(shape * factors[fewest_cut], 1.0)
    return scaled
