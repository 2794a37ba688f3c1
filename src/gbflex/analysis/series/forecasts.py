"""What a plan may expect of prices and volumes: only what was known when it was made.

A forecast answers for a half-hour and an instant at which the plan is made. Values that came true count as they
were first known, from when the record says they were; where nothing says it, an hour after their half-hour ends.
That lag is assumed, and said so.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import FoundSeries, IssuedPrices, Ports
from gbflex.errors import InputError
from gbflex.periods import Periods

__all__ = [
    "FORECASTS",
    "HALF_HOUR",
    "HISTORY_DAYS",
    "LAG",
    "Expected",
    "Forecast",
    "GivenPrices",
    "ShapeOfDaysBefore",
    "Times",
    "forecast_named",
    "shape_named",
]

Array = NDArray[np.float64]
Times = NDArray[np.datetime64]

HISTORY_DAYS: Final = 15
"""Days before the span of which values are read."""

HALF_HOUR: Final = np.timedelta64(30, "m")
LAG: Final = np.timedelta64(60, "m")
"""From the end of a half-hour until its value is known: assumed."""


class Expected(NamedTuple):
    """What is expected of half-hours.

    Attributes:
        values: In the unit of the series, NaN where nothing is known, shape (n,).
        from_date: Settlement date whose value each is; NaT where it is no date's, shape (n,).
        is_older: Whether that date is further back than the forecast's name says, shape (n,).
    """

    values: Array
    from_date: Times
    is_older: NDArray[np.bool_]

    @classmethod
    def of_no_date(cls, values: Array) -> Expected:
        """Values that are no earlier date's.

        Args:
            values: In the unit of the series, shape (n,).
        """
        nothing = np.full(len(values), np.datetime64("NaT"), dtype="datetime64[D]")
        return cls(values, nothing, np.zeros(len(values), dtype=bool))


class Forecast(Protocol):
    """What is expected of half-hours, as known at an instant."""

    @property
    def label(self) -> str:
        """What it is, and what about it is assumed."""

    def expected(self, periods: Periods, known_at: Times) -> Expected:
        """What is expected of each half-hour.

        Args:
            periods: The half-hours.
            known_at: The instant each plan is made (UTC), shape (n,).
        """


@dataclass(frozen=True, eq=False)
class ShapeOfDaysBefore:
    """The value at the same clock time one or more days before, the latest that is known.

    Attributes:
        history: Values on an axis that begins some days before the span.
        axis: That axis.
        every_days: 1 looks at the day before, 7 at the same weekday.
    """

    history: FoundSeries
    axis: Periods
    every_days: int

    @property
    def label(self) -> str:
        """What it is, and what about it is assumed."""
        day = "the day" if self.every_days == 1 else "the same day of the week"
        known = "known an hour after (assumed)" if self.history.known_time is None else "as first known"
        return f"{self.history.name} at the same clock time {day} before, {known}"

    def expected(self, periods: Periods, known_at: Times) -> Expected:
        """What is expected of each half-hour.

        Args:
            periods: The half-hours.
            known_at: The instant each plan is made (UTC), shape (n,).
        """
        first = self.axis.settlement_date[0].astype("datetime64[D]")
        days = int((self.axis.settlement_date[-1].astype("datetime64[D]") - first).astype(int)) + 1
        held, known = self._by_clock(days, first)
        day = (periods.settlement_date.astype("datetime64[D]") - first).astype(int)
        slot = periods.local_minute // 30
        found, came_from = np.full(len(periods), np.nan), np.zeros(len(periods), dtype=int)
        for back in range(self.every_days, HISTORY_DAYS + 1, self.every_days):
            source = day - back
            usable = (source >= 0) & (source < days)
            at = np.where(usable, source, 0), slot
            usable &= np.isnan(found) & (known[at] <= known_at) & np.isfinite(held[at])
            found[usable], came_from[usable] = held[at][usable], back
        date = periods.settlement_date.astype("datetime64[D]") - came_from.astype("timedelta64[D]")
        from_date = np.where(came_from > 0, date, np.datetime64("NaT"))
        return Expected(found, from_date, came_from > self.every_days)

    def _by_clock(self, days: int, first: np.datetime64) -> tuple[Array, Times]:
        """Value and the instant it is known, by day and half-hour of the clock; the repeated hour counts once."""
        held = np.full((days, 48), np.nan)
        known = np.full((days, 48), np.datetime64("NaT"), dtype="datetime64[s]")
        day = (self.axis.settlement_date.astype("datetime64[D]") - first).astype(int)
        slot = self.axis.local_minute // 30
        # Where a clock time stands twice the first counts: NumPy does not say which of two assignments stays.
        _, once = np.unique(day * 48 + slot, return_index=True)
        at = day[once], slot[once]
        held[at] = self.history.values[once]
        known[at] = self._known_time()[once]
        return held, known

    def _known_time(self) -> Times:
        """When each value was known: as its publisher or the record says, else by the assumed lag."""
        by_lag = (self.axis.start_time + HALF_HOUR + LAG).astype("datetime64[s]")
        said = self.history.known_time
        return by_lag if said is None else np.where(np.isnat(said), by_lag, said.astype("datetime64[s]"))


@dataclass(frozen=True, eq=False)
class IssuedForecast:
    """Forecasts from a file: of each half-hour, the last one known in time.

    Attributes:
        issued: The file's rows.
    """

    issued: IssuedPrices

    @property
    def label(self) -> str:
        """What it is."""
        return f"forecasts as issued, {self.issued.source}"

    def expected(self, periods: Periods, known_at: Times) -> Expected:
        """What is expected of each half-hour.

        Args:
            periods: The half-hours.
            known_at: The instant each plan is made (UTC), shape (n,).
        """
        order = np.lexsort((self.issued.known_time, self.issued.start_time))
        starts = self.issued.start_time[order].astype("datetime64[s]").astype(np.int64)
        known = self.issued.known_time[order].astype("datetime64[s]").astype(np.int64)
        values = self.issued.gbp_per_mwh[order]
        wanted = periods.start_time.astype("datetime64[s]").astype(np.int64)
        asked = known_at.astype("datetime64[s]").astype(np.int64)
        found = np.full(len(periods), np.nan)
        first, last = np.searchsorted(starts, wanted, "left"), np.searchsorted(starts, wanted, "right")
        for position in np.flatnonzero(last > first).tolist():
            low, high = int(first[position]), int(last[position])
            upto = low + int(np.searchsorted(known[low:high], asked[position], "right"))
            if upto > low:
                found[position] = values[upto - 1]
        return Expected.of_no_date(found)


@dataclass(frozen=True, eq=False)
class GivenPrices:
    """Prices of a file without the time each was known: what its user expects now.

    Attributes:
        given: The file's prices on an axis.
        axis: That axis.
    """

    given: FoundSeries
    axis: Periods

    @property
    def label(self) -> str:
        """What it is."""
        return f"prices as given, {self.given.source}"

    def expected(self, periods: Periods, known_at: Times) -> Expected:  # noqa: ARG002 (as every forecast)
        """What is expected of each half-hour.

        Args:
            periods: The half-hours, all of them on the axis.
            known_at: Not asked: the prices are given for the plan.
        """
        at = np.searchsorted(self.axis.start_time, periods.start_time)
        return Expected.of_no_date(self.given.values[at])


FORECASTS: Final = {"yesterday": 1, "last_week": 7}
"""Shapes of days before, by name: how many days back they step."""


def forecast_named(
    name: str, history: FoundSeries, axis: Periods, ports: Ports, *, is_plan: bool = False
) -> Forecast:
    """A forecast by its name, or from a file.

    Args:
        name: "yesterday", "last_week", or the path of a file with known_time, start_time, price_gbp_per_mwh.
        history: Prices on an axis that begins some days before the span.
        axis: That axis.
        ports: Where files come from.
        is_plan: Whether one plan is made, now: then a file of prices alone is taken as what is expected.

    Raises:
        InputError: There is no such forecast.
    """
    if name in FORECASTS:
        return shape_named(name, history, axis)
    if not Path(name).suffix:
        raise InputError(
            f"there is no forecast {name!r}",
            where="--forecast",
            available=f"{', '.join(FORECASTS)}, or a CSV file",
        )
    if is_plan and not ports.files.is_issued(Path(name)):
        return GivenPrices(ports.files.read(Path(name), "price", axis), axis)
    return IssuedForecast(ports.files.read_issued(Path(name)))


def shape_named(name: str, history: FoundSeries, axis: Periods) -> Forecast:
    """The shape of days before, where nobody issues a forecast: by the plan's name, else yesterday's.

    Args:
        name: "yesterday", "last_week", or a file of forecast energy prices.
        history: The series on an axis that begins some days before the span.
        axis: That axis.
    """
    return ShapeOfDaysBefore(history, axis, FORECASTS.get(name, 1))
