"""What a MWh from the grid emits, where the site file says it: a half-hourly file of carbon intensity."""

from __future__ import annotations

from gbflex.assets.fields import SiteModel

__all__ = ["GridCarbon"]


class GridCarbon(SiteModel):
    """The grid's carbon intensity by half-hour; nothing is priced by it.

    Attributes:
        file: A file of `settlement_date,settlement_period,carbon_gco2_per_kwh` (or `start_time` in UTC instead of
            date and period), beside the site file.
    """

    file: str
