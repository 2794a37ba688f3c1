"""The Python twin of `gbflex init`: a first site file from what an owner has at hand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final

from gbflex import bootstrap
from gbflex.analysis.answers.init import InitAnswer
from gbflex.analysis.site.first_dates import FirstDates, first_dates, held_days
from gbflex.analysis.site.first_meter import VOLTAGES, FirstMeter, Given, first_meter
from gbflex.analysis.site.first_site import POWER_FACTOR, FirstLoad, FirstSite, assumed_rows, site_text
from gbflex.analysis.site.first_words import BatterySize, battery_size, ppa_gbp_per_mwh
from gbflex.api.first_load import LoadRead, load_dates, read_load_file
from gbflex.assets.any_site import a_path
from gbflex.assets.site_file import parse_site
from gbflex.assets.yaml_text import read_yaml
from gbflex.errors import InputError
from gbflex.gb.licence_areas import licence_area
from gbflex.store.outputs import csv_content

__all__ = ["init"]

KVA_STEP: Final = 10.0
MOST_KVA: Final = 1e6
KVA_PER_MW: Final = 1000.0


def init(
    *,
    mpan: str | None = None,
    postcode: str | None = None,
    area: str | None = None,
    kva: float | None = None,
    voltage: str | None = None,
    ppa: str | float | None = None,
    battery: str | None = None,
    load: str | Path | None = None,
    name: str | None = None,
    out: str | Path = "site.yaml",
    force: bool = False,
) -> InitAnswer:
    """Write a first site file that runs at once; keys as `gbflex init --json`. Everything may be left out.

    Args:
        mpan: Meter point number, 13 or 21 digits.
        postcode: Of the site; it gives the area where only one is possible.
        area: Distributor id of the licence area.
        kva: Agreed import capacity [kVA].
        voltage: "lv", "lv-sub" or "hv"; from the capacity where none is given.
        ppa: What the offtaker pays: 140 [GBP/MWh], or "14p/kWh".
        battery: Power and energy, "1MW/2MWh".
        load: A supplier's half-hourly file, or a demand file.
        name: Name in reports.
        out: Site file to write.
        force: Replace whatever file stands there.

    Raises:
        InputError: What is given cannot be true or contradicts itself, or a file stands there.
        DataError: The load file cannot be read.
    """
    outputs, target = bootstrap.outputs(), a_path(out, "--out")
    size = None if battery is None else battery_size(battery)
    price = None if ppa is None else ppa_gbp_per_mwh(str(ppa))
    given = Given(mpan, postcode, area, _kva(kva), _voltage(voltage))
    read = None if load is None else read_load_file(a_path(load, "--load"))
    load_target = target.with_name(f"{target.stem}-load.csv")
    site, dates = _site(given, read, load_target.name, name or target.stem, size, price)
    commands = _next(target, size, dates, read)
    text = site_text(site, commands)
    parse_site(_keys(text), where=str(target))
    outputs.check(target, force=force)
    if read is not None:
        outputs.write(load_target, csv_content(read.rows), force=force, inputs=[Path(load or "")])
    outputs.write(target, text.encode(), force=force)
    return _answer(site, target, None if read is None else load_target, commands, dates)


def _keys(text: str) -> dict[str, object]:
    value = read_yaml(text, "site file").value
    assert isinstance(value, dict)  # noqa: S101 (we wrote it)
    return value


def _kva(kva: float | None) -> float | None:
    if kva is not None and not 0 < kva <= MOST_KVA:
        raise InputError(f"{kva:g} kVA cannot be an agreed capacity", where="--kva", available="above 0")
    return kva


def _voltage(voltage: str | None) -> str | None:
    if voltage is None:
        return None
    if voltage.casefold() not in VOLTAGES:
        raise InputError(f"there is no voltage {voltage!r}", where="--voltage", available=", ".join(VOLTAGES))
    return voltage.casefold()


def _site(
    given: Given, read: LoadRead | None, file: str, name: str, size: BatterySize | None, price: float | None
) -> tuple[FirstSite, FirstDates | None]:
    ports = bootstrap.ports()
    priced = held_days(ports.market_data)
    year, dates = (None, first_dates(priced, None)) if read is None else load_dates(read, priced)
    kva, kva_from = given.kva, ""
    if kva is None and read is not None:
        peak_kva = read.found["max_mw"] * KVA_PER_MW / POWER_FACTOR
        kva = math.ceil(peak_kva / KVA_STEP) * KVA_STEP
        kva_from = (
            f"the load's largest half-hour, {read.found['max_mw']:.4g} MW, at power factor {POWER_FACTOR:g}, "
            "rounded up; the agreed capacity is on the bill"
        )
    places = {} if given.postcode is None else bootstrap.data_home().postcodes()
    on = bootstrap.now().date() if dates is None else dates.last
    meter = first_meter(given._replace(kva=kva), on, ports.duos, places)
    load = None if read is None else FirstLoad(file, year, read.about)
    return FirstSite(name, meter, kva, kva_from, price, size, load), dates


def _next(target: Path, size: BatterySize | None, dates: FirstDates | None, read: LoadRead | None) -> list[str]:
    command = f"gbflex {'site bill' if size is None else 'run'} {_quoted(target)}"
    if dates is not None:
        return [f"{command} --from {dates.first} --to {dates.last}"]
    assert read is not None  # noqa: S101 (prices are shipped: without a load there are always dates)
    first, last = read.own_dates
    span = f"--from {first} --to {last}"
    names = ("elexon.market_index", "elexon.system_prices")
    return [*(f"gbflex data fetch {name} {span}" for name in names), f"{command} {span}"]


def _quoted(path: Path) -> str:
    text = str(path)
    return f'"{text}"' if " " in text else text


def _answer(
    site: FirstSite, target: Path, load_file: Path | None, commands: list[str], dates: FirstDates | None
) -> InitAnswer:
    meter = site.meter
    tariff = meter.tariff
    load = [] if site.load is None else [site.load.about]
    missing = [] if dates is not None else ["no prices are held on the dates of the load: fetch them first"]
    no_tariff = ["no network tariff is written: give --kva, or all 21 digits of the MPAN"] if meter.area else []
    return {
        "file": str(target),
        "load_file": None if load_file is None else str(load_file),
        "understood": [*meter.understood, *load],
        "licence_area": meter.area or None,
        "area_name": _area_name(meter),
        "duos_tariff": None if tariff is None else tariff.published_name,
        "residual_band": None if tariff is None else tariff.residual_band or None,
        "residual_band_is_suggestion": meter.is_band_suggested,
        "assumed": assumed_rows(site),
        "next": commands,
        "warnings": [*meter.warnings, *([] if tariff is not None else no_tariff), *missing],
    }


def _area_name(meter: FirstMeter) -> str | None:
    return licence_area(meter.area).name if meter.area else None
