"""The load behind the meter: constant, a half-hourly file, or made up to a minimum, a mean and a maximum."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from gbflex.assets.fields import NonNegative, SiteModel

__all__ = ["Demand", "LoadShape"]

LoadShape = Literal["office", "two_shift", "night", "flat"]
"""Shape of a made-up load: "office" is Elexon's profile class 3; the shifts change at 06:00 and 22:00."""


class Demand(SiteModel):
    """Demand of the site, AC at the meter.

    Attributes:
        constant_mw: The same power in every half-hour [MW].
        file: A file of `settlement_date,settlement_period,demand_mwh` (or `demand_mw`, or `start_time`
            in UTC instead of date and period), beside the site file.
        min_mw: Smallest half-hour of a made-up load in each calendar year [MW].
        mean_mw: Its mean over each calendar year [MW].
        max_mw: Its largest half-hour in each calendar year [MW].
        shape: Its shape of the day and the week; "office" where none is given.
    """

    constant_mw: NonNegative | None = None
    file: str | None = None
    min_mw: NonNegative | None = None
    mean_mw: NonNegative | None = None
    max_mw: NonNegative | None = None
    shape: LoadShape | None = None

    @model_validator(mode="after")
    def _check_one(self) -> Demand:
        targets = [figure is not None for figure in (self.min_mw, self.mean_mw, self.max_mw)]
        made_up = any(targets)
        if [self.constant_mw is not None, self.file is not None, made_up].count(True) != 1:
            msg = "give either constant_mw or file, or min_mw with mean_mw and max_mw"
            raise ValueError(msg)
        if made_up and not all(targets):
            msg = "a made-up load needs min_mw, mean_mw and max_mw"
            raise ValueError(msg)
        if self.shape is not None and not made_up:
            msg = "shape belongs to a made-up load of min_mw, mean_mw and max_mw"
            raise ValueError(msg)
        return self
