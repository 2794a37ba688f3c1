"""Where a meter is and what it is on, from what an owner has at hand: an MPAN, a postcode, a capacity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from gbflex.analysis.site.lookup import PlacesHeld, lookup_meter
from gbflex.errors import InputError, NoRateHeld
from gbflex.gb.licence_areas import licence_area
from gbflex.gb.mpan import Mpan, parse_mpan
from gbflex.gb.rates.duos import duos_tariff, tariff_of_class
from gbflex.gb.rates.duos_rates import DuosRates
from gbflex.gb.rates.duos_tables import DuosTariff, charging_year_label, charging_year_start
from gbflex.gb.rates.residual_bands import suggested_residual_band, voltage_of

__all__ = ["VOLTAGES", "FirstMeter", "Given", "first_meter"]

VOLTAGES: Final = {"lv": "LV Site Specific", "lv-sub": "LV Sub Site Specific", "hv": "HV Site Specific"}
"""The tariff of a half-hourly import meter at each voltage (DCUSA Schedule 16)."""

HV_ABOVE_KVA: Final = 1000.0
"""Where no voltage is given: larger connections are taken for high voltage. An assumption, and said as one."""


class Given(NamedTuple):
    """What is known of a meter.

    Attributes:
        mpan: Meter point number, as typed.
        postcode: Postcode, as typed.
        area: Distributor id.
        kva: Agreed import capacity [kVA].
        voltage: A key of `VOLTAGES`.
    """

    mpan: str | None = None
    postcode: str | None = None
    area: str | None = None
    kva: float | None = None
    voltage: str | None = None


@dataclass(frozen=True)
class FirstMeter:
    """What was found.

    Attributes:
        mpan: The core of a licensed distributor's meter, "" where there is none.
        area: Distributor id of the licence area, "" where it is not known.
        tariff: The tariff, None where none could be chosen.
        line_loss_factor_class: The class that says it, "" where the capacity does.
        voltage_assumed: Whether the voltage follows from the capacity alone.
        understood: What was made of what was given.
        warnings: What could not be used.
    """

    mpan: str
    area: str
    tariff: DuosTariff | None
    line_loss_factor_class: str
    voltage_assumed: bool
    understood: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def is_band_suggested(self) -> bool:
        """Whether the residual band is what the capacity suggests."""
        return self.tariff is not None and not self.line_loss_factor_class


def first_meter(given: Given, on: date, rates: DuosRates, places: PlacesHeld) -> FirstMeter:
    """Area and tariff of a meter.

    Args:
        given: What is known.
        on: Date for which the tariff is chosen.
        rates: The DUoS rates that are held.
        places: Where outward codes lie, by an imported directory.

    Raises:
        InputError: What is given cannot be true, contradicts itself, or leaves the area open.
    """
    number = None if given.mpan is None else parse_mpan(given.mpan)
    area, understood, warnings = _area(given, rates, places)
    mpan = number.core if number is not None and number.core and number.distributor_id == area else ""
    tariff, by_class = None, ""
    if number is not None and number.line_loss_factor_class and area:
        tariff, note = _of_class(rates, number, area, on)
        warnings += [note] if note else []
        by_class = number.line_loss_factor_class if tariff is not None else ""
    if tariff is not None:
        understood.append(f"class {by_class} of the MPAN is {tariff.published_name}")
        if given.kva is None and tariff.capacity_p_per_kva_day:
            warnings.append(f"{tariff.published_name} charges for agreed capacity, which is not given: add --kva")
            tariff, by_class = None, ""
    elif area and given.kva is not None:
        tariff, note = _of_capacity(rates, area, given.kva, given.voltage, on)
        warnings += [note] if note else []
    assumed = tariff is not None and not by_class and given.voltage is None
    return FirstMeter(mpan, area, tariff, by_class, assumed, tuple(understood), tuple(warnings))


def _area(given: Given, rates: DuosRates, places: PlacesHeld) -> tuple[str, list[str], list[str]]:
    """The licence area, what says so, and warnings."""
    asked = None if given.area is None else licence_area(given.area.strip())
    if given.mpan is None and given.postcode is None:
        if asked is None:
            return "", [], ["no MPAN, postcode or area is given: network charges cannot be priced"]
        return asked.distributor_id, [f"area {asked.distributor_id} is {asked.name}"], []
    found = lookup_meter(rates, mpan=given.mpan, postcode=given.postcode, places=places)
    if found["conflict"]:
        raise InputError(found["conflict"], next_step="Leave out the one that is wrong")
    ids = list(dict.fromkeys(row["licence_area"] for row in found["candidates"]))
    settled = found["licence_area"] or (ids[0] if len(ids) == 1 else "")
    if asked is not None:
        if settled and settled != asked.distributor_id:
            raise InputError(
                f"area {asked.distributor_id} is given, and the meter is in {settled}",
                next_step="Leave out the one that is wrong",
            )
        settled = asked.distributor_id
    if not settled:
        names = ", ".join(f"{one} ({licence_area(one).name})" for one in ids) or "10 to 23"
        why = "; ".join(found["warnings"]) or "the postcode is in more than one licence area"
        raise InputError(
            f"the licence area is open: {why}",
            available=names,
            next_step=f"Give the MPAN, or add --area {ids[0] if ids else 14}",
        )
    what = "the MPAN" if given.mpan is not None else f"postcode {given.postcode}"
    return settled, [f"{what} is in area {settled}, {licence_area(settled).name}"], list(found["warnings"])


def _of_class(rates: DuosRates, number: Mpan, area: str, on: date) -> tuple[DuosTariff | None, str]:
    """The tariff of a full number's line loss factor class, or why there is none."""
    name = number.line_loss_factor_class
    try:
        found = tariff_of_class(
            rates, licence_area=area, line_loss_factor_class=name, year=charging_year_start(on)
        )
    except (InputError, NoRateHeld) as error:
        return None, f"the tariff does not follow from class {name}: {error.what}"
    if found.is_for_export:
        raise InputError(
            f"class {name} is {found.published_name}: this is the number of an export meter",
            where="--mpan",
            next_step="Give the number of the import meter",
        )
    return found, ""


def _of_capacity(
    rates: DuosRates, area: str, kva: float, voltage: str | None, on: date
) -> tuple[DuosTariff | None, str]:
    """The tariff that a capacity and a voltage suggest, or why there is none."""
    name = VOLTAGES[voltage or ("hv" if kva > HV_ABOVE_KVA else "lv")]
    year = charging_year_start(on)
    band = suggested_residual_band(voltage=voltage_of(name), agreed_capacity_kva=kva, on=on)
    if band is None:
        return None, f"no thresholds of residual bands are held for {on}: set tariff by hand"
    try:
        return duos_tariff(rates, licence_area=area, tariff=name, residual_band=band.residual_band, year=year), ""
    except (InputError, NoRateHeld) as error:
        return None, f"no tariff is chosen for {charging_year_label(year)}: {error.what}"
