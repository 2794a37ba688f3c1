"""Figures of a site and its files that look as if they were given in another unit: used as given, and said.

A power is measured by what the site takes: its agreed capacity, else its largest load. More than 20 times that
is a question; the usual slip, kW for MW, is 1,000 times.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from gbflex.assets.battery import Battery
from gbflex.assets.boiler import Boiler
from gbflex.assets.chp import Chp
from gbflex.assets.site import Site
from gbflex.assets.solar import Solar
from gbflex.assets.supply import FixedPrice, PriceFile
from gbflex.assets.thermal_store import ThermalStore
from gbflex.cashflows.shape import Setting
from gbflex.gb.unit_slips import efficiency_slip, fee_slip, load_slip, power_slip, price_slip, rate_slip, slip_text
from gbflex.units import kva_limit_mw

__all__ = ["unit_slips"]

MOST_TIMES: Final = 20.0
MOST_TIMES_HEAT: Final = 200.0
"""A boiler sized for January may well be twenty times the heat of a day in July."""


class _Size(NamedTuple):
    """What a site takes [MW], in words, and how many times as much is a question."""

    mw: float
    words: str
    most_times: float = MOST_TIMES


def unit_slips(setting: Setting) -> list[str]:
    """Prices, powers, energies and efficiencies that look like a slip of unit, one sentence each.

    Args:
        setting: The site with its series; those of assets that are left out may be missing.
    """
    return [
        *_prices(setting),
        *_loads(setting),
        *_powers(setting),
        *_energies(setting),
        *_efficiencies(setting.site),
    ]


def _prices(setting: Setting) -> Iterator[str]:
    site, supply = setting.site, setting.site.supply
    if supply is not None:
        yield from _price(setting, "supply.energy", supply.energy, "energy_price")
        for i, rate in enumerate(() if supply.contract is None else supply.contract.rates):
            yield from rate_slip(f"supply.contract.rates.{i}.p_per_kwh", rate.p_per_kwh)
        yield from _price(setting, "supply.export", supply.export, "export_price")
        yield from fee_slip("supply.fee_gbp_per_mwh", supply.fee_gbp_per_mwh)
        yield from _price(setting, "supply.non_energy", supply.non_energy, "")
    if site.ppa is not None:
        yield from price_slip("ppa.price_gbp_per_mwh", site.ppa.price_gbp_per_mwh)
    if site.fuel is not None:
        yield from _price(setting, "fuel.price", site.fuel.price, "gas_price")
        yield from fee_slip("fuel.fee_gbp_per_mwh", site.fuel.fee_gbp_per_mwh)
    for i, asset in enumerate(site.assets):
        if isinstance(asset, Battery):
            yield from price_slip(f"assets.{i}.wear_gbp_per_mwh_discharged", asset.wear_gbp_per_mwh_discharged)
        if isinstance(asset, Chp):
            yield from price_slip(f"assets.{i}.maintenance_gbp_per_mwh", asset.maintenance_gbp_per_mwh)


def _price(setting: Setting, key: str, source: object, series: str) -> list[str]:
    """Of a price that the site file gives; those of a publisher have their unit from it."""
    if isinstance(source, FixedPrice):
        return price_slip(f"{key}.fixed_gbp_per_mwh", source.fixed_gbp_per_mwh)
    if isinstance(source, PriceFile) and series in setting.series:
        return price_slip(f"{key}.file {source.file}", setting.series[series].values)
    return []


def _largest_mw(setting: Setting, series: str) -> float:
    held = setting.series.get(series)
    return 0.0 if held is None else float(held.values.max()) / setting.periods.hours


def _agreed(site: Site) -> _Size | None:
    kva = None if site.tariff is None else site.tariff.agreed_capacity_kva
    if not kva:
        return None
    mw = kva_limit_mw(kva, site.losses.power_factor)
    return _Size(mw, f"the agreed capacity of {kva:,.6g} kVA ({mw:,.4g} MW)")


def _load_key(site: Site) -> str:
    demand = site.demand
    if demand.file is not None:
        return f"demand.file {demand.file}"
    return "demand.constant_mw" if demand.constant_mw is not None else "demand.max_mw"


def _loads(setting: Setting) -> list[str]:
    """The load against the agreed capacity; without one against what any site takes."""
    key, largest_mw, agreed = _load_key(setting.site), _largest_mw(setting, "demand"), _agreed(setting.site)
    found = load_slip(key, largest_mw) if agreed is None else _beyond(key, largest_mw, agreed)
    return found or load_slip(key, largest_mw)


def _sizes(setting: Setting) -> tuple[_Size | None, _Size | None]:
    """What measures a power that comes in, and one that goes out: an export limit vouches for the second."""
    site, largest_mw = setting.site, _largest_mw(setting, "demand")
    load = _Size(largest_mw, f"the largest load of {largest_mw:,.4g} MW") if largest_mw > 0 else None
    inward = _agreed(site) or load
    export_mw = site.connection.export_mw
    export = None if not export_mw else _Size(export_mw, f"connection.export_mw {export_mw:,.6g}")
    outward = max((size for size in (inward, load, export) if size is not None), default=None)
    return inward, outward


def _powers(setting: Setting) -> Iterator[str]:
    inward, outward = _sizes(setting)
    heat_mw = _largest_mw(setting, "heat_demand")
    heat = (
        _Size(heat_mw, f"the largest heat demand of {heat_mw:,.4g} MW", MOST_TIMES_HEAT) if heat_mw > 0 else None
    )
    connection = setting.site.connection
    powers: list[tuple[str, float | None, _Size | None]] = [
        ("connection.import_mw", connection.import_mw, inward),
        ("connection.export_mw", connection.export_mw, None),
    ]
    for i, asset in enumerate(setting.site.assets):
        key = f"assets.{i}"
        if isinstance(asset, Battery):
            powers += [
                (f"{key}.charge_power_mw", asset.charge_power_mw, inward),
                (f"{key}.discharge_power_mw", asset.discharge_power_mw, outward),
                (f"{key}.auxiliary_mw", asset.auxiliary_mw, inward),
            ]
        elif isinstance(asset, Solar):
            powers.append((f"{key}.peak_mw", asset.peak_mw, outward))
        elif isinstance(asset, Chp):
            powers.append((f"{key}.max_power_mw", asset.max_power_mw, outward))
        elif isinstance(asset, Boiler):
            powers.append((f"{key}.heat_mw", asset.heat_mw, heat))
        elif isinstance(asset, ThermalStore):
            powers.append((f"{key}.discharge_power_mw", asset.discharge_power_mw, heat))
    for key, mw, size in powers:
        if mw is not None:
            yield from _beyond(key, mw, size) or power_slip(key, mw)


def _beyond(key: str, mw: float, size: _Size | None) -> list[str]:
    if size is None or mw <= size.most_times * size.mw:
        return []
    stated = f"{mw:,.6g} MW is {mw / size.mw:,.0f} times {size.words}"
    return [slip_text(key, stated, "/1000", f"{mw / 1000:,.6g} MW", "kW")]


def _energies(setting: Setting) -> Iterator[str]:
    """Energy that a store's own power, or all that the site takes, would need more than 20 hours for."""
    inward, _ = _sizes(setting)
    for i, asset in enumerate(setting.site.assets):
        if isinstance(asset, Battery):
            own_mw = max(asset.charge_power_mw, asset.discharge_power_mw)
            own = _Size(own_mw, f"its power of {own_mw:,.6g} MW")
            yield from _long(f"assets.{i}.energy_capacity_mwh", asset.energy_capacity_mwh, own, inward)
        elif isinstance(asset, ThermalStore):
            own_mw = max(asset.charge_power_mw, asset.discharge_power_mw)
            own = _Size(own_mw, f"its power of {own_mw:,.6g} MW")
            yield from _long(f"assets.{i}.energy_capacity_mwh", asset.energy_capacity_mwh, own, None)


