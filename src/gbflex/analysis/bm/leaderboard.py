"""Which units, lead parties or regions earned most for each MW?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, cast

from gbflex.analysis.answers.bm import GroupRow, LeaderboardAnswer, UnitRow
from gbflex.analysis.bm.batteries import battery_register
from gbflex.analysis.bm.summaries import summaries
from gbflex.analysis.ports import BmPorts
from gbflex.errors import InputError, MissingPeriods
from gbflex.periods import Periods

__all__ = ["leaderboard"]

GroupKey = Literal["lead_party_name", "gsp_group_id"]
GROUPS: Final[dict[str, GroupKey | None]] = {
    "unit": None,
    "lead_party": "lead_party_name",
    "gsp_group": "gsp_group_id",
}


def leaderboard(
    periods: Periods,
    ports: BmPorts,
    *,
    units: Sequence[str],
    by: str,
    party: str | None,
    batteries: bool,
    tlm: float | None,
) -> LeaderboardAnswer:
    """Units or their groups ranked by GBP/MW.

    Args:
        periods: The span.
        ports: Where data and prices come from.
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
    shown = battery_register(ports.units)["batteries"] if batteries else []
    names = [*units, *(row["bm_unit"] for row in shown)]
    rows = [one.figures for one in summaries(names, periods, ports, tlm=tlm)]
    if party is not None:
        rows = [row for row in rows if party.casefold() in (row["lead_party_name"] or "").casefold()]
    if not rows:
        raise MissingPeriods(
            "no unit has anything in that span", where=f"{periods.first_date} to {periods.last_date}"
        )
    refused = [row for row in rows if any(flag.startswith("refused") for flag in row["flags"])]
    kept = [row for row in rows if row not in refused]
    key = GROUPS[by]
    ranked: list[UnitRow] | list[GroupRow] = kept if key is None else _grouped(kept, key)
    ranked.sort(key=lambda row: (row["gbp_per_mw"] is None, -(row["gbp_per_mw"] or 0.0)))
    return {
        "from": str(periods.first_date),
        "to": str(periods.last_date),
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
