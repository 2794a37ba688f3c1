"""Where the sun stands, for any instant and latitude.

Declination and equation of time are Spencer's Fourier series of the day angle, as NOAA's "General Solar
Position Calculations" prints them. From 2015 to 2035 at 52.5 degrees north the elevation by day stays within
0.6 degrees of NREL's algorithm (pvlib), 0.3 in the root mean square: enough for half-hours.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["SUN_SOURCE", "sine_of_sun_elevation"]

SUN_SOURCE: Final = "sun after Spencer 1971 as printed by NOAA"

Array = NDArray[np.float64]

SECONDS_PER_DAY: Final = 86_400
MINUTES_PER_DAY: Final = 1_440
MINUTES_PER_DEGREE: Final = 4.0
"""The Earth turns a degree in four minutes."""
MINUTES_PER_RADIAN: Final = 229.18


class _Sun(NamedTuple):
    """Declination [rad], and sundial minus clock at Greenwich [minutes], each of shape (n,)."""

    declination_rad: Array
    equation_of_time_minutes: Array


def sine_of_sun_elevation(instant: NDArray[np.datetime64], *, latitude_deg: float, longitude_deg: float) -> Array:
    """Sine of the height of the sun's centre above the horizon, without refraction; below it negative, shape (n,).

    Args:
        instant: UTC, datetime64, shape (n,).
        latitude_deg: Degrees north.
        longitude_deg: Degrees east; west is negative.

    Example:
        >>> noon = np.array(["2025-06-21T12:10"], dtype="datetime64[s]")
        >>> sine = sine_of_sun_elevation(noon, latitude_deg=52.5, longitude_deg=-2.0)
        >>> round(float(np.degrees(np.arcsin(sine[0]))), 1)
        61.0
    """
    sun = _sun(instant)
    second = (instant - instant.astype("datetime64[D]")).astype("timedelta64[s]").astype(np.int64)
    sundial_minute = second / 60 + sun.equation_of_time_minutes + MINUTES_PER_DEGREE * longitude_deg
    hour_angle_rad = np.radians((sundial_minute - MINUTES_PER_DAY / 2) / MINUTES_PER_DEGREE)
    latitude_rad = np.radians(latitude_deg)
    sine: Array = np.sin(latitude_rad) * np.sin(sun.declination_rad) + np.cos(latitude_rad) * np.cos(
        sun.declination_rad
    ) * np.cos(hour_angle_rad)
    return sine


def _sun(instant: NDArray[np.datetime64]) -> _Sun:
    angle = _day_angle_rad(instant)
    c1, s1, c2, s2 = np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)
    declination_rad = (
        0.006918
        - 0.399912 * c1
        + 0.070257 * s1
        - 0.006758 * c2
        + 0.000907 * s2
        - 0.002697 * np.cos(3 * angle)
        + 0.00148 * np.sin(3 * angle)
    )
    ahead_rad = 0.000075 + 0.001868 * c1 - 0.032077 * s1 - 0.014615 * c2 - 0.040849 * s2
    return _Sun(declination_rad, MINUTES_PER_RADIAN * ahead_rad)


def _day_angle_rad(instant: NDArray[np.datetime64]) -> Array:
    """How far the year has gone at an instant, counted from noon of its first day [rad]."""
    year = instant.astype("datetime64[Y]")
    days_in_year = ((year + 1).astype("datetime64[D]") - year.astype("datetime64[D]")).astype(np.int64)
    second = (instant - year.astype("datetime64[D]")).astype("timedelta64[s]").astype(np.int64)
    angle: Array = 2 * np.pi * (second / SECONDS_PER_DAY - 0.5) / days_in_year
    return angle
