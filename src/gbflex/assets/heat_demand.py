"""The heat a site needs: constant, a half-hourly file, or made up to a minimum, a mean and a maximum.

Valid for: heat at one temperature, counted where it leaves the plant room. Losses of the pipes behind that
point are part of it; nothing about flow or return temperature is modelled.
"""

from __future__ import annotations

from typing import Literal

from gbflex.assets.given_load import GivenLoad

__all__ = ["HeatDemand", "HeatShape"]

HeatShape = Literal["hospital", "heating", "process"]
"""Shape of a made-up heat load: "hospital" runs all year and all week, "heating" from October to April by day,
"process" on weekdays from 06:00 to 22:00."""


class HeatDemand(GivenLoad):
    """Heat demand of the site, thermal, leaving the plant room.

    Attributes:
        type: Always "heat_demand".
        name: Name in reports.
        constant_mw: The same heat in every half-hour [MW thermal].
        file: A file of `settlement_date,settlement_period,heat_mwh` (or `heat_mw`, or `start_time` in UTC
            instead of date and period), beside the site file.
        replay: The calendar year of the file that is laid on the dates asked for, by kind of day and season.
        known_ahead: Whether plans know the file's load; else they forecast it from the days before.
        min_mw: Smallest half-hour of a made-up heat load in each calendar year [MW thermal].
        mean_mw: Its mean over each calendar year [MW thermal].
        max_mw: Its largest half-hour in each calendar year [MW thermal].
        shape: Its shape of the day, the week and the year; "hospital" where none is given.

    Example:
        >>> HeatDemand(type="heat_demand", constant_mw=1.5).name
        'heat demand'
    """

    type: Literal["heat_demand"]
    name: str = "heat demand"
    shape: HeatShape | None = None
