"""What a DNO's Annex 1 says, as plain rows: the shape that the importer makes and the store keeps.

Published by each distribution network operator in its "Schedule of charges and other tables". Numbers and names
are as printed; an empty cell is None, which the publisher uses for "not applicable".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gbflex.tables import Quality

__all__ = ["DayType", "DuosStatement", "DuosTariffRow", "DuosTimeBandRow", "TimeBandTable"]

DayType = Literal["weekday", "weekend"]
TimeBandTable = Literal["LV_HV", "UMS"]


@dataclass(frozen=True)
class DuosTariffRow:
    """One tariff of one charging year, in the publisher's units.

    Attributes:
        charging_year_start: 2025 is 1 April 2025 to 31 March 2026.
        licence_area: Distributor id.
        tariff: Name as printed, with its residual band.
        red_p_per_kwh: Red or black unit charge [p/kWh]; a generation credit is negative.
        amber_p_per_kwh: Amber or yellow [p/kWh].
        green_p_per_kwh: Green [p/kWh].
        fixed_p_per_mpan_day: [p/MPAN/day].
        capacity_p_per_kva_day: [p/kVA/day].
        exceeded_capacity_p_per_kva_day: [p/kVA/day].
        reactive_p_per_kvarh: [p/kVArh].
        open_llfcs: Line loss factor classes as printed.
        closed_llfcs: Classes closed to new sites, as printed.
        source: Title of the statement, and the sheet and row.
    """

    charging_year_start: int
    licence_area: str
    tariff: str
    red_p_per_kwh: float | None
    amber_p_per_kwh: float | None
    green_p_per_kwh: float | None
    fixed_p_per_mpan_day: float | None
    capacity_p_per_kva_day: float | None
    exceeded_capacity_p_per_kva_day: float | None
    reactive_p_per_kvarh: float | None
    open_llfcs: str
    closed_llfcs: str
    source: str


@dataclass(frozen=True)
class DuosTimeBandRow:
    """One range of the London clock in which a band applies.

    Attributes:
        charging_year_start: As above.
        licence_area: As above.
        table: "LV_HV", or "UMS" for unmetered supplies, which depend on the season.
        day_type: A bank holiday counts as its weekday.
        day_type_as_published: The row's label.
        band: "red", "amber", "green"; in UMS "black", "yellow", "green".
        start_local: "16:00".
        end_local: "19:00"; the end of a day is "24:00".
        times_as_published: The cell.
        source: As above.
    """

    charging_year_start: int
    licence_area: str
    table: TimeBandTable
    day_type: DayType
    day_type_as_published: str
    band: str
    start_local: str
    end_local: str
    times_as_published: str
    source: str


@dataclass(frozen=True)
class DuosStatement:
    """One licence area's Annex 1 for one charging year.

    Attributes:
        title: The statement's title as printed.
        charging_year_start: As above.
        licence_area: As above.
        file: Name of the workbook.
        sha256: Hash of its bytes.
        quality: "actual" for a final statement, "forecast" for one that calls itself draft or indicative.
        tariffs: Every tariff.
        time_bands: Every range of the clock.
        warnings: What was accepted and should be looked at.
    """

    title: str
    charging_year_start: int
    licence_area: str
    file: str
    sha256: str
    quality: Quality
    tariffs: tuple[DuosTariffRow, ...]
    time_bands: tuple[DuosTimeBandRow, ...]
    warnings: tuple[str, ...] = ()
