"""A supplier's offer as on paper: unit rates by day and hour, a standing charge, and what they include."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby, product
from typing import Annotated, Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from gbflex.assets.fields import Clock, Day, NonNegative, Number, SiteModel, clock_minute, cross_check
from gbflex.errors import InputError
from gbflex.periods import HALF_HOUR_MINUTES, MINUTES_PER_DAY, Periods

__all__ = ["AllBut", "RetailContract", "RetailRate"]

SATURDAY: Final = 5
MONTHS: Final = range(1, 13)
NAMED: Final = 3
"""Stretches of hours that a message names."""

Stretch = tuple[str, str, tuple[str, ...]]
"""Kind of day, hours, and the rates that hold in them."""


class RetailRate(SiteModel):
    """A unit rate and when it holds, on the London clock.

    Attributes:
        name: Its name in the ledger, for example "night".
        p_per_kwh: As printed [p/kWh].
        days: "weekday" is Monday to Friday, bank holidays among them; by the date of each half-hour.
        months: 1 to 12; empty is all.
        start_local: For example "07:00".
        end_local: End, excluded; "00:00" or "24:00" is midnight. An end before the start runs over midnight; the
            same as the start is the whole day.
    """

    name: Annotated[str, Field(min_length=1, max_length=40)]
    p_per_kwh: Annotated[Number, Field(ge=-1000, le=1000)]
    days: Literal["weekday", "weekend", "all"] = "all"
    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = ()
    start_local: Clock = "00:00"
    end_local: Clock = "24:00"

    def holds(self, month: int, *, weekend: bool, minute: int) -> bool:
        """Whether it holds in a half-hour.

        Args:
            month: Of the date, 1 to 12.
            weekend: Whether the date is a Saturday or Sunday.
            minute: Start of the half-hour, minutes after midnight on the clock.
        """
        start, end = clock_minute(self.start_local), clock_minute(self.end_local) or MINUTES_PER_DAY
        inside = start <= minute < end if start < end else not end <= minute < start
        return (
            inside
            and (not self.months or month in self.months)
            and self.days in ("all", "weekend" if weekend else "weekday")
        )


class AllBut(SiteModel):
    """All charges on import but some, which stay pass-through.

    Attributes:
        all_but: Their names.
    """

    all_but: tuple[str, ...]


class RetailContract(SiteModel):
    """A retail contract for imported energy, in place of a price by half-hour.

    Attributes:
        valid_from: First date.
        valid_to: First date after it.
        rates: Unit rates; every half-hour of the week falls into exactly one.
        standing_charge_p_per_day: [p/day].
        includes: Charges that the rates include, which have no line of their own: "all", names, or all but some.
        rates_at: Where the rates count a MWh: at the meter, or at a boundary behind losses.

    Example:
        >>> day = {"name": "day", "p_per_kwh": 26.0, "start_local": "07:00"}
        >>> night = {"name": "night", "p_per_kwh": 15.0, "end_local": "07:00"}
        >>> year = {"valid_from": "2025-04-01", "valid_to": "2026-04-01"}
        >>> offer = RetailContract(**year, rates=[day, night], includes="all")
        >>> offer.p_per_kwh(Periods.between("2025-06-04", "2025-06-04"))[[13, 14]].tolist()
        [15.0, 26.0]
    """

    valid_from: Day
    valid_to: Day
    rates: Annotated[tuple[RetailRate, ...], Field(min_length=1, max_length=50)]
    standing_charge_p_per_day: NonNegative = 0.0
    includes: Literal["all"] | tuple[str, ...] | AllBut
    rates_at: Literal["meter", "grid_supply_point", "national_balancing_point"] = "meter"

    @cross_check
    def _check_dates(self) -> Iterator[str]:
        if self.valid_to <= self.valid_from:
            yield f"valid_to {self.valid_to} is not after valid_from {self.valid_from}: it is the first date after"

    @cross_check
    def _check_rates(self) -> Iterator[str]:
        prices = {(rate.name, rate.p_per_kwh) for rate in self.rates}
        twice = [name for name, count in Counter(name for name, _ in prices).items() if count > 1]
        if twice:
            yield f"rates: two prices are named {twice[0]!r}; give each its own name"
        wrong = [stretch for stretch in self._stretches() if len(stretch[2]) != 1]
        if wrong:
            more = f" and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
            yield f"rates: every half-hour needs exactly one rate; {'; '.join(map(_words, wrong[:NAMED]))}{more}"

    def _stretches(self) -> list[Stretch]:
        """Hours of the week with the rates that hold in them; months are named where they differ."""
        by_month = {month: list(self._stretches_in(month)) for month in MONTHS}
        if all(stretches == by_month[1] for stretches in by_month.values()):
            return by_month[1]
        return [
            (f"month {month}, {day}", hours, names)
            for month, stretches in by_month.items()
            for day, hours, names in stretches
        ]

    def _stretches_in(self, month: int) -> Iterator[Stretch]:
        for day in ("weekday", "weekend"):
            minutes = range(0, MINUTES_PER_DAY, HALF_HOUR_MINUTES)
            held = [(minute, self._at(month, weekend=day == "weekend", minute=minute)) for minute in minutes]
            for names, stretch in groupby(held, key=lambda pair: pair[1]):
                starts = [minute for minute, _ in stretch]
                yield day, f"{_clock(starts[0])} to {_clock(starts[-1] + HALF_HOUR_MINUTES)}", names

    def _at(self, month: int, *, weekend: bool, minute: int) -> tuple[str, ...]:
        return tuple(rate.name for rate in self.rates if rate.holds(month, weekend=weekend, minute=minute))

    def rate_index(self, periods: Periods) -> NDArray[np.int64]:
        """Which rate holds in each half-hour, shape (n,).

        Args:
            periods: The time axis.

        Raises:
            InputError: The contract does not hold on some of its dates.
        """
        self._refuse_other_dates(periods)
        of_week = np.zeros((13, 2, MINUTES_PER_DAY // HALF_HOUR_MINUTES), dtype=np.int64)
        for (i, rate), month, weekend in product(enumerate(self.rates), MONTHS, (False, True)):
            for slot in range(of_week.shape[2]):
                if rate.holds(month, weekend=weekend, minute=slot * HALF_HOUR_MINUTES):
                    of_week[month, int(weekend), slot] = i
        weekend_days = (periods.weekday >= SATURDAY).astype(np.int64)
        found: NDArray[np.int64] = of_week[periods.month, weekend_days, periods.local_minute // HALF_HOUR_MINUTES]
        return found

    def p_per_kwh(self, periods: Periods) -> NDArray[np.float64]:
        """The rate of each half-hour as printed [p/kWh], shape (n,).

        Args:
            periods: The time axis.
        """
        return np.array([rate.p_per_kwh for rate in self.rates])[self.rate_index(periods)]

    def _refuse_other_dates(self, periods: Periods) -> None:
        if self.valid_from <= periods.first_date and periods.last_date < self.valid_to:
            return
        raise InputError(
            f"the contract is valid from {self.valid_from} and no longer on {self.valid_to}; asked for are "
            f"{periods.first_date} to {periods.last_date}",
            where="supply.contract",
            next_step="Choose dates within it, or set valid_from and valid_to (the first date after) as on paper",
        )


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _words(stretch: Stretch) -> str:
    day, hours, names = stretch
    return f"{day} {hours} has {'none' if not names else ' and '.join(names)}"
