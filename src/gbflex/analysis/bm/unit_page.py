"""What did this unit do over a span, and what did it earn?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gbflex.analysis.answers.bm import BmDayRow, BmUnitAnswer, HeadroomPart
from gbflex.analysis.bm.fleet import fleet_of
from gbflex.analysis.bm.half_hour_rows import half_hour_rows
from gbflex.analysis.bm.half_hourly import UnitHalfHours
from gbflex.analysis.bm.missing import missing_rows, unit_lacks
from gbflex.analysis.bm.not_held import unit_not_held
from gbflex.analysis.bm.summaries import market_prices, mean_of, span_lacks, summaries
from gbflex.analysis.bm.totals import cash_part, gross_of
from gbflex.analysis.bm.words import unit_words
from gbflex.analysis.ports import BmLevel, BmPorts
from gbflex.errors import InputError
from gbflex.periods import Periods

__all__ = ["unit_page"]

LEVELS: Final[tuple[BmLevel, ...]] = ("notification", "export_limit", "import_limit")


def unit_page(
    unit: str,
    periods: Periods,
    ports: BmPorts,
    *,
    tlm: float | None,
    energy_mwh: float | None,
    fleet: bool = True,
) -> BmUnitAnswer:
    """A unit's figures, its days and its headroom.

    Args:
        unit: Elexon's or the system operator's id.
        periods: The span.
        ports: Where data and prices come from.
        tlm: Transmission loss multiplier; null: read, implied or worked out, else none.
        energy_mwh: Its energy capacity, which is not public, for cycles.
        fleet: Whether to say where it stands among the batteries held, whose span is then added up too.

    Raises:
        InputError: A multiplier or an energy capacity that cannot be one.
        MissingPeriods: Nothing of the unit is held.
    """
    if energy_mwh is not None and not 0 < energy_mwh < np.inf:
        raise InputError(
            f"{energy_mwh:g} MWh cannot be an energy capacity",
            where="--energy-mwh",
            available="more than 0",
            next_step="Leave it out where it is not known",
        )
    found = list(summaries([unit], periods, ports, tlm=tlm, energy_mwh=energy_mwh))
    if not found:
        raise unit_not_held([unit], periods, ports.units, said=unit)
    figures, half_hours, notes = found[0]
    name = figures["bm_unit"]
    lacks = [*unit_lacks("bm unit", name, half_hours), *span_lacks([name], periods, ports)]
    missing = missing_rows(lacks, periods)
    stands = fleet_of(figures, periods, ports) if fleet else None
    first, last = str(periods.first_date), str(periods.last_date)
    levels = {level: ports.units.mean_level_mw(level, name, periods) for level in LEVELS}
    return {
        "in_words": unit_words(figures, stands, missing, first, last),
        **figures,
        "from": first,
        "to": last,
        **_headroom(levels),
        "fleet": stands,
        "half_hourly": half_hour_rows(half_hours, levels, market_prices(periods, ports.market_data), periods),
        "daily": _daily(half_hours, periods),
        "notes": notes,
        "missing": missing,
    }


def _headroom(levels: Mapping[BmLevel, NDArray[np.float64]]) -> HeadroomPart:
    """Mean room from the notification up to the export limit and down to the import limit, where held [MW]."""
    up = levels["export_limit"] - levels["notification"]
    down = levels["notification"] - levels["import_limit"]
    return {
        "mean_headroom_up_mw": mean_of(up),
        "headroom_up_half_hours": _held(up),
        "mean_headroom_down_mw": mean_of(down),
        "headroom_down_half_hours": _held(down),
    }


def _held(values: NDArray[np.float64]) -> int:
    return int(np.isfinite(values).sum())


def _daily(half_hours: UnitHalfHours, periods: Periods) -> list[BmDayRow]:
    """Accepted energy and cash of each settlement date, with how much of it is held."""
    bounds = [*periods.first_of_day.tolist(), len(periods)]
    rows: list[BmDayRow] = []
    for date_, begin, end in zip(periods.dates, bounds[:-1], bounds[1:], strict=True):
        part = cash_part(half_hours, slice(begin, end))
        if gross_of(part) is None and not part["half_hours_not_priced"]:
            part["confidence"] = "not held"
        rows.append({"settlement_date": str(date_), **part, "cashflow_gbp": gross_of(part)})
    return rows
