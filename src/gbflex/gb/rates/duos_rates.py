"""The DUoS rates that are held, as a value: the shipped tables, and imported statements in their place.

Nothing is kept for the process: two homes, or two threads, each look at their own rates.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gbflex.errors import NoRateHeld
from gbflex.gb.rates.duos_statement import DuosStatement, DuosTariffRow
from gbflex.gb.rates.duos_tables import (
    BANDS,
    DuosTariff,
    YearKey,
    charging_year_label,
    shipped_tariffs,
    split_classes,
    split_tariff_name,
)
from gbflex.gb.rates.duos_time_bands import TimeBand, imported_time_band, shipped_time_bands
from gbflex.gb.rates.stand_in import StandIn, stand_in_year

__all__ = ["SHIPPED_DUOS", "DuosRates"]

IMPORT: Final = "Import the DNO's workbook with gbflex data import duos FILE.xlsx"


@dataclass(frozen=True)
class DuosRates:
    """DUoS tariffs and time bands by charging year and licence area.

    Attributes:
        imported: Each replaces the shipped statement of its year and area.
        stand_in: Which year's statement takes the place of one that is not held; None is none.
    """

    imported: tuple[DuosStatement, ...] = ()
    stand_in: StandIn | None = None

    @functools.cached_property
    def tariffs(self) -> Mapping[YearKey, Sequence[DuosTariff]]:
        """All tariffs."""
        return {**shipped_tariffs(), **{key: _tariffs(one) for key, one in self._statements.items()}}

    def tariffs_of(self, licence_area: str, year: int) -> Sequence[DuosTariff]:
        """The tariffs of a licence area in a charging year.

        Args:
            licence_area: Distributor id.
            year: Calendar year of the charging year's 1 April.

        Raises:
            NoRateHeld: None are held; the years or areas that are held are named.
        """
        try:
            return self.tariffs[year, licence_area]
        except KeyError:
            years = sorted(year for year, area in self.tariffs if area == licence_area)
            other = None if self.stand_in is None else stand_in_year(years, year, self.stand_in)
            if other is not None:
                return [_standing_in(tariff) for tariff in self.tariffs[other, licence_area]]
            areas = sorted({area for _, area in self.tariffs})
            raise NoRateHeld(
                f"no DUoS tariffs of licence area {licence_area} are held",
                where=f"charging year {charging_year_label(year)}",
                available=(
                    f"charging years starting {', '.join(map(str, years))}"
                    if years
                    else f"licence areas {', '.join(areas)}"
                ),
                next_step=IMPORT,
            ) from None

    def time_bands_of(self, licence_area: str, year: int) -> Sequence[TimeBand]:
        """The time bands of LV and HV tariffs of a licence area in a charging year.

        Args:
            licence_area: Distributor id.
            year: Calendar year of the charging year's 1 April.

        Raises:
            NoRateHeld: None are held.
        """
        imported = self._statements.get((year, licence_area))
        if imported is not None:
            return [imported_time_band(row) for row in imported.time_bands if row.table == "LV_HV"]
        try:
            return shipped_time_bands()[year, licence_area]
        except KeyError:
            years = (held for held, area in self.tariffs if area == licence_area)
            other = None if self.stand_in is None else stand_in_year(years, year, self.stand_in)
            if other is not None:
                return self.time_bands_of(licence_area, other)
            raise NoRateHeld(
                f"no DUoS time bands of licence area {licence_area} are held",
                where=f"charging year {charging_year_label(year)}",
                next_step=IMPORT,
            ) from None

    @functools.cached_property
    def _statements(self) -> Mapping[YearKey, DuosStatement]:
        return {(one.charging_year_start, one.licence_area): one for one in self.imported}


SHIPPED_DUOS: Final = DuosRates()
"""The shipped rates alone."""


def _standing_in(tariff: DuosTariff) -> DuosTariff:
    """A tariff in another year than its own."""
    of = charging_year_label(tariff.charging_year_start)
    return replace(tariff, quality="estimated", source=f"estimated from the tariff of {of}: {tariff.source}")


@functools.lru_cache(maxsize=128)
def _tariffs(statement: DuosStatement) -> tuple[DuosTariff, ...]:
    """A statement's tariffs. The cache is by what the statement says, so no home sees another's."""
    return tuple(_tariff(row, statement) for row in statement.tariffs if "Unmetered" not in row.tariff)


def _tariff(row: DuosTariffRow, statement: DuosStatement) -> DuosTariff:
    tariff, band = split_tariff_name(row.tariff)
    return DuosTariff(
        charging_year_start=row.charging_year_start,
        licence_area=row.licence_area,
        tariff=tariff,
        residual_band=band,
        published_name=row.tariff,
        unit_rates_p_per_kwh={name: getattr(row, f"{name}_p_per_kwh") or 0.0 for name in BANDS},
        fixed_p_per_mpan_day=row.fixed_p_per_mpan_day or 0.0,
        capacity_p_per_kva_day=row.capacity_p_per_kva_day or 0.0,
        exceeded_capacity_p_per_kva_day=row.exceeded_capacity_p_per_kva_day or 0.0,
        reactive_p_per_kvarh=row.reactive_p_per_kvarh or 0.0,
        line_loss_factor_classes=split_classes(f"{row.open_llfcs} {row.closed_llfcs}"),
        source=f"imported from {statement.file} (sha256 {statement.sha256[:12]}): {row.source}",
        quality=statement.quality,
    )
