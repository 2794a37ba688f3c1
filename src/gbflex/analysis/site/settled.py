"""Flows settled into a ledger, and what a reader must be told about the series behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from gbflex.analysis.series.losses import loss_warnings
from gbflex.analysis.site.unit_slips import unit_slips
from gbflex.assets.site import Site
from gbflex.assets.site_warnings import relief_warnings, site_warnings
from gbflex.cashflows.included import included_charges
from gbflex.cashflows.ledger import Ledger, worst_quality
from gbflex.cashflows.on_dates import whole_line
from gbflex.cashflows.shape import CashFlow, Flows, Setting
from gbflex.cashflows.standing import StandingCharge

__all__ = ["cut_months", "included_warnings", "setting_warnings", "settled"]

FOLLOWED: Final = ("demand", "heat_demand", "solar")
EXCEEDED: Final = "duos_exceeded_capacity"


def settled(lines: Iterable[CashFlow], flows: Flows, setting: Setting) -> Ledger:
    """The ledger of some flows.

    What flows through a meter follows its loads and its sun, so a row is no surer than they are: on a made-up load
    it is illustrative. Standing charges do not depend on what flows.

    Args:
        lines: What to settle.
        flows: Energy of one party.
        setting: The site with its series.
    """
    followed = [setting.series[name].quality for name in FOLLOWED if name in setting.series]
    how_sure = worst_quality(followed)
    blocks = (
        block if isinstance(whole_line(line), StandingCharge) else block.no_surer_than(how_sure)
        for line in lines
        for block in line.settle(flows, setting)
    )
    return Ledger.of(setting.periods, blocks)


def cut_months(ledger: Ledger) -> list[str]:
    """Months of which a span holds a part, where exceeded capacity is charged, one sentence each.

    Args:
        ledger: The ledger of the span.
    """
    if not any(block.line == EXCEEDED and len(block.position) for block in ledger):
        return []
    months, found = ledger.periods.months(), []
    for month, held, days in zip(*(part.tolist() for part in months), strict=True):
        if held < days:
            found.append(
                f"{EXCEEDED} counts {held} of the {days} days of {month:%B %Y}, those of the span, by their own "
                "largest import: begin and end with whole months (--from, --to) for the month's charge"
            )
    return found


def setting_warnings(setting: Setting, given: Site | None = None) -> list[str]:
    """What a careful reader would question in a site and its series, one sentence each.

    Args:
        setting: The site with its series.
        given: The site as its file has it, where the setting leaves assets out.
    """
    slips = unit_slips(setting if given is None else replace(setting, site=given))
    unsure = [
        f"{name} is {series.quality}: {series.source}"
        for name, series in setting.series.items()
        if series.quality != "actual"
    ]
    site, periods = setting.site, setting.periods
    reliefs = relief_warnings(site, periods.first_date, periods.last_date)
    careful = [
        *site_warnings(site, periods.first_date, setting.line_losses),
        *reliefs,
        *loss_warnings(site, periods, setting.line_losses),
    ]
    return [*included_warnings(site), *slips, *careful, *unsure]


def included_warnings(site: Site) -> list[str]:
    """Which charges have no line because the supply contract includes them.

    Args:
        site: The site.
    """
    names = included_charges(site)
    retail = site.supply is not None and site.supply.contract is not None
    field = "supply.contract" if retail else "supply.non_energy"
    return [f"{field} includes {', '.join(names)}: not charged again"] if names else []
