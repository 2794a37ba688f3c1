"""The text of a first site file: what was given, what was found, and what is assumed, each with its comment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final, NamedTuple

from gbflex.analysis.answers.init import AssumedRow
from gbflex.analysis.site.first_meter import FirstMeter
from gbflex.analysis.site.first_words import BatterySize
from gbflex.assets.supply import Losses
from gbflex.gb.licence_areas import licence_area
from gbflex.units import kva_limit_mw

__all__ = ["FirstLoad", "FirstSite", "assumed_rows", "site_text"]

EFFICIENCY: Final = 0.85
WEAR_GBP_PER_MWH: Final = 5.0
EXPORT_MW: Final = 0.0
POWER_FACTOR: Final = Losses().power_factor
ASSUMED: Final = "Assumed: "
SIGNIFICANT: Final = 10


class FirstLoad(NamedTuple):
    """A demand file beside the site file.

    Attributes:
        file: Its name.
        replay: The calendar year of it that is laid on other dates; None where it stands as it is.
        about: What was understood of it.
    """

    file: str
    replay: int | None
    about: str


class FirstSite(NamedTuple):
    """All that goes into the file.

    Attributes:
        name: Name in reports.
        meter: Area and tariff.
        kva: Agreed import capacity [kVA].
        kva_from: Where the capacity comes from, where nobody gave it; else "".
        ppa_gbp_per_mwh: The PPA's price [GBP/MWh].
        battery: The battery.
        load: The load.
    """

    name: str
    meter: FirstMeter
    kva: float | None
    kva_from: str
    ppa_gbp_per_mwh: float | None
    battery: BatterySize | None
    load: FirstLoad | None


class _Entry(NamedTuple):
    """A line of the file, and why it stands there where nobody gave it."""

    text: str
    key: str = ""
    why: str = ""


def assumed_rows(site: FirstSite) -> list[AssumedRow]:
    """What the file says and nobody gave.

    Args:
        site: All that goes into the file.
    """
    return [
        {"key": entry.key, "value": entry.text.split(": ", 1)[-1].strip(), "why": entry.why}
        for entry in _entries(site)
        if entry.why
    ]


def site_text(site: FirstSite, next_commands: list[str]) -> str:
    """The site file.

    Args:
        site: All that goes into the file.
        next_commands: What to type next, for its first lines.
    """
    lines = [
        "# A first site file, written by gbflex init. What nobody gave is marked Assumed: change it.",
        "# Every key is in docs/reference/site-file.md.",
        *(f"# Next: {command}" for command in next_commands),
    ]
    for entry in _entries(site):
        indent = entry.text[: len(entry.text) - len(entry.text.lstrip())]
        lines += [f"{indent}# {ASSUMED}{entry.why}."] if entry.why else []
        lines.append(entry.text)
    return "\n".join(map(_one_line, lines)) + "\n"


def _one_line(text: str) -> str:
    """A line without what would end it: a file's name may hold anything."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _entries(site: FirstSite) -> Iterator[_Entry]:
    yield _Entry(f"name: {json.dumps(site.name, ensure_ascii=False)}")
    yield from _network(site)
    yield from _limits(site)
    yield from _demand(site.load)
    yield _Entry("supply:")
    yield _Entry(
        "  energy: market_index",
        "supply.energy",
        "a contract at the half-hourly market index; day_ahead, {fixed_gbp_per_mwh: 80}, {file: prices.csv} or a "
        "retail contract may stand here",
    )
    yield _Entry("  where_missing: system_price", "supply.where_missing", "fills the half-hours without an index")
    yield _Entry("  export: none", "supply.export", "nothing is paid for export; {fixed_gbp_per_mwh: 40} pays it")
    yield from _ppa(site.ppa_gbp_per_mwh)
    yield from _assets(site.battery)
    yield _Entry("charges: all", "charges", "every network charge and levy that a rate is held for")


