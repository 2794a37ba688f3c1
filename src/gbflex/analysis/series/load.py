"""A made-up electrical load that hits a minimum, a mean and a maximum exactly, for any calendar year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.series.made_up import (
    DAY_SHIFT_MINUTES,
    Targets,
    hits_targets_mw,
    in_calendar_years,
    refuse_unknown_shape,
)
from gbflex.assets.demand import LoadShape
from gbflex.gb.load_profile import PROFILE_SOURCE, profile_class_3_kw
from gbflex.periods import SATURDAY, Periods

__all__ = ["LoadTargets", "generated_load_mw", "load_source"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LoadTargets(Targets):
    """What a made-up load must hit over each calendar year.

    Attributes:
        min_mw: Smallest half-hour [MW].
        mean_mw: Mean of the year [MW].
        max_mw: Largest half-hour [MW].
        shape: Shape of the day and the week.

    Raises:
        InputError: No load can have these.
    """

    shape: LoadShape = "office"

    def __post_init__(self) -> None:
        super().__post_init__()
        refuse_unknown_shape(self.shape, get_args(LoadShape))


def load_source(targets: LoadTargets) -> str:
    """What a made-up load is, in one sentence for reports."""
    shaped = f" ({PROFILE_SOURCE})" if targets.shape == "office" else ""
    return f"made up by gbflex: {targets.shape} shape{shaped} with {targets.in_words}"


def generated_load_mw(targets: LoadTargets, periods: Periods) -> Array:
    """The made-up load on a time axis [MW], shape (n,); each calendar year hits the targets as a whole.

    Args:
        targets: What to hit.
        periods: The time axis; part of a year gets its part of the year's load.

    Raises:
        InputError: The mean is closer to the minimum or maximum than one half-hour at the other end allows.

    Example:
        >>> year = Periods.between("2024-01-01", "2024-12-31")
        >>> load = generated_load_mw(LoadTargets(0.5, 1.0, 2.0), year)
        >>> float(load.min()), round(float(load.mean()), 9), float(load.max())
        (0.5, 1.0, 2.0)
    """
    return in_calendar_years(lambda year: hits_targets_mw(targets, _shape(targets.shape, year)), periods)


def _shape(shape: LoadShape, periods: Periods) -> Array:
    if shape == "office":
        return profile_class_3_kw(periods)
    if shape == "flat":
        return np.zeros(len(periods))
    by_day = periods.in_clock_window(*DAY_SHIFT_MINUTES)
    at_work = ~by_day if shape == "night" else by_day & (periods.weekday < SATURDAY)
    return at_work.astype(np.float64)
