"""What a plan sees: the site as expected on its half-hours, and on the day after, which values energy left."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import Ports
from gbflex.analysis.run.plan_end import AFTER_HALF_HOURS
from gbflex.analysis.series.forecasts import Expected
from gbflex.analysis.series.outlook import Outlook, outlook_of, without_forecast_series
from gbflex.analysis.series.setting import setting_of
from gbflex.assets.site import Site
from gbflex.cashflows.shape import Setting
from gbflex.errors import MissingPeriods
from gbflex.periods import HALF_HOUR_SECONDS, LONDON, Periods

__all__ = ["PlanView", "view_of"]


class PlanView(NamedTuple):
    """What a plan sees.

    Attributes:
        setting: The site as expected, on an axis of whole dates.
        asked: The half-hours to plan.
        after: Those after them that are expected too; none where too little is known.
        outlook: The forecasts.
        expected: What is expected of each series that is forecast.
        repeated: Half-hours after the plan of which the forecast says nothing: the planned day is expected again.
    """

    setting: Setting
    asked: slice
    after: slice
    outlook: Outlook
    expected: dict[str, Expected]
    repeated: int

    @property
    def mask(self) -> NDArray[np.bool_]:
        """The half-hours to plan, shape (n,)."""
        asked = np.zeros(len(self.setting.periods), dtype=bool)
        asked[self.asked] = True
        return asked


def view_of(site: Site, at: datetime, horizon: int, forecast: str, ports: Ports) -> PlanView:
    """The site as expected at an instant: nothing that came true after it is looked at.

    Args:
        site: The site.
        at: The instant.
        horizon: Half-hours to plan.
        forecast: Names the forecast.
        ports: Where prices come from.

    Raises:
        MissingPeriods: A half-hour to plan has no value.
    """
    try:
        return _seen(site, at, (horizon, AFTER_HALF_HOURS), forecast, ports)
    except MissingPeriods:
        # A file that is known ahead may end with the plan: then there is no day after.
        return _seen(site, at, (horizon, 0), forecast, ports)


def _seen(site: Site, at: datetime, half_hours: tuple[int, int], forecast: str, ports: Ports) -> PlanView:
    horizon, more = half_hours
    last = at + timedelta(seconds=HALF_HOUR_SECONDS * (horizon + more))
    periods = Periods.between(at.astimezone(LONDON).date(), last.astimezone(LONDON).date())
    known_at = np.datetime64(at.astimezone(UTC).replace(tzinfo=None), "s")
    start = int(np.searchsorted(periods.start_time, known_at, "left"))
    outlook = outlook_of(forecast, site, periods, ports, is_plan=True)
    held = setting_of(without_forecast_series(site, outlook), periods, ports)
    instants = np.full(len(periods), known_at)
    expected = outlook.expected(periods, instants)
    asked, after = slice(start, start + horizon), slice(start + horizon, start + horizon + more)
    mask = np.zeros(len(periods), dtype=bool)
    mask[asked] = True
    outlook.refuse_unknown(expected, periods, mask, where="--at")
    whole, repeated = _with_the_day_again(expected, asked, after)
    shown = outlook.shown(dataclasses.replace(held, site=site), whole, instants)
    return PlanView(shown, asked, after, outlook, expected, repeated)


def _with_the_day_again(
    expected: dict[str, Expected], asked: slice, after: slice
) -> tuple[dict[str, Expected], int]:
    """Forecasts in which a half-hour after the plan that nothing is said of is as a day before; and how many."""
    whole, missing = {}, set[int]()
    horizon = asked.stop - asked.start
    for name, found in expected.items():
        values = found.values.copy()
        for position in range(after.start, after.stop):
            if np.isnan(values[position]):
                missing.add(position)
                before = position - AFTER_HALF_HOURS
                values[position] = values[
                    before if before >= asked.start else asked.start + (position - after.start) % horizon
                ]
        whole[name] = found._replace(values=values)
    return whole, len(missing)
