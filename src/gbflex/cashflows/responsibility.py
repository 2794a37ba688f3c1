"""Who pays for which flow: the PPA's two forms, as prices for the optimiser and as flows for the ledger.

`covers: all_demand` (or no PPA): the owner buys every imported MWh. With `may_decline` it leaves demand to
others in half-hours in which supplying a MWh loses money. `covers: asset_output`: the host, the offtaker,
buys what its load imports; the owner buys only what the asset charges and is paid for what it delivers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.assets.site import Site
from gbflex.cashflows.plant import plant_of, unit_flows
from gbflex.cashflows.shape import FlowKey, FlowName, Flows, Offer, Setting, flow_keys
from gbflex.dispatch.problem.money import dot
from gbflex.dispatch.problem.problem import Problem
from gbflex.dispatch.problem.schedule import ROUNDING_MWH, Schedule

__all__ = ["Terms", "offtaker_flows", "owner_flows", "terms_of"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Terms:
    """The offers of all lines, added up by flow.

    Attributes:
        site: The site.
        gbp_per_mwh: Worth of a MWh of each flow, or of a start [GBP/MWh], each of shape (n,).
        constant_gbp: Worth whatever is done [GBP].
    """

    site: Site
    gbp_per_mwh: Mapping[FlowKey, Array]
    constant_gbp: float

    @property
    def declining_gbp_per_mwh(self) -> Array:
        """What leaving a MWh of demand to others gains, where that is allowed; else 0 [GBP/MWh]."""
        ppa = self.site.ppa
        if ppa is None or ppa.obligation == "must_supply":
            return np.zeros_like(self.gbp_per_mwh["supplied"])
        return np.maximum(-self.gbp_per_mwh["supplied"] - self.gbp_per_mwh["import"], 0.0)

    def problem(self, setting: Setting, *, with_assets: bool) -> Problem:
        """What the optimiser is asked: the worth of charging, of serving the load and of exporting.

        Args:
            setting: The site on its time axis.
            with_assets: False leaves only what has nothing to choose: boilers.
        """
        worth, periods = self.gbp_per_mwh, setting.periods
        load_mwh = setting.series["demand"].values
        load_worth, idle_gbp = worth["delivered"], 0.0
        if self.site.covers_all_demand:
            supplying = worth["supplied"] + worth["import"] + self.declining_gbp_per_mwh
            load_worth = load_worth - worth["import"] - self.declining_gbp_per_mwh
            idle_gbp = self.constant_gbp + dot(load_mwh, supplying)
        site = self.site if with_assets else self.site.without_assets()
        battery, plant = site.battery, plant_of(site, setting, worth)
        # With a plant, what the battery's own flows are worth stands there: another asset may charge it.
        charging, discharging = (worth[name] if plant is None else 0.0 for name in BATTERY_FLOWS)
        return Problem(
            hours=periods.hours,
            day_index=periods.day_index,
            load_mwh=load_mwh,
            charge_gbp_per_mwh=worth["import"] + charging,
            load_gbp_per_mwh=load_worth + discharging,
            export_gbp_per_mwh=worth["export"] + discharging,
            import_limit_mwh=_limit_mwh(site.connection.import_mw, periods.hours),
            export_limit_mwh=_limit_mwh(site.connection.export_mw, periods.hours),
            store=None if battery is None else battery.store(days=int(periods.day_index[-1]) + 1),
            constant_gbp=idle_gbp,
            available_fraction=1.0 if battery is None else battery.available_fraction(periods),
            reserve=None if battery is None else battery.reserve(periods),
            plant=plant,
        )


BATTERY_FLOWS: Final[tuple[FlowName, FlowName]] = ("charge", "discharge")


def _limit_mwh(limit_mw: float | None, hours: float) -> float:
    return np.inf if limit_mw is None else limit_mw * hours


def terms_of(setting: Setting, offers: Iterable[Offer]) -> Terms:
    """Offers added up by flow."""
    total = {key: np.zeros(len(setting.periods)) for key in flow_keys(setting.site)}
    constant = 0.0
    for offer in offers:
        constant += offer.constant_gbp
        for name, price in offer.gbp_per_mwh.items():
            total[name] = total[name] + price
    return Terms(setting.site, total, constant)


def owner_flows(terms: Terms, schedule: Schedule, load_mwh: Array) -> Flows:
    """The owner's energy flows under a schedule.

    Args:
        terms: Prices the owner decided on; they say where demand is declined.
        schedule: What the asset does.
        load_mwh: Demand [MWh], shape (n,).
    """
    from_network = _from_network(schedule, load_mwh)
    if terms.site.covers_all_demand:
        declined = np.where(terms.declining_gbp_per_mwh > 0, from_network, 0.0)
        bought = schedule.drawn_mwh(load_mwh) + from_network - declined
        supplied = load_mwh - declined
    else:
        bought, supplied = schedule.drawn_mwh(load_mwh), schedule.delivered_mwh
    flows = _flows(schedule, bought=bought, supplied=supplied, holds_connection=terms.site.covers_all_demand)
    return replace(flows, energy={**flows.energy, **unit_flows(terms.site, schedule)})


def offtaker_flows(site: Site, schedule: Schedule, load_mwh: Array) -> Flows:
    """The offtaker's energy flows under a schedule: what its load takes that the owner does not buy.

    With `all_demand` the offtaker buys nothing but the PPA.

    Args:
        site: The site.
        schedule: What the asset does.
        load_mwh: Demand [MWh], shape (n,).
    """
    idle = np.zeros_like(load_mwh)
    bought = idle if site.covers_all_demand else _from_network(schedule, load_mwh)
    nothing_moves = Schedule(idle, idle, schedule.delivered_mwh, schedule.import_mwh, idle, idle)
    return _flows(
        nothing_moves,
        bought=bought,
        supplied=load_mwh,
        party="offtaker",
        holds_connection=not site.covers_all_demand,
    )


def _from_network(schedule: Schedule, load_mwh: Array) -> Array:
    served = load_mwh - schedule.delivered_mwh
    return np.where(served > ROUNDING_MWH, served, 0.0)


def _flows(
    schedule: Schedule, *, bought: Array, supplied: Array, holds_connection: bool, party: str = "owner"
) -> Flows:
    energy: dict[FlowKey, Array] = {
        "import": bought,
        "export": schedule.export_mwh,
        "charge": schedule.charge_mwh,
        "discharge": schedule.discharge_mwh,
        "delivered": schedule.delivered_mwh,
        "supplied": supplied,
        "boundary_import": schedule.import_mwh,
    }
    return Flows(energy, party=party, holds_connection=holds_connection)
