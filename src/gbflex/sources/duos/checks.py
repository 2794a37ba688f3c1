"""Whether the figures of an Annex 1 can be true.

The bounds and the equalities are those that all 49 DNO-years of 2022/23 to 2026/27 obey that were compared (24
from DNOs' own workbooks, 25 from independent networks' copies): red >= amber >= green >= 0 for demand and the
reverse for credits, no residual band above the rate without residual, one capacity charge for all bands of a
voltage level, no class open in two demand tariffs. Rising fixed charges are not among them: they fail.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from typing import Final

from gbflex.errors import BrokenFile
from gbflex.sources.duos.columns import UNIT_RATES
from gbflex.sources.duos.sheet import Sheet
from gbflex.sources.duos.tariffs import CHARGES, RESIDUAL_BANDS, TARIFFS, TariffFigures

__all__ = ["check_figures"]

LARGEST_P_PER_KWH: Final = 100.0
LARGEST_CHARGE: Final[dict[str, float]] = {
    "fixed": 500_000.0,  # p/MPAN/day; 56,602 is the largest published
    "capacity": 200.0,  # p/kVA/day; 20.1
    "exceeded": 200.0,
    "reactive": 10.0,  # p/kVArh; 0.694
}
SMALLEST_CAPACITY_P_PER_KVA_DAY: Final = 0.3
"""Where there is a capacity charge; 1.16 is the smallest published."""
LIKE: Final = 2.0
"""How near a figure in another unit must be to be named."""
ROUNDING_P_PER_KWH: Final = 0.0015
"""Rates are printed to 0.001 p/kWh; 16/2026 has 0.143 beside 0.144."""
LEVEL: Final = (0.1, 2.7)
"""A workbook's red rates over the typical ones; 0.36 to 2.07 in the data."""
OWN_LEVEL: Final = (0.2, 4.0)
"""A red rate over the typical one, over the workbook's level; 0.47 to 1.45 in the data."""
GREEN_LEVEL_FLOOR: Final = 0.08
"""A workbook's green rates over `TYPICAL_GREEN_SHARE` of the typical red ones; 0.12 to 6.2 in the data."""
TYPICAL_GREEN_SHARE: Final = 0.0137
PENCE_PER_POUND: Final = 100.0
P_PER_KWH_IN_GBP_PER_MWH: Final = 10.0

CLASS: Final = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)?")
"""A class, or a range of them."""

SAME_RATES: Final = (
    ("non domestic aggregated (related mpan)", "non domestic aggregated no residual"),
    ("lv generation site specific", "lv generation aggregated"),
    ("lv generation site specific no rp charge", "lv generation site specific"),
    ("lv sub generation site specific", "lv sub generation aggregated"),
    ("lv sub generation site specific no rp charge", "lv sub generation site specific"),
    ("hv generation site specific no rp charge", "hv generation site specific"),
)
BANDED: Final = ("non domestic aggregated", "lv site specific", "lv sub site specific", "hv site specific")


class _Checks:
    """The rows of a table by tariff, and how a cell is refused."""

    def __init__(self, sheet: Sheet, columns: dict[str, int], figures: list[TariffFigures]) -> None:
        self.sheet, self.columns = sheet, columns
        self.rows = {row.key: row for row in figures}

    def broken(self, row: TariffFigures, column: str, what: str, next_step: str = "") -> BrokenFile:
        """An error at a tariff's cell."""
        return self.sheet.broken(row.row, self.columns[column], f"{row.name}: {what}", next_step=next_step)

    def rates(self) -> Iterator[tuple[TariffFigures, str, float]]:
        """Every unit charge, as a credit's size where it is one."""
        for row in self.rows.values():
            for band in UNIT_RATES:
                yield row, band, -row.rates[band] if TARIFFS[row.key].generation else row.rates[band]


