"""The tariffs of an Annex 1, row by row, and which charges each of them has.

Every DNO publishes the same 32 tariffs since April 2022 (common distribution charging methodology, Schedule 16 of
the DCUSA). From 2023 on some call "Domestic Aggregated" "Domestic Aggregated or CT".
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from gbflex.sources.duos.columns import UNIT_RATES, Header, find_columns, meaning_of
from gbflex.sources.duos.sheet import Sheet, plain

__all__ = ["TARIFFS", "Charge", "Tariff", "TariffTable", "find_table", "known_tariff", "read_tariffs"]

Charge = Literal["wanted", "may", "none"]
CHARGES: Final = ("fixed", "capacity", "exceeded", "reactive")
RESIDUAL_BANDS: Final = ("no residual", "band 1", "band 2", "band 3", "band 4")


class Tariff(NamedTuple):
    """What is known of a tariff before its figures are read.

    Attributes:
        generation: Unit charges are credits.
        fixed: Whether it has a fixed charge.
        capacity: Whether it has capacity and exceeded capacity charges.
        reactive: Whether it has a reactive power charge.
        typical_red_p_per_kwh: Median red or black rate of the 49 DNO-years that were compared, for the
            plausibility guard alone [p/kWh]; 0 where the residual may have cut it.
    """

    generation: bool
    fixed: Charge
    capacity: Charge
    reactive: Charge
    typical_red_p_per_kwh: float = 0.0


def _tariffs() -> dict[str, Tariff]:
    known = {
        "domestic aggregated with residual": Tariff(False, "wanted", "none", "none", 11.55),
        "domestic aggregated (related mpan)": Tariff(False, "none", "none", "none", 11.55),
        "non domestic aggregated (related mpan)": Tariff(False, "none", "none", "none", 11.83),
        "unmetered supplies": Tariff(False, "none", "none", "none", 32.94),
        "hv generation site specific": Tariff(True, "wanted", "none", "wanted", 4.41),
        "hv generation site specific no rp charge": Tariff(True, "wanted", "none", "none", 4.41),
    }
    for level, typical in (("lv", 7.74), ("lv sub", 6.66)):
        known[f"{level} generation aggregated"] = Tariff(True, "may", "none", "none", typical)
        known[f"{level} generation site specific"] = Tariff(True, "may", "none", "wanted", typical)
        known[f"{level} generation site specific no rp charge"] = Tariff(True, "may", "none", "none", typical)
    for band in RESIDUAL_BANDS:
        first = band == "no residual"
        known[f"non domestic aggregated {band}"] = Tariff(False, "wanted", "none", "none", 11.83 * first)
        for level, typical in (("lv", 8.11), ("lv sub", 4.74), ("hv", 3.61)):
            known[f"{level} site specific {band}"] = Tariff(False, "wanted", "wanted", "wanted", typical * first)
    return known


TARIFFS: Final = _tariffs()
LARGEST_CLASS: Final = 999_999
CLASSES: Final = re.compile(r"[ \n\r\t,;/&-]*(?:(?:[0-9A-Za-z]{1,3}|[0-9]{6})(?:[ \n\r\t,;/&-]+|$))*", re.ASCII)
"""Classes and ranges of classes: "1, 4, 632, D01", "100-111". Six digits are two classes that a spreadsheet took
for one number: 12/2023 has 964965."""
LEAST_KNOWN_NAMES: Final = 8
"""A column with this many tariff names is a tariff table's; other sheets name a few in their text."""


class TariffTable(NamedTuple):
    """Where the tariffs stand."""

    sheet: Sheet
    names: int
    first_row: int


class TariffFigures(NamedTuple):
    """One row of the table, as read.

    Attributes:
        name: As printed.
        key: Its name in `TARIFFS`.
        row: Where it stands.
        rates: Unit charges by band [p/kWh].
        charges: Fixed, capacity, exceeded capacity and reactive charges; None where the cell is empty.
        open_llfcs: As printed.
        closed_llfcs: As printed.
    """

    name: str
    key: str
    row: int
    rates: dict[str, float]
    charges: dict[str, float | None]
    open_llfcs: str
    closed_llfcs: str


def known_tariff(name: str) -> str:
    """A tariff's name in `TARIFFS`, "" for any other text.

    Example:
        >>> known_tariff("Non-Domestic Aggregated or CT Band 1")
        'non domestic aggregated band 1'
    """
    text = re.sub(r"[-–\s]+", " ", name.lower()).strip()  # noqa: RUF001 (dashes as typed)
    text = text.replace("aggregated or ct ", "aggregated ")
    return text if text in TARIFFS else ""


