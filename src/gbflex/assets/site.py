"""A site: assets, demand and contracts behind one meter, as the site file states them.

The YAML file, `Site(...)` in Python and `gbflex site schema` carry the same schema; an unknown key is
an error that suggests the nearest known one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, ValidationError

from gbflex.assets.any_asset import Asset, asset_faults, fuel_faults, heat_faults
from gbflex.assets.asset_causes import EXPORT_METER, Cause, cause_faults, import_tariff_without
from gbflex.assets.battery import Battery
from gbflex.assets.boiler import Boiler
from gbflex.assets.chp import Chp
from gbflex.assets.connection import Connection
from gbflex.assets.demand import Demand
from gbflex.assets.electric_store import ElectricStore
from gbflex.assets.fields import Number, SiteModel, cross_check
from gbflex.assets.fuel import Fuel
from gbflex.assets.given_prices import GivenPrices
from gbflex.assets.given_triads import triad_faults
from gbflex.assets.grid_carbon import GridCarbon
from gbflex.assets.heat_demand import HeatDemand
from gbflex.assets.heat_dump import HeatDump
from gbflex.assets.site_faults import site_faults
from gbflex.assets.site_making import SiteMaking
from gbflex.assets.solar import Solar
from gbflex.assets.supply import Exemptions, ExportTariff, Losses, Ppa, Supply, Tariff, Triad
from gbflex.assets.thermal_store import ThermalStore
from gbflex.errors import InputError, InvalidSite
from gbflex.gb.licence_areas import licence_area
from gbflex.gb.mpan import distributor_id_of, mpan_core, mpan_text
from gbflex.gb.postcodes import postcode_areas

__all__ = ["Site"]


KEPT: Final = (Boiler, HeatDemand, HeatDump)
"""What a site without its assets still has: boilers alone serve its heat demand."""


def _chosen(assets: tuple[Asset, ...]) -> tuple[Asset, ...]:
    """Those that leave something to choose."""
    return tuple(asset for asset in assets if not isinstance(asset, KEPT))


def _or_none(site: Site) -> str | None:
    """The distributor of a site, None also where its number cannot be: that is said by another check."""
    try:
        return site.distributor_id
    except InputError:
        return None


def _id_text(value: object) -> object:
    return f"{value:02d}" if isinstance(value, int) and not isinstance(value, bool) else value


class Site(SiteMaking, SiteModel):
    """One site behind one meter.

    Attributes:
        name: Name in reports.
        mpan: Meter point number; its distributor gives the licence area.
        licence_area: Distributor id, instead of an mpan.
        postcode: Only to be contradicted: a meter in another licence area is refused.
        tariff: DUoS tariff.
        export_tariff: DUoS generation tariff, for credits on export.
        triads: Half-hours of the winters' three demand peaks; settled on, and seen by no plan but a perfect one.
        triads_replace_published: Whether they may differ from those NESO published of a winter.
        capacity_market_window_demand_mwh: Demand of Great Britain from 16:00 to 19:00 on a winter's working days,
            which shares the capacity market's cost, in place of the shipped estimate [MWh].
        losses: Loss factors.
        connection: Limits at the meter.
        demand: Load behind the meter.
        supply: Contract for import and export.
        ppa: Agreement with the offtaker.
        exemptions: Reliefs.
        fuel: Gas contract of CHP units and boilers.
        grid_carbon: Carbon intensity of the grid, for the CO2 of imported electricity.
        assets: Batteries, CHP units and boilers, and at most one each of thermal store, heat demand, heat dump
            and solar array.
        asset_causes: What of the connection comes with the assets, so that the site would not pay for it without
            them; None where the file does not say.
        streams: Markets beyond energy (none so far).
        charges: "all", or the charges by name; [] is energy only.
        estimates: "nearest" prices a charge on dates without a rate from the nearest known one, by the rule of
            docs/reference/coverage.md, marked estimated; omitted, such dates are left out and named.

    Example:
        >>> Site(name="Flat", licence_area="14", demand=Demand(constant_mw=1.0)).distributor_id
        '14'
    """

    name: str
    mpan: Annotated[str, BeforeValidator(mpan_text)] | None = None
    licence_area: Annotated[str, BeforeValidator(_id_text)] | None = None
    postcode: str | None = None
    tariff: Tariff | None = None
    export_tariff: ExportTariff | None = None
    triads: tuple[Triad, ...] = ()
    triads_replace_published: bool = False
    capacity_market_window_demand_mwh: Annotated[Number, Field(gt=0, le=1e9)] | None = None
    losses: Losses = Losses()
    connection: Connection = Connection()
    demand: Demand = Demand(constant_mw=0.0)
    supply: Supply | None = None
    ppa: Ppa | None = None
    exemptions: Exemptions = Exemptions()
    fuel: Fuel | None = None
    grid_carbon: GridCarbon | None = None
    assets: tuple[Asset, ...] = ()
    asset_causes: tuple[Cause, ...] | None = None
    streams: tuple[str, ...] = ()
    charges: Literal["all"] | tuple[str, ...] = "all"
    estimates: Literal["nearest"] | None = None

    _folder: Path = PrivateAttr(default_factory=Path)
    _prices: GivenPrices | None = PrivateAttr(default=None)

    def __init__(self, **data: Any) -> None:
        try:
            super().__init__(**data)
        except ValidationError as error:
            raise InvalidSite.of(site_faults(error, data, Site), "site") from None

    @cross_check
    def _check_meter(self) -> Iterator[str]:
        if self.mpan is not None and self.licence_area is not None:
            yield "give mpan or licence_area, not both"

    @cross_check
    def _check_network(self) -> Iterator[str]:
        try:
            has_area = self.distributor_id is not None
        except InputError as error:
            yield f"{'licence_area' if self.mpan is None else 'mpan'}: {error}"
            return
        if (self.tariff or self.export_tariff) is not None and not has_area:
            yield "tariff: a DUoS tariff needs an mpan or a licence_area"

    @cross_check
    def _check_assets(self) -> Iterator[str]:
        yield from asset_faults(self.assets)

    @cross_check
    def _check_heat(self) -> Iterator[str]:
        yield from heat_faults(self.assets)

    @cross_check
    def _check_fuel(self) -> Iterator[str]:
        yield from fuel_faults(self.assets, self.fuel)

    @cross_check
    def _check_triads(self) -> Iterator[str]:
        yield from triad_faults(self.triads, replace_published=self.triads_replace_published)

    @cross_check
    def _check_causes(self) -> Iterator[str]:
        if self.asset_causes:
            any_asset = bool(_chosen(self.assets))
            yield from cause_faults(self.asset_causes, self.tariff, self.export_tariff, any_asset=any_asset)

    @cross_check
    def _check_streams(self) -> Iterator[str]:
        if self.streams:
            yield f"streams: {self.streams[0]!r} is not priced; gbflex has no streams yet"

    @cross_check
    def _check_storage(self) -> Iterator[str]:
        if self.exemptions.licensed_storage and not len(self.batteries) == len(self.assets) == 1:
            yield (
                "exemptions.licensed_storage: only for one battery without a plant beside it; what several "
                "stores and generators give each other is not split"
            )

    @cross_check
    def _check_ccl(self) -> Iterator[str]:
        if self.exemptions.ccl != "main_rate" and self.fuel is not None and self.fuel.ccl_exempt_fraction:
            yield (
                f"exemptions.ccl: {self.exemptions.ccl} holds for gas too and contradicts "
                f"fuel.ccl_exempt_fraction {self.fuel.ccl_exempt_fraction:g}; give one of them"
            )

    @cross_check
    def _check_ppa(self) -> Iterator[str]:
        if self.ppa is not None and self.ppa.covers == "asset_output" and self.ppa.obligation == "may_decline":
            yield "ppa.obligation: may_decline needs covers: all_demand"

    @cross_check
    def _check_postcode(self) -> Iterator[str]:
        if self.postcode is None:
            return
        areas = postcode_areas(self.postcode)
        if not areas.distributor_ids:
            yield f"postcode: {areas.remark}"
            return
        identity = _or_none(self)
        if identity and areas.certain_enough_to_contradict and identity not in areas.distributor_ids:
            said = " or ".join(areas.distributor_ids)
            yield f"postcode: {self.postcode} says licence area {said}, the meter is in {identity}"

    @property
    def distributor_id(self) -> str | None:
        """Distributor id of the licence area, checked; None where the site names none."""
        if self.mpan is not None:
            return licence_area(distributor_id_of(mpan_core(self.mpan))).distributor_id
        return None if self.licence_area is None else licence_area(self.licence_area).distributor_id

    @property
    def batteries(self) -> tuple[Battery, ...]:
        """The batteries."""
        return tuple(asset for asset in self.assets if isinstance(asset, Battery))

    @property
    def is_a_store_alone(self) -> bool:
        """Whether batteries stand on their own meter, without demand."""
        return len(self.batteries) == len(self.assets) > 0 and self.demand.constant_mw == 0

    @property
    def electric_stores(self) -> tuple[ElectricStore, ...]:
        """Batteries, and whatever else the optimiser sees as an electric store."""
        return tuple(asset for asset in self.assets if isinstance(asset, ElectricStore))

    def battery_alone(self, question: str) -> Battery:
        """The only battery of a site with nothing beside it.

        Args:
            question: What is asked, as the beginning of a sentence.

        Raises:
            InputError: There is no battery, or several, or a plant beside it.
        """
        if not self.batteries:
            raise InputError(f"{question} needs a battery", where="assets", next_step="Name one in the site file")
        if len(self.batteries) > 1:
            raise InputError(
                f"{question} is for one battery, and the site has {len(self.batteries)}",
                where="assets",
                next_step="Use gbflex run, or leave one battery in the site file",
            )
        if len(self.assets) > 1:
            raise InputError(
                f"{question} is for a battery alone, and other assets stand beside it",
                where="assets",
                next_step="Use gbflex run, gbflex chp curve or gbflex chp value",
            )
        return self.batteries[0]

    @property
    def chps(self) -> tuple[Chp, ...]:
        """The CHP units."""
        return tuple(asset for asset in self.assets if isinstance(asset, Chp))

    @property
    def boilers(self) -> tuple[Boiler, ...]:
        """The boilers."""
        return tuple(asset for asset in self.assets if isinstance(asset, Boiler))

    @property
    def heat_store(self) -> ThermalStore | None:
        """The thermal store, if there is one."""
        return next((asset for asset in self.assets if isinstance(asset, ThermalStore)), None)

    @property
    def heat_demand(self) -> HeatDemand | None:
        """The heat demand, if there is one."""
        return next((asset for asset in self.assets if isinstance(asset, HeatDemand)), None)

    @property
    def heat_dump(self) -> HeatDump | None:
        """The heat dump, if there is one."""
        return next((asset for asset in self.assets if isinstance(asset, HeatDump)), None)

    @property
    def solar(self) -> Solar | None:
        """The solar array, if there is one."""
        return next((asset for asset in self.assets if isinstance(asset, Solar)), None)

    @property
    def has_plant(self) -> bool:
        """Whether there is anything to dispatch beside electric stores."""
        return any(not isinstance(asset, ElectricStore) for asset in self.assets)

    @property
    def folder(self) -> Path:
        """Where the site file lies; files it names are looked for there."""
        return self._folder

    @property
    def prices(self) -> GivenPrices | None:
        """Energy prices given in Python, where `supply.energy` names them."""
        return self._prices

    @property
    def covers_all_demand(self) -> bool:
        """Whether the owner buys all import: the default, and every PPA but `asset_output`."""
        return self.ppa is None or self.ppa.covers == "all_demand"

    def without_assets(self) -> Site:
        """The same site with nothing to choose, and without what its assets cause."""
        return self.with_assets(tuple(asset for asset in self.assets if isinstance(asset, KEPT)))

    def with_assets(self, assets: tuple[Asset, ...]) -> Site:
        """The same site with other assets; where none leaves anything to choose, without what they cause."""
        site = self._copy(assets=assets)
        return site if _chosen(assets) else site.without_what_assets_cause()

    def without_what_assets_cause(self) -> Site:
        """The same site and assets, with the connection that the site would have without them."""
        causes = self.asset_causes or ()
        tariff = None if self.tariff is None else import_tariff_without(causes, self.tariff)
        return self._copy(tariff=tariff, export_tariff=None if EXPORT_METER in causes else self.export_tariff)

    def if_assets_cause_export_meter(self) -> Site | None:
        """The same site with its export meter caused by its assets; None where it has none, or says already."""
        if self.asset_causes is not None or self.export_tariff is None or not _chosen(self.assets):
            return None
        return self._copy(asset_causes=(EXPORT_METER,))

    def with_supply(self, supply: Supply) -> Site:
        """The same site under another supply contract."""
        return self._copy(supply=supply)

    def with_demand(self, demand: Demand) -> Site:
        """The same site with another load."""
        return self._copy(demand=demand)

    def with_fuel(self, fuel: Fuel) -> Site:
        """The same site under another gas contract."""
        return self._copy(fuel=fuel)

    def _copy(self, **changes: object) -> Site:
        copy = self.model_copy(update=changes)
        copy._folder, copy._prices = self._folder, self._prices  # noqa: SLF001 (a copy of the same class)
        return copy

    def beside(self, other: Site) -> Site:
        """The same site with what another has beside its keys: prices given in Python, and where its files lie."""
        copy = self.in_folder(other.folder)
        copy._prices = other.prices  # noqa: SLF001 (a copy of the same class)
        return copy

    def in_folder(self, folder: Path) -> Site:
        """The same site, with the files it names looked for in a folder."""
        copy = self._copy()
        copy._folder = folder  # noqa: SLF001 (a copy of the same class)
        return copy
