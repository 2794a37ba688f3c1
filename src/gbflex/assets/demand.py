"""The load behind the meter: constant, or a half-hourly file."""

from __future__ import annotations

from pydantic import model_validator

from gbflex.assets.fields import NonNegative, SiteModel

__all__ = ["Demand"]


class Demand(SiteModel):
    """Demand of the site, AC at the meter.

    Attributes:
        constant_mw: The same power in every half-hour [MW].
        file: A file of `settlement_date,settlement_period,demand_mwh` (or `demand_mw`, or `start_time`
            in UTC instead of date and period), beside the site file.
    """

    constant_mw: NonNegative | None = None
    file: str | None = None

    @model_validator(mode="after")
    def _check_one(self) -> Demand:
        if (self.constant_mw is None) == (self.file is None):
            msg = "give either constant_mw or file"
            raise ValueError(msg)
        return self
