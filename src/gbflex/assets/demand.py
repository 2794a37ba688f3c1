"""The load behind the meter: constant, a half-hourly file, or made up to a minimum, a mean and a maximum."""

from __future__ import annotations

from typing import Literal

from gbflex.assets.given_load import GivenLoad

__all__ = ["Demand", "LoadShape"]

LoadShape = Literal["office", "two_shift", "night", "flat"]
"""Shape of a made-up load: "office" is Elexon's profile class 3; the shifts change at 06:00 and 22:00."""


class Demand(GivenLoad):
    """Demand of the site, AC at the meter.

    Attributes:
        constant_mw: The same power in every half-hour [MW].
        file: A file of `settlement_date,settlement_period,demand_mwh` (or `demand_mw`, or `start_time`
            in UTC instead of date and period), beside the site file.
        replay: The calendar year of the file that is laid on the dates asked for, by kind of day and season.
        known_ahead: Whether plans know the file's load; else they forecast it from the days before.
        min_mw: Smallest half-hour of a made-up load in each calendar year [MW].
        mean_mw: Its mean over each calendar year [MW].
        max_mw: Its largest half-hour in each calendar year [MW].
        shape: Its shape of the day and the week; "office" where none is given.
    """

    shape: LoadShape | None = None
