"""A made-up heat load that hits a minimum, a mean and a maximum exactly, for any calendar year.

The shapes are gbflex's own: no measured site stands behind them. "hospital" has hot water and ventilation all
year and all week, and space heating by season; its minimum is a night in July. "heating" is space heating only:
off from 22:00 to 05:00, lower at weekends, and off from early May to late September. "process" is two shifts on
weekdays with a warm-up. Hours are of the London clock. A mean that a shape cannot reach lifts the hours that are
off: see `made_up`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, get_args

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.series.made_up import (
    DAY_SHIFT_MINUTES,
    Targets,
    hits_targets_mw,
    in_calendar_years,
    refuse_unknown_shape,
)
from gbflex.assets.heat_demand import HeatShape
from gbflex.periods import HALF_HOUR_MINUTES, SATURDAY, Periods

__all__ = ["HeatTargets", "generated_heat_mw", "heat_source"]

Array = NDArray[np.float64]

COLDEST_DAY_OF_YEAR: Final = 15
"""15 January."""
HOSPITAL_BASE_FRACTION: Final = 0.3
"""Of the coldest day's heat, what a hospital needs in midsummer."""
SEASON_ENDS_COSINE: Final = -0.3
"""Heating ends where the year's cosine falls below this: early May to late September."""
WEEKEND_FRACTION: Final = 0.5
WARM_UP_MINUTES: Final = (6 * 60, 8 * 60)
AFTER_WARM_UP_FRACTION: Final = 0.8

Clock = tuple[tuple[float, float], ...]
"""Hour of the London clock and share of the largest; straight lines between."""

HOSPITAL_CLOCK: Final[Clock] = (
    (0, 0.60), (5, 0.60), (7.25, 1.0), (10, 0.85), (16, 0.80), (18.25, 0.88), (22, 0.65), (24, 0.60),
)  # fmt: skip
HEATING_CLOCK: Final[Clock] = (
    (0, 0.0), (5, 0.0), (6.75, 1.0), (9, 0.70), (15, 0.60), (18.25, 0.75), (21, 0.45), (22, 0.0), (24, 0.0),
)  # fmt: skip


@dataclass(frozen=True)
class HeatTargets(Targets):
    """What a made-up heat load must hit over each calendar year.

    Attributes:
        min_mw: Smallest half-hour [MW thermal].
        mean_mw: Mean of the year [MW thermal].
        max_mw: Largest half-hour [MW thermal].
        shape: Shape of the day, the week and the year.

    Raises:
        InputError: No load can have these.
    """

    shape: HeatShape = "hospital"

    def __post_init__(self) -> None:
        super().__post_init__()
        refuse_unknown_shape(self.shape, get_args(HeatShape))


def heat_source(targets: HeatTargets) -> str:
    """What a made-up heat load is, in one sentence for reports."""
    return f"made up by gbflex: {targets.shape} heat shape with {targets.in_words}"


def generated_heat_mw(targets: HeatTargets, periods: Periods) -> Array:
    """The made-up heat load on a time axis [MW thermal], shape (n,); each calendar year hits the targets.

    Args:
        targets: What to hit.
        periods: The time axis; part of a year gets its part of the year's load.

    Raises:
        InputError: The mean is closer to the minimum or maximum than one half-hour at the other end allows.

    Example:
        >>> year = Periods.between("2024-01-01", "2024-12-31")
        >>> heat = generated_heat_mw(HeatTargets(0.5, 1.2, 3.0), year)
        >>> float(heat.min()), round(float(heat.mean()), 9), float(heat.max())
        (0.5, 1.2, 3.0)
    """
    return in_calendar_years(lambda year: hits_targets_mw(targets, _shape(targets.shape, year)), periods)


def _shape(shape: HeatShape, year: Periods) -> Array:
    if shape == "process":
        return _process(year)
    cosine = _cosine_of_year(year)
    if shape == "heating":
        season = np.maximum(cosine - SEASON_ENDS_COSINE, 0.0)
        return season * _by_clock(HEATING_CLOCK, year) * np.where(year.weekday < SATURDAY, 1.0, WEEKEND_FRACTION)
    season = HOSPITAL_BASE_FRACTION + (1 - HOSPITAL_BASE_FRACTION) * (1 + cosine) / 2
    return season * _by_clock(HOSPITAL_CLOCK, year)


def _process(year: Periods) -> Array:
    at_work = year.in_clock_window(*DAY_SHIFT_MINUTES) & (year.weekday < SATURDAY)
    return np.where(at_work, np.where(year.in_clock_window(*WARM_UP_MINUTES), 1.0, AFTER_WARM_UP_FRACTION), 0.0)


def _cosine_of_year(year: Periods) -> Array:
    """1 on the coldest day, -1 half a year later."""
    days = len(year.dates)
    cosine: Array = np.cos(2 * np.pi * (year.day_index + 1 - COLDEST_DAY_OF_YEAR) / days)
    return cosine


def _by_clock(clock: Clock, year: Periods) -> Array:
    """The share at the middle of each half-hour."""
    hours, shares = zip(*clock, strict=True)
    share: Array = np.interp((year.local_minute + HALF_HOUR_MINUTES / 2) / 60, hours, shares)
    return share
