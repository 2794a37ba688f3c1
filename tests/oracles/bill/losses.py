"""Line loss factors of a class by half-hour, from the distributors' D0265 tables: class, calendar, pattern, period."""

from __future__ import annotations

from functools import cache

from tests.oracles.bill.clock import charging_year_of
from tests.oracles.bill.held import rows
from tests.oracles.london import HalfHour

__all__ = ["classes_held", "line_loss_factor"]


def classes_held(area: int, year: int) -> frozenset[str]:
    """The classes of an area and charging year that have factors."""
    return frozenset(_calendar_of_class(area, year))


def line_loss_factor(area: int, loss_class: str, half_hour: HalfHour) -> float:
    """The factor of a class in a half-hour."""
    year = charging_year_of(half_hour.day)
    calendar = _calendar_of_class(area, year)[_plain(loss_class)]
    pattern = _pattern_of_date(area, year)[calendar, half_hour.day.isoformat()]
    return _factors(area, year)[pattern, half_hour.period]


def _plain(loss_class: str) -> str:
    # Spreadsheets lose the noughts before a number.
    return loss_class.lstrip("0") if loss_class.isdigit() else loss_class


@cache
def _calendar_of_class(area: int, year: int) -> dict[str, str]:
    return {
        _plain(row["llfc"]): row["calendar_id"] for row in rows(f"losses/{area}_{year}_llfc_to_calendar.csv.gz")
    }


@cache
def _pattern_of_date(area: int, year: int) -> dict[tuple[str, str], str]:
    found = rows(f"losses/{area}_{year}_calendar.csv.gz")
    return {(row["calendar_id"], row["date"]): row["pattern_id"] for row in found}


@cache
def _factors(area: int, year: int) -> dict[tuple[str, int], float]:
    found = rows(f"losses/{area}_{year}_patterns.csv.gz")
    return {(row["pattern_id"], int(row["settlementPeriod"])): float(row["llf"]) for row in found}
