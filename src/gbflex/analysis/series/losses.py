"""Losses between a site's meter and the settlement boundaries, by half-hour, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.assets.site import Site
from gbflex.assets.supply import Supply
from gbflex.errors import NoRateHeld
from gbflex.gb.licence_areas import LICENCE_AREAS
from gbflex.gb.rates.estimated_losses import EstimatedLosses, estimated_losses
from gbflex.gb.rates.line_loss_factors import SHIPPED_LINE_LOSSES, LineLossFactors
from gbflex.periods import Periods

__all__ = [
    "TransmissionLoss",
    "export_line_loss_factor",
    "import_line_loss_factor",
    "loss_warnings",
    "transmission_loss",
]

Array = NDArray[np.float64]


class TransmissionLoss(NamedTuple):
    """A site's transmission loss multiplier.

    Attributes:
        multiplier: One for all half-hours, or per half-hour, shape () or (n,).
        source: What an estimate is made of, per half-hour, shape (n,); null where it is given or not applied.
    """

    multiplier: float | Array
    source: NDArray[np.object_] | None = None


def transmission_loss(site: Site, periods: Periods) -> TransmissionLoss:
    """The site file's multiplier, the estimate of its zone and season, or 1 where none is asked for.

    Import and export of a site stand in one trading unit: behind a supplier's BM unit that is the base trading
    unit of its GSP group. So both have one multiplier: the offtaking one, unless the site file says otherwise.

    Args:
        site: The site.
        periods: The time axis.
    """
    given = site.losses.transmission_loss_multiplier
    if given != "estimated":
        return TransmissionLoss(1.0 if given is None else given)
    found = list(_estimates(site, periods).values())
    values = np.array([one.multiplier for one in found])
    sources = np.array([one.source for one in found], dtype=object)
    return TransmissionLoss(values[periods.day_index], sources[periods.day_index])


def _estimates(site: Site, periods: Periods) -> dict[date, EstimatedLosses]:
    """The estimate of each date, in their order."""
    zone = _zone(site)
    return {day: estimated_losses(zone, day, site.losses.trading_unit) for day in periods.dates.astype(object)}


def _zone(site: Site) -> str | None:
    area = LICENCE_AREAS.get(site.distributor_id or "")
    return None if area is None else area.gsp_group_id


def import_line_loss_factor(site: Site, periods: Periods, held: LineLossFactors) -> float | Array:
    """The site file's factor, else that of the import meter's class where it is held, else 1.

    Args:
        site: The site.
        periods: The time axis.
        held: The line loss factors that are held.
    """
    name = None if site.tariff is None else site.tariff.line_loss_factor_class
    return _line_loss_factor(site, name, periods, held)


def export_line_loss_factor(site: Site, periods: Periods, held: LineLossFactors) -> float | Array:
    """The factor by which export is paid: the site file's, else that of its class where held, else 1.

    Args:
        site: The site.
        periods: The time axis.
        held: The line loss factors that are held.
    """
    if site.supply is None or site.supply.export_losses == "none":
        return 1.0
    return _line_loss_factor(site, _export_class(site), periods, held)


def _export_class(site: Site) -> str | None:
    return None if site.export_tariff is None else site.export_tariff.line_loss_factor_class


def _line_loss_factor(site: Site, name: str | None, periods: Periods, held: LineLossFactors) -> float | Array:
    if site.losses.line_loss_factor is not None or name is None:
        return site.losses.line_loss_factor or 1.0
    try:
        return held.factors(site.distributor_id or "", name, periods)
    except NoRateHeld:
        # The warnings say that line losses are not applied.
        return 1.0


def loss_warnings(site: Site, periods: Periods, held: LineLossFactors = SHIPPED_LINE_LOSSES) -> list[str]:
    """What a bill must say of losses that are estimated, or that are asked for and not known.

    Args:
        site: The site.
        periods: The time axis.
        held: The line loss factors that are held.
    """
    if site.supply is None:
        return []
    return [
        *_unused(site, site.supply),
        *_export_losses(site, periods, held),
        *_transmission_losses(site, periods),
    ]


def _unused(site: Site, supply: Supply) -> list[str]:
    """Keys that change nothing beside the others."""
    notes = []
    if site.losses.trading_unit == "delivering" and site.losses.transmission_loss_multiplier != "estimated":
        notes.append("losses.trading_unit is not used: it chooses between estimates, and no estimate is asked for")
    if supply.export_losses == "settled" and supply.export == "none":
        notes.append("supply.export_losses is not used: supply.export is none, so no export is paid")
    return notes


def _export_losses(site: Site, periods: Periods, held: LineLossFactors) -> list[str]:
    supply = site.supply
    if supply is None or supply.export_losses == "none" or supply.export == "none":
        return []
    if site.losses.line_loss_factor is not None:
        return []
    name = _export_class(site)
    if name is not None and held.has(site.distributor_id or "", periods.first_date):
        return []
    said = "supply.export_losses is settled, and no line loss factor of the export meter is known: none is applied"
    return [f"{said}; give losses.line_loss_factor, or export_tariff.line_loss_factor_class where it is held"]


def _transmission_losses(site: Site, periods: Periods) -> list[str]:
    if site.losses.transmission_loss_multiplier != "estimated":
        return []
    zone = _zone(site)
    made_of = (
        "without its zone's factor, because the licence area is not known" if zone is None else f"zone {zone}"
    )
    head = (
        "losses.transmission_loss_multiplier is estimated: 1 + the zone's factor + Elexon's seasonal adjustment "
        f"of {site.losses.trading_unit} trading units ({made_of})"
    )
    return [head, *_stand_ins(_estimates(site, periods))]


def _stand_ins(estimates: Mapping[date, EstimatedLosses]) -> list[str]:
    """What stands in for a season that is not held, one sentence for each row of dates without a gap."""
    spans: list[tuple[str, date, date]] = []
    for day, found in estimates.items():
        for text in found.stand_ins:
            before = next((span for span in spans if span[0] == text and (day - span[2]).days == 1), None)
            if before is None:
                spans.append((text, day, day))
            else:
                spans[spans.index(before)] = (text, before[1], day)
    return [f"{first} to {last}: {text}" for text, first, last in spans]
