"""Line loss factors by class and half-hour, from the meter to the grid supply point.

Approved by Elexon and published as D0265 files, one per distributor and year: a class has a calendar, a calendar
gives each day a pattern, a pattern gives each settlement period a factor. Shipped: areas 12, 14, 18 and 22 for
2025/26, areas 12, 14 and 18 for 2026/27, read through WessexWater/chellow-rates @97a0aec8 (MIT-0). Imported ones
stand in their place, class by class and date by date.
"""

from __future__ import annotations

import csv
import functools
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import count, takewhile
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.errors import InputError, NoRateHeld
from gbflex.gb.rates.duos_tables import charging_year_label, charging_year_start, charging_years
from gbflex.periods import Periods, period_count

__all__ = ["MOST_PERIODS", "SHIPPED_LINE_LOSSES", "LineLossFactors", "LineLossStatement", "in_order"]

MOST_PERIODS: Final = 50
"""Of a day: patterns are shared by days of 46, 48 and 50 periods."""

YearKey = tuple[str, int]
NEXT_STEP: Final = "Import them: gbflex data import llf FILE, or set losses.line_loss_factor"


@dataclass(frozen=True, eq=False)
class LineLossStatement:
    """The factors of one distributor and charging year.

    Attributes:
        licence_area: Distributor id.
        charging_year_start: 2025 is 1 April 2025 to 31 March 2026.
        calendar_of: The calendar of each class.
        pattern_of: The pattern of each date, by calendar; dates as ISO text.
        factors: The factor of each settlement period from 1, by pattern.
        file: Where it comes from.
        sha256: Of what was read.
        warnings: What a careful reader would question, one sentence each.
    """

    licence_area: str
    charging_year_start: int
    calendar_of: Mapping[str, str]
    pattern_of: Mapping[str, Mapping[str, str]]
    factors: Mapping[str, Sequence[float]]
    file: str = "shipped"
    sha256: str = ""
    warnings: tuple[str, ...] = ()

    def of_day(self, line_loss_factor_class: str, day: date) -> Sequence[float] | None:
        """The factors of a class on a date; null where they are not all there.

        Args:
            line_loss_factor_class: As on the bill.
            day: The date.
        """
        pattern = self.pattern_of.get(self.calendar_of.get(line_loss_factor_class, ""), {}).get(day.isoformat())
        factors = self.factors.get(pattern or "", ())
        return factors if len(factors) >= period_count(day) else None

    @property
    def dates(self) -> list[str]:
        """Every date that one of its classes has a factor for, in their order."""
        return sorted({day for days in self.pattern_of.values() for day in days})


def _folder() -> Traversable:
    return resources.files("gbflex.gb.rates") / "data" / "losses"


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(gzip.decompress((_folder() / f"{name}.csv.gz").read_bytes()).decode().splitlines()))


@functools.cache
def _shipped_years() -> frozenset[YearKey]:
    names = [entry.name.split("_", 2) for entry in _folder().iterdir()]
    return frozenset((area, int(year)) for area, year, table in names if table == "llfc_to_calendar.csv.gz")


@functools.cache
def _shipped(key: YearKey) -> LineLossStatement:
    area, year = key
    stem = f"{area}_{year}"
    patterns: dict[str, dict[int, float]] = {}
    for row in _rows(f"{stem}_patterns"):
        patterns.setdefault(row["pattern_id"], {})[int(row["settlementPeriod"])] = float(row["llf"])
    calendars: dict[str, dict[str, str]] = {}
    for row in _rows(f"{stem}_calendar"):
        calendars.setdefault(row["calendar_id"], {})[row["date"]] = row["pattern_id"]
    classes = {row["llfc"]: row["calendar_id"] for row in _rows(f"{stem}_llfc_to_calendar")}
    return LineLossStatement(
        area, year, classes, calendars, {name: in_order(one) for name, one in patterns.items()}
    )


