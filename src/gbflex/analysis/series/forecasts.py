"""What a plan may expect of prices: only what was known when it was made.

A forecast answers for a half-hour and an instant at which the plan is made. Prices that came true count as they
were first known, from when the record says they were; where nothing says it, an hour after their half-hour ends.
That lag is assumed, and said so.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.ports import FoundSeries, IssuedPrices, Ports
from gbflex.errors import InputError
from gbflex.periods import Periods

__all__ = ["FORECASTS", "HISTORY_DAYS", "Forecast", "ShapeOfDaysBefore", "forecast_named"]

Array = NDArray[np.float64]
Times = NDArray[np.datetime64]

HISTORY_DAYS: Final = 15
"""Days before the span of which prices are read."""

HALF_HOUR: Final = np.timedelta64(30, "m")
LAG: Final = np.timedelta64(60, "m")
"""From the end of a half-hour until its price is known: assumed."""


class Forecast(Protocol):
    """Expected prices of half-hours, as known at an instant."""

    @property
    def label(self) -> str:
        """What it is, and what about it is assumed."""

    def expected(self, periods: Periods, known_at: Times) -> Array:
        """Expected price of each half-hour [GBP/MWh], NaN where nothing is known, shape (n,).

        Args:
            periods: The half-hours.
            known_at: The instant each plan is made (UTC), shape (n,).
        """


@dataclass(frozen=True, eq=False)
class ShapeOfDaysBefore:
    """The price at the same clock time one or more days before, the latest that is known.

    Attributes:
        history: Prices on an axis that begins some days before the span.
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

    def expected(self, periods: Periods, known_at: Times) -> Array:
        """Expected price of each half-hour [GBP/MWh], NaN where nothing is known, shape (n,).

        Args:
            periods: The half-hours.
            known_at: The instant each plan is made (UTC), shape (n,).
        """
        first = self.axis.settlement_date[0].astype("datetime64[D]")
        days = int((self.axis.settlement_date[-1].astype("datetime64[D]") - first).astype(int)) + 1
        held, known = self._by_clock(days, first)
        day = (periods.settlement_date.astype("datetime64[D]") - first).astype(int)
        slot = periods.local_minute // 30
        found = np.full(len(periods), np.nan)
        for back in range(self.every_days, HISTORY_DAYS, self.every_days):
            source = day - back
            usable = (source >= 0) & (source < days)
            at = np.where(usable, source, 0), slot
            usable &= np.isnan(found) & (known[at] <= known_at) & np.isfinite(held[at])
            found[usable] = held[at][usable]
        return found

    def _by_clock(self, days: int, first: np.datetime64) -> tuple[Array, Times]:
        """Price and the instant it is known, by day and half-hour of the clock; the repeated hour counts once."""
        held = np.full((days, 48), np.nan)
        known = np.full((days, 48), np.datetime64("NaT"), dtype="datetime64[s]")
        day = (self.axis.settlement_date.astype("datetime64[D]") - first).astype(int)
        # Backwards, so that the first of two half-hours with the same clock time stays.
        at = day[::-1], (self.axis.local_minute // 30)[::-1]
        held[at] = self.history.values[::-1]
        known[at] = self._known_time()[::-1]
        return held, known

    def _known_time(self) -> Times:
        """When each price was known: as its publisher or the record says, else by the assumed lag."""
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

    def expected(self, periods: Periods, known_at: Times) -> Array:
        """Expected price of each half-hour [GBP/MWh], NaN where nothing is known, shape (n,).

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
        return found


FORECASTS: Final = {"yesterday": 1, "last_week": 7}
"""Shapes of days before, by name: how many days back they step."""


def forecast_named(name: str, history: FoundSeries, axis: Periods, ports: Ports) -> Forecast:
    """A forecast by its name, or from a file.

    Args:
        name: "yesterday", "last_week", or the path of a file with known_time, start_time, price_gbp_per_mwh.
        history: Prices on an axis that begins some days before the span.
        axis: That axis.
        ports: Where files come from.

    Raises:
        InputError: There is no such forecast.
    """
    if name in FORECASTS:
        return ShapeOfDaysBefore(history, axis, FORECASTS[name])
    if not Path(name).suffix:
        raise InputError(
            f"there is no forecast {name!r}",
            where="--forecast",
            available=f"{', '.join(FORECASTS)}, or a CSV file",
        )
    return IssuedForecast(ports.files.read_issued(Path(name)))