def check_figures(sheet: Sheet, columns: dict[str, int], figures: list[TariffFigures]) -> None:
    """Refuse a table whose figures cannot be what their headers say.

    Args:
        sheet: The sheet, for addresses.
        columns: Columns by meaning.
        figures: Every tariff.

    Raises:
        BrokenFile: With the first cell that cannot be true and why; a likely unit is named.
    """
    checks = _Checks(sheet, columns, figures)
    for check in (_size, _level, _own_level, _sign, _order, _bands, _same_rates, _charges, _classes):
        check(checks)


def _two_readings(value: float, low: float, high: float) -> str:
    """Both readings of a figure that would fit in another unit, "" where none does."""
    for factor, unit in ((PENCE_PER_POUND, "GBP/kWh"), (1 / P_PER_KWH_IN_GBP_PER_MWH, "GBP/MWh")):
        if low <= value * factor <= high:
            return f": read as p/kWh it is {value:g} p/kWh, read as {unit} it is {value * factor:g} p/kWh"
    return ""


def _size(checks: _Checks) -> None:
    for row, band, value in checks.rates():
        if abs(value) > LARGEST_P_PER_KWH:
            typical = TARIFFS[row.key].typical_red_p_per_kwh or LARGEST_P_PER_KWH
            readings = _two_readings(abs(value), 0.0, LEVEL[1] * typical)
            raise checks.broken(row, band, f"{value:g} is above {LARGEST_P_PER_KWH:g} p/kWh{readings}")


def _relative(checks: _Checks) -> list[tuple[TariffFigures, float]]:
    """Each red rate that no residual has cut, over its typical value."""
    typical = {key: tariff.typical_red_p_per_kwh for key, tariff in TARIFFS.items()}
    return [(row, abs(row.rates["red"]) / typical[key]) for key, row in checks.rows.items() if typical[key]]


def _level(checks: _Checks) -> None:
    relative = _relative(checks)
    level = statistics.median(share for _, share in relative)
    if not LEVEL[0] <= level <= LEVEL[1]:
        row = relative[0][0]
        value = abs(row.rates["red"])
        typical = TARIFFS[row.key].typical_red_p_per_kwh
        readings = _two_readings(value, LEVEL[0] * typical, LEVEL[1] * typical)
        what = f"the red unit charges are {level:.3g} times what they usually are{readings}"
        raise checks.broken(row, "red", what, next_step="Check the unit of the column")
    greens = [
        abs(row.rates["green"]) / (TARIFFS[row.key].typical_red_p_per_kwh * TYPICAL_GREEN_SHARE)
        for row, _ in relative
    ]
    if statistics.median(greens) < GREEN_LEVEL_FLOOR:
        row = relative[0][0]
        readings = _two_readings(abs(row.rates["green"]), 0.0, LARGEST_P_PER_KWH)
        raise checks.broken(row, "green", f"the green unit charges are too small{readings}")


def _own_level(checks: _Checks) -> None:
    relative = _relative(checks)
    level = statistics.median(share for _, share in relative)
    for row, share in relative:
        if not OWN_LEVEL[0] <= share / level <= OWN_LEVEL[1]:
            usual = TARIFFS[row.key].typical_red_p_per_kwh * level
            readings = _two_readings(abs(row.rates["red"]), OWN_LEVEL[0] * usual, OWN_LEVEL[1] * usual)
            what = f"{row.rates['red']:g} is out of proportion to the other tariffs{readings}"
            raise checks.broken(row, "red", what, next_step="Check the unit of the cell")


def _sign(checks: _Checks) -> None:
    for row, band, value in checks.rates():
        if value < 0:
            kind = "credit is a charge" if TARIFFS[row.key].generation else "unit charge is negative"
            raise checks.broken(row, band, f"the {band} {kind}, {row.rates[band]:g} p/kWh")