def find_table(sheet: Sheet) -> TariffTable | None:
    """The tariff table of a sheet, None where it has none: the column that names the most tariffs."""
    counts = {
        column: sum(bool(known_tariff(sheet.text(row, column))) for row in sheet.rows) for column in sheet.columns
    }
    names = max(counts, key=lambda column: counts[column], default=0)
    if counts.get(names, 0) < LEAST_KNOWN_NAMES:
        return None
    first = next(row for row in sheet.rows if known_tariff(sheet.text(row, names)))
    # A row of figures above the first known name is a tariff too, under a name that is not known.
    while first > 0 and sum(sheet.is_number(first - 1, column) for column in sheet.columns) >= len(UNIT_RATES):
        first -= 1
    return TariffTable(sheet, names, first)


def has_unit_charges(table: TariffTable) -> bool:
    """Whether the header of a table speaks of red, amber and green."""
    sheet, above = table.sheet, table.first_row - 1
    said = {meaning_of(sheet.spanning_text(row, column)) for row in (above - 1, above) for column in sheet.columns}
    return len(said & set(UNIT_RATES)) > 1


def read_tariffs(table: TariffTable) -> tuple[Header, list[TariffFigures]]:
    """The header and every tariff of a table.

    Raises:
        BrokenFile: A column, a tariff or a figure is missing, stands twice or is not known.
    """
    header = find_columns(table.sheet, table.first_row - 1)
    misnamed = [meaning for meaning, column in header.columns.items() if column == table.names]
    if misnamed:
        row = table.first_row - 1
        raise table.sheet.broken(row, table.names, f"the tariffs' names stand under a header of {misnamed[0]}")
    found: dict[str, TariffFigures] = {}
    for row in range(table.first_row, len(table.sheet.cells)):
        figures = _figures(table, header.columns, row)
        if figures is None:
            continue
        if figures.key in found:
            also = table.sheet.address(found[figures.key].row, table.names)
            raise table.sheet.broken(row, table.names, f"the tariff {figures.name!r} stands twice, also in {also}")
        found[figures.key] = figures
    missing = [key for key in TARIFFS if key not in found]
    if missing:
        last = max(figures.row for figures in found.values())
        raise table.sheet.broken(
            last, table.names, f"the table ends here without {len(missing)} tariffs: {', '.join(missing)}"
        )
    return header, list(found.values())


def _figures(table: TariffTable, columns: dict[str, int], row: int) -> TariffFigures | None:
    """A row's figures, None where it is a note or empty."""
    sheet, name = table.sheet, plain(table.sheet.text(row, table.names))
    key = known_tariff(name)
    if not key:
        if any(sheet.is_number(row, columns[band]) for band in UNIT_RATES):
            what = f"the tariff {name!r} is not known" if name else "a row of figures has no tariff name"
            raise sheet.broken(
                row, table.names, what, available=f"{len(TARIFFS)} tariffs of the common methodology"
            )
        return None
    return TariffFigures(
        name=name,
        key=key,
        row=row,
        rates={band: _rate(sheet, row, columns[band], name) for band in UNIT_RATES},
        charges={name: _charge(sheet, row, columns[name], name, TARIFFS[key]) for name in CHARGES},
        open_llfcs=_classes(sheet, row, columns["open_llfcs"]),
        closed_llfcs=_classes(sheet, row, columns["closed_llfcs"]),
    )


def _rate(sheet: Sheet, row: int, column: int, tariff: str) -> float:
    value = sheet.number(row, column)
    if value is None:
        raise sheet.broken(row, column, f"the unit charge of {tariff} is empty")
    return value


def _charge(sheet: Sheet, row: int, column: int, name: str, tariff: Tariff) -> float | None:
    wanted: dict[str, Charge] = {
        "fixed": tariff.fixed,
        "capacity": tariff.capacity,
        "exceeded": tariff.capacity,
        "reactive": tariff.reactive,
    }
    value = sheet.number(row, column)
    if wanted[name] == "none" and value:
        raise sheet.broken(row, column, f"{value:g} stands where this tariff has no {name} charge")
    if wanted[name] == "wanted" and value is None:
        raise sheet.broken(row, column, f"the {name} charge of this tariff is empty")
    return value


def _classes(sheet: Sheet, row: int, column: int) -> str:
    """Line loss factor classes as printed; a class typed as a number loses nothing, as a date it is refused."""
    value = sheet.value(row, column)
    if isinstance(value, str) and CLASSES.fullmatch(value):
        return value
    if isinstance(value, float) and value.is_integer() and 0 <= value <= LARGEST_CLASS:
        return str(int(value))
    raise sheet.broken(
        row, column, f"{value!r} is not line loss factor classes", available="up to three letters or digits each"
    )
