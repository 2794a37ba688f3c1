"""What a careful reader of a site file would question: allowed, used as given, and said aloud."""

from __future__ import annotations

import math
from datetime import date

from gbflex.assets.fuel import GasNetwork
from gbflex.assets.given_triads import contradictions
from gbflex.assets.site import Site
from gbflex.assets.supply import Tariff
from gbflex.gb.carbon import in_carbon_price_support
from gbflex.gb.rates.gas_network import exit_zone_rates
from gbflex.gb.rates.line_loss_factors import SHIPPED_LINE_LOSSES, LineLossFactors
from gbflex.gb.rates.residual_bands import suggested_residual_band, voltage_of
from gbflex.gb.reliefs import dated_reliefs
from gbflex.units import DAYS_PER_YEAR, kva_limit_mw, ledger_rate

__all__ = ["relief_warnings", "site_warnings"]

ROUNDING = 1e-9
"""3000 kVA at 0.95 is 2.85 MW, whatever binary fractions say."""


def site_warnings(site: Site, on: date, held: LineLossFactors = SHIPPED_LINE_LOSSES) -> list[str]:
    """Warnings about a site, one sentence each.

    Args:
        site: The site.
        on: First date asked for; residual-band thresholds are dated.
        held: The line loss factors that are held.
    """
    tariff_warnings = (
        [] if site.tariff is None else [*_capacity(site, site.tariff), *_residual_band(site.tariff, on)]
    )
    return [
        *tariff_warnings,
        *_caused(site, on),
        *_triads(site),
        *_losses(site, on, held),
        *_plant(site),
        *_exit_zone(site, on),
    ]


def _caused(site: Site, on: date) -> list[str]:
    """What speaks against the agreed capacity that the site would have without its assets."""
    now, without = site.tariff, site.without_what_assets_cause().tariff
    if now is None or without is None or without == now:
        return []
    place = "asset_causes.without_asset"
    notes = [f"{place}: {text}" for text in _residual_band(without, on)]
    with_kva, without_kva = now.agreed_capacity_kva or 0.0, without.agreed_capacity_kva or 0.0
    if without_kva > with_kva:
        notes.append(
            f"{place}: {without_kva:g} kVA are more than the {with_kva:g} kVA with the assets, which then save "
            "capacity charges"
        )
    return notes


def relief_warnings(site: Site, first: date, last: date) -> list[str]:
    """What a site's reliefs are worth nothing on, one sentence each.

    Args:
        site: The site.
        first: First date asked for.
        last: Last date asked for.
    """
    notes = []
    certificate = site.exemptions.eii
    if certificate is not None and (last < certificate.valid_from or first >= certificate.valid_to):
        notes.append(
            f"exemptions.eii holds from {certificate.valid_from} to before {certificate.valid_to}, outside "
            f"{first} to {last}: there is no exemption in this span"
        )
    declared = site.exemptions.licensed_storage and bool(site.batteries) and not site.is_a_store_alone
    since = dated_reliefs("storage_behind_demand")[0].valid_from
    if declared and first < since:
        notes.append(
            f"exemptions.licensed_storage: behind a demand meter a store may be declared from {since} (P395); "
            f"before that date its charging bears all levies"
        )
    return notes


def _exit_zone(site: Site, on: date) -> list[str]:
    """What it is worth to know the exit zone."""
    network = None if site.fuel is None else site.fuel.network
    if not isinstance(network, GasNetwork):
        return []
    rates = exit_zone_rates(network.supply_point, on)
    ranked = sorted(rates, key=lambda zone: rates[zone])
    if not ranked or rates[ranked[0]] == rates[ranked[-1]]:
        return []
    least_gbp, most_gbp = (
        ledger_rate(rates[zone], "p/peak-day kWh/day") * network.peak_day_kwh * DAYS_PER_YEAR
        for zone in (ranked[0], ranked[-1])
    )
    text = (
        f"fuel.network.exit_zone is not given: its charge is estimated half-way between {least_gbp:,.0f} "
        f"({ranked[0]}) and {most_gbp:,.0f} GBP a year ({ranked[-1]})"
    )
    return [text]


def _triads(site: Site) -> list[str]:
    """Winters whose triads NESO published otherwise."""
    return [f"triads: {note}, and the site file's are used" for note in contradictions(site.triads)]


def _plant(site: Site) -> list[str]:
    """What the lines on gas and heat leave out."""
    notes = []
    size_mw = sum(chp.max_power_mw for chp in site.chps)
    if site.fuel is not None and site.fuel.chpqa is None and in_carbon_price_support(size_mw):
        notes.append(
            f"{size_mw:g} MW of CHP without a CHPQA certificate: its electricity used on site bears Climate "
            f"Change Levy, and gas for power and for heat is split by a boiler of 0.81"
        )
        if site.heat_dump is not None:
            notes.append("heat that is dumped counts as used where gas is split between power and heat")
    if site.chps and site.ppa is not None:
        notes.append("the PPA pays for electricity: heat is not sold, and the owner pays for all gas of the site")
    return notes


def _capacity(site: Site, tariff: Tariff) -> list[str]:
    if tariff.agreed_capacity_kva is None:
        return []
    limit_mw = kva_limit_mw(tariff.agreed_capacity_kva, site.losses.power_factor)
    import_mw = site.connection.import_mw
    if import_mw is not None and import_mw <= limit_mw * (1 + ROUNDING):
        return []
    agreed = f"{tariff.agreed_capacity_kva:g} kVA at power factor {site.losses.power_factor:g} ({limit_mw:g} MW)"
    if import_mw is None:
        stated = f"connection.import_mw is not given, so import may pass the agreed capacity of {agreed}"
    else:
        stated = f"connection.import_mw {import_mw:g} allows more than the agreed capacity of {agreed}"
    return [f"{stated} in months where that is worth the exceeded capacity charge, which is planned for"]


def _residual_band(tariff: Tariff, on: date) -> list[str]:
    if tariff.agreed_capacity_kva is None or tariff.duos is None or not tariff.residual_band.isdigit():
        return []
    suggested = suggested_residual_band(
        voltage=voltage_of(tariff.duos), agreed_capacity_kva=tariff.agreed_capacity_kva, on=on
    )
    if suggested is None or suggested.residual_band == tariff.residual_band:
        return []
    upper = "upwards" if math.isinf(suggested.up_to_kva) else f"up to {suggested.up_to_kva:g} kVA"
    text = (
        f"residual_band {tariff.residual_band} is not what {tariff.agreed_capacity_kva:g} kVA would suggest: band "
        f"{suggested.residual_band} runs from above {suggested.above_kva:g} kVA {upper}; bands are allocated by "
        "the DNO, so the one given is used"
    )
    return [text]


def _line_losses(site: Site, on: date, held: LineLossFactors) -> str:
    name = None if site.tariff is None else site.tariff.line_loss_factor_class
    if name is not None and held.has(site.distributor_id or "", on):
        return f"losses.line_loss_factor is not given: the half-hourly factors of class {name} are used where held"
    return "losses.line_loss_factor is not given: line losses are not applied"


def _losses(site: Site, on: date, held: LineLossFactors) -> list[str]:
    if site.supply is None:
        return []
    notes = []
    if site.losses.line_loss_factor is None:
        notes.append(_line_losses(site, on, held))
    if site.losses.transmission_loss_multiplier is None:
        notes.append("losses.transmission_loss_multiplier is not given: TLM not applied")
    return notes
