"""One unit's page, and units or their groups ranked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final, Literal, cast

import numpy as np

from gbflex import bootstrap
from gbflex.analysis.answers.bm import (
    BmDayRow,
    BmUnitAnswer,
    GroupRow,
    HeadroomPart,
    LeaderboardAnswer,
    UnitRow,
)
from gbflex.analysis.bm.ledger import BmLedger
from gbflex.analysis.bm.summary import (
    cash_by_row,
)
from gbflex.api.bm.batteries import bm_batteries
from gbflex.api.bm.ledger import market_tables
from gbflex.api.bm.summaries import mean_of, summaries
from gbflex.errors import InputError, MissingPeriods
from gbflex.periods import HALF_HOUR_SECONDS, Periods
from gbflex.reports.bm_unit_page import bm_unit_page
from gbflex.store.bm_data import mean_level_mw

__all__ = ["bm_leaderboard", "bm_unit"]

GroupKey = Literal["lead_party_name", "gsp_group_id"]
GROUPS: Final[dict[str, GroupKey | None]] = {
    "unit": None,
    "lead_party": "lead_party_name",
    "gsp_group": "gsp_group_id",
}


def bm_unit(
    unit: str,
    first_date: str | date,
    last_date: str | date,
    *,
    tlm: float | None = None,
    energy_mwh: float | None = None,
    out: str | Path | None = None,
) -> BmUnitAnswer:
    """One unit's page; keys as `gbflex bm unit --json`.

    Args:
        unit: Elexon's or the system operator's id.
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        tlm: Transmission loss multiplier; null: not known, and said so.
        energy_mwh: Its energy capacity, which is not public, for cycles.
        out: Where to write it as an HTML page.

    Raises:
        InputError: The page cannot be written.
        MissingPeriods: Nothing of the unit is held.
    """
    found = list(summaries([unit], first_date, last_date, tlm, energy_mwh))
    if not found:
        raise MissingPeriods(f"nothing of {unit} is held", where=f"{first_date} to {last_date}")
    summary, ledger, notes, periods = found[0]
    page: BmUnitAnswer = {
        **summary,
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "tlm_applied": tlm,
        **_headroom(summary["bm_unit"], periods),
        "daily": _daily(ledger, periods),
        "notes": notes,
    }
    if out is not None:
        try:
            Path(out).write_text(bm_unit_page(page), "utf-8")
        except OSError as error:
            raise InputError(f"the page cannot be written: {error.strerror or error}", where=str(out)) from None
    return page


def _headroom(unit: str, periods: Periods) -> HeadroomPart:
    """Mean room from the notification up to the export limit and down to the import limit, where held [MW]."""
    home, tables = bootstrap.settings().home, market_tables()
    highest, lowest, notified = (
        mean_level_mw(home, tables[name], unit, periods) for name in ("elexon.mels", "elexon.mils", "elexon.pn")
    )
    return {
        "mean_headroom_up_mw": mean_of(highest - notified),
        "mean_headroom_down_mw": mean_of(notified - lowest),
    }


def _daily(ledger: BmLedger, periods: Periods) -> list[BmDayRow]:
    """Accepted energy and cash of each settlement date."""
    first = int(periods.start_time[0].astype(np.int64)) // HALF_HOUR_SECONDS
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


def bm_leaderboard(
    first_date: str | date,
    last_date: str | date,
    *,
    units: Sequence[str] = (),
    by: str = "unit",
    party: str | None = None,
    batteries: bool = False,
    tlm: float | None = None,
) -> LeaderboardAnswer:
    """Units or their groups ranked by GBP/MW; keys as `gbflex bm leaderboard --json`.

    Args:
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        units: Only these, by either id; none means all with acceptances or published cash flows.
        by: "unit", "lead_party" or "gsp_group".
        party: Only units of lead parties whose name contains this.
        batteries: Only units that the register of batteries shows, probable ones included.
        tlm: Transmission loss multiplier for all of them; null: not known, and said so.

    Raises:
        InputError: No such grouping.
        MissingPeriods: Nothing is held.
    """
    if by not in GROUPS:
        raise InputError(f"units are not grouped by {by!r}", where="--by", available=", ".join(GROUPS))
    names = [*units, *(row["bm_unit"] for row in bm_batteries()["batteries"])] if batteries else list(units)
    rows = [summary for summary, *_ in summaries(names, first_date, last_date, tlm, None)]
    if party is not None:
        rows = [row for row in rows if party.casefold() in (row["lead_party_name"] or "").casefold()]
    if not rows:
        raise MissingPeriods("no unit has anything in that span", where=f"{first_date} to {last_date}")
    refused = [row for row in rows if any(flag.startswith("refused") for flag in row["flags"])]
    stands = [row for row in rows if row not in refused]
    key = GROUPS[by]
    ranked: list[UnitRow] | list[GroupRow] = stands if key is None else _grouped(stands, key)
    ranked.sort(key=lambda row: (row["gbp_per_mw"] is None, -(row["gbp_per_mw"] or 0.0)))
    return {
        "from": str(first_date),
        "to": str(last_date),
        "by": by,
        "rows": ranked,
        "refused": [{"bm_unit": row["bm_unit"], "flags": row["flags"]} for row in refused],
    }


def _grouped(rows: Sequence[UnitRow], key: GroupKey) -> list[GroupRow]:
    groups: dict[str, list[UnitRow]] = {}
    for row in rows:
        groups.setdefault(row[key] or "not known", []).append(row)
    return [_sum_of(name, key, members) for name, members in groups.items()]


def _sum_of(name: str, key: GroupKey, members: Sequence[UnitRow]) -> GroupRow:
    power = sum(row["power_mw"] or 0.0 for row in members)
    gross = sum(row["gross_cashflow_gbp"] for row in members)
    bases = sorted({row["cash_basis"] for row in members})
    total: GroupRow = {
        "units": [row["bm_unit"] for row in members],
        "offer_mwh": sum(row["offer_mwh"] for row in members),
        "bid_mwh": sum(row["bid_mwh"] for row in members),
        "offer_cashflow_gbp": sum(row["offer_cashflow_gbp"] for row in members),
        "bid_cashflow_gbp": sum(row["bid_cashflow_gbp"] for row in members),
        "gross_cashflow_gbp": gross,
        "power_mw": power,
        "cash_basis": ", ".join(bases),
        "gbp_per_mw": gross / power if power else None,
        "confidence": "estimated"
        if any(row["confidence"] == "estimated" for row in members)
        else "public-derived",
        "flags": [flag for row in members for flag in row["flags"]],
    }
    return cast("GroupRow", {key: name, **total})
