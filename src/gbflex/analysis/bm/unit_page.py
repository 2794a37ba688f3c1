"""What did this unit do over a span, and what did it earn?"""

from __future__ import annotations

import numpy as np

from gbflex.analysis.answers.bm import BmDayRow, BmUnitAnswer, HeadroomPart
from gbflex.analysis.bm.ledger import BmLedger
from gbflex.analysis.bm.spans import half_hours
from gbflex.analysis.bm.summaries import mean_of, summaries
from gbflex.analysis.bm.summary import cash_by_row
from gbflex.analysis.ports import BmData, BmPorts
from gbflex.errors import MissingPeriods
from gbflex.periods import Periods

__all__ = ["unit_page"]


def unit_page(
    unit: str, periods: Periods, ports: BmPorts, *, tlm: float | None, energy_mwh: float | None
) -> BmUnitAnswer:
    """A unit's figures, its days and its headroom.

    Args:
        unit: Elexon's or the system operator's id.
        periods: The span.
        ports: Where data and prices come from.
        tlm: Transmission loss multiplier; null: not known, and said so.
        energy_mwh: Its energy capacity, which is not public, for cycles.

    Raises:
        MissingPeriods: Nothing of the unit is held.
    """
    found = list(summaries([unit], periods, ports, tlm=tlm, energy_mwh=energy_mwh))
    if not found:
        raise MissingPeriods(f"nothing of {unit} is held", where=f"{periods.first_date} to {periods.last_date}")
    figures, ledger, notes = found[0]
    return {
        **figures,
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "tlm_applied": tlm,
        **_headroom(figures["bm_unit"], periods, ports.units),
        "daily": _daily(ledger, periods),
        "notes": notes,
    }


def _headroom(unit: str, periods: Periods, units: BmData) -> HeadroomPart:
    """Mean room from the notification up to the export limit and down to the import limit, where held [MW]."""
    notified = units.mean_level_mw("notification", unit, periods)
    return {
        "mean_headroom_up_mw": mean_of(units.mean_level_mw("export_limit", unit, periods) - notified),
        "mean_headroom_down_mw": mean_of(notified - units.mean_level_mw("import_limit", unit, periods)),
    }


def _daily(ledger: BmLedger, periods: Periods) -> list[BmDayRow]:
    """Accepted energy and cash of each settlement date."""
    first, _ = half_hours(periods)
    day = periods.day_index[ledger.half_hour - first]
    size = len(periods.dates)
    offer_gbp, bid_gbp, _ = cash_by_row(ledger)
    columns = {
        "offer_mwh": ledger.offer_mwh,
        "bid_mwh": ledger.bid_mwh,
        "offer_cashflow_gbp": offer_gbp,
        "bid_cashflow_gbp": bid_gbp,
        "cashflow_gbp": offer_gbp + bid_gbp,
    }
    sums = {
        name: np.bincount(day, weights=np.nan_to_num(values), minlength=size) for name, values in columns.items()
    }
    return [
        {
            "settlement_date": str(date_),
            "offer_mwh": float(sums["offer_mwh"][number]),
            "bid_mwh": float(sums["bid_mwh"][number]),
            "offer_cashflow_gbp": float(sums["offer_cashflow_gbp"][number]),
            "bid_cashflow_gbp": float(sums["bid_cashflow_gbp"][number]),
            "cashflow_gbp": float(sums["cashflow_gbp"][number]),
        }
        for number, date_ in enumerate(periods.dates)
    ]
