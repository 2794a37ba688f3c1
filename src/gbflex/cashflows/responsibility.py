"""Who pays for which flow: the PPA's two forms, as prices for the optimiser and as flows for the ledger.

`covers: all_demand` (or no PPA): the owner buys every imported MWh. With `may_decline` it leaves demand to
others in half-hours in which supplying a MWh loses money. `covers: asset_output`: the host, the offtaker,
buys what its load imports; the owner buys only what the asset charges and is paid for what it delivers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from gbflex.assets.electric_store import ElectricStore
from gbflex.assets.site import Site
from gbflex.cashflows.plant import plant_of, unit_flows
from gbflex.cashflows.shape import (
    FlowKey,
    Flows,
    LimitedFlow,
    Offer,
    Setting,
    UnitFlow,
    flow_keys,
)
from gbflex.dispatch.problem.money import dot
from gbflex.dispatch.problem.peak import Peak
from gbflex.dispatch.problem.problem import Problem, Store
from gbflex.dispatch.problem.reserve import Reserve
from gbflex.dispatch.problem.schedule import ROUNDING_MWH, Schedule
from gbflex.periods import Periods

__all__ = ["Terms", "offtaker_flows", "owner_flows", "terms_of"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Terms:
    """The offers of all lines, added up by flow.

    Attributes:
        site: The site.
        gbp_per_mwh: Worth of a MWh of each flow, or of a start [GBP/MWh], each of shape (n,).
        constant_gbp: Worth whatever is done [GBP].
        peaks: What the largest import of a group of half-hours costs who holds the connection.
        limits_mwh: Most of a flow in each half-hour [MWh], each of shape (n,).
        reserves: Products that may be sold.
    """

    site: Site
    gbp_per_mwh: Mapping[FlowKey, Array]
    constant_gbp: float
    peaks: tuple[Peak, ...] = ()
    limits_mwh: Mapping[LimitedFlow, Array] = field(default_factory=dict)
    reserves: tuple[Reserve, ...] = ()

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
        load_worth, constant_gbp, idle_gbp = worth["delivered"], 0.0, None
        if self.site.covers_all_demand:
            supplying = worth["supplied"] + worth["import"] + self.declining_gbp_per_mwh
            load_worth = load_worth - worth["import"] - self.declining_gbp_per_mwh
            constant_gbp, idle_gbp = self.constant_gbp + dot(load_mwh, supplying), load_mwh * supplying
        site = self.site if with_assets else self.site.without_assets()
        sold = tuple(battery.reserve(periods) for battery in site.batteries if battery.response_commitment)
        return Problem(
            hours=periods.hours,
            day_index=periods.day_index,
            load_mwh=load_mwh,
            charge_gbp_per_mwh=worth["import"],
            load_gbp_per_mwh=load_worth,
            export_gbp_per_mwh=worth["export"],
            import_limit_mwh=self._limit_mwh("boundary_import", site.connection.import_mw, periods.hours),
            export_limit_mwh=self._limit_mwh("export", site.connection.export_mw, periods.hours),
            stores=tuple(self._store(asset, periods) for asset in site.electric_stores),
            constant_gbp=constant_gbp,
            idle_gbp=idle_gbp,
            reserves=(*sold, *(self.reserves if site.electric_stores else ())),
            peaks=self.peaks if self.site.covers_all_demand else (),
            plant=plant_of(site, setting, worth),
        )

    def _store(self, asset: ElectricStore, periods: Periods) -> Store:
        """An electric store with what its own flows are worth."""
        worth = self.gbp_per_mwh
        return replace(
            asset.store(periods),
            charge_gbp_per_mwh=worth["charge"] + worth[UnitFlow("charge", asset.name)],
            discharge_gbp_per_mwh=worth["discharge"] + worth[UnitFlow("discharge", asset.name)],
        )

    def _limit_mwh(self, flow: LimitedFlow, limit_mw: float | None, hours: float) -> float | Array:
        limit = np.inf if limit_mw is None else limit_mw * hours
        return np.minimum(limit, self.limits_mwh[flow]) if flow in self.limits_mwh else limit


def terms_of(setting: Setting, offers: Iterable[Offer]) -> Terms:
    """Offers added up by flow."""
    total = {key: np.zeros(len(setting.periods)) for key in flow_keys(setting.site)}
    constant, peaks, reserves = 0.0, list[Peak](), list[Reserve]()
    limits: dict[LimitedFlow, Array] = {}
    for offer in offers:
        constant += offer.constant_gbp
        for name, price in offer.gbp_per_mwh.items():
            total[name] = total[name] + price
        for flow, most in offer.limits_mwh.items():
            limits[flow] = np.minimum(limits[flow], most) if flow in limits else most
        peaks += offer.peaks
        reserves += offer.reserves
    return Terms(setting.site, total, constant, tuple(peaks), limits, tuple(reserves))


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
    return replace(
        flows, energy={**flows.energy, **unit_flows(terms.site, schedule)}, held_mw=_held_mw(terms, schedule)
    )


def _held_mw(terms: Terms, schedule: Schedule) -> dict[str, Array]:
    """Power held for each product that is offered [MW], each of shape (n,); nothing where none was held."""
    # What batteries have sold already comes first among a schedule's products.
    offered = schedule.reserves_mw[len(schedule.reserves_mw) - len(terms.reserves) :]
    if len(offered) < len(terms.reserves):
        return {reserve.name: np.zeros(len(reserve.block_index)) for reserve in terms.reserves}
    return {reserve.name: held[reserve.block_index] for reserve, held in zip(terms.reserves, offered, strict=True)}


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
    nothing_moves = Schedule((), schedule.delivered_mwh, schedule.import_mwh, idle)
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
