"""Figures as a sentence says them: three significant figures, whole pounds above a hundred."""

from __future__ import annotations

import math
from typing import Final

__all__ = ["about", "about_range", "about_years"]

FIGURES: Final = 3
TENTHS_BELOW_YEARS: Final = 100


def about(value: float) -> str:
    """A figure to three significant figures; nothing is never negative.

    Args:
        value: The figure.

    Example:
        >>> about(26_993.2), about(-1_234_567), about(163.44), about(14.82), about(-0.0)
        ('27,000', '-1,230,000', '163', '14.8', '0')
    """
    if value == 0 or not math.isfinite(value):
        return "0"
    places = FIGURES - 1 - math.floor(math.log10(abs(value)))
    # Adding 0 turns a negative zero into a plain one.
    rounded = round(value, places) + 0.0
    return f"{rounded:,.{max(places, 0)}f}".rstrip("0").rstrip(".") if places > 0 else f"{rounded:,.0f}"


def about_years(years: float) -> str:
    """Years to a tenth; from a hundred on to three significant figures.

    Args:
        years: How many.

    Example:
        >>> about_years(4.6733), about_years(1234.5)
        ('4.7', '1,230')
    """
    return f"{years:.1f}" if years < TENTHS_BELOW_YEARS else about(years)


def about_range(one: float, two: float) -> str:
    """The sizes of two amounts, the smaller first; once where they read the same.

    Args:
        one: An amount.
        two: Another, of the same sign.

    Example:
        >>> about_range(-20_540.4, -16_235.0), about_range(3.0, 3.001)
        ('16,200 to 20,500', '3')
    """
    small, large = (about(size) for size in sorted((abs(one), abs(two))))
    return small if small == large else f"{small} to {large}"
