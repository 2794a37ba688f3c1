"""Field types and the base model shared by every part of a site file."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from gbflex.limits import EFFICIENCY_LEAST

__all__ = [
    "AnyEfficiency",
    "Clock",
    "Efficiency",
    "Fraction",
    "NonNegative",
    "Number",
    "Positive",
    "Price",
    "SiteModel",
    "clock_minute",
]


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
