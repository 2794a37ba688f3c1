"""What each line makes of a MWh: the cost of charging it, the cost of using it, and its worth in each use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gbflex.cashflows.responsibility import Terms
from gbflex.cashflows.shape import FlowKey, Offer, Setting, UnitFlow, UnitQuantity

__all__ = ["Lines", "Prices", "Use", "line_prices"]

Use = Literal["avoid_import", "ppa", "export"]
Lines = dict[str, NDArray[np.float64]]

DECLINED: Literal["declined_demand"] = "declined_demand"
"""Where the owner may decline, serving the load also gives up what declining would have gained."""


@dataclass(frozen=True, eq=False)
class Prices:
    """Plain figures of each line in each half-hour [GBP/MWh], each of shape (n,).

    Attributes:
        charging: Cost at the meter of a MWh charged.
        using: Cost of using a MWh: wear.
        load_use: What serving the load is: it avoids import, or earns the PPA's price.
        load: Worth of a MWh that serves the load, before the cost of using it.
        export: Worth of a MWh exported, likewise.
    """

    charging: Lines
    using: Lines
    load_use: Use
    load: Lines
    export: Lines


def line_prices(setting: Setting, offers: Mapping[str, Offer], terms: Terms) -> Prices:
    """The lines' offers as costs and worths; they add up to what the optimiser is asked.

    Args:
        setting: The site with its series.
        offers: By line.
        terms: The same offers added up by flow.
    """
    avoided: dict[FlowKey, float] = {"import": -1.0} if setting.site.covers_all_demand else {}
    load = _by_line(offers, {"delivered": 1.0, **avoided})
    if setting.site.covers_all_demand and np.any(terms.declining_gbp_per_mwh):
        load[DECLINED] = -terms.declining_gbp_per_mwh
    return Prices(
        charging=_by_line(offers, {"import": -1.0, "charge": -1.0, **_of_batteries(setting, "charge")}),
        using=_by_line(offers, {"discharge": -1.0, **_of_batteries(setting, "discharge")}),
        load_use="avoid_import" if setting.site.covers_all_demand else "ppa",
        load=load,
        export=_by_line(offers, {"export": 1.0}),
    )


def _of_batteries(setting: Setting, quantity: UnitQuantity) -> dict[FlowKey, float]:
    return {UnitFlow(quantity, battery.name): -1.0 for battery in setting.site.batteries}


def _by_line(offers: Mapping[str, Offer], signs: Mapping[FlowKey, float]) -> Lines:
    """Each line's offers for some flows, added up with a sign."""
    lines: Lines = {}
    for name, offer in offers.items():
        priced = [sign * offer.gbp_per_mwh[flow] for flow, sign in signs.items() if flow in offer.gbp_per_mwh]
        if priced:
            lines[name] = np.sum(priced, axis=0)
    return lines
