"""TNUoS embedded export tariff: what a site on a distribution network earns for its average export at the triads.

Published by NESO by demand zone [GBP/kW]: max(0, unfloored locational demand tariff + avoided GSP infrastructure
credit) (CUSC Section 14.15). For generation below 100 MW that has an export meter. NESO pays the supplier, who
passes it on; payer is therefore the system operator. Held for 2026/27 only: the credit of other years was not
found.

NESO measures export at the grid supply point, with the loss factor of the export meter's own class, and pays the
supplier so. What reaches the site goes by its export contract: at the meter, or with that factor where
`supply.export_losses` is settled.

Triads are as in `tnuos_locational`: known afterwards, expected by a plan, and estimated before they are
published.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Final

from gbflex.assets.site import Site
from gbflex.cashflows.duos_terms import has_tariff
from gbflex.cashflows.priced_flow import PricedFlow, RatePiece
from gbflex.cashflows.shape import NotPriced, Setting
from gbflex.cashflows.triad_terms import missing_at_triads, triad_pieces, zonal_rate
from gbflex.gb.rates.single import Rate

__all__ = ["LINE"]

NAME = "tnuos_embedded_export"
MOST_MW: Final = 100.0
"""From this size on generation pays transmission charges of its own (CUSC Section 14.15)."""


def _applies(setting: Setting) -> bool:
    site = setting.site
    has_meter = site.export_tariff is not None or (site.supply is not None and site.supply.export != "none")
    return has_tariff(setting) and has_meter and 0 < _size_mw(site) < MOST_MW


def _size_mw(site: Site) -> float:
    """The most that the site can export: what is installed, or the connection where that is less."""
    installed_mw = sum(
        (
            *(battery.discharge_power_mw for battery in site.batteries),
            *(chp.max_power_mw for chp in site.chps),
            0.0 if site.solar is None else site.solar.peak_mw,
        )
    )
    limit_mw = site.connection.export_mw
    return installed_mw if limit_mw is None else min(installed_mw, limit_mw)


def _rate(setting: Setting) -> Callable[[int], Rate]:
    return functools.partial(zonal_rate, setting, "embedded_export")


def _pieces(setting: Setting) -> list[RatePiece]:
    return triad_pieces(setting.triads, _rate(setting), setting.export_line_loss_factor)


def _missing(setting: Setting) -> list[NotPriced]:
    return missing_at_triads(NAME, setting, setting.triads, _rate(setting))


LINE = PricedFlow(
    name=NAME,
    label="TNUoS embedded export tariff",
    rule=(
        "Average kW exported over the triads x the demand zone's tariff, a credit below 100 MW; at the meter, x "
        "LLF where supply.export_losses is settled (CUSC Section 14.15)"
    ),
    flow="export",
    payer="system_operator",
    payee="party",
    pieces=_pieces,
    applies=_applies,
    missing=_missing,
    plans_as="linear_estimate",
)
