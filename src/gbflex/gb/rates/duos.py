"""Which DUoS tariff a site is on: by name and residual band, or by line loss factor class.

Unit rates may differ by residual band (a negative residual is taken off them), so no band is taken for another.
"""

from __future__ import annotations

import functools

from gbflex.errors import InputError, NoRateHeld
from gbflex.gb.rates.duos_rates import DuosRates
from gbflex.gb.rates.duos_tables import DuosTariff, charging_year_label, shipped_tariffs, split_tariff_name

__all__ = ["duos_tariff", "residual_of_name", "tariff_names", "tariff_of_class"]


def tariff_names(rates: DuosRates, licence_area: str, year: int) -> list[str]:
    """Names of the tariffs held for a licence area and charging year, without residual bands."""
    return sorted({tariff.tariff for tariff in rates.tariffs_of(licence_area, year)})


def _where(licence_area: str, year: int) -> str:
    return f"licence area {licence_area}, charging year {charging_year_label(year)}"


def duos_tariff(rates: DuosRates, *, licence_area: str, tariff: str, residual_band: str, year: int) -> DuosTariff:
    """One tariff of a charging year.

    Args:
        rates: The rates that are held.
        licence_area: Distributor id, "10" to "23".
        tariff: Name without residual band, or exactly as published.
        residual_band: "1" to "4", "none", or "" where the tariff has no bands.
        year: Calendar year of the charging year's 1 April.

    Raises:
        NoRateHeld: Nothing is held for that area and year.
        InputError: The area has no such tariff or the tariff no such band; unit rates may differ by
            band, so none is taken for another.

    Example:
        >>> from gbflex.gb.rates.duos_rates import SHIPPED_DUOS
        >>> terms = {"licence_area": "14", "tariff": "HV Site Specific", "residual_band": "4"}
        >>> duos_tariff(SHIPPED_DUOS, **terms, year=2025).unit_rates_p_per_kwh["red"]
        1.642
    """
    held = rates.tariffs_of(licence_area, year)
    same_name = [item for item in held if item.tariff.casefold() == tariff.casefold()]
    same_name = same_name or [item for item in held if item.published_name.casefold() == tariff.casefold()]
    if not same_name:
        raise InputError(
            f"there is no DUoS tariff {tariff!r}",
            where=_where(licence_area, year),
            available=", ".join(tariff_names(rates, licence_area, year)),
        )
    only = same_name[0] if len(same_name) == 1 and residual_band in ("", same_name[0].residual_band) else None
    match = only or next((item for item in same_name if item.residual_band == residual_band), None)
    if match is None:
        bands = ", ".join(item.residual_band or "no bands" for item in same_name)
        raise InputError(
            f"tariff {tariff!r} has no residual band {residual_band or 'unnamed'!r}",
            where=_where(licence_area, year),
            available=bands,
            next_step="Set tariff.residual_band to one of these",
        )
    return match


@functools.cache
def _printed_names() -> frozenset[tuple[str, str]]:
    return frozenset(
        (tariff.tariff, tariff.residual_band) for held in shipped_tariffs().values() for tariff in held
    )


def residual_of_name(tariff: str, residual_band: str) -> tuple[str, str] | None:
    """A tariff's name and residual band, as far as the name says it; for years whose statement is not held.

    DNOs print the same names (DCUSA Schedule 16), so those that are shipped are known in every year.

    Args:
        tariff: Name without residual band, or as published.
        residual_band: "1" to "4", "none", or "".

    Returns:
        Both; None where no such tariff is known, or it has several bands and none is named.

    Example:
        >>> residual_of_name("HV Site Specific", "4"), residual_of_name("LV Site Specific No Residual", "")
        (('HV Site Specific', '4'), ('LV Site Specific', 'none'))
        >>> residual_of_name("HV Site Specific", "") is None
        True
    """
    name, printed_band = split_tariff_name(tariff)
    same_name = [known for known in _printed_names() if known[0].casefold() == name.casefold()]
    if len(same_name) == 1 and residual_band in ("", same_name[0][1]):
        return same_name[0]
    bands = {band for band in (residual_band, printed_band) if band}
    return next((known for known in same_name if {known[1]} == bands), None)


def tariff_of_class(rates: DuosRates, *, licence_area: str, line_loss_factor_class: str, year: int) -> DuosTariff:
    """The tariff that a line loss factor class is on in a charging year.

    Args:
        rates: The rates that are held.
        licence_area: Distributor id.
        line_loss_factor_class: As on the bill, for example "H04".
        year: Calendar year of the charging year's 1 April.

    Raises:
        NoRateHeld: Nothing is held for that area and year, or its document names no classes.
        InputError: No tariff has the class, or more than one.

    Example:
        >>> from gbflex.gb.rates.duos_rates import SHIPPED_DUOS as shipped
        >>> tariff_of_class(shipped, licence_area="14", line_loss_factor_class="H04", year=2025).published_name
        'HV Site Specific Band 4'
    """
    held = rates.tariffs_of(licence_area, year)
    wanted = line_loss_factor_class.strip().upper()
    found = [item for item in held if wanted in item.line_loss_factor_classes]
    if len(found) == 1:
        return found[0]
    if not any(item.line_loss_factor_classes for item in held):
        raise NoRateHeld(
            "no line loss factor classes are held", where=_where(licence_area, year), next_step="Set tariff.duos"
        )
    named = ", ".join(item.published_name for item in found)
    raise InputError(
        f"line loss factor class {line_loss_factor_class!r} is on {named or 'no tariff that is held'}",
        where=_where(licence_area, year),
        next_step="Set tariff.duos and tariff.residual_band from the bill",
    )
