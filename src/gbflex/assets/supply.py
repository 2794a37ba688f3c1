"""Who sells what to whom at a site: tariff, losses, supply, PPA and exemptions, as a site file states them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from gbflex.assets.fields import Day, Fraction, NonNegative, Number, Positive, Price, SiteModel, cross_check
from gbflex.assets.retail_contract import RetailContract

__all__ = [
    "EiiCertificate",
    "Exemptions",
    "ExportTariff",
    "FixedPrice",
    "Losses",
    "Ppa",
    "PriceFile",
    "PriceName",
    "PriceSource",
    "ResidualBand",
    "SiteSpecific",
    "SuperRed",
    "Supply",
    "Tariff",
    "Triad",
]

PriceName = Literal["market_index", "system_price", "day_ahead"]


def _band_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


ResidualBand = Annotated[Literal["1", "2", "3", "4", "none", ""], BeforeValidator(_band_text)]


def _import_tariff(name: str) -> str:
    if "generation" in name.casefold():
        msg = f"{name!r} is a tariff for export: set it in export_tariff"
        raise ValueError(msg)
    return name


def _one_way_to_name(*ways: object) -> Iterator[str]:
    if sum(way is not None for way in ways) != 1:
        yield "give one of duos, line_loss_factor_class and, at extra-high voltage, site_specific"


class SuperRed(SiteModel):
    """When an extra-high-voltage site's super-red rate holds, on weekdays of some months, London clock.

    Attributes:
        months: 1 to 12.
        start_local: For example "16:00".
        end_local: For example "19:00".
    """

    months: tuple[Annotated[int, Field(ge=1, le=12)], ...]
    start_local: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[03]0$")]
    end_local: Annotated[str, Field(pattern=r"^([01]\d|2[0-4]):[03]0$")]


class SiteSpecific(SiteModel):
    """An extra-high-voltage site's own DUoS figures (EDCM), from the DNO's Annex 2.

    Attributes:
        super_red_p_per_kwh: Unit rate in the super-red band; none outside it [p/kWh].
        super_red: When that is.
        fixed_p_per_day: [p/day].
        capacity_p_per_kva_day: On the agreed capacity [p/kVA/day].
        exceeded_capacity_p_per_kva_day: [p/kVA/day].
        valid_from: First date of the figures.
        valid_to: First date after them.
        source: The document.
    """

    super_red_p_per_kwh: Annotated[Number, Field(ge=0, le=100)]
    super_red: SuperRed
    fixed_p_per_day: NonNegative
    capacity_p_per_kva_day: NonNegative
    exceeded_capacity_p_per_kva_day: NonNegative = 0.0
    valid_from: Day
    valid_to: Day
    source: str


class Tariff(SiteModel):
    """The DUoS tariff of the import meter.

    Attributes:
        duos: Tariff name as published, without its residual band.
        line_loss_factor_class: As on the bill, instead of a name; it says the residual band too.
        site_specific: An extra-high-voltage site's own figures, instead of a name.
        residual_band: 1 to 4 as allocated by the DNO, "none" for No Residual; omit where a tariff has none.
        agreed_capacity_kva: Agreed import capacity [kVA].
    """

    duos: Annotated[str, AfterValidator(_import_tariff)] | None = None
    line_loss_factor_class: str | None = None
    site_specific: SiteSpecific | None = None
    residual_band: ResidualBand = ""
    agreed_capacity_kva: Positive | None = None

    @cross_check
    def _check_one(self) -> Iterator[str]:
        yield from _one_way_to_name(self.duos, self.line_loss_factor_class, self.site_specific)

    @cross_check
    def _check_band(self) -> Iterator[str]:
        if self.line_loss_factor_class is not None and self.residual_band:
            yield "residual_band: a line_loss_factor_class says it already"


class ExportTariff(SiteModel):
    """The DUoS generation tariff of the export meter, whose unit rates are credits.

    Attributes:
        duos: Tariff name as published, for example "HV Generation Site Specific".
        line_loss_factor_class: As on the bill, instead of a name.
    """

    duos: str | None = None
    line_loss_factor_class: str | None = None

    @cross_check
    def _check_one(self) -> Iterator[str]:
        yield from _one_way_to_name(self.duos, self.line_loss_factor_class)

    @cross_check
    def _check_name(self) -> Iterator[str]:
        if self.duos is not None and "generation" not in self.duos.casefold():
            yield f"duos: {self.duos!r} is no generation tariff"


class Triad(SiteModel):
    """One of the three half-hours of a winter on which TNUoS locational demand is measured.

    No winter day has a clock change, so its periods are 1 to 48.
    """

    settlement_date: Day
    settlement_period: Annotated[int, Field(ge=1, le=48)]


class Losses(SiteModel):
    """Factors from the meter to the settlement boundaries.

    Attributes:
        line_loss_factor: Meter to grid supply point; omitted, it is taken from the class where that is held.
        transmission_loss_multiplier: Grid supply point to national balancing point; "estimated" is 1 + the zone's
            factor + Elexon's adjustment of the season, omitted is "not applied".
        trading_unit: Whose adjustment an estimate takes. "offtaking": of a supplier's base trading unit, which
            takes more from the system than it delivers. "delivering": of a trading unit that delivers.
        power_factor: Of the site at its peak [fraction].
    """

    line_loss_factor: Annotated[Number, Field(ge=0.5, le=2)] | None = None
    transmission_loss_multiplier: Annotated[Number, Field(ge=0.9, le=1.1)] | Literal["estimated"] | None = None
    trading_unit: Literal["offtaking", "delivering"] = "offtaking"
    power_factor: Annotated[Number, Field(gt=0, le=1)] = 0.95


class FixedPrice(SiteModel):
    """The same price in every half-hour [GBP/MWh]."""

    fixed_gbp_per_mwh: Price


class PriceFile(SiteModel):
    """A half-hourly price file beside the site file.

    Attributes:
        file: Its path.
        known_ahead: Whether its prices are agreed beforehand, as a tariff's; else a plan forecasts them from those
            of the days before.
    """

    file: str
    known_ahead: bool = False


PriceSource = PriceName | FixedPrice | PriceFile


class Supply(SiteModel):
    """The contract for boundary import and export.

    Attributes:
        energy: Price of imported energy, before losses.
        contract: A retail contract with unit rates, in place of `energy`.
        where_missing: What fills half-hours without a price: "refuse", or another series by name.
        export: Price of exported energy: "none" (nothing is paid), "energy" (the same series), or its own.
        export_losses: "none": export is paid at the meter. "settled": at the national balancing point, as
            settlement counts it: x line loss factor x transmission loss multiplier.
        fee_gbp_per_mwh: Supplier's fee on imported energy [GBP/MWh].
        non_energy: "pass_through", or a fixed price for everything that is not energy [GBP/MWh].
    """

    energy: PriceSource | None = None
    contract: RetailContract | None = None
    where_missing: Literal["refuse"] | PriceName = "refuse"
    export: Literal["none", "energy"] | FixedPrice | PriceFile = "none"
    export_losses: Literal["none", "settled"] = "none"
    fee_gbp_per_mwh: Price = 0.0
    non_energy: Literal["pass_through"] | FixedPrice = "pass_through"

    @cross_check
    def _check_one(self) -> Iterator[str]:
        if (self.energy is None) == (self.contract is None):
            yield "give energy, the price by half-hour, or contract, a retail contract"

    @cross_check
    def _check_export(self) -> Iterator[str]:
        if self.contract is not None and self.export == "energy":
            yield (
                "export: a retail contract has no price for it; give none, {fixed_gbp_per_mwh: ...} or {file: ...}"
            )

    @cross_check
    def _check_non_energy(self) -> Iterator[str]:
        if self.contract is not None and self.non_energy != "pass_through":
            yield "non_energy: the contract says what its rates include; leave non_energy out"

    @cross_check
    def _check_filling(self) -> Iterator[str]:
        if self.contract is not None and self.where_missing != "refuse":
            yield "where_missing: a retail contract has a rate in every half-hour; leave where_missing out"


class Ppa(SiteModel):
    """The power purchase agreement between the asset's owner and the site's host, the offtaker.

    Attributes:
        price_gbp_per_mwh: What the offtaker pays [GBP/MWh].
        covers: "all_demand": the owner supplies all demand and buys all import. "asset_output": the host
            keeps its own supplier and buys what the asset delivers behind the meter.
        obligation: "must_supply", or "may_decline": in any half-hour the owner may leave demand to others.
    """

    price_gbp_per_mwh: Price
    covers: Literal["all_demand", "asset_output"] = "all_demand"
    obligation: Literal["must_supply", "may_decline"] = "must_supply"


class EiiCertificate(SiteModel):
    """A certificate of an energy intensive industry (EII), and what it covers.

    Attributes:
        valid_from: First date on which it is in force.
        valid_to: First date after it.
        share: Share of the site's electricity that it covers, as the certificate says [fraction].
    """

    valid_from: Day
    valid_to: Day
    share: Annotated[Number, Field(gt=0, le=1)] = 1.0

    @cross_check
    def _check_dates(self) -> Iterator[str]:
        if self.valid_to <= self.valid_from:
            yield f"valid_to {self.valid_to} is not after valid_from {self.valid_from}; it is the first date after"


class Exemptions(SiteModel):
    """Reliefs of the site.

    Attributes:
        ccl: Which relief from the Climate Change Levy the site has on electricity and gas: none ("main_rate"),
            "mineralogical_metallurgical" (exempt), or "climate_change_agreement" (the dated discount).
        ccl_fraction: Share of electricity that pays no Climate Change Levy, in place of a name [fraction].
        eii: Certificate of an energy intensive industry.
        licensed_storage: Whether the store is declared under a storage licence: what it charges then carries no
            RO, FiT, CfD, capacity market, RAB or EII levy and no BSUoS. Behind a demand meter since 2023-11-02.
        ccl_on_charging: Whether a licensed store pays Climate Change Levy on what it charges ("paid"), or is
            "relieved" as a producer of electricity, which is not certain.
    """

    ccl: Literal["main_rate", "mineralogical_metallurgical", "climate_change_agreement"] = "main_rate"
    ccl_fraction: Fraction = 0.0
    eii: EiiCertificate | None = None
    licensed_storage: bool = False
    ccl_on_charging: Literal["paid", "relieved"] = "paid"

    @cross_check
    def _check_ccl(self) -> Iterator[str]:
        if self.ccl != "main_rate" and self.ccl_fraction:
            yield f"ccl: {self.ccl} and ccl_fraction {self.ccl_fraction:g} contradict each other; give one of them"

    @cross_check
    def _check_charging(self) -> Iterator[str]:
        if self.ccl_on_charging == "relieved" and not self.licensed_storage:
            yield "ccl_on_charging: relieved needs licensed_storage: true"
