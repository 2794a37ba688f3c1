"""Line loss factors by class and half-hour, from the meter to the grid supply point.

Approved by Elexon and published as D0265 files, one per distributor and year: a class has a calendar, a calendar
gives each day a pattern, a pattern gives each settlement period a factor. Held: areas 12, 14, 18 and 22 for
2025/26, areas 12, 14 and 18 for 2026/27, read through WessexWater/chellow-rates @97a0aec8 (MIT-0).
"""

from __future__ import annotations

import csv
import functools
import gzip
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import InputError, NoRateHeld
from gbflex.gb.rates.duos_tables import charging_year_label, charging_year_start, charging_years
from gbflex.periods import Periods, period_count

__all__ = ["has_line_loss_factors", "held_line_loss_factors", "line_loss_factors"]

MOST_PERIODS = 50


class _Held(NamedTuple):
    """The factors of one distributor and year: classes to calendars, dates to patterns, patterns to factors."""

    calendar_of: dict[str, str]
    pattern_of: dict[tuple[str, str], str]
    factors: dict[str, NDArray[np.float64]]


def _folder() -> Traversable:
    return resources.files("gbflex.gb.rates") / "data" / "losses"


def _rows(name: str) -> list[dict[str, str]]:
    path = _folder() / f"{name}.csv.gz"
    if not path.is_file():
        return []
    return list(csv.DictReader(gzip.decompress(path.read_bytes()).decode().splitlines()))


@functools.cache
def _held(licence_area: str, year: int) -> _Held:
    stem = f"{licence_area}_{year}"
    classes = {row["llfc"]: row["calendar_id"] for row in _rows(f"{stem}_llfc_to_calendar")}
    if not classes:
        raise NoRateHeld(
            f"no line loss factors of licence area {licence_area} are held",
            where=f"charging year {charging_year_label(year)}",
            available=held_line_loss_factors(),
            next_step="Set losses.line_loss_factor",
        )
    factors: dict[str, NDArray[np.float64]] = {}
    for row in _rows(f"{stem}_patterns"):
        pattern = factors.setdefault(row["pattern_id"], np.full(MOST_PERIODS, np.nan))
        pattern[int(row["settlementPeriod"]) - 1] = float(row["llf"])
    dates = {(row["calendar_id"], row["date"]): row["pattern_id"] for row in _rows(f"{stem}_calendar")}
    return _Held(classes, dates, factors)


def held_line_loss_factors() -> str:
    """The areas and charging years that are held, in words.

    Example:
        >>> held_line_loss_factors()
        'areas 12, 14, 18, 22 for 2025/26; areas 12, 14, 18 for 2026/27'
    """
    areas: dict[int, list[str]] = {}
    for name in sorted(entry.name for entry in _folder().iterdir()):
        area, year, table = name.split("_", 2)
        if table == "llfc_to_calendar.csv.gz":
            areas.setdefault(int(year), []).append(area)
    years = sorted(areas.items())
    return "; ".join(f"areas {', '.join(of)} for {charging_year_label(year)}" for year, of in years)


def has_line_loss_factors(licence_area: str, on: date) -> bool:
    """Whether the factors of an area are held for the charging year of a date."""
    return bool(_rows(f"{licence_area}_{charging_year_start(on)}_llfc_to_calendar"))


def line_loss_factors(licence_area: str, line_loss_factor_class: str, periods: Periods) -> NDArray[np.float64]:
    """The factor of a class in every half-hour, shape (n,).

    Args:
        licence_area: Distributor id.
        line_loss_factor_class: As on the bill.
        periods: The time axis.

    Raises:
        NoRateHeld: The area's factors are not held for a charging year of the span, or for one of its dates.
        InputError: The area has no such class.

    Example:
        >>> day = Periods.between("2025-06-04", "2025-06-04")
        >>> float(line_loss_factors("12", "1", day)[0])
        1.077
    """
    for year in charging_years(periods):
        if line_loss_factor_class not in _held(licence_area, year).calendar_of:
            raise InputError(
                f"there is no line loss factor class {line_loss_factor_class!r}",
                where=f"licence area {licence_area}, charging year {charging_year_label(year)}",
                next_step="Take the class from the bill, or give losses.line_loss_factor",
            )
    days = [_of_day(licence_area, line_loss_factor_class, day) for day in periods.dates.astype(object)]
    return np.array(days)[periods.day_index, periods.settlement_period - 1]


def _of_day(licence_area: str, line_loss_factor_class: str, day: date) -> NDArray[np.float64]:
    held = _held(licence_area, charging_year_start(day))
    pattern = held.pattern_of.get((held.calendar_of[line_loss_factor_class], day.isoformat()))
    factors = held.factors.get(pattern or "", np.full(MOST_PERIODS, np.nan))
    if np.isnan(factors[: period_count(day)]).any():
        raise NoRateHeld(
            f"no line loss factors of class {line_loss_factor_class} in licence area {licence_area} are held",
            where=str(day),
            next_step="Set losses.line_loss_factor",
        )
    return factors
