"""Charges that a retail contract includes: its rates pay for them, so they have no line of their own."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from gbflex.assets.retail_contract import AllBut
from gbflex.assets.site import Site
from gbflex.cashflows.priced_flow import PricedFlow
from gbflex.cashflows.registry import CHARGES
from gbflex.errors import InvalidSite

__all__ = ["included_charges"]


def included_charges(site: Site) -> tuple[str, ...]:
    """Names of the charges that the site's retail contract includes, in the order of a bill.

    Args:
        site: The site.

    Raises:
        InvalidSite: The contract names a charge that does not exist, or `charges` names one that it includes.
    """
    contract = None if site.supply is None else site.supply.contract
    if contract is None:
        return ()
    on_import = [line.name for line in CHARGES if not (isinstance(line, PricedFlow) and line.flow == "export")]
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


def _refuse_unknown(given: Iterable[str], known: list[str], where: str) -> None:
    for name in given:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            raise InvalidSite(
                f"{where}: there is no charge on import {name!r}",
                available=", ".join(known),
                next_step=f"Did you mean {close[0]}" if close else "",
            )
