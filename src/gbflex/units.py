"""The only place where one unit becomes another.

Publishers print rates in their own units (p/kWh, p/kVA/day, GBP/MWh). `ledger_rate` turns such a
rate into pounds per ledger unit, once. Power becomes energy through `SETTLEMENT_PERIOD_HOURS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gbflex.errors import InputError

__all__ = [
    "DAYS_PER_YEAR",
    "KW_PER_MW",
    "PUBLISHED_UNITS",
    "SETTLEMENT_PERIOD_HOURS",
    "LedgerUnit",
    "kva_limit_mw",
    "kva_per_mwh",
    "ledger_rate",
    "ledger_unit",
]

SETTLEMENT_PERIOD_HOURS: Final = 0.5
"""A settlement period is half an hour on every day; clock changes alter the count, not the length."""

KW_PER_MW: Final = 1000.0

DAYS_PER_YEAR: Final = 365
"""A year in every figure per year: a span's figure x 365 / its days."""


@dataclass(frozen=True)
class LedgerUnit:
    """What a published unit becomes in the ledger.

    Attributes:
        quantity_unit: Unit of the ledger's `quantity`.
        rate_unit: Unit of the ledger's `rate_gbp_per_unit`.
        gbp_per_published_unit: Multiplier from the published figure.
    """

    quantity_unit: str
    rate_unit: str
    gbp_per_published_unit: float


PUBLISHED_UNITS: Final[dict[str, LedgerUnit]] = {
    "GBP/MWh": LedgerUnit("MWh", "GBP/MWh", 1.0),
    "p/kWh": LedgerUnit("MWh", "GBP/MWh", 10.0),
    "p/day": LedgerUnit("day", "GBP/day", 0.01),
    "p/MPAN/day": LedgerUnit("day", "GBP/day", 0.01),
    "p/kVA/day": LedgerUnit("kVA day", "GBP/kVA/day", 0.01),
    "p/kVArh": LedgerUnit("MVArh", "GBP/MVArh", 10.0),
    "GBP/site/day": LedgerUnit("day", "GBP/day", 1.0),
    "p/peak-day kWh/day": LedgerUnit("peak-day kWh day", "GBP/peak-day kWh/day", 0.01),
    "GBP/start": LedgerUnit("start", "GBP/start", 1.0),
    "GBP/tCO2": LedgerUnit("MWh", "GBP/MWh", 1.0),
    "GBP/kW": LedgerUnit("MWh", "GBP/MWh", KW_PER_MW / SETTLEMENT_PERIOD_HOURS),
}
"""Published unit -> ledger unit. 1 p/kWh is 10 GBP/MWh; 1 p is 0.01 GBP; a MWh in a half-hour is 2,000 kW."""


def ledger_unit(published_unit: str) -> LedgerUnit:
    """The ledger's unit for a published one.

    Args:
        published_unit: Unit as the publisher prints it.

    Raises:
        InputError: The unit is none that gbflex prices.
    """
    try:
        return PUBLISHED_UNITS[published_unit]
    except KeyError:
        raise InputError(
            f"unit {published_unit!r} cannot be priced", available=", ".join(PUBLISHED_UNITS)
        ) from None


def ledger_rate(value: float, published_unit: str) -> float:
    """A published rate in pounds per ledger unit.

    Args:
        value: Rate in the published unit.
        published_unit: For example "p/kWh".

    Returns:
        Rate [GBP per ledger unit].

    Example:
        >>> ledger_rate(1.764, "p/kWh")
        17.64
    """
    return value * ledger_unit(published_unit).gbp_per_published_unit


def kva_per_mwh(power_factor: float) -> float:
    """Apparent power of a MWh in one half-hour [kVA].

    Args:
        power_factor: Of the site [fraction].

    Example:
        >>> kva_per_mwh(0.8)
        2500.0
    """
    return KW_PER_MW / SETTLEMENT_PERIOD_HOURS / power_factor


def kva_limit_mw(agreed_capacity_kva: float, power_factor: float) -> float:
    """Active power that an agreed capacity carries at a power factor [MW].

    Example:
        >>> kva_limit_mw(3000, 0.95)
        2.85
    """
    return agreed_capacity_kva * power_factor / KW_PER_MW