def _long(key: str, mwh: float, *sizes: _Size | None) -> list[str]:
    for size in sizes:
        if size is not None and size.mw > 0 and mwh > size.most_times * size.mw:
            stated = f"{mwh:,.6g} MWh is {mwh / size.mw:,.0f} hours of {size.words}"
            return [slip_text(key, stated, "/1000", f"{mwh / 1000:,.6g} MWh", "kWh")]
    return []


def _efficiencies(site: Site) -> Iterator[str]:
    for i, asset in enumerate(site.assets):
        if isinstance(asset, Battery):
            if asset.round_trip_efficiency is not None:
                yield from efficiency_slip(f"assets.{i}.round_trip_efficiency", asset.round_trip_efficiency)
            else:
                into, out = asset.efficiencies
                yield from efficiency_slip(f"assets.{i}.charge_efficiency x discharge_efficiency", into * out)
        elif isinstance(asset, Boiler):
            yield from efficiency_slip(f"assets.{i} ({asset.name}) efficiency", asset.gross_efficiency)
        elif isinstance(asset, Chp):
            for point in asset.efficiency:
                whole = point.electrical_efficiency + point.heat_efficiency
                yield from efficiency_slip(
                    f"assets.{i}.efficiency at {point.power_mw:g} MW, power and heat", whole
                )