def _order(checks: _Checks) -> None:
    for row in checks.rows.values():
        red, amber, green = (abs(row.rates[band]) for band in UNIT_RATES)
        if red < amber:
            likely = _two_readings(red, amber, LARGEST_P_PER_KWH) or _two_readings(amber, green, red)
            raise checks.broken(row, "red", f"red {red:g} is below amber {amber:g} p/kWh{likely}")
        if amber < green:
            likely = _two_readings(amber, green, red) or _two_readings(green, 0.0, amber)
            raise checks.broken(row, "amber", f"amber {amber:g} is below green {green:g} p/kWh{likely}")


def _bands(checks: _Checks) -> None:
    for family in BANDED:
        first, *others = (checks.rows[f"{family} {band}"] for band in RESIDUAL_BANDS)
        for row in others:
            _refuse_uncut(checks, row, first)
            for charge in ("capacity", "exceeded", "reactive"):
                _refuse_unequal(checks, row, first, charge, row.charges[charge], first.charges[charge])


def _same_rates(checks: _Checks) -> None:
    for key, twin in SAME_RATES:
        for band in UNIT_RATES:
            row, other = checks.rows[key], checks.rows[twin]
            _refuse_unequal(checks, row, other, band, row.rates[band], other.rates[band])
    row, related = (checks.rows[f"domestic aggregated {end}"] for end in ("with residual", "(related mpan)"))
    _refuse_uncut(checks, row, related)


def _refuse_uncut(checks: _Checks, row: TariffFigures, first: TariffFigures) -> None:
    """A negative residual cuts unit rates, the red one first; it never raises one."""
    for band in UNIT_RATES:
        value, uncut = row.rates[band], first.rates[band]
        if value > uncut or (row.rates["red"] == first.rates["red"] and uncut - value > ROUNDING_P_PER_KWH):
            likely = _two_readings(value, uncut / LIKE, uncut * LIKE)
            raise checks.broken(
                row, band, f"{band} {value:g} p/kWh does not fit {uncut:g} of {first.name}{likely}"
            )


def _refuse_unequal(
    checks: _Checks,
    row: TariffFigures,
    other: TariffFigures,
    column: str,
    value: float | None,
    wanted: float | None,
) -> None:
    if (value or 0.0) != (wanted or 0.0):
        raise checks.broken(
            row, column, f"{column} {value} differs from {wanted} of {other.name}, its equal elsewhere"
        )


def _charges(checks: _Checks) -> None:
    for row in checks.rows.values():
        for charge in CHARGES:
            value = row.charges[charge] or 0.0
            if not 0.0 <= value <= LARGEST_CHARGE[charge]:
                raise checks.broken(
                    row, charge, f"a {charge} charge of {value:g} cannot be; 0 to {LARGEST_CHARGE[charge]:g} can"
                )
        capacity, exceeded = (row.charges[charge] or 0.0 for charge in ("capacity", "exceeded"))
        if 0.0 < capacity < SMALLEST_CAPACITY_P_PER_KVA_DAY:
            pounds = f"read as GBP/kVA/day it is {capacity * PENCE_PER_POUND:g} p/kVA/day"
            raise checks.broken(row, "capacity", f"{capacity:g} p/kVA/day is too small: {pounds}")
        if exceeded < capacity:
            raise checks.broken(row, "exceeded", "exceeded capacity costs less than agreed capacity")


def _classes(checks: _Checks) -> None:
    """Refuse a demand tariff that has lost its open classes, or shares one: a class leads to one tariff."""
    if not any((row.open_llfcs + row.closed_llfcs).strip() for row in checks.rows.values()):
        return
    seen: dict[str, TariffFigures] = {}
    for row in (row for key, row in checks.rows.items() if not TARIFFS[key].generation):
        named = CLASS.findall(row.open_llfcs)
        if not named:
            raise checks.broken(row, "open_llfcs", "no open line loss factor class is named")
        for name in named:
            if seen.setdefault(name, row) is not row:
                what = f"the line loss factor class {name} is open in {seen[name].name} too"
                raise checks.broken(row, "open_llfcs", what)
