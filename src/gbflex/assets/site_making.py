"""Ways in which a Python caller makes a site: from a mapping, a file, an example, or a battery and its prices."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from gbflex.assets.given_prices import GIVEN, given_prices
from gbflex.assets.overrides import Overrides
from gbflex.assets.supply import PriceFile, Supply
from gbflex.errors import InputError

if TYPE_CHECKING:
    from gbflex.assets.site import Site

__all__ = ["SiteMaking"]


class SiteMaking:
    """What `Site` offers before there is one. What reads files is imported where it is used: it needs `Site`."""

    @classmethod
    def from_mapping(cls, data: Mapping[str, object], overrides: Overrides = ()) -> Site:
        """A site from a mapping in the schema of the site file.

        Args:
            data: The mapping.
            overrides: "path=value" each, or values by path.

        Raises:
            InvalidSite: A key is unknown, or a value cannot be.

        Example:
            >>> from gbflex import Site
            >>> flat = {"name": "Flat", "licence_area": 14, "demand": {"constant_mw": 1}}
            >>> Site.from_mapping(flat, {"demand.constant_mw": 2}).demand.constant_mw
            2.0
        """
        from gbflex.assets.any_site import load_site

        if not isinstance(data, Mapping):
            raise InputError(f"data is a {type(data).__name__}", where="data", available="a mapping")
        return load_site(data, overrides)

    @classmethod
    def from_file(cls, path: str | Path, overrides: Overrides = ()) -> Site:
        """The site in a YAML file.

        Args:
            path: Site file.
            overrides: "path=value" each, or values by path.

        Raises:
            InvalidSite: The file cannot be read as a site.
        """
        from gbflex.assets.any_site import load_site

        return load_site(path, overrides)

    @classmethod
    def example(cls, name: str) -> Site:
        """A shipped example; a name that there is none of lists those there are.

        Args:
            name: For example "west-midlands-hv".

        Raises:
            InputError: There is no such example.

        Example:
            >>> from gbflex import Site
            >>> Site.example("west-midlands-hv").batteries[0].energy_capacity_mwh
            5.0
        """
        from gbflex.assets.ready_sites import example_site

        return example_site(name)

    @classmethod
    def from_battery(
        cls,
        *,
        power_mw: float,
        energy_capacity_mwh: float,
        round_trip_efficiency: float,
        prices: Any,
        start: Any = None,
        times: Any = None,
        name: str = "Battery",
        **battery: Any,
    ) -> Site:
        """A battery alone on its meter that buys and sells at the same prices, without network charges and levies.

        Args:
            power_mw: Largest charging and discharging power, AC at the meter [MW].
            energy_capacity_mwh: Usable energy in the store [MWh].
            round_trip_efficiency: AC to AC [fraction].
            prices: Energy price of each half-hour [GBP/MWh]: a list, a numpy array, or a Polars or pandas Series.
            start: When the first half-hour starts: a settlement date, or an aware instant.
            times: Start of each half-hour instead; a pandas Series that is indexed by time needs neither.
            name: Name in reports.
            battery: Further keys of a battery in the site file, for example `max_cycles_per_day=1`.

        Raises:
            InvalidSite: No such battery can be.
            InputError: The prices are not numbers, or do not say when they are.

        Example:
            >>> from gbflex import Site
            >>> prices = [40.0] * 24 + [100.0] * 24
            >>> site = Site.from_battery(power_mw=1, energy_capacity_mwh=1, round_trip_efficiency=1.0,
            ...                          prices=prices, start="2025-01-15")
            >>> site.prices.span[0]
            datetime.date(2025, 1, 15)
        """
        from gbflex.assets.ready_sites import battery_site

        return battery_site(
            power_mw,
            energy_capacity_mwh,
            round_trip_efficiency,
            prices=prices,
            start=start,
            times=times,
            name=name,
            **battery,
        )

    def with_prices(self, prices: Any, *, start: Any = None, times: Any = None) -> Site:
        """The same site with its energy prices given here.

        Args:
            prices: One for each half-hour [GBP/MWh]: a list, a numpy array, or a Polars or pandas Series.
            start: When the first half-hour starts: a settlement date, or an aware instant.
            times: Start of each half-hour instead; a pandas Series that is indexed by time needs neither.

        Raises:
            InputError: They are not numbers, or do not say when they are.
        """
        file = PriceFile(file=GIVEN)
        own = cast("Site", self)
        supply = Supply(energy=file) if own.supply is None else own.supply
        site = own.with_supply(supply.model_copy(update={"energy": file, "contract": None}))
        site._prices = given_prices(prices, start=start, times=times)  # noqa: SLF001 (the class itself)
        return site
