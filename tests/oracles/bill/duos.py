"""Distribution charges of a day (market reference 6.2 and 6.3): units by time band, fixed, capacity, reactive, credits.

Unit rates go by area, tariff, residual band and charging year. Time bands follow the clock and the day of the week; a
bank holiday is charged as the weekday it falls on.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from math import acos, tan

from tests.oracles.bill.clock import charging_year_of, is_weekend
from tests.oracles.bill.held import number, rows
from tests.oracles.bill.meter import Charged, Day
from tests.oracles.london import HalfHour

__all__ = ["band_of", "demand_row", "distribution", "rows_by_class"]

BANDS = ("red", "amber", "green")
FREE_POWER_FACTOR = 0.95
PENCE_PER_POUND = 100
KW_OF_MWH_IN_A_HALF_HOUR = 2000
KWH_PER_MWH = 1000


def distribution(day: Day) -> Charged:
    """Every distribution line of a day."""
    row = demand_row(day)
    pounds: dict[tuple[str, str], float] = defaultdict(float)
    for flow in day.flows:
        time_band = band_of(day.area, flow.half_hour)
        pounds["duos_unit", time_band] -= flow.import_mwh * KWH_PER_MWH * _pounds(row, f"{time_band}_p_per_kwh")
    pounds["duos_fixed", ""] -= _pounds(row, "fixed_p_per_mpan_day")
    pounds["duos_reactive", ""] -= _charged_kvarh(day) * _pounds(row, "reactive_p_per_kvarh")
    agreed_kva = day.site["tariff"].get("agreed_capacity_kva")
    if agreed_kva is not None:
        above_kva = max(0.0, _highest_kva_of_the_month(day) - agreed_kva)
        pounds["duos_capacity", ""] -= agreed_kva * _pounds(row, "capacity_p_per_kva_day")
        pounds["duos_exceeded_capacity", ""] -= above_kva * _pounds(row, "exceeded_capacity_p_per_kva_day")
    if "export_tariff" in day.site:
        _pay_for_export(day, pounds)
    return Charged(pounds)


def demand_row(day: Day) -> dict[str, str]:
    """The row of the site's tariff, by its name and residual band or by its line loss factor class."""
    tariff = day.site["tariff"]
    if "line_loss_factor_class" in tariff:
        rows_of_class = rows_by_class(day.area, charging_year_of(day.day))
        return rows_of_class[tariff["line_loss_factor_class"]]
    return _row(day, tariff["duos"], str(tariff["residual_band"]))


def rows_by_class(area: int, year: int) -> dict[str, dict[str, str]]:
    """The row of each class of the site-specific demand tariffs."""
    return {
        loss_class: row
        for row in _tariffs(area, year)
        for loss_class in row["line_loss_factor_classes"].split()
        if row["tariff"].endswith("Site Specific") and "Generation" not in row["tariff"]
    }


def band_of(area: int, half_hour: HalfHour) -> str:
    """The one time band of a half-hour."""
    kind = "weekend" if is_weekend(half_hour.day) else "weekday"
    (band,) = {
        row["band"]
        for row in _windows(area, charging_year_of(half_hour.day))
        if row["day_type"] == kind and _minutes(row["start_local"]) <= half_hour.clock < _minutes(row["end_local"])
    }
    return band


def _row(day: Day, tariff: str, residual_band: str) -> dict[str, str]:
    (row,) = (
        row
        for row in _tariffs(day.area, charging_year_of(day.day))
        if (row["tariff"], row["residual_band"]) == (tariff, residual_band)
    )
    return row


def _pay_for_export(day: Day, pounds: dict[tuple[str, str], float]) -> None:
    row = _row(day, day.site["export_tariff"]["duos"], "")
    pounds["duos_fixed", ""] -= _pounds(row, "fixed_p_per_mpan_day")
    for flow in day.flows:
        time_band = band_of(day.area, flow.half_hour)
        credit = -_pounds(row, f"{time_band}_p_per_kwh")
        pounds["duos_export_credit", time_band] += flow.export_mwh * KWH_PER_MWH * credit


def _reactive_per_active(day: Day) -> float:
    return tan(acos(day.site["losses"]["power_factor"]))


def _charged_kvarh(day: Day) -> float:
    above = max(0.0, _reactive_per_active(day) - tan(acos(FREE_POWER_FACTOR)))
    return day.imported(at="meter") * KWH_PER_MWH * above


def _highest_kva_of_the_month(day: Day) -> float:
    kilowatts = day.highest_import_mwh_of_the_month * KW_OF_MWH_IN_A_HALF_HOUR
    return float((kilowatts**2 + (kilowatts * _reactive_per_active(day)) ** 2) ** 0.5)


def _pounds(row: dict[str, str], column: str) -> float:
    return (number(row[column]) or 0.0) / PENCE_PER_POUND


@cache
def _tariffs(area: int, year: int) -> tuple[dict[str, str], ...]:
    return tuple(row for row in rows("duos/tariffs.csv") if _is_of(row, area, year))


@cache
def _windows(area: int, year: int) -> tuple[dict[str, str], ...]:
    return tuple(row for row in rows("duos/time_bands.csv") if _is_of(row, area, year))


def _is_of(row: dict[str, str], area: int, year: int) -> bool:
    return row["licence_area"] == str(area) and row["charging_year_start"] == str(year)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)