def in_order(factors: Mapping[int, float]) -> tuple[float, ...]:
    """Factors by settlement period as a row from period 1; it ends where one is missing.

    Args:
        factors: By settlement period.

    Example:
        >>> in_order({1: 1.07, 2: 1.08, 4: 1.09})
        (1.07, 1.08)
    """
    return tuple(factors[period] for period in takewhile(factors.__contains__, count(1)))


@dataclass(frozen=True)
class LineLossFactors:
    """The line loss factors that are held, shipped and imported.

    Attributes:
        imported: Each comes before the shipped statement of its year and area.
    """

    imported: tuple[LineLossStatement, ...] = ()

    def _statements(self, licence_area: str, year: int) -> list[LineLossStatement]:
        key = licence_area, year
        imported = [one for one in self.imported if (one.licence_area, one.charging_year_start) == key]
        return [*imported, *([_shipped(key)] if key in _shipped_years() else [])]

    def has(self, licence_area: str, on: date) -> bool:
        """Whether factors of an area are held for the charging year of a date."""
        return bool(self._statements(licence_area, charging_year_start(on)))

    def held(self) -> str:
        """The areas and charging years that are held, in words.

        Example:
            >>> SHIPPED_LINE_LOSSES.held()
            'areas 12, 14, 18, 22 for 2025/26; areas 12, 14, 18 for 2026/27'
        """
        keys = {*_shipped_years(), *((one.licence_area, one.charging_year_start) for one in self.imported)}
        areas: dict[int, list[str]] = {}
        for area, year in sorted(keys):
            areas.setdefault(year, []).append(area)
        years = sorted(areas.items())
        return "; ".join(f"areas {', '.join(of)} for {charging_year_label(year)}" for year, of in years)

    def factors(self, licence_area: str, line_loss_factor_class: str, periods: Periods) -> NDArray[np.float64]:
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
            >>> float(SHIPPED_LINE_LOSSES.factors("12", "1", day)[0])
            1.077
        """
        for year in charging_years(periods):
            self._check_class(licence_area, line_loss_factor_class, year)
        days = [self._of_day(licence_area, line_loss_factor_class, day) for day in periods.dates.astype(object)]
        return np.concatenate(days)[_positions(periods)]

    def _check_class(self, licence_area: str, line_loss_factor_class: str, year: int) -> None:
        statements = self._statements(licence_area, year)
        if not statements:
            raise NoRateHeld(
                f"no line loss factors of licence area {licence_area} are held",
                where=f"charging year {charging_year_label(year)}",
                available=self.held(),
                next_step=NEXT_STEP,
            )
        if not any(line_loss_factor_class in one.calendar_of for one in statements):
            raise InputError(
                f"there is no line loss factor class {line_loss_factor_class!r}",
                where=f"licence area {licence_area}, charging year {charging_year_label(year)}",
                next_step="Take the class from the bill, or give losses.line_loss_factor",
            )

    def _of_day(self, licence_area: str, line_loss_factor_class: str, day: date) -> NDArray[np.float64]:
        for statement in self._statements(licence_area, charging_year_start(day)):
            factors = statement.of_day(line_loss_factor_class, day)
            if factors is not None:
                return np.array(factors[: period_count(day)])
        raise NoRateHeld(
            f"no line loss factors of class {line_loss_factor_class} in licence area {licence_area} are held",
            where=str(day),
            next_step=NEXT_STEP,
        )


SHIPPED_LINE_LOSSES: Final = LineLossFactors()
"""The shipped ones alone, whatever is held here."""


def _positions(periods: Periods) -> NDArray[np.int64]:
    """Where each half-hour of an axis stands among those of its whole days."""
    counts = np.array([period_count(day) for day in periods.dates.astype(object)])
    before = np.concatenate(([0], np.cumsum(counts)[:-1]))
    return before[periods.day_index] + periods.settlement_period - 1
