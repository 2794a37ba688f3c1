"""Which column of an Annex 1 table is which, by what its header says, and in which unit.

Headers differ by company and year: "Red/black unit charge p/kWh", "Unit charge 1 (p/kWh)", "Super red", units on
a line of their own, one title over three columns. The header may fill up to three rows above the first tariff.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from gbflex.errors import BrokenFile
from gbflex.sources.duos.sheet import Sheet

__all__ = ["REQUIRED", "UNIT_RATES", "Header", "find_columns", "meaning_of"]

UNIT_RATES: Final = ("red", "amber", "green")
UNITS: Final[dict[str, str]] = {
    "red": "p/kWh",
    "amber": "p/kWh",
    "green": "p/kWh",
    "fixed": "p/MPAN/day",
    "capacity": "p/kVA/day",
    "exceeded": "p/kVA/day",
    "reactive": "p/kVArh",
}
REQUIRED: Final = (*UNITS, "open_llfcs", "closed_llfcs")
TITLES: Final[dict[str, str]] = {
    "red": "red/black unit charge",
    "amber": "amber/yellow unit charge",
    "green": "green unit charge",
    "fixed": "fixed charge",
    "capacity": "capacity charge",
    "exceeded": "exceeded capacity charge",
    "reactive": "reactive power charge",
    "open_llfcs": "open LLFCs",
    "closed_llfcs": "closed LLFCs",
}
# The first pattern that fits decides: "exceeded capacity" is also "capacity".
BY_WORD: Final[tuple[tuple[str, str], ...]] = (
    ("closed_llfcs", r"\bclosed\b"),
    ("open_llfcs", r"\bllfcs?\b|\bline loss factor class"),
    ("profile_classes", r"\bpcs?\b|\bprofile class"),
    ("exceeded", r"\bexce(ss|eded|eding)\b.*\bcapacity\b|\bcapacity\b.*\bexce(ss|eded|eding)\b"),
    ("capacity", r"\bcapacity\b"),
    ("reactive", r"\breactive\b|\bkvarh\b"),
    ("fixed", r"\bfixed\b|\bstanding\b"),
)
COLOURS: Final[tuple[tuple[str, str], ...]] = (
    ("red", r"\b(super[- ]?red|red|black)\b"),
    ("amber", r"\b(amber|yellow)\b"),
    ("green", r"\bgreen\b"),
)
NUMBERED: Final = re.compile(r"\bunit (?:charge|rate|price)s? ?([123])\b")
MOST_HEADER_ROWS: Final = 3


class Header(NamedTuple):
    """The columns of a table by meaning, and where its header begins."""

    first_row: int
    columns: dict[str, int]


def meaning_of(header: str) -> str:
    """What a column holds by its header, "" where it does not say, "ambiguous" where it says two things.

    Example:
        >>> meaning_of("Red/black unit charge p/kWh"), meaning_of("Unit charge 2 (p/kWh)")
        ('red', 'amber')
        >>> meaning_of("Exceeded capacity charge p/kVA/day")
        'exceeded'
    """
    text = header.lower()
    colours = [name for name, pattern in COLOURS if re.search(pattern, text)]
    words = next((name for name, pattern in BY_WORD if re.search(pattern, text)), "")
    if len(colours) > 1 or (colours and words):
        return "ambiguous"
    numbered = NUMBERED.search(text)
    if words or colours:
        return words or colours[0]
    return UNIT_RATES[int(numbered[1]) - 1] if numbered else ""


def states_unit(header: str, unit: str) -> bool:
    """Whether a header names a unit, in any of the ways it is written.

    Example:
        >>> states_unit("Unit charge (pence per kWh)", "p/kWh"), states_unit("Unit charge £/kWh", "p/kWh")
        (True, False)
        >>> states_unit("GBP/kWh", "p/kWh")
        False
    """
    return re.search(rf"(?<![a-z£/]){re.escape(unit.lower())}(?![a-z/])", _compact(header)) is not None


def _compact(header: str) -> str:
    text = re.sub(r"\bpence\b", "p", header.lower())
    return re.sub(r"\s*(?:/|\bper\b)\s*", "/", text)


def find_columns(sheet: Sheet, last_row: int) -> Header:
    """The columns of the tariff table.

    Args:
        sheet: The sheet.
        last_row: The row above the first tariff.

    Raises:
        BrokenFile: A column is missing, stands twice, says two things, or has no unit or another one.
    """
    first_error: BrokenFile | None = None
    for first_row in range(last_row, max(last_row - MOST_HEADER_ROWS, -1), -1):
        if all(not sheet.spanning_text(first_row, column) for column in sheet.columns):
            break
        try:
            return Header(first_row, _columns(sheet, first_row, last_row))
        except BrokenFile as error:
            # The top of a header in two rows may still name what its last row leaves open.
            first_error = first_error or error
    raise first_error or sheet.broken(max(last_row, 0), 0, "no header stands above the first tariff")


def _columns(sheet: Sheet, first_row: int, last_row: int) -> dict[str, int]:
    headers = {
        column: " ".join(sheet.spanning_text(row, column) for row in range(first_row, last_row + 1)).strip()
        for column in sheet.columns
    }
    found: dict[str, int] = {}
    for column, header in headers.items():
        meaning = meaning_of(header)
        if meaning == "ambiguous":
            raise sheet.broken(last_row, column, f"the header {header!r} says two things")
        if meaning in found:
            also = sheet.address(last_row, found[meaning])
            raise sheet.broken(last_row, column, f"the column {header!r} stands twice, also in {also}")
        if meaning:
            found[meaning] = column
    _refuse_missing(sheet, last_row, headers, found)
    _refuse_other_units(sheet, last_row, headers, found)
    return found


def _refuse_missing(sheet: Sheet, row: int, headers: dict[int, str], found: dict[str, int]) -> None:
    missing = [TITLES[name] for name in REQUIRED if name not in found]
    if missing:
        raise sheet.broken(
            row,
            0,
            f"the tariff table has no column {', '.join(missing)}",
            available=", ".join(header for header in headers.values() if header),
        )


def _refuse_other_units(sheet: Sheet, row: int, headers: dict[int, str], found: dict[str, int]) -> None:
    for name, unit in UNITS.items():
        header = headers[found[name]]
        if not states_unit(header, unit):
            raise sheet.broken(
                row,
                found[name],
                f"the header {header!r} does not give its unit as {unit}",
                next_step=f"An Annex 1 prints its {TITLES[name]} in {unit}; nothing is converted on a guess",
            )