def _network(site: FirstSite) -> Iterator[_Entry]:
    meter = site.meter
    if not meter.area:
        yield _Entry("# licence_area: 14   (10 to 23; without it and a tariff no network charge is priced)")
        return
    if meter.mpan:
        yield _Entry(f'mpan: "{meter.mpan}"   # {licence_area(meter.area).name}')
    else:
        yield _Entry(f'licence_area: "{meter.area}"   # {licence_area(meter.area).name}')
    if meter.tariff is None:
        yield _Entry('# tariff: {duos: "HV Site Specific", residual_band: 1, agreed_capacity_kva: 1000}')
        return
    yield _Entry("tariff:")
    if meter.line_loss_factor_class:
        yield _Entry(f"  # The class in the MPAN: {meter.tariff.published_name}.")
        yield _Entry(f'  line_loss_factor_class: "{meter.line_loss_factor_class}"')
    else:
        why = (
            "from the capacity, above 1,000 kVA high voltage; the bill says which" if meter.voltage_assumed else ""
        )
        yield _Entry(f"  duos: {json.dumps(meter.tariff.tariff)}", "tariff.duos" if why else "", why)
        yield _Entry(
            f"  residual_band: {meter.tariff.residual_band}",
            "tariff.residual_band",
            "the band that the capacity suggests; the DNO allocates it, and the bill or the DNO says it",
        )
    if site.kva is not None:
        yield _Entry(
            f"  agreed_capacity_kva: {_number(site.kva)}",
            "tariff.agreed_capacity_kva" if site.kva_from else "",
            site.kva_from,
        )


def _limits(site: FirstSite) -> Iterator[_Entry]:
    yield _Entry("losses:")
    yield _Entry(
        f"  power_factor: {POWER_FACTOR:g}", "losses.power_factor", "of the site at its peak; turns kVA into MW"
    )
    yield _Entry("  # line_loss_factor: 1.05   (left out: the class's own where it is held, else none)")
    yield _Entry("  # transmission_loss_multiplier: estimated   (left out: not applied)")
    yield _Entry("connection:")
    if site.kva is None:
        yield _Entry("  import_mw: null", "connection.import_mw", "no capacity is known, so import has no limit")
    else:
        limit_mw = _number(kva_limit_mw(site.kva, POWER_FACTOR))
        yield _Entry(f"  import_mw: {limit_mw}", "connection.import_mw", "the capacity at the power factor, as MW")
    yield _Entry(
        f"  export_mw: {EXPORT_MW:.1f}", "connection.export_mw", "no export, until an agreement allows it"
    )


def _demand(load: FirstLoad | None) -> Iterator[_Entry]:
    if load is None:
        yield _Entry(
            "demand: {constant_mw: 0.0}",
            "demand",
            "no load is given, so a battery has nothing to serve; give --load, or make one up by gbflex site load",
        )
        return
    yield _Entry(f"# {load.about}.")
    if load.replay is None:
        yield _Entry(f"demand: {{file: {json.dumps(load.file)}}}")
        return
    yield _Entry(
        f"demand: {{file: {json.dumps(load.file)}, replay: {load.replay}}}",
        "demand.replay",
        f"the load of {load.replay} stands for other years, day by day of its kind and season: an estimate",
    )


def _ppa(price_gbp_per_mwh: float | None) -> Iterator[_Entry]:
    if price_gbp_per_mwh is None:
        yield _Entry("# ppa: {price_gbp_per_mwh: 140}   (left out: no offtaker pays the owner)")
        return
    yield _Entry("ppa:")
    yield _Entry(f"  price_gbp_per_mwh: {_number(price_gbp_per_mwh)}")
    yield _Entry(
        "  covers: all_demand",
        "ppa.covers",
        "the owner buys all import and sells all demand; asset_output sells what the asset delivers",
    )
    yield _Entry("  obligation: must_supply", "ppa.obligation", "the owner may not leave demand to others")


def _assets(battery: BatterySize | None) -> Iterator[_Entry]:
    if battery is None:
        yield _Entry("assets: []   # give --battery 1MW/2MWh for one")
        return
    yield _Entry("assets:")
    yield _Entry("  - type: battery")
    yield _Entry("    name: bess")
    yield _Entry(f"    charge_power_mw: {_number(battery.power_mw)}")
    yield _Entry(f"    discharge_power_mw: {_number(battery.power_mw)}")
    yield _Entry(f"    energy_capacity_mwh: {_number(battery.energy_mwh)}   # usable energy in the store")
    yield _Entry(
        f"    round_trip_efficiency: {EFFICIENCY:g}",
        "assets.bess.round_trip_efficiency",
        "AC to AC, as in the shipped example; the maker's figure belongs here",
    )
    yield _Entry(
        f"    wear_gbp_per_mwh_discharged: {WEAR_GBP_PER_MWH:g}",
        "assets.bess.wear_gbp_per_mwh_discharged",
        "a cost of use, not cash, as in the shipped example; 0 leaves it out",
    )
    yield _Entry("    # max_cycles_per_day: 1.5   (left out: no limit; the warranty may have one)")


def _number(value: float) -> str:
    return f"{value:.{SIGNIFICANT}g}"
