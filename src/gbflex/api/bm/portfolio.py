"""A lead party's portfolio, virtual lead parties above all: what is visible of each of its units, and what is not.

Volumes and cash where acceptances and notifications are held; prices alone where only bid-offer data is; otherwise
the unit is named as not visible. What a secondary unit delivered against its baseline is never public.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, cast

import polars as pl

from gbflex import bootstrap
from gbflex.analysis.answers.bm import PortfolioAnswer, PortfolioRow, UnitRow
from gbflex.api.bm.ledger import half_hours, market_tables
from gbflex.api.bm.summaries import summaries
from gbflex.errors import MissingPeriods
from gbflex.store.bm_data import register_rows
from gbflex.store.published import Tables

__all__ = ["bm_portfolio"]

SECONDARY_TYPE, SECONDARY_PREFIX = "V", "V__"


def bm_portfolio(
    party: str, first_date: str | date, last_date: str | date, *, tlm: float | None = None
) -> PortfolioAnswer:
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


def _is_of(party: str, entry: Mapping[str, object]) -> bool:
    name = str(entry.get("lead_party_name") or "")
    return party.casefold() in name.casefold() or party == entry.get("lead_party_id")


class _FirstPairs(NamedTuple):
    """Mean price of a unit's first pair up and down, as submitted."""

    offer_gbp_per_mwh: float | None
    bid_gbp_per_mwh: float | None


def _row(unit: str, entry: Mapping[str, object], seen: UnitRow | None, prices: _FirstPairs | None) -> PortfolioRow:
    traded = seen is not None and (seen["offer_mwh"] or seen["bid_mwh"] or seen["cash_basis"] == "published")
    known = seen if traded else None
    names = cast("Mapping[str, str | None]", entry)
    return {
        "bm_unit": unit,
        "bm_unit_name": names.get("bm_unit_name"),
        "gsp_group_id": names.get("gsp_group_id"),
        "is_secondary": entry.get("bm_unit_type") == SECONDARY_TYPE or unit.startswith(SECONDARY_PREFIX),
        "offer_mwh": known and known["offer_mwh"],
        "bid_mwh": known and known["bid_mwh"],
        "offer_cashflow_gbp": known and known["offer_cashflow_gbp"],
        "bid_cashflow_gbp": known and known["bid_cashflow_gbp"],
        "gross_cashflow_gbp": known and known["gross_cashflow_gbp"],
        "gbp_per_mw": known and known["gbp_per_mw"],
        "mean_first_offer_price_gbp_per_mwh": None if prices is None else prices.offer_gbp_per_mwh,
        "mean_first_bid_price_gbp_per_mwh": None if prices is None else prices.bid_gbp_per_mwh,
        "flags": [] if known is None else known["flags"],
        "confidence": known["confidence"]
        if known is not None
        else "not visible"
        if prices is None
        else "prices only",
    }


def _offered_prices(units: list[str], first: date, last: date) -> dict[str, _FirstPairs]:
    """Mean price of each unit's first pair up and down, as submitted: no revenue."""
    scan = Tables(bootstrap.settings().home).scan(market_tables()["elexon.bod"], first, last)
    offer = pl.col("offer_price_gbp_per_mwh").filter(pl.col("pair_id") == 1).mean().alias("offer")
    bid = pl.col("bid_price_gbp_per_mwh").filter(pl.col("pair_id") == -1).mean().alias("bid")
    frame = scan.filter(pl.col("bm_unit").is_in(units)).group_by("bm_unit").agg(offer, bid).collect()
    return {unit: _FirstPairs(up, down) for unit, up, down in frame.select("bm_unit", "offer", "bid").iter_rows()}
