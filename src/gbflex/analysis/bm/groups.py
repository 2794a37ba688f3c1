"""Units of a lead party or GSP group together; figures per MW are of those whose power is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gbflex.analysis.answers.bm import GroupRow, UnitRow
from gbflex.analysis.bm.totals import rows_total

__all__ = ["grouped"]


def grouped(rows: Sequence[UnitRow], key: Literal["lead_party_name", "gsp_group_id"]) -> list[GroupRow]:
    """Units added up by group.

    Args:
        rows: The units.
        key: What groups them.
    """
    groups: dict[str, list[UnitRow]] = {}
    for row in rows:
        groups.setdefault(row[key] or "not known", []).append(row)
    sums = [(name, _sum_of(members)) for name, members in groups.items()]
    if key == "lead_party_name":
        return [{**total, "lead_party_name": name} for name, total in sums]
    return [{**total, "gsp_group_id": name} for name, total in sums]


def _sum_of(members: Sequence[UnitRow]) -> GroupRow:
    rated = [row for row in members if row["power_mw"] and row["gross_cashflow_gbp"] is not None]
    without = sum(not row["power_mw"] for row in members)
    gbp = rows_total([row["gross_cashflow_gbp"] for row in rated])
    power = sum(row["power_mw"] or 0.0 for row in rated)
    mw_days = sum((row["power_mw"] or 0.0) * row["days_held"] for row in rated)
    # A unit's rate is of its half-hours held alone: by its MW-days it gives their cash back.
    held = sum((row["gbp_per_mw_per_year"] or 0.0) * (row["power_mw"] or 0.0) * row["days_held"] for row in rated)
    return {
        "units": [row["bm_unit"] for row in members],
        "half_hours": sum(row["half_hours"] for row in members),
        "half_hours_held": sum(row["half_hours_held"] for row in members),
        "half_hours_with_volumes": sum(row["half_hours_with_volumes"] for row in members),
        "days_held": sum(row["days_held"] for row in members),
        "offer_mwh": rows_total([row["offer_mwh"] for row in members]),
        "bid_mwh": rows_total([row["bid_mwh"] for row in members]),
        "offer_cashflow_gbp": rows_total([row["offer_cashflow_gbp"] for row in members]),
        "bid_cashflow_gbp": rows_total([row["bid_cashflow_gbp"] for row in members]),
        "not_priced_mwh": rows_total([row["not_priced_mwh"] for row in members]),
        "half_hours_not_priced": sum(row["half_hours_not_priced"] for row in members),
        "gross_cashflow_gbp": rows_total([row["gross_cashflow_gbp"] for row in members]),
        "power_mw": rows_total([row["power_mw"] for row in members]),
        "units_without_power": without,
        "cash_basis": "; ".join(sorted({said for row in members for said in row["cash_basis"].split("; ")})),
        "gbp_per_mw": gbp / power if gbp is not None and power else None,
        "gbp_per_mw_per_year": held / mw_days if mw_days else None,
        "rank": None,
        "percentile": None,
        "is_compared": True,
        "confidence": "estimated"
        if any(row["confidence"] == "estimated" for row in members)
        else "public-derived",
        "flags": [
            *_without_power(members, without),
            *(f"{row['bm_unit']}: {flag}" for row in members for flag in row["flags"]),
        ],
    }


def _without_power(members: Sequence[UnitRow], without: int) -> list[str]:
    if not without:
        return []
    gbp = rows_total([row["gross_cashflow_gbp"] for row in members if not row["power_mw"]])
    cash = "no cash is known" if gbp is None else f"{gbp:,.2f} GBP"
    return [f"the power of {without:,} of {len(members):,} units is not known: {cash}, in no figure per MW"]
