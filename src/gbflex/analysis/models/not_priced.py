"""Which lines of which site no model has, because they cannot be priced."""

from __future__ import annotations

from collections.abc import Sequence

from gbflex.analysis.answers.data_moves import SiteNotPricedRow
from gbflex.analysis.ports import Ports
from gbflex.analysis.series.setting import setting_of
from gbflex.analysis.site.left_out import completeness
from gbflex.assets.site import Site
from gbflex.cashflows.selection import select_lines
from gbflex.periods import Periods

__all__ = ["sites_not_priced"]


def sites_not_priced(sites: Sequence[Site], periods: Periods, ports: Ports) -> list[SiteNotPricedRow]:
    """The lines left out of the models' rates, with dates and reason.

    Args:
        sites: The sites.
        periods: The time axis.
        ports: Where prices come from.
    """
    settings = [setting_of(site, periods, ports) for site in sites]
    return [
        {"site": setting.site.name, **row}
        for setting in settings
        for row in completeness(select_lines(setting), setting)["not_priced"]
    ]
