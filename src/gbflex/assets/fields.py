"""Field types and the base model shared by every part of a site file."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Any, Final, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from gbflex.errors import InputError
from gbflex.limits import EFFICIENCY_LEAST
from gbflex.written_dates import noted_date

__all__ = [
    "AnyEfficiency",
    "Check",
    "Clock",
    "Contradictions",
    "Day",
    "Efficiency",
    "Fraction",
    "NonNegative",
    "Number",
    "Positive",
    "Price",
    "SiteModel",
    "clock_minute",
    "cross_check",
    "cross_checks_of",
]

Check = Callable[[Any], Iterator[str]]
"""What is wrong with a part of a site file whose keys are each right, one sentence each that names a key."""

CheckT = TypeVar("CheckT", bound=Check)
IS_CROSS_CHECK: Final = "_is_cross_check"


class Contradictions(ValueError):
    """What the cross-checks of one part of a site file found.

    Args:
        found: One sentence each.
    """

    def __init__(self, found: tuple[str, ...]) -> None:
        super().__init__("; ".join(found))
        self.found = found


def cross_check(check: CheckT) -> CheckT:
    """Mark a method as a cross-check of its model: all of them run, and all that they find is said at once."""
    setattr(check, IS_CROSS_CHECK, True)
    return check


@functools.cache
def cross_checks_of(model: type) -> tuple[Check, ...]:
    """The cross-checks of a model and of those it is made from, in the order of writing."""
    found = {name: part for base in reversed(model.__mro__) for name, part in vars(base).items()}
    return tuple(part for part in found.values() if getattr(part, IS_CROSS_CHECK, False))


def _no_boolean(value: object) -> object:
    # YAML reads "yes" and "on" as true, and Python would take true for 1.0.
    if isinstance(value, bool):
        msg = "a number is wanted, not true or false"
        raise ValueError(msg)  # noqa: TRY004 (pydantic turns ValueError into a message with the field)
    return value


LARGEST: Final = 1e6
"""MW, MWh, kVA or GBP/MWh of one site: beyond this the unit is wrong."""

Number = Annotated[float, BeforeValidator(_no_boolean), Field(allow_inf_nan=False, strict=True)]
"""A finite number."""
NonNegative = Annotated[Number, Field(ge=0, le=LARGEST)]
"""A number of at least 0, and not larger than anything on this island."""
Positive = Annotated[Number, Field(gt=0, le=LARGEST)]
"""A number above 0, and not larger than anything on this island."""
Price = Annotated[Number, Field(ge=-10_000, le=10_000)]
"""GBP/MWh; outside these bounds it is a unit error (the value of lost load is 6,000)."""
Fraction = Annotated[Number, Field(ge=0, le=1)]
"""A share from 0 to 1, never a percentage."""


def _no_lost_decimal(value: object) -> object:
    if isinstance(value, float) and 0 < value < EFFICIENCY_LEAST:
        msg = f"an efficiency of {value:g} is below {EFFICIENCY_LEAST:g}; x100 it is {100 * value:g}"
        raise ValueError(msg)
    return value


AnyEfficiency = Annotated[Number, BeforeValidator(_no_lost_decimal), Field(ge=EFFICIENCY_LEAST)]
"""Out over in, never so small that a decimal was lost; of heat from condensing it may be above 1."""
Efficiency = Annotated[AnyEfficiency, Field(le=1)]
"""A fraction of what goes in, never a percentage."""


def _as_written(value: object) -> object:
    # YAML has read 2025-01-15 as a date already; 20250115 is a number to it, and to pydantic a count of seconds.
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return value
    try:
        return noted_date(value, "site file")
    except InputError as error:
        raise ValueError(f"{error.what.removesuffix('.')}; write 2024-04-01") from None


Day = Annotated[date, BeforeValidator(_as_written)]
"""A date, in any of the forms that a date on the command line has."""

Clock = Annotated[str, Field(pattern=r"^([01][0-9]:[03]0|2[0-3]:[03]0|24:00)$")]
"""A time of the London clock on the half-hour."""


def clock_minute(clock: str) -> int:
    """Minutes after midnight of a clock time.

    Example:
        >>> clock_minute("07:30")
        450
    """
    return 60 * int(clock[:2]) + int(clock[3:])


class SiteModel(BaseModel):
    """A part of a site file: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _all_cross_checks(self) -> Self:
        found = tuple(text for check in cross_checks_of(type(self)) for text in check(self))
        if found:
            raise Contradictions(found)
        return self
