"""Single rates by date, from one YAML file each.

Published by Ofgem, NESO, LCCC and HMRC as named in each value's `source`; spans are half-open
[valid_from, valid_to). Covers 2014 to 2028, with gaps that stay gaps.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from gbflex.errors import InputError, NoRateHeld
from gbflex.periods import Periods
from gbflex.tables import Quality

__all__ = [
    "MissingSpan",
    "Rate",
    "RateSeries",
    "rate",
    "rate_names",
    "rate_series",
    "rate_values",
    "spans_without_rate",
    "spans_without_value",
]


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


@dataclass(frozen=True, eq=False)
class RateSeries:
    """A rate on a time axis.

    Attributes:
        values: The dated values that hold somewhere on it.
        index: Which of them holds in each half-hour, shape (n,).
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
    if name not in rate_names():
        raise InputError(f"there is no rate {name!r}", available=", ".join(rate_names()))
    held = YAML(typ="safe").load((_folder() / f"{name}.yaml").read_text("utf-8"))
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
        NoRateHeld: Some date has no value.
    """
    dates = periods.dates.astype(object)
    found = [rate(name, day) for day in dates]
    distinct = tuple(dict.fromkeys(found))
    position = {value: i for i, value in enumerate(distinct)}
    by_day = np.array([position[value] for value in found], dtype=np.int64)
    return RateSeries(distinct, by_day[periods.day_index])


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
    return spans_without_value(name, rate_values(name), periods)


def spans_without_value(name: str, values: Sequence[Rate], periods: Periods) -> list[MissingSpan]:
    """The parts of a time axis on which none of some values holds.

    Args:
        name: What they are values of, for the reason.
        values: By date.
        periods: The time axis.
    """
    days = [day for day in periods.dates.astype(object) if not _held(values, day)]
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
