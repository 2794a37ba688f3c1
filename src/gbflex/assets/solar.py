"""A solar array behind the meter: a half-hourly file of its generation, or made up to a yearly yield.

Valid for: an array in Great Britain (latitude 49 to 61 degrees) whose inverters never give more than `peak_mw`.
A made-up year yields 600 to 1300 MWh per MW, which holds a shaded roof in Shetland and a tracking array in
Cornwall. It is drawn for a flat array on a made-up sky: good for the shape of a day, not for a forecast.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from gbflex.assets.fields import Number, Positive, SiteModel, cross_check

__all__ = ["Solar"]

Yield = Annotated[Number, Field(ge=600, le=1300)]
Latitude = Annotated[Number, Field(ge=49, le=61)]


class Solar(SiteModel):
    """A solar array, AC at the meter.

    Attributes:
        type: Always "solar".
        name: Name in reports.
        peak_mw: Largest power of the whole array [MW AC].
        file: A file of `settlement_date,settlement_period,generation_mwh` of the whole array (or
            `generation_mw`, or `start_time` in UTC instead of date and period), beside the site file.
        known_ahead: Whether plans know the file's generation; else they forecast it from the days before.
        yearly_mwh_per_mw: What a made-up array generates in each calendar year [MWh per MW of `peak_mw`].
        latitude_deg: Where a made-up array stands [degrees north].
        curtailable: Whether it may be turned down; else all that it generates is used, stored or exported.

    Example:
        >>> Solar(type="solar", peak_mw=2.0, yearly_mwh_per_mw=950.0, latitude_deg=52.5).name
        'solar'
    """

    type: Literal["solar"]
    name: str = "solar"
    peak_mw: Positive
    file: str | None = None
    known_ahead: bool = False
    yearly_mwh_per_mw: Yield | None = None
    latitude_deg: Latitude | None = None
    curtailable: bool = True

    @property
    def is_forecast(self) -> bool:
        """Whether a plan can only forecast it."""
        return self.file is not None and not self.known_ahead

    @cross_check
    def _check_one(self) -> Iterator[str]:
        if (self.file is None) == (self.yearly_mwh_per_mw is None):
            yield "give either file, or yearly_mwh_per_mw with latitude_deg"

    @cross_check
    def _check_known_ahead(self) -> Iterator[str]:
        if self.known_ahead and self.file is None:
            yield "known_ahead belongs to a file; a made-up array is known ahead"

    @cross_check
    def _check_latitude(self) -> Iterator[str]:
        if self.yearly_mwh_per_mw is not None and self.latitude_deg is None:
            yield "a made-up array needs latitude_deg"
        if self.latitude_deg is not None and self.yearly_mwh_per_mw is None:
            yield "latitude_deg belongs to a made-up array of yearly_mwh_per_mw"
