"""The gas contract of a site, and what its burners owe on top: network, Climate Change Levy and carbon.

Valid for: natural gas on gross calorific value, as it is billed; one contract for all burners of the site.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, ValidationInfo, field_validator

from gbflex.assets.fields import Fraction, NonNegative, Number, SiteModel
from gbflex.assets.supply import FixedPrice, PriceFile
from gbflex.errors import InputError
from gbflex.gb.rates.gas_network import GasSupplyPoint, check_supply_point

__all__ = ["Carbon", "Chpqa", "Fuel", "GasNetwork"]

ANY_SIZE: Final[dict[str, Any]] = {"annual_quantity_kwh": 1.0, "peak_day_kwh": 1.0}
"""Stands in for quantities that are not read yet, or are wrong and have a message of their own."""


class GasNetwork(SiteModel):
    """A site on a gas distribution network; its charges are dated rates.

    Attributes:
        ldz: Local distribution zone or charging network, for example "WM" or "EE".
        annual_quantity_kwh: The supply point's annual quantity, AQ [kWh, gross calorific value].
        peak_day_kwh: Its peak day quantity, SOQ [kWh, gross calorific value].
        exit_zone: Where its gas leaves the transmission system, for example "WM2"; null: estimated from those of
            the zone.
        read_monthly: Whether its meter is read every month or twice a year; asked from 73,200 to 293,000 kWh.
    """

    ldz: str
    annual_quantity_kwh: Annotated[Number, Field(gt=0, le=1e10)]
    peak_day_kwh: Annotated[Number, Field(gt=0, le=1e9)]
    exit_zone: str | None = None
    read_monthly: bool | None = None

    @field_validator("ldz", "exit_zone", "read_monthly")
    @classmethod
    def _check_supply_point(cls, value: object, info: ValidationInfo) -> object:
        """Each with the fields before it, so that the message is at the field that contradicts them."""
        given: dict[str, Any] = {**ANY_SIZE, **info.data, str(info.field_name): value}
        if "ldz" in given:
            try:
                check_supply_point(GasSupplyPoint(**given))
            except InputError as error:
                raise ValueError(str(error)) from None
        return value

    @property
    def supply_point(self) -> GasSupplyPoint:
        """What its charges follow."""
        return GasSupplyPoint(
            self.ldz, self.annual_quantity_kwh, self.peak_day_kwh, self.exit_zone, self.read_monthly
        )


class Chpqa(SiteModel):
    """What the scheme's CHPQA certificate and its Secretary of State (CHP) exemption certificate say.

    Attributes:
        qualifying_fuel_fraction: Share of the units' fuel that is qualifying fuel input: 1 for a scheme of at
            least 20 % power efficiency [fraction].
        power_used_on_site_fraction: Share of the units' electricity that is used on site or supplied directly,
            on whose fuel no carbon price support is due [fraction].
    """

    qualifying_fuel_fraction: Fraction = 1.0
    power_used_on_site_fraction: Fraction = 1.0


class Carbon(SiteModel):
    """What emitting costs beside the levies.

    Attributes:
        uk_ets_gbp_per_tco2: Price of an allowance; needed only above 20 MW thermal input in all [GBP/tCO2].
        other_combustion_mw: Thermal input of the installation's other burners, net calorific value, which count
            towards the 20 MW [MW].
    """

    uk_ets_gbp_per_tco2: NonNegative | None = None
    other_combustion_mw: NonNegative = 0.0


class Fuel(SiteModel):
    """The gas that CHP units and boilers burn, priced on gross calorific value.

    Attributes:
        price: "gas_sap" is the system average price of the gas day, held by the record and the sample; or a fixed
            price, or a daily or half-hourly file, at the national balancing point unless it holds the network too.
        fee_gbp_per_mwh: Supplier's fee [GBP/MWh].
        network: Gas network charges: from the dated rates, a fixed sum [GBP/MWh], or "included" in the price.
        ccl_exempt_fraction: Share of all gas that pays no main-rate Climate Change Levy, CHPQA apart [fraction].
        chpqa: The scheme's certificate; null is none.
        carbon: Allowances.
    """

    price: Literal["gas_sap"] | FixedPrice | PriceFile
    fee_gbp_per_mwh: NonNegative = 0.0
    network: Literal["included"] | FixedPrice | GasNetwork
    ccl_exempt_fraction: Fraction = 0.0
    chpqa: Chpqa | None = None
    carbon: Carbon = Carbon()
