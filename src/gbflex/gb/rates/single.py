"""Single rates by date, from one YAML file each.

Published by Ofgem, NESO, LCCC and HMRC as named in each value's `source`; spans are half-open
[valid_from, valid_to). Covers 2014 to 2028, with gaps that stay gaps. A file may say from when to when its
charge is in force, with the law that says so: before and after, nothing is owed and no value is missing.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Literal, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from gbflex.errors import InputError, NoRateHeld
from gbflex.periods import Periods
from gbflex.tables import Quality

__all__ = [
    "EstimateRule",
    "MissingSpan",
    "Rate",
    "RateSeries",
    "RateTerms",
    "rate",
    "rate_names",
    "rate_series",
    "rate_terms",
    "rate_values",
    "series_of",
    "spans_without_rate",
    "spans_without_value",
]


EstimateRule = Literal["last_known", "year_before"]


class RateTerms(NamedTuple):
    """What holds for every value of a rate.

    Attributes:
        in_force_from: First date on which the charge is owed; None where it was always on the dates held.
        in_force_to: First date after it ends; None where no end is known.
        in_force_source: The law or notice that says so.
        estimate: By which rule a missing value is estimated, where a user asks for it.
    """

    in_force_from: date | None
    in_force_to: date | None
    in_force_source: str
    estimate: EstimateRule

    def is_in_force(self, on: date) -> bool:
        """Whether the charge is owed on a date.

        Args:
            on: The date.
        """
        begun = self.in_force_from is None or on >= self.in_force_from
        return begun and (self.in_force_to is None or on < self.in_force_to)


@dataclass(frozen=True)
class Rate:
    """One dated value of a rate.

    Attributes:
        name: File name without its ending.
        label: What the rate is.
        value: In `unit`, as published.
        unit: The publisher's unit.
        valid_from: First date.
        valid_to: First date after.
        quality: actual, forecast or estimated.
        source: Who says so.
        note: What to know about it.
    """

    name: str
    label: str
    value: float
    unit: str
    valid_from: date
    valid_to: date
    quality: Quality
    source: str
    note: str = ""

    @property
    def span(self) -> str:
        """The dates the value holds for, both inclusive."""
        return f"{self.valid_from} to {date.fromordinal(self.valid_to.toordinal() - 1)}"

    def touches(self, periods: Periods) -> bool:
        """Whether the value holds on a date of a time axis.

        Args:
            periods: The time axis.
        """
        return self.valid_from <= periods.last_date and periods.first_date < self.valid_to


@dataclass(frozen=True, eq=False)
class RateSeries:
    """A rate on a time axis.

    Attributes:
        values: The dated values that hold somewhere on it.
        index: Which of them holds in each half-hour, shape (n,); -1 where the charge is not in force.
    """

    values: tuple[Rate, ...]
    index: NDArray[np.int64]

    def published(self) -> NDArray[np.float64]:
        """The published value in each half-hour, shape (n,)."""
        return np.array([value.value for value in self.values])[self.index]


def _folder() -> Traversable:
    return resources.files("gbflex.gb.rates") / "data" / "levies"


@functools.cache
def rate_names() -> tuple[str, ...]:
    """Names of all single rates held.

    Example:
        >>> "bsuos" in rate_names()
        True
    """
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in _folder().iterdir()))


@functools.cache
def rate_values(name: str) -> tuple[Rate, ...]:
    """Every value of a rate that is held, by date.

    Raises:
        InputError: No rate of that name.
    """
    held = _held_file(name)
    values = (
        Rate(
            name=held["name"],
            label=held["label"],
            value=float(entry["value"]),
            unit=held["unit"],
            valid_from=entry["valid_from"],
            valid_to=entry["valid_to"],
            quality=cast("Quality", entry["quality"]),
            source=entry["source"],
            note=entry.get("note", ""),
        )
        for entry in held["values"]
    )
    return tuple(sorted(values, key=lambda value: value.valid_from))


@functools.cache
def _held_file(name: str) -> Any:
    if name not in rate_names():
        raise InputError(f"there is no rate {name!r}", available=", ".join(rate_names()))
    return YAML(typ="safe").load((_folder() / f"{name}.yaml").read_text("utf-8"))


@functools.cache
def rate_terms(name: str) -> RateTerms:
    """What holds for every value of a rate.

    Args:
        name: One of `rate_names()`.

    Raises:
        InputError: No rate of that name.

    Example:
        >>> str(rate_terms("eii_support_levy").in_force_from), rate_terms("bsuos").estimate
        ('2025-04-01', 'year_before')
    """
    held = _held_file(name)
    in_force = held.get("in_force", {})
    return RateTerms(
        in_force_from=in_force.get("from"),
        in_force_to=in_force.get("to"),
        in_force_source=in_force.get("source", ""),
        estimate=cast("EstimateRule", held.get("estimate", "last_known")),
    )


def rate(name: str, on: date) -> Rate:
    """What a rate was on a date, and who says so.

    Args:
        name: One of `rate_names()`.
        on: Settlement date.

    Raises:
        InputError: No rate of that name.
        NoRateHeld: The rate has no value on that date; the nearest known spans are named.

    Example:
        >>> found = rate("ro_cost", date(2024, 4, 1))
        >>> found.value, found.unit
        (31.78243, 'GBP/MWh')
    """
    values = rate_values(name)
    for value in values:
        if value.valid_from <= on < value.valid_to:
            return value
    raise NoRateHeld(
        f"no value of {name} is held", where=str(on), available=_nearest(values, on) or "no span at all"
    )


def _nearest(values: Sequence[Rate], on: date) -> str:
    before = [value.span for value in values if value.valid_to <= on]
    after = [value.span for value in values if value.valid_from > on]
    return " and ".join([*before[-1:], *after[:1]])


def rate_series(name: str, periods: Periods) -> RateSeries:
    """A rate in every half-hour of a time axis.

    Raises:
        NoRateHeld: Some date on which the charge is in force has no value.
    """
    missing = spans_without_rate(name, periods)
    if missing:
        rate(name, missing[0].first)
    return series_of(rate_values(name), periods)


def series_of(values: Sequence[Rate], periods: Periods) -> RateSeries:
    """Dated values on a time axis.

    Args:
        values: By date; no two hold on the same.
        periods: The time axis.
    """
    held = tuple(value for value in values if value.touches(periods))
    index = np.full(len(periods), -1, dtype=np.int64)
    dates = periods.settlement_date
    for position, value in enumerate(held):
        index[(dates >= np.datetime64(value.valid_from)) & (dates < np.datetime64(value.valid_to))] = position
    return RateSeries(held, index)


class MissingSpan(NamedTuple):
    """Dates without a value, both inclusive, and what is known around them."""

    first: date
    last: date
    reason: str


def spans_without_rate(name: str, periods: Periods) -> list[MissingSpan]:
    """The parts of a time axis on which a rate has no value.

    Example:
        >>> spans_without_rate("cfd_interim_levy_rate", Periods.between("2024-12-31", "2025-01-02"))[0].first
        datetime.date(2025, 1, 1)
    """
    return spans_without_value(name, rate_values(name), periods, rate_terms(name))


def spans_without_value(
    name: str, values: Sequence[Rate], periods: Periods, terms: RateTerms | None = None
) -> list[MissingSpan]:
    """The parts of a time axis on which a charge is in force and none of some values holds.

    Args:
        name: What they are values of, for the reason.
        values: By date.
        periods: The time axis.
        terms: When it is in force; None is always.
    """
    days = [
        day
        for day in periods.dates.astype(object)
        if not _held(values, day) and (terms is None or terms.is_in_force(day))
    ]
    spans: list[MissingSpan] = []
    for day in days:
        if spans and day.toordinal() == spans[-1].last.toordinal() + 1:
            spans[-1] = spans[-1]._replace(last=day)
        else:
            nearest = _nearest(values, day) or "none"
            spans.append(MissingSpan(day, day, f"no value of {name} is held; nearest known: {nearest}"))
    return spans


def _held(values: Sequence[Rate], on: date) -> bool:
    return any(value.valid_from <= on < value.valid_to for value in values)
