"""Factors by class and date, however a file wrote them, as the statements that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from gbflex.errors import BrokenFile
from gbflex.gb.licence_areas import LICENCE_AREAS
from gbflex.gb.rates.duos_tables import charging_year_label, charging_year_start
from gbflex.gb.rates.line_loss_factors import MOST_PERIODS, LineLossStatement
from gbflex.periods import FIRST_DATE, LAST_DATE, period_count

__all__ = ["AREA_OF_PARTICIPANT", "ByDay", "Factors", "checked_date", "checked_factor", "statements_of"]

Factors = tuple[float, ...]
ByDay = Mapping[str, Mapping[date, Factors]]
"""Factors from period 1, by class and date."""

LOWEST: Final = 0.5
HIGHEST: Final = 2.0
"""Held factors lie from 0.9 to 1.2; what is outside these limits is a per cent or another column."""

AREA_OF_PARTICIPANT: Final = {area.market_participant_id: area.distributor_id for area in LICENCE_AREAS.values()}
"""Licence area of each distributor's market participant id."""


def checked_factor(text: str, where: str) -> float:
    """A cell as a factor.

    Args:
        text: The cell.
        where: The file and line, for messages.

    Raises:
        BrokenFile: It is no number, or none that a line loss factor can be.
    """
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not LOWEST <= value <= HIGHEST:
        raise BrokenFile(
            f"{text!r} is no line loss factor",
            where=where,
            available=f"{LOWEST:g} to {HIGHEST:g}, such as 1.077",
            next_step="Check that the file holds line loss factors",
        )
    return value


def checked_date(text: str, form: str, where: str) -> date:
    """A cell as a settlement date.

    Args:
        text: The cell.
        form: "iso" (2025-04-01) or "compact" (20250401).
        where: The file and line, for messages.

    Raises:
        BrokenFile: It is none, or outside the calendar.
    """
    try:
        day = date.fromisoformat(text) if len(text) == (10 if form == "iso" else 8) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DATE <= day <= LAST_DATE:
        wanted = "2025-04-01" if form == "iso" else "20250401"
        raise BrokenFile(f"{text!r} is no settlement date", where=where, next_step=f"Write dates such as {wanted}")
    return day


def statements_of(
    found: ByDay, *, licence_area: str, file: str, sha256: str, careful: tuple[str, ...] = ()
) -> list[LineLossStatement]:
    """A statement for each charging year that factors belong to.

    Args:
        found: Factors by class and date.
        licence_area: Distributor id.
        file: Where they come from.
        sha256: Of what was read.
        careful: What a careful reader would question of the file.

    Raises:
        BrokenFile: There is none, or a date lacks periods or has too many.
    """
    days = sorted({day for of_class in found.values() for day in of_class})
    if not days:
        raise BrokenFile("the file holds no line loss factor", where=file, next_step="Download it again")
    _check_lengths(found, {day: period_count(day) for day in days}, file)
    years: dict[int, dict[date, str]] = {}
    for day in days:
        years.setdefault(charging_year_start(day), {})[day] = day.isoformat()
    return [
        _statement(found, year, of_year, licence_area, file, sha256, careful) for year, of_year in years.items()
    ]


def _check_lengths(found: ByDay, counts: Mapping[date, int], file: str) -> None:
    for name, days in found.items():
        for day, factors in days.items():
            # Patterns are shared by days of 46, 48 and 50 periods, so more than the day has is no fault.
            if not counts[day] <= len(factors) <= MOST_PERIODS:
                raise BrokenFile(
                    f"class {name} has {len(factors)} factors on {day}",
                    where=file,
                    available=f"settlement periods 1 to {counts[day]}",
                    next_step="Download it again: it may be cut off",
                )


def _statement(
    found: ByDay,
    year: int,
    of_year: Mapping[date, str],
    licence_area: str,
    file: str,
    sha256: str,
    careful: tuple[str, ...],
) -> LineLossStatement:
    """Days that are alike share a pattern, classes that are alike a calendar."""
    patterns: dict[Factors, str] = {}
    calendars: dict[tuple[tuple[str, str], ...], str] = {}
    classes: dict[str, str] = {}
    shared: dict[int, str] = {}
    for name, days in found.items():
        # Classes of one calendar of the file are one mapping: it is read once.
        if id(days) not in shared:
            calendar = tuple(
                (of_year[day], patterns.setdefault(factors, str(len(patterns) + 1)))
                for day, factors in sorted(days.items())
                if day in of_year
            )
            shared[id(days)] = calendars.setdefault(calendar, str(len(calendars) + 1)) if calendar else ""
        if shared[id(days)]:
            classes[name] = shared[id(days)]
    return LineLossStatement(
        licence_area=licence_area,
        charging_year_start=year,
        calendar_of=classes,
        pattern_of={name: dict(calendar) for calendar, name in calendars.items()},
        factors={name: factors for factors, name in patterns.items()},
        file=file,
        sha256=sha256,
        warnings=(*careful, *_lacks(year, len(of_year))),
    )


def _lacks(year: int, days: int) -> list[str]:
    of_year = (date(year + 1, 4, 1) - date(year, 4, 1)).days
    if days == of_year:
        return []
    said = f"{days} of the {of_year} days of {charging_year_label(year)} are in the file"
    return [f"{said}; on the others the shipped factors stand, where there are any"]
