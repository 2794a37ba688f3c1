"""Whose statement a workbook is, and for which charging year, from its title.

Titles read "South Eastern Power Networks - Effective from 1 April 2025 - Final LV and HV charges". A company is
known by its whole name: "eastern power networks" stands inside "south eastern power networks".
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from gbflex.errors import InputError
from gbflex.gb.licence_areas import LICENCE_AREAS
from gbflex.sources.duos.sheet import Sheet, plain
from gbflex.tables import Quality

__all__ = ["Title", "area_named", "statement_title"]

# Licence holders as their statements print them, without the legal form; the distributor ids are those of
# `gb.licence_areas`. Western Power Distribution became National Grid Electricity Distribution in 2022.
COMPANIES: Final[dict[str, str]] = {
    "eastern power networks": "10",
    "london power networks": "12",
    "south eastern power networks": "19",
    "sp manweb": "13",
    "sp distribution": "18",
    "electricity north west": "16",
    "sp electricity north west": "16",
    "northern powergrid northeast": "15",
    "northern powergrid yorkshire": "23",
    "northern electric distribution": "15",
    "yorkshire electricity distribution": "23",
    "scottish hydro electric power distribution": "17",
    "southern electric power distribution": "20",
    **{
        f"{group} {region}": area
        for group in ("national grid electricity distribution", "western power distribution")
        for region, area in (
            ("east midlands", "11"),
            ("west midlands", "14"),
            ("south wales", "21"),
            ("south west", "22"),
        )
    },
}
LEGAL_FORMS: Final = frozenset({"plc", "limited", "ltd"})
NOT_FINAL: Final = re.compile(r"\b(draft|indicative|illustrative|provisional)\b", re.IGNORECASE)
CHARGES: Final = re.compile(r"\b(final|draft|indicative)\b.*\bcharges\b", re.IGNORECASE)
EFFECTIVE: Final = re.compile(r"\beffective\b", re.IGNORECASE)
PARTS: Final = re.compile(r"\s-+\s|\s*[–—:;|]\s*|\beffective\b", re.IGNORECASE)  # noqa: RUF001 (dashes as typed)
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY_MONTH_YEAR: Final = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+(20\d\d)\b", re.IGNORECASE)
NUMERIC_DATE: Final = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](20\d\d)\b")
YEAR_PAIR: Final = re.compile(r"\b(20\d\d)\s*[/-]\s*(?:20)?(\d\d)\b")
APRIL: Final = 4
MARCH: Final = 3
LAST_OF_MARCH: Final = 31


class Title(NamedTuple):
    """A statement's title, read.

    Attributes:
        text: As printed.
        licence_area: Distributor id.
        charging_year_start: Calendar year of the charging year's 1 April.
        quality: "forecast" where the title says draft or indicative.
    """

    text: str
    licence_area: str
    charging_year_start: int
    quality: Quality


def area_named(title: str) -> str:
    """The licence area whose holder a title names in full, "" where it names none or several.

    Example:
        >>> area_named("South-Eastern Power Networks plc - Effective from 1 April 2025")
        '19'
        >>> area_named("Great Eastern Power Networks - Effective from 1 April 2025")
        ''
    """
    found = {COMPANIES[name] for name in map(_company, PARTS.split(title)) if name in COMPANIES}
    return found.pop() if len(found) == 1 else ""


def _company(part: str) -> str:
    words = re.sub(r"[^a-z0-9]+", " ", part.lower()).split()
    return " ".join(word for word in words if word not in LEGAL_FORMS)


def statement_title(sheet: Sheet, above: int, area: str | None, year: int | None) -> Title:
    """Read the title of a statement, which stands above its tables.

    Args:
        sheet: The Annex 1 sheet.
        above: Row of the tariff table's header.
        area: Distributor id that the caller gives, for a title that names no licence holder.
        year: Charging year that the caller gives, for a title without a date.

    Raises:
        BrokenFile: The title names no licence holder or no charging year, and the caller neither.
        InputError: The caller and the title disagree.
    """
    row, column = _title_cell(sheet, above)
    text = plain(sheet.text(row, column))
    named = area_named(text)
    if not named and not area:
        raise sheet.broken(
            row,
            column,
            f"the title {text!r} names no licence holder in full",
            available=", ".join(sorted({area.name for area in LICENCE_AREAS.values()})),
            next_step="Give --area with the distributor id if you know whose statement this is",
        )
    start = _charging_year(sheet, row, column, text) or year
    if start is None:
        raise sheet.broken(
            row, column, f"the title {text!r} names no charging year", next_step="Give --year, for example 2025"
        )
    _agree("--area", area, named, text)
    _agree("--year", year, start, text)
    return Title(text, named or str(area), start, "forecast" if NOT_FINAL.search(text) else "actual")


def _agree(option: str, given: str | int | None, found: str | int, title: str) -> None:
    if given and found and given != found:
        raise InputError(
            f"{option} says {given}, the workbook says {found}: {title!r}",
            where=option,
            next_step=f"Leave {option} out, or give the other workbook",
        )


def _title_cell(sheet: Sheet, above: int) -> tuple[int, int]:
    cells = [(row, column) for row in range(above) for column in sheet.columns if sheet.text(row, column).strip()]
    dated = [at for at in cells if EFFECTIVE.search(sheet.text(*at))]
    named = [at for at in cells if area_named(plain(sheet.text(*at)))]
    titles = [at for at in dated if at in named] or dated or named
    titles = titles or [at for at in cells if CHARGES.search(sheet.text(*at))]
    texts = {plain(sheet.text(*at)) for at in titles}
    if len(texts) == 1:
        return titles[0]
    what = "several titles stand above the tariffs" if texts else "no title stands above the tariffs"
    at = titles[1] if texts else (0, 0)
    raise sheet.broken(*at, f"{what}, so whose and which year's they are is not sure", available="; ".join(texts))


def _charging_year(sheet: Sheet, row: int, column: int, title: str) -> int | None:
    """The year of the 1 April from which a title says it is effective."""
    dates = {(int(day), _month(month), int(year)) for day, month, year in DAY_MONTH_YEAR.findall(title)}
    dates |= {(int(day), int(month), int(year)) for day, month, year in NUMERIC_DATE.findall(title)}
    starts = {year for day, month, year in dates if (day, month) == (1, APRIL)}
    ends = {year for day, month, year in dates if (day, month) == (LAST_OF_MARCH, MARCH)}
    others = [date for date in dates if date[:2] not in {(1, APRIL), (LAST_OF_MARCH, MARCH)}]
    pairs = {int(first) for first, last in YEAR_PAIR.findall(title) if (int(first) + 1) % 100 == int(last)}
    years = starts | pairs | {year - 1 for year in ends}
    if others or len(years) > 1:
        raise sheet.broken(row, column, f"the title {title!r} does not name one charging year from 1 April")
    return years.pop() if years else None


def _month(name: str) -> int:
    """A month's number from its name, 0 for another word."""
    short = name.lower()[:3]
    return MONTHS.index(short) + 1 if short in MONTHS else 0
