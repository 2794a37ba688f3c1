"""A lead party's portfolio, virtual lead parties above all: what is visible of each of its units, and what is not.

Volumes and cash where acceptances and notifications are held; prices alone where only bid-offer data is; otherwise
the unit is named as not visible. What a secondary unit delivered against its baseline is never public.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from gbflex import bootstrap
from gbflex.api.bm.ledger import half_hours, market_tables
from gbflex.api.bm.summaries import summaries
from gbflex.errors import MissingPeriods
from gbflex.store.bm_data import register_rows
from gbflex.store.published import Tables

__all__ = ["bm_portfolio"]

Row = dict[str, Any]
SHOWN = ("offer_mwh", "bid_mwh", "offer_cashflow_gbp", "bid_cashflow_gbp", "gross_cashflow_gbp", "gbp_per_mw")
SECONDARY_TYPE, SECONDARY_PREFIX = "V", "V__"


def bm_portfolio(party: str, first_date: str | date, last_date: str | date, *, tlm: float | None = None) -> Row:
    """A lead party's units over a span; keys as `gbflex bm portfolio --json`.

    Args:
        party: Part of the lead party's name, or its id.
        first_date: First settlement date.
        last_date: Last settlement date, inclusive.
        tlm: Transmission loss multiplier for all of them; null: not known, and said so.

    Raises:
        MissingPeriods: No register is held, or it has no such party.
    """
    periods, _, _ = half_hours(first_date, last_date)
    register = register_rows(bootstrap.settings().home, market_tables())
    units = {unit: entry for unit, entry in register.items() if _is_of(party, entry)}
    if not units:
        raise MissingPeriods(
            f"the register has no unit of {party}",
            where="elexon.bmunits",
            available=f"{len(register):,} units",
            next_step="Import elexon.bmunits" if not register else "Give a part of the lead party's name",
        )
    seen = {row["bm_unit"]: row for row, *_ in summaries(sorted(units), first_date, last_date, tlm, None)}
    prices = _offered_prices(sorted(units), periods.first_date, periods.last_date)
    rows = [_row(unit, entry, seen.get(unit), prices.get(unit)) for unit, entry in sorted(units.items())]
    return {
        "party": party,
        "from": str(periods.first_date),
        "to": str(periods.last_date),
        "lead_parties": sorted({str(entry["lead_party_name"]) for entry in units.values()}),
        "units": len(rows),
        "secondary_units": sum(row["is_secondary"] for row in rows),
        "visible_units": sum(row["confidence"] != "not visible" for row in rows),
        "gross_cashflow_gbp": sum(row["gross_cashflow_gbp"] or 0.0 for row in rows),
        "rows": rows,
    }


def _is_of(party: str, entry: Row) -> bool:
    name = str(entry.get("lead_party_name") or "")
    return party.casefold() in name.casefold() or party == entry.get("lead_party_id")


def _row(unit: str, entry: Row, seen: Row | None, prices: Row | None) -> Row:
    traded = seen is not None and (seen["offer_mwh"] or seen["bid_mwh"] or seen["cash_basis"] == "published")
    known = seen if traded else None
    return {
        "bm_unit": unit,
        "bm_unit_name": entry.get("bm_unit_name"),
        "gsp_group_id": entry.get("gsp_group_id"),
        "is_secondary": entry.get("bm_unit_type") == SECONDARY_TYPE or unit.startswith(SECONDARY_PREFIX),
        **{key: None if known is None else known[key] for key in SHOWN},
        "mean_first_offer_price_gbp_per_mwh": None if prices is None else prices["offer"],
        "mean_first_bid_price_gbp_per_mwh": None if prices is None else prices["bid"],
        "flags": [] if known is None else known["flags"],
        "confidence": known["confidence"]
        if known is not None
        else "not visible"
        if prices is None
        else "prices only",
    }


def _offered_prices(units: list[str], first: date, last: date) -> dict[str, Row]:
    """Mean price of each unit's first pair up and down, as submitted: no revenue."""
    scan = Tables(bootstrap.settings().home).scan(market_tables()["elexon.bod"], first, last)
    offer = pl.col("offer_price_gbp_per_mwh").filter(pl.col("pair_id") == 1).mean().alias("offer")
    bid = pl.col("bid_price_gbp_per_mwh").filter(pl.col("pair_id") == -1).mean().alias("bid")
    frame = scan.filter(pl.col("bm_unit").is_in(units)).group_by("bm_unit").agg(offer, bid).collect()
    return {row["bm_unit"]: row for row in frame.iter_rows(named=True)}
