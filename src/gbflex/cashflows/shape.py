"""The shape of a line: one rule with two faces.

`settle` turns energy flows into ledger rows. `offer` tells the optimiser, before the event, what the
same rule will pay for each MWh of each flow, and what it pays whatever happens. Given the same series
the two agree on any schedule; a line for which that is not exactly so says it in `plans_as`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from gbflex.assets.site import Site
from gbflex.cashflows.ledger import Block
from gbflex.cashflows.winter_triads import WinterTriads
from gbflex.dispatch.problem.money import dot
from gbflex.dispatch.problem.peak import Peak
from gbflex.dispatch.problem.reserve import Reserve
from gbflex.gb.rates.duos_rates import DuosRates
from gbflex.gb.rates.line_loss_factors import SHIPPED_LINE_LOSSES, LineLossFactors
from gbflex.gb.rates.stand_in import StandIn
from gbflex.periods import Periods
from gbflex.tables import Quality
from gbflex.units import SETTLEMENT_PERIOD_HOURS

__all__ = [
    "FLOW_NAMES",
    "CashFlow",
    "FlowKey",
    "FlowName",
    "Flows",
    "LimitedFlow",
    "NotPriced",
    "Offer",
    "PlansAs",
    "Series",
    "Setting",
    "UnitFlow",
    "UnitQuantity",
    "flow_keys",
]

Array = NDArray[np.float64]
FlowName = Literal["import", "export", "charge", "discharge", "delivered", "supplied", "boundary_import"]
FLOW_NAMES: Final[tuple[FlowName, ...]] = (
    "import",
    "export",
    "charge",
    "discharge",
    "delivered",
    "supplied",
    "boundary_import",
)
UnitQuantity = Literal["fuel", "power", "heat", "starts", "charge", "discharge"]
CHP_QUANTITIES: Final[tuple[UnitQuantity, ...]] = ("fuel", "power", "heat", "starts")
STORE_QUANTITIES: Final[tuple[UnitQuantity, ...]] = ("charge", "discharge")
LimitedFlow = Literal["boundary_import", "export"]


class UnitFlow(NamedTuple):
    """What one battery, CHP unit or boiler takes, burns, makes or does.

    Attributes:
        quantity: "fuel" on gross calorific value, electric "power", "heat", "charge" and "discharge" [MWh], or
            "starts" as a count.
        unit: The unit's name.
    """

    quantity: UnitQuantity
    unit: str


FlowKey = FlowName | UnitFlow
PlansAs = Literal["exact", "linear_estimate", "not_planned"]


@dataclass(frozen=True, eq=False)
class Series:
    """A half-hourly input.

    Attributes:
        name: What it is, for example "market_index".
        unit: Unit of the values.
        values: One per half-hour, shape (n,), never missing.
        source: Who published it, or which file it came from.
        estimated: Half-hours filled from elsewhere, shape (n,).
        quality: Quality of the others.
    """

    name: str
    unit: str
    values: Array
    source: str
    estimated: NDArray[np.bool_]
    quality: Quality = "actual"

    def parts(self) -> Iterator[tuple[Quality, NDArray[np.bool_]]]:
        """The half-hours of each quality."""
        if not self.estimated.all():
            yield self.quality, ~self.estimated
        if self.estimated.any():
            yield "estimated", self.estimated


@dataclass(frozen=True, eq=False)
class Setting:
    """What a line may look at: the site, the time axis and the input series.

    Attributes:
        site: The site file.
        periods: The time axis.
        series: Input series by name: "energy_price", "export_price", "demand", "gas_price", "heat_demand",
            "solar".
        duos: The DUoS rates that are held.
        triads: What is known or expected of the triads of each charging year, by year.
        bands: DUoS time band of each half-hour as an index, None where none is held.
        line_loss_factor: Meter to grid supply point, one for all or per half-hour, shape () or (n,).
        transmission_loss_multiplier: Grid supply point to national balancing point, likewise.
        stand_in: What takes the place of rates that are not held; None is nothing.
        line_losses: The line loss factors that are held.
        export_line_loss_factor: Of the export meter, where its losses are settled, else 1; likewise.
        transmission_loss_source: What an estimated multiplier is made of, shape (n,), else None.
    """

    site: Site
    periods: Periods
    series: Mapping[str, Series]
    duos: DuosRates
    triads: tuple[WinterTriads, ...]
    bands: NDArray[np.int64] | None = None
    line_loss_factor: float | Array = 1.0
    transmission_loss_multiplier: float | Array = 1.0
    export_line_loss_factor: float | Array = 1.0
    transmission_loss_source: NDArray[np.object_] | None = None
    stand_in: StandIn | None = None
    line_losses: LineLossFactors = SHIPPED_LINE_LOSSES

    def with_stand_in(self, stand_in: StandIn) -> Setting:
        """The same, with estimates for rates that are not held.

        Args:
            stand_in: Which.
        """
        return replace(self, duos=replace(self.duos, stand_in=stand_in), stand_in=stand_in)

    def positions(self, first: date, last: date) -> slice:
        """Where some of the dates lie on the time axis.

        Args:
            first: First of them.
            last: Last of them.
        """
        dates = self.periods.settlement_date
        start, stop = np.datetime64(first), np.datetime64(last)
        return slice(int(np.searchsorted(dates, start, "left")), int(np.searchsorted(dates, stop, "right")))

    def between(self, first: date, last: date) -> Setting:
        """The same on some of the dates.

        Args:
            first: First of them.
            last: Last of them.
        """
        at = self.positions(first, last)
        return replace(
            self,
            periods=Periods.between(first, last),
            series={
                name: replace(series, values=series.values[at], estimated=series.estimated[at])
                for name, series in self.series.items()
            },
            triads=tuple(winter.part(at) for winter in self.triads),
            bands=None if self.bands is None else self.bands[at],
            line_loss_factor=_cut(self.line_loss_factor, at),
            transmission_loss_multiplier=_cut(self.transmission_loss_multiplier, at),
            export_line_loss_factor=_cut(self.export_line_loss_factor, at),
            transmission_loss_source=None
            if self.transmission_loss_source is None
            else self.transmission_loss_source[at],
        )


def _cut(value: float | Array, at: slice) -> float | Array:
    return value[at] if isinstance(value, np.ndarray) and value.ndim else value


@dataclass(frozen=True, eq=False)
class Flows:
    """Energy of one party per half-hour [MWh], non-negative, at the meter, each of shape (n,).

    Attributes:
        energy: By flow name: "import" that the party buys, "export" it sells, "charge" and "discharge" of
            its asset, "delivered" by the asset to the load, "supplied" to the load from any source, and
            "boundary_import" through the meter, whoever buys it; and what each battery and unit does.
        party: "owner" or "offtaker".
        holds_connection: Whether the party pays what falls due whatever flows: standing and capacity charges.
        held_mw: Power held for each reserve product, by its name [MW], each of shape (n,).
    """

    energy: Mapping[FlowKey, Array]
    party: str = "owner"
    holds_connection: bool = True
    held_mw: Mapping[str, Array] = field(default_factory=dict)

    def part(self, at: slice) -> Flows:
        """The same in some of the half-hours.

        Args:
            at: Which.
        """
        return replace(
            self,
            energy={key: values[at] for key, values in self.energy.items()},
            held_mw={name: values[at] for name, values in self.held_mw.items()},
        )


@dataclass(frozen=True, eq=False)
class Offer:
    """What a line offers the optimiser.

    Attributes:
        gbp_per_mwh: Worth of a MWh of each flow, or of a start; negative is a cost [GBP/MWh], each of shape (n,).
        constant_gbp: Worth whatever is done [GBP], for the party that holds the connection.
        peaks: What the largest import of a group of half-hours costs, for that party.
        limits_mwh: Most of a flow in each half-hour [MWh], each of shape (n,).
        reserves: Products that may be sold: what each block pays, direction, energy, levels.
    """

    gbp_per_mwh: Mapping[FlowKey, Array] = field(default_factory=dict)
    constant_gbp: float = 0.0
    peaks: tuple[Peak, ...] = ()
    limits_mwh: Mapping[LimitedFlow, Array] = field(default_factory=dict)
    reserves: tuple[Reserve, ...] = ()

    def planned_gbp(self, flows: Flows) -> float:
        """What the offer is worth on given flows [GBP]."""
        moving = sum(dot(flows.energy[name], price) for name, price in self.gbp_per_mwh.items())
        for reserve in self.reserves:
            paid = reserve.clearing_price_gbp_per_mw_per_h[reserve.block_index] * SETTLEMENT_PERIOD_HOURS
            moving += dot(flows.held_mw[reserve.name], paid)
        if not flows.holds_connection:
            return moving
        return (
            moving + self.constant_gbp - sum(peak.cost_gbp(flows.energy["boundary_import"]) for peak in self.peaks)
        )


def flow_keys(site: Site) -> list[FlowKey]:
    """Every flow of a site.

    Args:
        site: The site.
    """
    keys: list[FlowKey] = list(FLOW_NAMES)
    keys += [UnitFlow(quantity, store.name) for store in site.electric_stores for quantity in STORE_QUANTITIES]
    keys += [UnitFlow(quantity, chp.name) for chp in site.chps for quantity in CHP_QUANTITIES]
    return keys + [UnitFlow("fuel", boiler.name) for boiler in site.boilers]


class NotPriced(NamedTuple):
    """A line left out, on which dates (inclusive), and why.

    Attributes:
        line: Its name.
        first: First date on which it is owed and not priced.
        last: Last of them.
        reason: Why.
        rest_is_priced: Whether what else the line charges is in the ledger all the same.
    """

    line: str
    first: date
    last: date
    reason: str
    rest_is_priced: bool = False


class CashFlow(Protocol):
    """One line on the bill.

    Attributes:
        name: Line name, one of docs/reference/lines.md.
        label: What it is.
        rule: The rule in one sentence, with its source.
        plans_as: Whether the optimiser sees the rule exactly.
    """

    @property
    def name(self) -> str:
        """Line name."""

    @property
    def label(self) -> str:
        """What it is."""

    @property
    def rule(self) -> str:
        """The rule in one sentence, with its source."""

    @property
    def plans_as(self) -> PlansAs:
        """Whether the optimiser sees the rule exactly."""

    def applies(self, setting: Setting) -> bool:
        """Whether the site has such a line at all."""

    def missing(self, setting: Setting) -> list[NotPriced]:
        """Where the line lacks a rate."""

    def offer(self, setting: Setting) -> Offer:
        """What the rule offers the optimiser."""

    def settle(self, flows: Flows, setting: Setting) -> list[Block]:
        """The ledger rows of given flows."""
