"""Which lines a site's ledger has, and which it should have but cannot price."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple

from gbflex.assets.site import Site
from gbflex.assets.supply import FixedPrice
from gbflex.cashflows.on_dates import OnDates, dates_without
from gbflex.cashflows.registry import CHARGES, CONTRACT_LINES, FUEL_CHARGES, charge_names
from gbflex.cashflows.shape import CashFlow, NotPriced, Setting
from gbflex.errors import InvalidSite, NoRateHeld

__all__ = ["Selection", "select_lines"]


class Selection(NamedTuple):
    """The lines of a ledger.

    Attributes:
        lines: Priced, but for the parts of them that `not_priced` names.
        not_priced: Left out, with dates and reason; a bill with any is not complete.
    """

    lines: tuple[CashFlow, ...]
    not_priced: tuple[NotPriced, ...]


def select_lines(setting: Setting) -> Selection:
    """The lines of a site on a time axis.

    `charges: all` takes every charge on the dates on which it has a rate; the other dates are named. A charge that
    the site file names must have one on every date.

    Raises:
        InvalidSite: The site file names a charge that does not exist.
        NoRateHeld: It names one that lacks a rate.
    """
    contracts = tuple(line for line in CONTRACT_LINES if line.applies(setting))
    on_gas, gaps = _priced(FUEL_CHARGES, setting)
    if setting.site.supply is None and setting.site.charges == "all":
        gaps = [_no_supply(setting), *gaps]
    if _supplier_carries_charges(setting.site):
        on_power: tuple[CashFlow, ...] = ()
    elif setting.site.charges != "all":
        on_power = _named_charges(setting, setting.site.charges)
    else:
        on_power, gaps_on_power = _priced(CHARGES, setting)
        gaps += gaps_on_power
    return Selection(contracts + on_power + on_gas, tuple(gaps))


def _supplier_carries_charges(site: Site) -> bool:
    return site.supply is not None and isinstance(site.supply.non_energy, FixedPrice)


def _no_supply(setting: Setting) -> NotPriced:
    span = setting.periods.first_date, setting.periods.last_date
    return NotPriced("energy_import", *span, "the site file has no supply contract")


def _priced(lines: Iterable[CashFlow], setting: Setting) -> tuple[tuple[CashFlow, ...], list[NotPriced]]:
    """Those with a rate for all or a part of what they charge, and where one is lacking."""
    priced: list[CashFlow] = []
    gaps: list[NotPriced] = []
    for line in lines:
        if not line.applies(setting):
            continue
        missing = line.missing(setting)
        gaps += missing
        lacking = [gap for gap in missing if not gap.rest_is_priced]
        spans = dates_without(setting.periods, lacking)
        if not lacking:
            priced.append(line)
        elif spans:
            priced.append(OnDates(line, spans))
    return tuple(priced), gaps


def _named_charges(setting: Setting, names: tuple[str, ...]) -> tuple[CashFlow, ...]:
    by_name = {line.name: line for line in CHARGES}
    for name in names:
        if name not in charge_names():
            close = difflib.get_close_matches(name, charge_names(), n=1)
            raise InvalidSite(
                f"charges: there is no charge {name!r}",
                available=", ".join(charge_names()),
                next_step=f"Did you mean {close[0]}" if close else "",
            )
        missing = by_name[name].missing(setting)
        if missing:
            gap = missing[0]
            raise NoRateHeld(
                f"charge {name} cannot be priced: {gap.reason}",
                where=f"{gap.first} to {gap.last}",
                next_step="Shorten the span, or use charges: all, which names what it leaves out",
            )
    return tuple(line for line in CHARGES if line.name in names)
