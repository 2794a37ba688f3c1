"""Charges that a supply contract includes: its rates pay for them, so they have no line of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gbflex.assets.retail_contract import AllBut
from gbflex.assets.site import Site
from gbflex.assets.supply import FixedPrice
from gbflex.cashflows.charges.eii_network_compensation import NetworkCompensation, line_on
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece
from gbflex.cashflows.registry import CHARGES
from gbflex.cashflows.shape import CashFlow, Setting
from gbflex.errors import InvalidSite
from gbflex.gb.nearest import did_you_mean, nearest

__all__ = ["included_charges", "not_included"]


def included_charges(site: Site) -> tuple[str, ...]:
    """Names of the charges that the site's supply contract includes, in the order of a bill.

    A retail contract says which; for a fixed price of `non_energy` the supplier carries all that falls on import.
    Credits on export stay: they are the export meter's.

    Args:
        site: The site.

    Raises:
        InvalidSite: The contract names a charge that does not exist, or `charges` names one that it includes.
    """
    on_import = [line.name for line in CHARGES if not _is_credit(line)]
    if site.supply is not None and isinstance(site.supply.non_energy, FixedPrice):
        return tuple(on_import)
    contract = None if site.supply is None else site.supply.contract
    if contract is None:
        return ()
    if contract.includes == "all":
        names = on_import
    elif isinstance(contract.includes, AllBut):
        _refuse_unknown(contract.includes.all_but, on_import, "supply.contract.includes.all_but")
        names = [name for name in on_import if name not in contract.includes.all_but]
    else:
        _refuse_unknown(contract.includes, on_import, "supply.contract.includes")
        names = [name for name in on_import if name in contract.includes]
    both = [] if site.charges == "all" else [name for name in site.charges if name in names]
    if both:
        raise InvalidSite(
            f"charges names {both[0]}, which supply.contract.includes says is paid for",
            next_step="Leave it out of one of the two",
        )
    return tuple(names)


def not_included(lines: Iterable[CashFlow], setting: Setting) -> tuple[CashFlow, ...]:
    """Of some charges, what the site's supply contract leaves to be charged.

    An included charge still falls on what is not imported, as the Climate Change Levy on a CHP's own power.
    Nothing comes back of a network charge that has no line.

    Args:
        lines: Charges that the site has.
        setting: The site with its series.
    """
    names = included_charges(setting.site)
    left = (_left_of(line, names, setting) for line in lines)
    return tuple(line for line in left if line is not None)


def _left_of(line: CashFlow, names: tuple[str, ...], setting: Setting) -> CashFlow | None:
    if names and isinstance(line, NetworkCompensation):
        rest = line_on([charge for charge in line.lines if charge.name not in names])
        return rest if rest.applies(setting) else None
    if line.name not in names:
        return line
    if isinstance(line, PricedFlow) and line.also(setting):
        return replace(line, pieces=_nothing)
    return None


def _nothing(setting: Setting) -> tuple[RatePiece, ...]:
    del setting
    return ()


def _is_credit(line: CashFlow) -> bool:
    return isinstance(line, NetworkCompensation) or (isinstance(line, PricedFlow) and line.flow == "export")


def _refuse_unknown(given: Iterable[str], known: list[str], where: str) -> None:
    for name in given:
        if name not in known:
            raise InvalidSite(
                f"{where}: there is no charge on import {name!r}",
                available=", ".join(known),
                next_step=did_you_mean(nearest(name, known)),
            )
