"""The DUoS tables as shipped, and what a published tariff is: what it charges, and which document says so.

Published by each distribution network operator in its schedule of charges, Annex 1, valid for the charging
year from 1 April to 31 March. Held: all fourteen licence areas for 2024/25 to 2026/27 and all but 22 for
2027/28, areas 14, 20 and 22 from 2022/23 and 12 from 2023/24. Where the DNO's own workbook was not found, the
figures are those of the independent networks' schedules, which repeat it: in every DNO-year where both are held
they agree in every number. Made by `tools/make_duos.py`.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from types import MappingProxyType
from typing import Final, Literal, cast

from gbflex.gb.licence_areas import licence_area
from gbflex.periods import Periods
from gbflex.tables import Quality

__all__ = [
    "BANDS",
    "Band",
    "DuosTariff",
    "YearKey",
    "charging_year_label",
    "charging_year_start",
    "charging_years",
    "duos_rows",
    "shipped_tariffs",
    "split_classes",
    "split_tariff_name",
]

Band = Literal["red", "amber", "green"]
"""A time band of LV and HV tariffs."""
BANDS: Final[tuple[Band, ...]] = ("red", "amber", "green")
YearKey = tuple[int, str]
"""Calendar year of the charging year's 1 April, and distributor id."""

FIRST_MONTH_OF_CHARGING_YEAR: Final = 4


@dataclass(frozen=True)
class DuosTariff:
    """One published tariff in one charging year, in the publisher's units.

    Attributes:
        charging_year_start: 2025 is 1 April 2025 to 31 March 2026.
        licence_area: Distributor id.
        tariff: Name without its residual band.
        residual_band: "1" to "4", "none", "single" or "".
        published_name: Name as printed.
        unit_rates_p_per_kwh: By time band; negative is a credit on export [p/kWh].
        fixed_p_per_mpan_day: [p/MPAN/day].
        capacity_p_per_kva_day: [p/kVA/day].
        exceeded_capacity_p_per_kva_day: [p/kVA/day].
        reactive_p_per_kvarh: [p/kVArh].
        line_loss_factor_classes: The DNO's own, as far as known.
        source: Document and where it was read.
        quality: How sure the figures are.
    """

    charging_year_start: int
    licence_area: str
    tariff: str
    residual_band: str
    published_name: str
    unit_rates_p_per_kwh: Mapping[str, float]
    fixed_p_per_mpan_day: float
    capacity_p_per_kva_day: float
    exceeded_capacity_p_per_kva_day: float
    reactive_p_per_kvarh: float
    line_loss_factor_classes: tuple[str, ...]
    source: str
    quality: Quality

    @property
    def is_for_export(self) -> bool:
        """Whether it is a generation tariff, whose unit rates are credits on export."""
        return "Generation" in self.tariff

    @property
    def short_source(self) -> str:
        """Publisher, year and name of the tariff, as ledger rows carry it; `source` has the document."""
        area = licence_area(self.licence_area)
        return f"{area.name} Annex 1 {charging_year_label(self.charging_year_start)}: {self.published_name}"


def charging_year_start(on: date) -> int:
    """The charging year that contains a date, by the calendar year of its 1 April.

    Example:
        >>> charging_year_start(date(2025, 3, 31))
        2024
    """
    return on.year if on.month >= FIRST_MONTH_OF_CHARGING_YEAR else on.year - 1


def charging_year_label(year: int) -> str:
    """A charging year as people write it.

    Example:
        >>> charging_year_label(2025)
        '2025/26'
    """
    return f"{year}/{(year + 1) % 100:02d}"


def charging_years(periods: Periods) -> list[int]:
    """The charging years that a time axis touches, in order."""
    return list(range(charging_year_start(periods.first_date), charging_year_start(periods.last_date) + 1))


def duos_rows(name: str) -> list[dict[str, str]]:
    """The rows of a shipped DUoS table.

    Args:
        name: File name in `data/duos`.
    """
    text = (resources.files("gbflex.gb.rates") / "data" / "duos" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _key(row: Mapping[str, str]) -> YearKey:
    return int(row["charging_year_start"]), row["licence_area"]


def _number(text: str) -> float:
    # The workbooks leave a cell empty where a tariff has no such charge.
    return float(text) if text else 0.0


@functools.cache
def shipped_tariffs() -> Mapping[YearKey, Sequence[DuosTariff]]:
    """The shipped tariffs by charging year and licence area; constants of the package, read once."""
    documents = {_key(row): row for row in duos_rows("documents.csv")}
    held: dict[YearKey, list[DuosTariff]] = {}
    for row in duos_rows("tariffs.csv"):
        held.setdefault(_key(row), []).append(_tariff(row, documents[_key(row)]))
    return MappingProxyType({key: tuple(tariffs) for key, tariffs in held.items()})


ENDINGS: Final = {" No Residual": "none", " with Residual": "single"} | {
    f" Band {band}": str(band) for band in range(1, 5)
}

WORDINGS: Final = {" or CT": "", "(Related MPAN)": "(related MPAN)", "no RP Charge": "no RP charge"}
"""What the documents print differently from year to year, and what is kept."""


def split_tariff_name(published: str) -> tuple[str, str]:
    """A printed tariff name as name and residual band; "or CT" and capitals are matters of wording, not of tariff.

    Example:
        >>> split_tariff_name("Non-Domestic Aggregated or CT Band 2")
        ('Non-Domestic Aggregated', '2')
    """
    name = published
    for printed, kept in WORDINGS.items():
        name = name.replace(printed, kept)
    for ending, band in ENDINGS.items():
        if name.endswith(ending):
            return name.removesuffix(ending), band
    return name, ""


def split_classes(printed: str) -> tuple[str, ...]:
    """Line loss factor classes as printed, ranges spelt out.

    Example:
        >>> split_classes("100-102, H04")
        ('100', '101', '102', 'H04')
    """
    parts = [part for part in re.split(r"[\s,;]+", printed) if part]
    return tuple(name for part in parts for name in _spelt_out(part))


def _spelt_out(part: str) -> list[str]:
    ends = re.fullmatch(r"(\d{1,3})-(\d{1,3})", part)
    return [part] if ends is None else [str(name) for name in range(int(ends[1]), int(ends[2]) + 1)]


def _tariff(row: Mapping[str, str], document: Mapping[str, str]) -> DuosTariff:
    return DuosTariff(
        charging_year_start=int(row["charging_year_start"]),
        licence_area=row["licence_area"],
        tariff=row["tariff"],
        residual_band=row["residual_band"],
        published_name=row["published_name"],
        unit_rates_p_per_kwh={band: _number(row[f"{band}_p_per_kwh"]) for band in BANDS},
        fixed_p_per_mpan_day=_number(row["fixed_p_per_mpan_day"]),
        capacity_p_per_kva_day=_number(row["capacity_p_per_kva_day"]),
        exceeded_capacity_p_per_kva_day=_number(row["exceeded_capacity_p_per_kva_day"]),
        reactive_p_per_kvarh=_number(row["reactive_p_per_kvarh"]),
        line_loss_factor_classes=tuple(row["line_loss_factor_classes"].split()),
        source=f"{document['title']}; {document['source']}",
        quality=cast("Quality", document["quality"]),
    )
