"""Bounds that no true figure of the Balancing Mechanism passes; what lies beyond is flagged with the reason.

Source: market reference section 10 (GB balancing costs of 2 to 4 bn GBP a year; fleet revenues of 40 to 160
thousand GBP/MW a year; batteries of 0.8 to 1.6 cycles a day). They are general knowledge and catch errors of unit
and scope, such as the 8.7 bn GBP a year that the replaced system once gave a 2.5 MW battery.
"""

from __future__ import annotations

from typing import Final

__all__ = ["HOURS_PER_YEAR", "implausible_income", "implausible_use", "implausible_volume"]

HOURS_PER_YEAR: Final = 8766.0
WHOLE_MECHANISM_GBP_PER_YEAR: Final = 4e9
SINGLE_ASSET_GBP_PER_YEAR: Final = 1e8
REFUSED_GBP_PER_MW_PER_YEAR: Final = 1e6
DOUBTFUL_GBP_PER_MW_PER_YEAR: Final = 3e5
MOST_CYCLES_PER_DAY: Final = 4.0
LONG_HOURS: Final = 28 * 24.0
ROUNDING_MWH: Final = 1e-6


def implausible_income(gbp: float, power_mw: float | None, hours: float) -> list[str]:
    """Why an income over some hours cannot, or can hardly, be true.

    Args:
        gbp: Income.
        power_mw: Power it is measured by; null where not known.
        hours: Length of the span.

    Example:
        >>> implausible_income(8.7e9, 2.5, HOURS_PER_YEAR)[0]
        'refused: 8,700,000,000 GBP a year is more than the whole Balancing Mechanism'
    """
    yearly = abs(gbp) / hours * HOURS_PER_YEAR
    each = yearly / power_mw if power_mw else 0.0
    # A day or a week can be extreme; a longer span cannot.
    word = "refused" if hours >= LONG_HOURS else "doubtful"
    if yearly > WHOLE_MECHANISM_GBP_PER_YEAR:
        return [f"refused: {yearly:,.0f} GBP a year is more than the whole Balancing Mechanism"]
    if each > REFUSED_GBP_PER_MW_PER_YEAR:
        return [f"{word}: {each:,.0f} GBP/MW a year; more than 1,000,000 cannot last"]
    if yearly > SINGLE_ASSET_GBP_PER_YEAR and word == "refused":
        return [f"refused: {yearly:,.0f} GBP a year is more than a single asset can earn"]
    if each > DOUBTFUL_GBP_PER_MW_PER_YEAR:
        return [f"doubtful: {each:,.0f} GBP/MW a year; fleets earn 40,000 to 160,000"]
    return []


def implausible_use(cycles_per_day: float | None) -> list[str]:
    """Why a number of cycles a day can hardly be true.

    Example:
        >>> implausible_use(1.2), implausible_use(9.0)
        ([], ['doubtful: 9.0 cycles a day; more than 4 are not seen'])
    """
    if cycles_per_day is None or cycles_per_day <= MOST_CYCLES_PER_DAY:
        return []
    return [f"doubtful: {cycles_per_day:.1f} cycles a day; more than 4 are not seen"]


def implausible_volume(largest_mwh: float, range_mw: float | None) -> list[str]:
    """Why an accepted energy of a half-hour cannot be true.

    Args:
        largest_mwh: Its size.
        range_mw: From the lowest to the highest level the unit can have; null where not known.

    Example:
        >>> implausible_volume(60.0, 100.0)
        ['refused: 60.0 MWh in a half-hour; a range of 100.0 MW gives at most 50.0']
    """
    if range_mw is None or largest_mwh <= range_mw / 2 + ROUNDING_MWH:
        return []
    most = range_mw / 2
    return [
        f"refused: {largest_mwh:.1f} MWh in a half-hour; a range of {range_mw:.1f} MW gives at most {most:.1f}"
    ]
