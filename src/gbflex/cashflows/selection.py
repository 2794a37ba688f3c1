"""Which lines a site's ledger has, and which it should have but cannot price."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from gbflex.cashflows.included import not_included
from gbflex.cashflows.on_dates import OnDates, date_parts
from gbflex.cashflows.registry import CHARGES, CONTRACT_LINES, FUEL_CHARGES, charge_names
from gbflex.cashflows.shape import CashFlow, NotPriced, Setting
from gbflex.errors import InvalidSite, NoRateHeld
from gbflex.gb.nearest import did_you_mean, nearest

__all__ = ["Selection", "select_lines"]


class Selection(NamedTuple):
    """The lines of a ledger.

    Attributes:
        lines: Priced, but for the parts of them that `not_priced` names.
        not_priced: Left out, with dates and reason; a bill with any is not complete.
        estimated: Priced by stand-ins for rates that are missing, because the site file asks for it.
        charges: All charges of the site, on every date, whether they have a rate or not.
    """

    lines: tuple[CashFlow, ...]
    not_priced: tuple[NotPriced, ...]
    estimated: tuple[NotPriced, ...] = ()
    charges: tuple[CashFlow, ...] = ()


def select_lines(setting: Setting) -> Selection:
    """The lines of a site on a time axis.

    `charges: all` takes every charge on the dates on which it has a rate; the other dates are named, or estimated
    where the site file asks for that. A charge that the site file names must have a rate on every date.

    Raises:
        InvalidSite: The site file names a charge that does not exist.
        NoRateHeld: It names one that lacks a rate, or asks for an estimate where no rate is known.
    """
    contracts = _applying(CONTRACT_LINES, setting)
    without_supply = setting.site.supply is None and setting.site.charges == "all"
    charges = (*_on_power(setting), *_applying(FUEL_CHARGES, setting))
    found = _priced(charges, setting)
    return Selection(
        contracts + found.lines,
        (*([_no_supply(setting)] if without_supply else []), *found.not_priced),
        found.estimated,
        charges,
    )


def _applying(lines: Iterable[CashFlow], setting: Setting) -> tuple[CashFlow, ...]:
    return tuple(line for line in lines if line.applies(setting))


def _on_power(setting: Setting) -> tuple[CashFlow, ...]:
    """The charges on import that the site file asks for and its supply contract does not include."""
    names = setting.site.charges
    if names == "all":
        return not_included(_applying(CHARGES, setting), setting)
    named = not_included(_named_charges(names), setting)
    if setting.site.estimates is None:
        _check_rates(named, setting)
    return named


def _no_supply(setting: Setting) -> NotPriced:
    span = setting.periods.first_date, setting.periods.last_date
    return NotPriced("energy_import", *span, "the site file has no supply contract")


def _priced(lines: Iterable[CashFlow], setting: Setting) -> Selection:
    """Those with a rate for all or a part of what they charge, and where one is lacking."""
    priced: list[CashFlow] = []
    gaps: list[NotPriced] = []
    estimate = setting.site.estimates is not None
    for line in lines:
        missing = line.missing(setting)
        gaps += missing
        if estimate and missing:
            _check_stand_ins(line, setting)
        parts = tuple(
            part._replace(estimated=estimate and bool(part.gaps)) for part in date_parts(setting.periods, missing)
        )
        on_dates = tuple(part for part in parts if part.is_priced)
        if not missing:
            priced.append(line)
        elif on_dates:
            priced.append(OnDates(line, on_dates))
    return Selection(tuple(priced), () if estimate else tuple(gaps), tuple(gaps) if estimate else ())


def _check_stand_ins(line: CashFlow, setting: Setting) -> None:
    """Refuse to estimate what nothing is known of."""
    without = line.missing(setting.with_stand_in("rule"))
    if without:
        gap = without[0]
        raise NoRateHeld(
            f"{line.name} cannot be estimated: no other date has what is missing: {gap.reason}",
            where=f"{gap.first} to {gap.last}",
            next_step="Give what is missing, or leave estimates out: the bill then names the gap",
        )


def _named_charges(names: tuple[str, ...]) -> tuple[CashFlow, ...]:
    for name in names:
        if name not in charge_names():
            raise InvalidSite(
                f"charges: there is no charge {name!r}",
                available=", ".join(charge_names()),
                next_step=did_you_mean(nearest(name, charge_names())),
            )
    return tuple(line for line in CHARGES if line.name in names)


def _check_rates(named: Iterable[CashFlow], setting: Setting) -> None:
    """Refuse to leave out what the site file names."""
    for line in named:
        for gap in line.missing(setting):
            raise NoRateHeld(
                f"charge {line.name} cannot be priced: {gap.reason}",
                where=f"{gap.first} to {gap.last}",
                next_step="Shorten the span, or use charges: all, which names what it leaves out",
            )
