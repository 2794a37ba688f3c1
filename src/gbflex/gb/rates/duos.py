"""Distribution use of system: tariffs, residual bands and time bands by licence area and year.

Published by each distribution network operator in its schedule of charges, Annex 1, valid for the
charging year from 1 April to 31 March. Time bands are on the London clock, equal for LV and HV, and
treat a bank holiday as its weekday. Held: areas 14 (2022/23 to 2026/27) and 11 (2024/25 to 2026/27).
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Final, Literal, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import InputError, NoRateHeld
from gbflex.gb.licence_areas import licence_area
from gbflex.periods import MINUTES_PER_DAY, SATURDAY, Periods
from gbflex.tables import Quality

__all__ = [
    "BANDS",
    "Band",
    "DuosTariff",
    "ResidualBandThreshold",
    "charging_year_start",
    "charging_years",
    "duos_bands",
    "duos_tariff",
    "in_charging_year",
    "suggested_residual_band",
    "tariff_names",
    "voltage_of",
]

Band = Literal["red", "amber", "green"]
BANDS: Final[tuple[Band, ...]] = ("red", "amber", "green")
FIRST_MONTH_OF_CHARGING_YEAR: Final = 4


@dataclass(frozen=True)
class DuosTariff:
    """One published tariff in one charging year, in the publisher's units.

    Attributes:
        charging_year_start: 2025 is 1 April 2025 to 31 March 2026.
        licence_area: Distributor id.
        tariff: Name without its residual band.
        residual_band: "1" to "4", "none", "single" or "".
        published_name: Name as printed.
        unit_rates_p_per_kwh: By time band [p/kWh].
        fixed_p_per_mpan_day: [p/MPAN/day].
        capacity_p_per_kva_day: [p/kVA/day].
        line_loss_factor_classes: As printed, where known.
        source: Document and where it was read.
        quality: How sure the figures are.
    """

    charging_year_start: int
    licence_area: str
    tariff: str
    residual_band: str
    published_name: str
    unit_rates_p_per_kwh: dict[Band, float]
    fixed_p_per_mpan_day: float
    capacity_p_per_kva_day: float
    line_loss_factor_classes: tuple[str, ...]
    source: str
    quality: Quality

    @property
    def short_source(self) -> str:
        """Publisher, year and name of the tariff, as ledger rows carry it; `source` has the document."""
        area = licence_area(self.licence_area)
        year = self.charging_year_start
        return f"{area.name} Annex 1 {year}/{(year + 1) % 100:02d}: {self.published_name}"


class ResidualBandThreshold(NamedTuple):
    """The residual band that an agreed capacity would suggest, and up to which capacity."""

    residual_band: str
    above_kva: float
    up_to_kva: float


class _TimeBand(NamedTuple):
    day_type: str
    band: Band
    start_minute: int
    end_minute: int


def charging_year_start(on: date) -> int:
    """The charging year that contains a date, by the calendar year of its 1 April.

    Example:
        >>> charging_year_start(date(2025, 3, 31))
        2024
    """
    return on.year if on.month >= FIRST_MONTH_OF_CHARGING_YEAR else on.year - 1


def charging_years(periods: Periods) -> list[int]:
    """The charging years that a time axis touches, in order."""
    return list(range(charging_year_start(periods.first_date), charging_year_start(periods.last_date) + 1))


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("gbflex.gb.rates") / "data" / "duos" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _number(text: str) -> float:
    return float(text) if text else 0.0


@functools.cache
def _tariffs() -> dict[tuple[int, str], list[DuosTariff]]:
    held: dict[tuple[int, str], list[DuosTariff]] = {}
    for row in _rows("tariffs.csv"):
        tariff = DuosTariff(
            charging_year_start=int(row["charging_year_start"]),
            licence_area=row["licence_area"],
            tariff=row["tariff"],
            residual_band=row["residual_band"],
            published_name=row["published_name"],
            unit_rates_p_per_kwh={band: float(row[f"{band}_p_per_kwh"]) for band in BANDS},
            # The workbooks leave a cell empty where a tariff has no such charge.
            fixed_p_per_mpan_day=_number(row["fixed_p_per_mpan_day"]),
            capacity_p_per_kva_day=_number(row["capacity_p_per_kva_day"]),
            line_loss_factor_classes=tuple(
                part.strip() for part in row["line_loss_factor_classes"].split(",") if part
            ),
            source=row["source"],
            quality=cast("Quality", row["quality"]),
        )
        held.setdefault((tariff.charging_year_start, tariff.licence_area), []).append(tariff)
    return held


def _tariffs_of(licence_area: str, year: int) -> list[DuosTariff]:
    try:
        return _tariffs()[year, licence_area]
    except KeyError:
        years = sorted(held for held, area in _tariffs() if area == licence_area)
        areas = sorted({area for _, area in _tariffs()})
        raise NoRateHeld(
            f"no DUoS tariffs of licence area {licence_area} are held",
            where=f"charging year {year}/{(year + 1) % 100:02d}",
            available=(
                f"charging years starting {', '.join(map(str, years))}"
                if years
                else f"licence areas {', '.join(areas)}"
            ),
        ) from None


def tariff_names(licence_area: str, year: int) -> list[str]:
    """Names of the tariffs held for a licence area and charging year, without residual bands."""
    return sorted({tariff.tariff for tariff in _tariffs_of(licence_area, year)})


def duos_tariff(*, licence_area: str, tariff: str, residual_band: str, year: int) -> DuosTariff:
    """One tariff of a charging year.

    Args:
        licence_area: Distributor id, "10" to "23".
        tariff: Name without residual band, or exactly as published.
        residual_band: "1" to "4", "none", or "" where the tariff has no bands.
        year: Calendar year of the charging year's 1 April.

    Raises:
        NoRateHeld: Nothing is held for that area and year.
        InputError: The area has no such tariff or the tariff no such band; unit rates may differ by
            band, so none is taken for another.

    Example:
        >>> found = duos_tariff(licence_area="14", tariff="HV Site Specific", residual_band="4", year=2025)
        >>> found.unit_rates_p_per_kwh["red"]
        1.642
    """
    held = _tariffs_of(licence_area, year)
    same_name = [item for item in held if item.tariff.casefold() == tariff.casefold()]
    same_name = same_name or [item for item in held if item.published_name.casefold() == tariff.casefold()]
    where = f"licence area {licence_area}, charging year {year}/{(year + 1) % 100:02d}"
    if not same_name:
        raise InputError(
            f"there is no DUoS tariff {tariff!r}",
            where=where,
            available=", ".join(tariff_names(licence_area, year)),
        )
    only = same_name[0] if len(same_name) == 1 and residual_band in ("", same_name[0].residual_band) else None
    match = only or next((item for item in same_name if item.residual_band == residual_band), None)
    if match is None:
        bands = ", ".join(item.residual_band or "no bands" for item in same_name)
        raise InputError(
            f"tariff {tariff!r} has no residual band {residual_band or 'unnamed'!r}",
            where=where,
            available=bands,
            next_step="Set tariff.residual_band to one of these",
        )
    return match


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


@functools.cache
def _time_bands() -> dict[tuple[int, str], list[_TimeBand]]:
    held: dict[tuple[int, str], list[_TimeBand]] = {}
    for row in _rows("time_bands.csv"):
        name = BANDS[BANDS.index(cast("Band", row["band"]))]
        band = _TimeBand(row["day_type"], name, _minute(row["start_local"]), _minute(row["end_local"]))
        held.setdefault((int(row["charging_year_start"]), row["licence_area"]), []).append(band)
    return held


@functools.cache
def _clock_bands(licence_area: str, year: int) -> NDArray[np.int64]:
    """Band index by [weekday 0 or weekend 1, minute of the London clock], shape (2, 1440)."""
    try:
        held = _time_bands()[year, licence_area]
    except KeyError:
        raise NoRateHeld(
            f"no DUoS time bands of licence area {licence_area} are held",
            where=f"charging year {year}/{(year + 1) % 100:02d}",
        ) from None
    clock = np.full((2, MINUTES_PER_DAY), -1, dtype=np.int64)
    for item in held:
        row = clock[0 if item.day_type == "weekday" else 1, item.start_minute : item.end_minute]
        if np.any(row != -1):
            raise NoRateHeld(f"two DUoS time bands overlap in area {licence_area}", where=f"charging year {year}")
        row[:] = BANDS.index(item.band)
    if np.any(clock == -1):
        raise NoRateHeld(f"the DUoS time bands of area {licence_area} leave a gap", where=f"charging year {year}")
    return clock


def duos_bands(licence_area: str, periods: Periods) -> NDArray[np.int64]:
    """The DUoS time band of every half-hour, as an index into `BANDS`, shape (n,).

    Raises:
        NoRateHeld: The bands of a charging year in the span are not held.

    Example:
        >>> day = Periods.between("2025-06-04", "2025-06-04")
        >>> [BANDS[i] for i in duos_bands("14", day)[[0, 15, 32]]]
        ['green', 'amber', 'red']
    """
    years = _year_of_each(periods)
    weekend = (periods.weekday >= SATURDAY).astype(np.int64)
    bands = np.empty(len(periods), dtype=np.int64)
    for year in charging_years(periods):
        at = years == year
        bands[at] = _clock_bands(licence_area, year)[weekend[at], periods.local_minute[at]]
    return bands


def _year_of_each(periods: Periods) -> NDArray[np.int64]:
    by_day = np.array([charging_year_start(day) for day in periods.dates.astype(object)], dtype=np.int64)
    return by_day[periods.day_index]


def in_charging_year(periods: Periods, year: int) -> NDArray[np.bool_]:
    """Half-hours of a charging year, shape (n,)."""
    at: NDArray[np.bool_] = _year_of_each(periods) == year
    return at


def voltage_of(tariff: str) -> str:
    """The voltage level whose residual bands a tariff uses: "LV", "HV" or "EHV".

    Example:
        >>> voltage_of("LV Sub Site Specific")
        'LV'
    """
    return "HV" if tariff.startswith("HV") else "EHV" if tariff.startswith("EHV") else "LV"


def suggested_residual_band(*, voltage: str, agreed_capacity_kva: float, on: date) -> ResidualBandThreshold | None:
    """The residual band an agreed capacity would suggest; bands are allocated by the DNO, not computed.

    A site on a bound belongs to the lower band. None where no thresholds are held for the date.

    Example:
        >>> suggested_residual_band(voltage="HV", agreed_capacity_kva=1200, on=date(2025, 6, 4)).residual_band
        '3'
    """
    lower = 0.0
    for row in _rows("residual_band_thresholds.csv"):
        if row["voltage"] != voltage or not row["valid_from"] <= on.isoformat() < row["valid_to"]:
            continue
        upper = float(row["agreed_capacity_kva_up_to"] or "inf")
        if lower < agreed_capacity_kva <= upper:
            return ResidualBandThreshold(row["residual_band"], lower, upper)
        lower = upper
    return None
