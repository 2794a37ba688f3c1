"""What the columns beside the half-hours say of a row: whose meter, which quantity, unit and flag."""

from __future__ import annotations

from collections.abc import Container
from typing import Final, NamedTuple

from gbflex.sources.loads.cells import number_of
from gbflex.sources.loads.table import Table, is_meter_number, is_time
from gbflex.sources.loads.words import (
    FLAG_TITLE,
    METER_TITLES,
    UNIT_WORD,
    Quantity,
    flag_is_actual,
    is_flag_word,
    plain,
    quantity_of_word,
)

__all__ = ["About", "Said", "describe"]

SHORTEST_SURE_FLAG: Final = 3
SAYS_LEAST: Final[dict[Quantity, int]] = {"AI": 1, "electricity": 2}


class Said(NamedTuple):
    """What a row says of itself."""

    meter: str
    quantity: Quantity
    unit: str
    flag: str
    is_actual: bool


class About(NamedTuple):
    """Columns that say something of their row.

    Attributes:
        meter: Position of the column that names the meter.
        quantities: Positions of those that name a quantity or a fuel.
        unit: Position of the one that names the unit.
        flag: Position of the one that says how a value was come by.
        flag_title: Its title.
        heading: The meter that a line above the table names.
    """

    meter: int | None
    quantities: list[int]
    unit: int | None
    flag: int | None
    flag_title: str
    heading: str

    @property
    def taken(self) -> set[int]:
        """Positions of all of them."""
        return {i for i in (self.meter, self.unit, self.flag, *self.quantities) if i is not None}

    def said(self, row: list[str]) -> Said:
        """What a row says of itself."""
        unit = row[self.unit] if self.unit is not None else ""
        words = [quantity_of_word(row[i]) for i in self.quantities] + [quantity_of_word(unit)]
        # Gas that is imported is gas: the word that rules a row out comes first.
        named = sorted({word for word in words if word}, key=lambda word: SAYS_LEAST.get(word, 0))
        flag = row[self.flag] if self.flag is not None else ""
        meter = row[self.meter] if self.meter is not None else self.heading
        is_actual = not flag or flag_is_actual(flag, self.flag_title)
        return Said(meter, named[0] if named else "", unit, flag, is_actual)


def describe(table: Table, taken: Container[int]) -> About:
    """The columns of a table that say something of their rows.

    Args:
        table: The table.
        taken: Positions of dates, times and half-hours.
    """
    names = [plain(title) for title in table.titles]
    cells = {i: {row[i] for row in table.rows if i < len(row)} - {""} for i in range(len(names)) if i not in taken}
    units = [i for i, found in cells.items() if found and all(_is_unit(cell) for cell in found)]
    quantities = [
        i
        for i, found in cells.items()
        if found and i not in units and all(quantity_of_word(cell) is not None for cell in found)
    ]
    rest = {i: found for i, found in cells.items() if i not in units and i not in quantities}
    flags = [i for i, found in rest.items() if found and _is_flag(names[i], found)]
    meter = _meter({i: names[i] for i in rest if i not in flags}, cells)
    flag = flags[0] if flags else None
    return About(
        meter, quantities, units[0] if units else None, flag, "" if flag is None else names[flag], table.meter
    )


def _is_unit(cell: str) -> bool:
    return bool(UNIT_WORD.fullmatch(plain(cell)))


def _is_flag(name: str, found: set[str]) -> bool:
    if FLAG_TITLE.search(name):
        is_yes_no = found <= set("01YNyn") | {"Yes", "No", "yes", "no", "TRUE", "FALSE", "True", "False"}
        return any(map(is_flag_word, found)) or (is_yes_no and name.startswith(("est", "is est")))
    return all(is_flag_word(cell) and len(cell) >= SHORTEST_SURE_FLAG for cell in found)


def _meter(names: dict[int, str], cells: dict[int, set[str]]) -> int | None:
    for title in METER_TITLES:
        for i, name in names.items():
            if title.search(name) and not any(map(_is_fraction, cells[i])):
                return i
    untitled = [i for i in names if cells[i] and all(map(is_meter_number, cells[i]))]
    return untitled[0] if untitled else None


def _is_fraction(cell: str) -> bool:
    value = number_of(cell)
    return is_time(cell) or (isinstance(value, float) and not value.is_integer())
